/// What went wrong, in words for the person who set the mail server up.
extension SMTPFailure {
    public var explanation: String {
        switch self {
        case .refused(let stage, let reply): Self.explain(stage, reply)
        case .closing: "The server ended the conversation. It may be busy or allow only a few mails at once."
        case .startTLSNotOffered: "Encryption is required, but the server does not offer STARTTLS on this port."
        case .credentialsNeedTLS:
            "User name and password are only sent encrypted, and this connection is not. Choose STARTTLS or TLS."
        case .noMechanism:
            "The server offers no login with a user name and a password here. Some offer it only on another port or with TLS."
        case .bytesBeforeTLS:
            "Something was sent in the clear where encryption should have begun. Somebody may be tampering with the connection."
        case .outOfTurn, .malformedReply, .unexpectedReply:
            "What answers there does not behave like a mail server. Check the port and the kind of encryption."
        case .tlsFailed(let detail): "The connection could not be encrypted: \(detail.prefix(300))."
        case .connectionLost(.greeting?):
            "The server closed the connection before saying anything. The port may want TLS from the start."
        case .timedOut(.greeting?):
            "The server did not say anything. The port may want TLS from the start, or a firewall is in the way."
        case .connectionLost: "The connection to the server was lost."
        case .timedOut: "The server did not answer in time."
        case .over: "The conversation with the server was already over."
        }
    }

    private static func explain(_ stage: SMTPStage, _ reply: SMTPReply) -> String {
        if let words = reply.loginExplanation { return words }
        switch stage {
        case .greeting: return "The server does not want to talk to this machine."
        case .hello: return "The server does not accept the name this machine gives itself."
        case .startTLS: return "The server cannot encrypt the connection at the moment."
        case .authentication where reply.isTransient: return "The server cannot check the login at the moment."
        case .authentication: return "The server refused the login."
        default: return "The server refused to go on."
        }
    }
}

extension MailRefusal {
    public var explanation: String {
        switch self {
        case .reply(let stage, let reply): reply.loginExplanation ?? Self.explain(stage, reply)
        case .tooLarge(let limit): "The mail is larger than the \(limit) bytes that the server takes."
        case .badLineEnds: "The mail is malformed: a line does not end as it must."
        case .eightBit: "The server takes only mails in plain ASCII."
        }
    }

    private static func explain(_ stage: SMTPStage, _ reply: SMTPReply) -> String {
        if let words = explain(reply) { return words }
        switch stage {
        case .recipient where reply.isTransient, .data where reply.isTransient:
            return "The server asks to try again later, as many do with senders they do not know yet (greylisting)."
        case .recipient where reply.says("relay"):
            return
                "The server does not pass mail on to other domains for this sender. It may want a user name and a password."
        case .recipient: return "The server does not take mail for this address."
        case .sender where reply.isPermanent: return "The server does not take mail from this sender address."
        case .message where reply.isPermanent: return "The server refused the content of the mail, perhaps as unwanted."
        default: return reply.isTransient ? "The server cannot take the mail now." : "The server refused the mail."
        }
    }

    /// By the enhanced code, whatever the stage (RFC 3463 section 3).
    private static func explain(_ reply: SMTPReply) -> String? {
        guard let code = reply.enhanced else { return nil }
        switch (code.subject, code.detail) {
        case (1, 1), (1, 2), (1, 3), (1, 6), (1, 10): return "There is no such address."
        case (1, 7), (1, 8): return "The server does not take mail from this sender address."
        case (2, 1): return "The mailbox is switched off."
        case (2, 2): return "The mailbox is full."
        case (2, 3), (3, 4): return "The mail is larger than the server takes."
        case (3, 1): return "The server has no room left."
        case (4, 4): return "The server does not know where mail for this domain goes."
        case (7, 20...26): return "The server could not verify the sender's domain (SPF, DKIM or DMARC)."
        default: return nil
        }
    }
}

extension MailOutcome {
    /// Nil for a mail that was accepted.
    public var explanation: String? {
        switch self {
        case .accepted: nil
        case .refusedForGood(let refusal), .refusedForNow(let refusal): refusal.explanation
        case .notSent(let failure): failure.explanation
        case .unknown(let failure):
            failure.explanation + " The mail was already handed over; whether the server has taken it is not known."
        }
    }
}

extension SMTPReply {
    /// What the reply says about login and encryption. Nil for anything else.
    fileprivate var loginExplanation: String? {
        switch code {
        case 530 where says("starttls") || says("tls") || says("encrypt"):
            "The server wants STARTTLS before anything else."
        case 530: "The server wants a user name and a password."
        case 534 where says("application-specific") || says("app password"):
            "The server wants an app password instead of the usual password."
        case 534: "The server wants another kind of login."
        case 535: "User name or password is wrong."
        case 538: "The server wants encryption before the login."
        default: nil
        }
    }

    /// Whether the server's words hold this one, in any case.
    fileprivate func says(_ word: String) -> Bool { text.lowercased().contains(word) }
}
