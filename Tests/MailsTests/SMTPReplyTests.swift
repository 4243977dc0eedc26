import Mails
import Testing

/// What counts as a reply, and what it says to the person who set the server up.
@Suite struct SMTPReplyTests {
    /// What the session makes of the first bytes of a server.
    private func first(_ text: String, _ limits: ReplyLimits = ReplyLimits()) throws -> [SMTPSession.Action] {
        var session = SMTPSession(try SMTPSettings(clientName: "c", tls: .none, limits: limits))
        return session.receive(Array(text.utf8).span)
    }

    private let hello = [SMTPSession.Action.send(Array("EHLO c\r\n".utf8))]

    @Test(arguments: [
        "220 x\r\n", "220\r\n", "220 \r\n", "220-a\r\n220-\r\n220 b\r\n", "220-a\r\n220\r\n", "299 ż\u{0}\t\r\n",
        "200 x\r\n",
    ]) func `A reply is read whole`(_ text: String) throws {
        #expect(try first(text) == hello)
        var session = SMTPSession(try SMTPSettings(clientName: "c", tls: .none))
        let bytes = Array(text.utf8)
        for byte in bytes.dropLast() { #expect(session.receive([byte].span) == []) }
        #expect(session.receive([bytes[bytes.count - 1]].span) == hello)
    }

    @Test(
        arguments: [
            ("220 x\n", .badLineEnd), ("220 x\rx\r\n", .badLineEnd), ("220 x\r\r\n", .badLineEnd), ("\n", .badLineEnd),
            ("\r\n", .noCode), ("22 x\r\n", .noCode), ("2200 x\r\n", .noCode), ("220x\r\n", .noCode),
            ("22a x\r\n", .noCode),
            ("120 x\r\n", .noCode), ("620 x\r\n", .noCode), (" 220 x\r\n", .noCode), ("２２０ x\r\n", .noCode),
            ("220-a\r\n221 b\r\n", .codesDiffer), ("220-a\r\n250-b\r\n", .codesDiffer), ("220-a\r\nb\r\n", .noCode),
        ] as [(String, ReplyError)]) func `Anything else is refused, not repaired`(
            _ text: String, _ expected: ReplyError
        ) throws
    {
        #expect(try first(text) == [.failed(.malformedReply(expected))])
        var session = SMTPSession(try SMTPSettings(clientName: "c", tls: .none))
        let actions = Array(text.utf8).flatMap { session.receive([$0].span) }
        #expect(actions == [.failed(.malformedReply(expected))])
    }

    @Test func `A line and a reply have a greatest length`() throws {
        let limits = ReplyLimits()
        func line(_ length: Int) -> String { "220 " + String(repeating: "x", count: length - 6) + "\r\n" }
        #expect(try first(line(limits.lineLength)) == hello)
        #expect(try first(line(limits.lineLength + 1)) == [.failed(.malformedReply(.lineTooLong))])
        let endless = String(repeating: "2", count: limits.lineLength)
        #expect(try first(endless) == [])
        #expect(try first(endless + "2") == [.failed(.malformedReply(.lineTooLong))])
        let many = String(repeating: "220-x\r\n", count: limits.lineCount - 1)
        #expect(try first(many + "220 x\r\n") == hello)
        #expect(try first(many + "220-x\r\n220 x\r\n") == [.failed(.malformedReply(.tooManyLines))])
    }

    @Test(arguments: [
        ("554 5.7.1 no", "5.7.1"), ("554 5.7.1", "5.7.1"), ("451 4.999.0 x", "4.999.0"), ("554 4.7.1 no", nil),
        ("554 5.7 no", nil), ("554 5.7.1.2 no", nil), ("554 5.7.1234 no", nil), ("554 5..1 no", nil),
        ("554 no 5.7.1", nil),
        ("554 ", nil), ("554 5.7.x", nil),
    ]) func `An enhanced code agrees with the code before it`(_ line: String, _ expected: String?) throws {
        guard case .failed(.refused(.greeting, let reply))? = try first(line + "\r\n").first else {
            return #expect(Bool(false), "it is refused")
        }
        #expect(reply.enhanced?.description == expected)
    }

    @Test func `A server's words are cut and have no control characters`() throws {
        let long = String(repeating: "x", count: 400)
        guard case .failed(.refused(.greeting, let reply))? = try first("554-a\tb\u{1}\r\n554 \(long)\r\n").first else {
            return #expect(Bool(false), "it is refused")
        }
        #expect(reply.text.count == 300)
        #expect(reply.text.hasPrefix("a b  xxx"))
    }

    @Test(arguments: [
        ("554 go away", "The server does not want to talk to this machine."),
        ("421 busy", "The server ended the conversation. It may be busy or allow only a few mails at once."),
        (
            "SSH-2.0",
            "What answers there does not behave like a mail server. Check the port and the kind of encryption."
        ),
    ]) func `A failure at the greeting is told in words`(_ line: String, _ expected: String) throws {
        guard case .failed(let failure)? = try first(line + "\r\n").last else {
            return #expect(Bool(false), "it fails")
        }
        #expect(failure.explanation == expected)
    }

    /// - Returns: the explanation of a mail whose commands get these answers.
    private func explanation(_ replies: [String]) throws -> String? {
        var session = SMTPSession(try SMTPScript.settings())
        _ = session.submit(try SMTPScript.mail("a@example.net"))
        for reply in ["220 x", "250 x"] + replies {
            for case .finished(let outcome) in session.receive(Array("\(reply)\r\n".utf8).span) {
                return outcome.explanation
            }
        }
        return "nothing"
    }

    @Test(
        arguments: [
            (["530 5.7.0 Must issue a STARTTLS command first"], "The server wants STARTTLS before anything else."),
            (["530 5.7.1 Authentication required"], "The server wants a user name and a password."),
            (["550 5.7.1 sender rejected"], "The server does not take mail from this sender address."),
            (["451 try again"], "The server cannot take the mail now."),
            (["250 ok", "550 no"], "The server does not take mail for this address."),
            (["250 ok", "550 5.1.1 no such user"], "There is no such address."),
            (["250 ok", "452 4.2.2 over quota"], "The mailbox is full."),
            (
                ["250 ok", "450 4.7.1 greylisted"],
                "The server asks to try again later, as many do with senders they do not know yet (greylisting)."
            ),
            (
                ["250 ok", "554 5.7.1 Relay access denied"],
                "The server does not pass mail on to other domains for this sender. It may want a user name and a password."
            ),
            (
                ["250 ok", "250 ok", "354 ok", "554 5.7.1 spam"],
                "The server refused the content of the mail, perhaps as unwanted."
            ),
            (
                ["250 ok", "250 ok", "354 ok", "550 5.7.26 unauthenticated"],
                "The server could not verify the sender's domain (SPF, DKIM or DMARC)."
            ),
            (["250 ok", "250 ok", "354 ok", "552 5.3.4 too big"], "The mail is larger than the server takes."),
            (["250 ok", "250 ok", "354 ok", "250 ok"], nil),
        ] as [([String], String?)]) func `A refused mail is told in words`(_ replies: [String], _ expected: String?)
        throws
    {
        #expect(try explanation(replies) == expected)
    }

    @Test(arguments: [
        ("535 5.7.8 bad", "User name or password is wrong."),
        (
            "534 5.7.9 Application-specific password required",
            "The server wants an app password instead of the usual password."
        ),
        ("534 5.7.9 no", "The server wants another kind of login."),
        ("538 no", "The server wants encryption before the login."),
        ("454 4.7.0 x", "The server cannot check the login at the moment."), ("550 x", "The server refused the login."),
    ]) func `A refused login is told in words`(_ reply: String, _ expected: String) throws {
        var session = SMTPSession(try SMTPScript.settings(.implicit, login: true))
        var last: [SMTPSession.Action] = []
        for line in ["220 x\r\n", "250-x\r\n250 AUTH PLAIN\r\n", reply + "\r\n"] {
            last = session.receive(Array(line.utf8).span)
        }
        guard case .failed(let failure)? = last.last else { return #expect(Bool(false), "it fails") }
        #expect(failure.explanation == expected)
    }

    @Test(arguments: [
        SMTPFailure.startTLSNotOffered, .credentialsNeedTLS, .noMechanism, .bytesBeforeTLS, .outOfTurn,
        .malformedReply(.noCode), .tlsFailed(detail: "x"), .connectionLost(.greeting), .connectionLost(nil),
        .timedOut(.greeting), .timedOut(.data), .over,
    ]) func `Every failure has its sentence, and an unknown mail says that it is unknown`(_ failure: SMTPFailure) {
        #expect(failure.explanation.hasSuffix("."))
        #expect(MailOutcome.notSent(failure).explanation == failure.explanation)
        #expect(MailOutcome.unknown(failure).explanation?.hasSuffix("is not known.") == true)
    }

    @Test func `A mail that was not offered says why`() {
        #expect(
            MailRefusal.tooLarge(limit: 7).explanation == "The mail is larger than the 7 bytes that the server takes.")
        #expect(MailRefusal.badLineEnds.explanation.hasSuffix("as it must."))
        #expect(MailRefusal.eightBit.explanation == "The server takes only mails in plain ASCII.")
    }
}
