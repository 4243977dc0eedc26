/// How to talk to one mail server.
public struct SMTPSettings: Sendable {
    /// When the connection is encrypted.
    public enum TLS: String, CaseIterable, Sendable {
        /// By STARTTLS, or not at all.
        case required
        /// By STARTTLS where the server offers it.
        case optional
        case none
        /// From the first byte; whoever opened the connection has seen to it (RFC 8314 section 3.3).
        case implicit
    }

    /// Who the client says it is: a domain, or an address in brackets (RFC 5321 section 4.1.1.1).
    public let clientName: String

    public let tls: TLS

    /// Nil for a server that takes mail from this machine without a login.
    public let credentials: SMTPCredentials?

    /// Whether user name and password may be sent without encryption: only for a server on the same machine or network.
    public let allowsCredentialsWithoutTLS: Bool

    public let limits: ReplyLimits

    /// - Throws: where the client's name is not well formed.
    public init(
        clientName: String, tls: TLS, credentials: SMTPCredentials? = nil, allowsCredentialsWithoutTLS: Bool = false,
        limits: ReplyLimits = ReplyLimits()
    ) throws(SMTPSettingsError) {
        guard (1...255).contains(clientName.utf8.count),
            clientName.utf8.allSatisfy({ $0.isAlphanumeric || "-.[]:".utf8.contains($0) })
        else { throw .malformedClientName }
        self.clientName = clientName
        self.tls = tls
        self.credentials = credentials
        self.allowsCredentialsWithoutTLS = allowsCredentialsWithoutTLS
        self.limits = limits
    }
}

/// A user name and a password. They are never part of a description.
public struct SMTPCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    let user: String
    let password: String

    /// - Throws: where either is empty or has a NUL, which parts them on the wire (RFC 4616 section 2).
    public init(user: String, password: String) throws(SMTPSettingsError) {
        guard !user.isEmpty, !password.isEmpty, !(user + password).utf8.contains(0) else {
            throw .malformedCredentials
        }
        self.user = user
        self.password = password
    }

    public var description: String { "SMTPCredentials" }

    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How much a server may say.
public struct ReplyLimits: Hashable, Sendable {
    /// Octets of one line with its CRLF. RFC 5321 section 4.5.3.1.5 has 512; many servers write a little more.
    public var lineLength = 1_000

    /// Lines of one reply.
    public var lineCount = 100

    public init() {}
}

/// Why settings were not taken.
public enum SMTPSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    case malformedClientName
    case malformedCredentials

    public var description: String {
        switch self {
        case .malformedClientName: "the name that is told to the mail server must be a host name"
        case .malformedCredentials: "the user name and the password must not be empty, nor hold a NUL character"
        }
    }
}
