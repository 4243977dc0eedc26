public import Domain
public import Mails
internal import Secrets
internal import Synchronization

/// What came of a mail that was sent at once.
public struct TestMailResult: Sendable {
    public let isTaken: Bool
    /// What the server said, or what went wrong and what to do.
    public let words: String
}

extension MailMeans {
    /// Sends a mail that says nothing but that mails arrive.
    ///
    /// - Throws: `Refusal.conflict` where there is no carrier.
    public func test(_ account: MailAccount, to address: MailAddress, at now: Timestamp) async throws -> TestMailResult
    {
        let message = MailMessage.test(
            from: Mailbox(account.from, name: account.fromName), to: Mailbox(address),
            messageID: Self.messageID(account), date: now)
        return try await send(message, to: address, from: account)
    }

    /// A new one, unique for ever.
    static func messageID(_ account: MailAccount) -> String {
        "\(Base64.encode(SecureRandom.bytes(18), .url))@\(account.from.domain)"
    }

    /// Sends one message at once, past the outbox.
    ///
    /// - Throws: `Refusal.conflict` where there is no carrier.
    func send(_ message: MailMessage, to address: MailAddress, from account: MailAccount) async throws -> TestMailResult
    {
        guard let carrier else { throw Refusal.conflict("This process sends no mails.") }
        let bytes: [UInt8]
        do throws(MessageError) { bytes = try message.bytes(boundary: Envelope.boundary()) } catch {
            return TestMailResult(isTaken: false, words: "The mail could not be written: \(error)")
        }
        let server = try account.server(clientName: clientName)
        let queue = Mutex([SMTPMail(sender: account.from, recipient: address, bytes: bytes)])
        let told = Mutex<MailOutcome?>(nil)
        let failure: String?
        do throws(NotCarried) {
            failure = try await carrier.carry(
                to: server, next: { queue.withLock { $0.popLast() } },
                finished: { outcome in told.withLock { $0 = outcome } })
        } catch {
            return TestMailResult(isTaken: false, words: error.reason)
        }
        switch told.withLock({ $0 }) {
        case .accepted(let reply): return TestMailResult(isTaken: true, words: reply.text)
        case let outcome?:
            return TestMailResult(isTaken: false, words: outcome.explanation ?? "The mail was not taken.")
        case nil: return TestMailResult(isTaken: false, words: failure ?? "The mail server ended the conversation.")
        }
    }
}
