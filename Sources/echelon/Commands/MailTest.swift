internal import ArgumentParser
internal import Engine

/// Sends one mail, and says in words what the mail server made of it.
struct MailTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail-test", abstract: "Send a test mail, and tell what the mail server says.",
        discussion: """
            Each option can be set by the environment: ECHELON_SMTP_HOST, ECHELON_SMTP_PORT, ECHELON_SMTP_TLS,
            ECHELON_SMTP_USER, ECHELON_MAIL_FROM, ECHELON_MAIL_FROM_NAME; the password by ECHELON_SMTP_PASSWORD only.
            """)

    @OptionGroup var mail: MailOptions
    @OptionGroup var outside: OutsideOptions
    @Argument(help: "The address that the mail goes to.") var to: String

    func run() async throws {
        guard let account = try mail.account() else {
            throw ValidationError("Name the mail server by --smtp-host or ECHELON_SMTP_HOST.")
        }
        let recipient = try MailOptions.address(to, "TO")
        var means = MailMeans()
        means.carrier = try OutsideCarrier(trust: outside.trust())
        means.clientName = MailOptions.hostName
        let result = try await means.test(account, to: recipient, at: SystemClock().now())
        guard result.isTaken else { throw Failure(result.words) }
        print("\(account.host) has taken the mail: \(result.words)")
    }
}
