/// What became of one mail.
public enum MailOutcome: Hashable, Sendable {
    /// The server has taken it over; its words often hold the number it gave the mail.
    case accepted(SMTPReply)

    /// The same mail will be refused again.
    case refusedForGood(MailRefusal)

    /// It may be taken later: greylisting, a full mailbox, a busy server.
    case refusedForNow(MailRefusal)

    /// The conversation ended before the mail was through: it was not taken.
    case notSent(SMTPFailure)

    /// The conversation ended after the last dot and before the answer: nobody but the server knows.
    case unknown(SMTPFailure)
}

/// Why a mail was not taken.
public enum MailRefusal: Error, Hashable, Sendable {
    case reply(SMTPStage, SMTPReply)

    /// Larger than the server said it takes, in octets. It was not offered.
    case tooLarge(limit: Int)

    /// Lines that do not end with CRLF. It was not offered.
    case badLineEnds

    /// Bytes beyond ASCII for a server that does not take them. It was not offered.
    case eightBit
}

/// The step of the conversation that a reply answers.
public enum SMTPStage: String, CaseIterable, Hashable, Sendable {
    case greeting, hello, startTLS, authentication, reset, sender, recipient, data, message, quit

    /// How long to wait for the reply, in seconds (RFC 5321 section 4.5.3.2).
    public var patience: Int {
        switch self {
        case .data: 120
        case .message: 600
        default: 300
        }
    }
}

/// Why a conversation ended. What was not sent by then can be sent in another.
public enum SMTPFailure: Error, Hashable, Sendable {
    /// The server refused something that concerns more than one mail.
    case refused(SMTPStage, SMTPReply)

    /// 421: the server ends the conversation.
    case closing(SMTPReply)

    case startTLSNotOffered
    case credentialsNeedTLS

    /// The server offers none of PLAIN and LOGIN.
    case noMechanism

    /// Bytes in the clear after the server agreed to encrypt: somebody in between may have put them there.
    case bytesBeforeTLS

    /// The server spoke when it was not asked.
    case outOfTurn

    case malformedReply(ReplyError)

    /// A code that makes no sense at this step.
    case unexpectedReply(SMTPStage, SMTPReply)

    /// - Parameter detail: what was wrong, in a few words without a secret.
    case tlsFailed(detail: String)

    case connectionLost(SMTPStage?)
    case timedOut(SMTPStage?)

    /// The conversation was already over.
    case over
}
