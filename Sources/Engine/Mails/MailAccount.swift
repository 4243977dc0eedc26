internal import Domain
internal import JSON
public import Mails
internal import Secrets

/// The mail server that carries our mails, and in whose name.
public struct MailAccount: Sendable {
    public var host: String
    public var port: UInt16
    public var encryption: SMTPSettings.TLS
    public var user: String?
    public var password: String?
    /// The address that mails come from, where a store has none of its own.
    public var from: MailAddress
    public var fromName: String?
    public var replyTo: MailAddress?
    /// Counts edits, from 1; 0 for an account from the environment.
    public var revision = 0

    public init(
        host: String, port: UInt16, encryption: SMTPSettings.TLS, user: String? = nil, password: String? = nil,
        from: MailAddress, fromName: String? = nil
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.user = user
        self.password = password
        self.from = from
        self.fromName = fromName
    }

    /// The port that servers listen on for such a connection (RFC 8314 section 7).
    public static func usualPort(_ encryption: SMTPSettings.TLS) -> UInt16 { encryption == .implicit ? 465 : 587 }

    /// - Parameter clientName: what this machine calls itself.
    /// - Throws: where the credentials or the name are not well formed.
    public func server(clientName: String) throws(SMTPSettingsError) -> MailServer {
        var credentials: SMTPCredentials?
        if let user { credentials = try SMTPCredentials(user: user, password: password ?? "") }
        return MailServer(
            host: host, port: port,
            settings: try SMTPSettings(clientName: clientName, tls: encryption, credentials: credentials))
    }

    // MARK: In the database

    private static let passwordPlace = "mail_account.password"

    /// As JSON, the password sealed.
    func stored(box: SecretBox) -> String {
        let value: JSONValue = [
            "host": .string(host), "port": .integer(Int64(port)), "tls": .string(encryption.rawValue),
            "user": user.map(JSONValue.string) ?? .null,
            "password": password.map { .string(box.seal($0, for: Self.passwordPlace)) } ?? .null,
            "from": .string(from.description), "from_name": fromName.map(JSONValue.string) ?? .null,
            "reply_to": replyTo.map { .string($0.description) } ?? .null, "revision": .integer(Int64(revision)),
        ]
        return String(decoding: value.bytes, as: UTF8.self)
    }

    /// What stands there and cannot be read.
    struct Unreadable: Error {}

    init(stored text: String, box: SecretBox) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        guard let host = value["host"]?.string, let port = value["port"]?.integer.flatMap(UInt16.init(exactly:)),
            let encryption = value["tls"]?.string.flatMap(SMTPSettings.TLS.init), let from = value["from"]?.string
        else { throw Unreadable() }
        self.init(
            host: host, port: port, encryption: encryption, user: value["user"]?.string,
            password: try value["password"]?.string.map { try box.openText($0, for: Self.passwordPlace) },
            from: try MailAddress(parsing: from), fromName: value["from_name"]?.string)
        replyTo = try value["reply_to"]?.string.map { try MailAddress(parsing: $0) }
        revision = Int(value["revision"]?.integer ?? 0)
    }
}
