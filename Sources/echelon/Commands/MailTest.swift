internal import ArgumentParser
internal import Domain
internal import Mails
internal import Net
internal import Outbound
internal import Secrets
internal import Synchronization

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
        let (server, sender) = (try mail.server(), try mail.sender())
        let recipient = try MailOptions.address(to, "TO")
        let letter = SMTPMail(
            sender: sender.address, recipient: recipient, bytes: try message(from: sender, to: Mailbox(recipient)))
        let client = SMTPClient(on: try EventLoop(), trust: try outside.trust())
        let queue = Mutex([letter])
        let told = Mutex<MailOutcome?>(nil)
        let failure: SMTPFailure?
        do {
            failure = try await client.converse(
                with: server, next: { queue.withLock { $0.popLast() } },
                finished: { outcome in told.withLock { $0 = outcome } })
        } catch {
            throw Failure("\(server.host):\(server.port) cannot be reached: \(error).")
        }
        switch told.withLock({ $0 }) {
        case .accepted(let reply): print("\(server.host) has taken the mail: \(reply.text)")
        case let outcome?: throw Failure(outcome.explanation ?? "The mail was not taken.")
        case nil: throw Failure(failure?.explanation ?? "The mail server ended the conversation.")
        }
    }

    private func message(from: Mailbox, to: Mailbox) throws -> [UInt8] {
        let id = Base64.encode(SecureRandom.bytes(15), .url)
        var message = MailMessage(
            from: from, to: to, subject: "A test of Echelon’s mails",
            text: "If you can read this, Echelon can send mails by this server.\n",
            messageID: "\(id)@\(from.address.domain)",
            date: SystemClock().now(), zone: .utc)
        message.html = "<p>If you can read this, Echelon can send mails by this server.</p>\n"
        do throws(MessageError) { return try message.bytes(boundary: "echelon_\(id)") } catch {
            throw Failure("The test mail could not be written: \(error).")
        }
    }
}
