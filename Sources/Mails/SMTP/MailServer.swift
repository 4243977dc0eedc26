/// Where a mail server is and how it lets us in.
public struct MailServer: Sendable {
    public var host: String
    public var port: UInt16
    public var settings: SMTPSettings

    public init(host: String, port: UInt16, settings: SMTPSettings) {
        self.host = host
        self.port = port
        self.settings = settings
    }
}
