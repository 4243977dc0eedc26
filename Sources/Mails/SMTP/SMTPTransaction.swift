/// One mail on its way: MAIL, RCPT and DATA, and what the answers to them mean.
struct SMTPTransaction: Sendable {
    enum Step {
        /// More answers are due.
        case wait
        case say(String, SMTPStage)
        case sendMessage([UInt8])
        /// - Parameter leavesHalf: the server may still hold the sender or recipient of this mail.
        case finish(MailOutcome, leavesHalf: Bool)
        case fail(SMTPFailure)
    }

    /// MAIL, RCPT, DATA.
    let commands: [String]
    /// Whether the dot that ends the message was given out to be sent.
    var isSent = false
    /// The first refusal; the later answers only follow from it.
    private(set) var refusal: MailOutcome?
    private let message: [UInt8]

    /// - Throws: where the server has said that it does not take such a mail.
    init(_ mail: SMTPMail, _ capabilities: SMTPCapabilities) throws(MailRefusal) {
        if let limit = capabilities.sizeLimit, mail.size > limit { throw .tooLarge(limit: limit) }
        if mail.hasEightBit, !capabilities.takesEightBit { throw .eightBit }
        guard let message = mail.wireBytes else { throw .badLineEnds }
        self.message = message
        var sender = "MAIL FROM:<\(mail.sender?.description ?? "")>"
        if capabilities.knowsSize { sender += " SIZE=\(mail.size)" }
        if mail.hasEightBit { sender += " BODY=8BITMIME" }
        commands = [sender, "RCPT TO:<\(mail.recipient)>", "DATA"]
    }

    /// What to do about an answer.
    ///
    /// - Parameter pipelines: all three commands were sent at once, and an answer to each is due whatever the others say
    ///   (RFC 2920 section 3.1).
    mutating func take(_ reply: SMTPReply, _ stage: SMTPStage, pipelines: Bool) -> Step {
        if reply.isTransient || reply.isPermanent { return refused(reply, stage, pipelines) }
        switch stage {
        case .sender where reply.isPositive: return pipelines ? .wait : .say(commands[1], .recipient)
        case .recipient where reply.isPositive: return pipelines ? .wait : .say(commands[2], .data)
        // With no recipient the server should not ask for the message; where it does, it gets none.
        case .data where reply.code == 354: return .sendMessage(refusal == nil ? message : Array(".\r\n".utf8))
        case .message where reply.isPositive: return .finish(refusal ?? .accepted(reply), leavesHalf: false)
        default: return .fail(.unexpectedReply(stage, reply))
        }
    }

    private mutating func refused(_ reply: SMTPReply, _ stage: SMTPStage, _ pipelines: Bool) -> Step {
        if stage == .sender, Self.loginCodes.contains(reply.code) { return .fail(.refused(.sender, reply)) }
        let outcome = refusal ?? Self.outcome(reply, stage)
        refusal = outcome
        switch stage {
        case .sender: return pipelines ? .wait : .finish(outcome, leavesHalf: false)
        case .recipient: return pipelines ? .wait : .finish(outcome, leavesHalf: true)
        case .message: return .finish(outcome, leavesHalf: false)
        default: return .finish(outcome, leavesHalf: true)
        }
    }

    /// Codes that ask for a login or for TLS: the mail is not at fault (RFC 4954 section 6, RFC 3207 section 4).
    private static let loginCodes: Set = [530, 534, 535, 538]

    private static func outcome(_ reply: SMTPReply, _ stage: SMTPStage) -> MailOutcome {
        // 552 to a recipient counts as 452 (RFC 5321 section 4.5.3.1.10).
        let isForNow = reply.isTransient || (stage == .recipient && reply.code == 552)
        return isForNow ? .refusedForNow(.reply(stage, reply)) : .refusedForGood(.reply(stage, reply))
    }

    /// The message is given out to be sent, or the empty one in its place that nobody is to get.
    mutating func messageGoesOut() { isSent = refusal == nil }

    /// What became of the mail where the conversation ends now.
    func outcome(of failure: SMTPFailure) -> MailOutcome {
        refusal ?? (isSent ? .unknown(failure) : .notSent(failure))
    }
}
