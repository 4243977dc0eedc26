/// An address with the name of who is behind it.
public struct Mailbox: Hashable, Sendable {
    public let address: MailAddress

    /// Nil or empty where no name is shown.
    public let name: String?

    public init(_ address: MailAddress, name: String? = nil) {
        self.address = address
        self.name = name
    }
}
