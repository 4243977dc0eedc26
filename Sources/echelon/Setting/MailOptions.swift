internal import ArgumentParser
internal import Engine
internal import Foundation
internal import Mails

/// Which mail server carries our mails, and in whose name.
struct MailOptions: ParsableArguments {
    @Option(help: "The mail server.")
    var smtpHost: String?

    @Option(help: "Its port. (default: 587; 465 with --smtp-tls implicit)")
    var smtpPort: UInt16?

    @Option(help: "required or optional (STARTTLS), implicit, or none. (default: required)")
    var smtpTLS: String?

    @Option(help: "The user name there; the password is ECHELON_SMTP_PASSWORD.")
    var smtpUser: String?

    @Option(help: "The address that mails come from, such as shop@example.com.")
    var mailFrom: String?

    @Option(help: "The name beside it.")
    var mailFromName: String?

    @Option(help: "The folder of the mail templates. (default: mails)")
    var mails: String?

    /// What mails are written and sent with. Where no mail server is named here, the panel's is taken.
    ///
    /// - Parameter baseURL: the address by which customers reach this server.
    /// - Throws: in words what is missing or wrong.
    func means(_ outside: OutsideOptions, baseURL: String? = nil) throws -> MailMeans {
        var means = MailMeans()
        means.library = try library()
        means.carrier = try OutsideCarrier(trust: outside.trust())
        means.account = try account()
        means.clientName = Self.hostName
        means.baseURL = try baseURL ?? BaseURL.read(nil)
        return means
    }

    private func library() throws -> MailLibrary {
        let folder = mails ?? Environment["ECHELON_MAILS"] ?? "mails"
        do { return try MailLibrary(folder: folder) } catch {
            throw Failure("The mail templates in \(folder) cannot be used (--mails says where they are):\n\(error)")
        }
    }

    /// The mail server; nil where none is named.
    ///
    /// - Throws: in words what is missing or wrong.
    func account() throws -> MailAccount? {
        guard let host = smtpHost ?? Environment["ECHELON_SMTP_HOST"] else { return nil }
        let word = smtpTLS ?? Environment["ECHELON_SMTP_TLS"] ?? SMTPSettings.TLS.required.rawValue
        guard let tls = SMTPSettings.TLS(rawValue: word) else {
            let all = SMTPSettings.TLS.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--smtp-tls must be one of \(all), not '\(word)'.")
        }
        guard let from = mailFrom ?? Environment["ECHELON_MAIL_FROM"] else {
            throw ValidationError("Say whom mails come from by --mail-from or ECHELON_MAIL_FROM.")
        }
        let user = smtpUser ?? Environment["ECHELON_SMTP_USER"]
        let account = MailAccount(
            host: host, port: try port(tls), encryption: tls, user: user,
            password: user == nil ? nil : Environment["ECHELON_SMTP_PASSWORD"],
            from: try Self.address(from, "--mail-from"), fromName: mailFromName ?? Environment["ECHELON_MAIL_FROM_NAME"]
        )
        do { _ = try account.server(clientName: Self.hostName) } catch {
            throw ValidationError("The mail server cannot be used: \(error).")
        }
        return account
    }

    static func address(_ text: String, _ option: String) throws -> MailAddress {
        do throws(MailAddressError) { return try MailAddress(parsing: text) } catch {
            throw ValidationError("\(option) is no address that mail can go to: \(error).")
        }
    }

    private func port(_ tls: SMTPSettings.TLS) throws -> UInt16 {
        if let smtpPort { return smtpPort }
        guard let text = Environment["ECHELON_SMTP_PORT"] else { return MailAccount.usualPort(tls) }
        guard let port = UInt16(text), port > 0 else {
            throw ValidationError("ECHELON_SMTP_PORT must be a port from 1 to 65535.")
        }
        return port
    }

    /// What the machine is called; a name that no mail server objects to where that is none.
    static var hostName: String {
        let name = ProcessInfo.processInfo.hostName
        return (try? SMTPSettings(clientName: name, tls: .none)) == nil ? "localhost" : name
    }
}
