internal import ArgumentParser
internal import Foundation
internal import Mails
internal import Outbound

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

    /// - Throws: in words what is missing or wrong.
    func server() throws -> MailServer {
        guard let host = smtpHost ?? Environment["ECHELON_SMTP_HOST"] else {
            throw ValidationError("Name the mail server by --smtp-host or ECHELON_SMTP_HOST.")
        }
        let word = smtpTLS ?? Environment["ECHELON_SMTP_TLS"] ?? SMTPSettings.TLS.required.rawValue
        guard let tls = SMTPSettings.TLS(rawValue: word) else {
            let all = SMTPSettings.TLS.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--smtp-tls must be one of \(all), not '\(word)'.")
        }
        do {
            let settings = try SMTPSettings(clientName: Self.hostName, tls: tls, credentials: credentials())
            return MailServer(host: host, port: try port(tls), settings: settings)
        } catch let error as SMTPSettingsError {
            throw ValidationError("The mail server cannot be used: \(error).")
        }
    }

    func sender() throws -> Mailbox {
        guard let text = mailFrom ?? Environment["ECHELON_MAIL_FROM"] else {
            throw ValidationError("Say whom mails come from by --mail-from or ECHELON_MAIL_FROM.")
        }
        return Mailbox(
            try Self.address(text, "--mail-from"), name: mailFromName ?? Environment["ECHELON_MAIL_FROM_NAME"])
    }

    static func address(_ text: String, _ option: String) throws -> MailAddress {
        do throws(MailAddressError) { return try MailAddress(parsing: text) } catch {
            throw ValidationError("\(option) is no address that mail can go to: \(error).")
        }
    }

    private func port(_ tls: SMTPSettings.TLS) throws -> UInt16 {
        if let smtpPort { return smtpPort }
        guard let text = Environment["ECHELON_SMTP_PORT"] else { return tls == .implicit ? 465 : 587 }
        guard let port = UInt16(text), port > 0 else {
            throw ValidationError("ECHELON_SMTP_PORT must be a port from 1 to 65535.")
        }
        return port
    }

    private func credentials() throws -> SMTPCredentials? {
        guard let user = smtpUser ?? Environment["ECHELON_SMTP_USER"] else { return nil }
        return try SMTPCredentials(user: user, password: Environment["ECHELON_SMTP_PASSWORD"] ?? "")
    }

    /// What the machine is called; a name that no mail server objects to where that is none.
    private static var hostName: String {
        let name = ProcessInfo.processInfo.hostName
        return (try? SMTPSettings(clientName: name, tls: .none)) == nil ? "localhost" : name
    }
}
