internal import Mails
internal import Rules

/// A mail server's settings as a person fills them in.
public struct MailAccountForm: Sendable {
    public var host: String
    /// 1 … 65535; nil for the usual one of the encryption.
    public var port: Int?
    /// One of `encryptions`.
    public var encryption: String
    public var user: String?
    /// Nil keeps the present one; `.some(nil)` takes it away.
    public var password: String??
    public var from: String
    public var fromName: String?
    public var replyTo: String?

    /// STARTTLS required or where it is offered, TLS from the first byte, or none.
    public static let encryptions = SMTPSettings.TLS.allCases.map(\.rawValue)

    public init(host: String, encryption: String, from: String) {
        self.host = host
        self.encryption = encryption
        self.from = from
    }

    init(_ account: MailAccount) {
        self.init(host: account.host, encryption: account.encryption.rawValue, from: account.from.description)
        port = Int(account.port)
        user = account.user
        fromName = account.fromName
        replyTo = account.replyTo?.description
    }

    /// - Throws: `Refusal.invalid` naming every bad field.
    func account(formerPassword: String?) throws -> MailAccount {
        var faults: [FieldError] = []
        let host = host.lowercased()
        let isHost = !host.isEmpty && host.utf8.count <= 253 && host.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != 0x2F }
        if !isHost { faults.append(FieldError("/host", "must be a host name or an address, without a port")) }
        let encryption = SMTPSettings.TLS(rawValue: encryption)
        if encryption == nil {
            faults.append(FieldError("/tls", "must be one of \(Self.encryptions.joined(separator: ", "))"))
        }
        let usual = MailAccount.usualPort(encryption ?? .required)
        let port = self.port.map { UInt16(exactly: $0) ?? 0 } ?? usual
        if port == 0 { faults.append(FieldError("/port", "must be from 1 to 65535")) }
        let from = Self.read(from, at: "/from", &faults)
        let replyTo = replyTo.flatMap { Self.read($0, at: "/reply_to", &faults) }
        guard faults.isEmpty, let encryption, let from else { throw Refusal.invalid(faults) }
        var account = MailAccount(
            host: host, port: port, encryption: encryption, user: user, password: password ?? formerPassword,
            from: from,
            fromName: fromName)
        account.replyTo = replyTo
        return account
    }

    private static func read(_ text: String, at pointer: String, _ faults: inout [FieldError]) -> MailAddress? {
        do throws(MailAddressError) { return try MailAddress(parsing: text) } catch {
            faults.append(FieldError(pointer, "is no address that mail can go to: \(error)"))
            return nil
        }
    }

    /// - Throws: `Refusal.invalid`.
    static func address(_ text: String, at pointer: String) throws -> MailAddress {
        var faults: [FieldError] = []
        guard let address = read(text, at: pointer, &faults) else { throw Refusal.invalid(faults) }
        return address
    }
}
