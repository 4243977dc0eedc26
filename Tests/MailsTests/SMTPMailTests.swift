import Mails
import Testing

/// One connection and its mails: every answer at every step, with and without PIPELINING, in every way bytes arrive.
@Suite struct SMTPMailTests {
    static let hello = """
        S: 220 mail.example ESMTP
        C: EHLO client.example
        S: 250-mail.example greets you
        S: 250 8BITMIME
        * ready

        """

    static let pipelinedHello = """
        S: 220-mail.example ESMTP
        S: 220 second line
        C: EHLO client.example
        S: 250-mail.example
        S: 250-SIZE 1000
        S: 250-ENHANCEDSTATUSCODES
        S: 250 pipelining
        * ready

        """

    static let submit = """
        > submit
        C: MAIL FROM:<shop@example.com>

        """

    static let pipelinedSubmit = """
        > submit
        C: MAIL FROM:<shop@example.com> SIZE=7
        C: RCPT TO:<a@example.net>
        C: DATA

        """

    static let message = """
        C: Hi
        C: ..
        C: .

        """

    private static let plain: [String] = [
        // A mail goes through, and another, and goodbye.
        submit + """
            S: 250 2.1.0 ok
            C: RCPT TO:<a@example.net>
            S: 251 2.1.5 will forward
            C: DATA
            S: 354 go on
            C: Hi
            C: ..
            C: .
            S: 250-2.0.0 taken
            S: 250 as 17
            * accepted 250 2.0.0 taken as 17
            * ready
            > submit "b\\@c"@example.net
            C: MAIL FROM:<shop@example.com>
            > end
            S: 250 ok
            C: RCPT TO:<"b\\@c"@example.net>
            S: 250
            C: DATA
            S: 354
            C: Hi
            C: ..
            C: .
            S: 250 ok
            * accepted 250 ok
            C: QUIT
            S: 221 bye
            * closed
            """,
        // Refused at each step; a RSET follows only where half a transaction may be left.
        submit + "S: 550 5.1.8 no\n* refused sender 550\n* ready\n" + submit
            + "S: 451 later\n* later sender 451\n* ready",
        submit + """
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 550 5.1.1 no such user
            * refused recipient 550
            * ready
            > submit
            C: RSET
            S: 250 ok
            C: MAIL FROM:<shop@example.com>
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 450 4.2.0 greylisted
            * later recipient 450
            * ready
            > end
            C: QUIT
            > lost
            * closed
            """,
        submit + """
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 552 full
            * later recipient 552
            * ready
            > submit
            C: RSET
            S: 500 what?
            * notSent refused reset 500
            * failed refused reset 500
            """,
        submit + """
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 250 ok
            C: DATA
            S: 554 no
            * refused data 554
            * ready
            """,
        submit + """
            S: 250 ok
            C: RCPT TO:<a@example.net>
            S: 250 ok
            C: DATA
            S: 354 ok
            C: Hi
            C: ..
            C: .
            S: 552 5.3.4 too big
            * refused message 552
            * ready
            > submit
            C: MAIL FROM:<shop@example.com>
            S: 421 4.3.2 shutting down
            * notSent closing 421
            * failed closing 421
            """,
        // Codes of the wrong kind.
        submit + "S: 354 go on\n* notSent unexpected sender 354\n* failed unexpected sender 354",
        submit + "S: 250 ok\nC: RCPT TO:<a@example.net>\nS: 334 x\n* notSent unexpected recipient 334\n"
            + "* failed unexpected recipient 334",
        submit + "S: 250 ok\nC: RCPT TO:<a@example.net>\nS: 250 ok\nC: DATA\nS: 250 ok\n"
            + "* notSent unexpected data 250\n* failed unexpected data 250",
        // The server asks for a login or TLS: no mail is to blame.
        submit
            + "S: 530 5.7.0 Must issue a STARTTLS command first\n* notSent refused sender 530\n* failed refused sender 530",
        // Several at once, and mails that cannot be offered.
        """
        > submitBare
        * refused badLineEnds
        * ready
        > submitEightBit
        C: MAIL FROM:<shop@example.com> BODY=8BITMIME
        > submit
        > submitBare
        S: 550 no
        * refused sender 550
        C: MAIL FROM:<shop@example.com>
        S: 550 no
        * refused sender 550
        * refused badLineEnds
        * ready
        """,
        // The server speaks while nothing was asked.
        "S: 421 4.4.2 idle for too long\n* failed closing 421",
        "S: 250 hello?\n* failed outOfTurn",
        // The connection ends at each step.
        "> lost\n* failed lost -",
        submit + "> lost\n* notSent lost sender\n* failed lost sender",
        submit
            + "> submit\n> lost\n* notSent lost sender\n* notSent lost sender\n* failed lost sender\n> submit\n* notSent over",
        submit + "S: 250 ok\nC: RCPT TO:<a@example.net>\n> late\n* notSent late recipient\n* failed late recipient",
        submit
            + "S: 250 ok\nC: RCPT TO:<a@example.net>\nS: 250 ok\nC: DATA\n> lost\n* notSent lost data\n* failed lost data",
        toMessage + "> lost\n* unknown lost message\n* failed lost message",
        toMessage + "> late\n* unknown late message\n* failed late message",
        toMessage + "> lost 1\n* notSent lost message\n* failed lost message",
        toMessage + "S: 354 more?\n* unknown unexpected message 354\n* failed unexpected message 354",
        toMessage + "S: 421 later\n* later message 421\n* failed closing 421",
        toMessage + "S: what\n* unknown malformed: a line of the answer does not begin with a reply code\n"
            + "* failed malformed: a line of the answer does not begin with a reply code",
        "> end\nC: QUIT\n> submit\n* notSent over\nS: 250 whatever\n* closed",
        "> end\nC: QUIT\n> late\n* closed\n> lost\n> end\n> secured",
        "> secured",
    ]

    private static let toMessage =
        submit + "S: 250 ok\nC: RCPT TO:<a@example.net>\nS: 250 ok\nC: DATA\nS: 354 ok\n" + message

    private static let pipelined: [String] = [
        pipelinedSubmit + "S: 250 ok\nS: 250 ok\nS: 354 ok\n" + message
            + "S: 250 taken\n* accepted 250 taken\n* ready\n"
            + pipelinedSubmit + "S: 250 ok\nS: 250 ok\nS: 354 ok\n" + message
            + "> end\nS: 250 taken\n* accepted 250 taken\nC: QUIT\nS: 221 bye\n* closed",
        // The first refusal counts; a server that asks for the message all the same gets an empty one.
        pipelinedSubmit + "S: 550 no\nS: 503 no sender\nS: 503 no sender\n* refused sender 550\n* ready\n"
            + "> submit\nC: RSET\nC: MAIL FROM:<shop@example.com> SIZE=7\nC: RCPT TO:<a@example.net>\nC: DATA\n"
            + "S: 250 reset\nS: 250 ok\nS: 250 ok\nS: 354 ok\n" + message
            + "S: 250 taken\n* accepted 250 taken\n* ready",
        pipelinedSubmit
            + "S: 250 ok\nS: 450 greylisted\nS: 354 ok\nC: .\nS: 554 no recipients\n* later recipient 450\n* ready\n"
            + pipelinedSubmit
            + "S: 250 ok\nS: 550 no\nS: 354 ok\nC: .\nS: 250 taken by nobody\n* refused recipient 550\n* ready",
        pipelinedSubmit
            + "S: 250 ok\nS: 550 no\nS: 354 ok\nC: .\n> lost\n* refused recipient 550\n* failed lost message",
        pipelinedSubmit + "S: 250 ok\n> lost\n* notSent lost recipient\n* failed lost recipient",
        pipelinedSubmit + "S: 250 ok\nS: 250 ok\n> lost\n* notSent lost data\n* failed lost data",
        pipelinedSubmit + "S: 250 ok\nS: 250 ok\nS: 451 no room\n* later data 451\n* ready\n> end\nC: QUIT",
        pipelinedSubmit + "S: 530 login first\n* notSent refused sender 530\n* failed refused sender 530",
        pipelinedSubmit + "S: 421 busy\n* notSent closing 421\n* failed closing 421",
        // Letters that the server has not said it takes.
        "> submitEightBit\n* refused eightBit\n* ready",
    ]

    @Test(arguments: plain, SMTPScript.Delivery.allCases)
    func `A server without PIPELINING is told one command at a time`(
        _ script: String, _ delivery: SMTPScript.Delivery
    ) throws {
        let script = Self.hello + script
        #expect(try SMTPScript.play(script, SMTPScript.settings(), delivery) == script)
    }

    @Test(arguments: pipelined, SMTPScript.Delivery.allCases)
    func `A server with PIPELINING is told all of a mail's commands at once`(
        _ script: String, _ delivery: SMTPScript.Delivery
    ) throws {
        let script = Self.pipelinedHello + script
        #expect(try SMTPScript.play(script, SMTPScript.settings(), delivery) == script)
    }

    @Test(arguments: plain.map { hello + $0 } + pipelined.map { pipelinedHello + $0 })
    func `Whatever goes wrong, each mail is finished once and in the end nothing is asked for`(_ script: String) throws
    {
        let groups = SMTPScript.groups(script)
        for cut in groups.indices {
            var player = SMTPScript(try SMTPScript.settings())
            for group in groups[..<cut] { _ = try player.feed(group, .whole) }
            let rubbish =
                groups[cut].first?.isServer == true ? groups[cut].map { $0.text.dropFirst(3) + "\r\n" }.joined() : ""
            _ = player.receive(rubbish + "XX\r\n", .whole)
            #expect(player.isOver)
            #expect(player.finished == player.submitted)
            #expect(player.receive("250 ok\r\n", .whole) == [])
        }
    }

    @Test(arguments: [(993, true), (994, false)])
    func `A mail is offered up to the size that the server takes`(_ length: Int, _ isOffered: Bool) throws {
        var player = SMTPScript(try SMTPScript.settings())
        for group in SMTPScript.groups(Self.pipelinedHello) { _ = try player.feed(group, .whole) }
        var session = player.session
        // Two octets for its line end, three for the second line, and two for the line end that is added.
        let mail = try SMTPScript.mail("a@example.net", String(repeating: "x", count: length) + "\r\nabc")
        let actions = session.submit(mail)
        #expect(isOffered == !actions.contains(.finished(.refusedForGood(.tooLarge(limit: 1_000)))))
        #expect(actions.contains(.ready) == !isOffered)
    }

    @Test(arguments: [
        ("", ".\r\n"), (".", "..\r\n.\r\n"), ("..a\r\n.b\r\n", "...a\r\n..b\r\n.\r\n"),
        ("a.\r\n\r\n", "a.\r\n\r\n.\r\n"),
        ("a\r\n.\r\nMAIL FROM:<x@y>\r\n", "a\r\n..\r\nMAIL FROM:<x@y>\r\n.\r\n"),
        ("\n", nil), ("a\n.\n", nil), ("a\r", nil), ("a\rb\r\n", nil), ("a\r\r\n", nil), ("a\r\n\n", nil),
        ("\r.\r\n", nil),
        ("a\r\n.\n", nil), ("a\n.\r\nb", nil), ("a\r\n.\r\r\n", nil),
    ]) func `A message can end in one place only, whatever dots and line ends it holds`(
        _ text: String, _ expected: String?
    ) throws {
        var player = SMTPScript(try SMTPScript.settings())
        for group in SMTPScript.groups(Self.hello) { _ = try player.feed(group, .whole) }
        var session = player.session
        var last = session.submit(try SMTPScript.mail("a@example.net", text))
        guard let expected else {
            #expect(last == [.finished(.refusedForGood(.badLineEnds)), .ready])
            return
        }
        for reply in ["250 ok\r\n", "250 ok\r\n", "354 ok\r\n"] { last = session.receive(Array(reply.utf8).span) }
        #expect(last == [.send(Array(expected.utf8))])
    }

    @Test func `Mails may be submitted before the server has said a word`() throws {
        let script =
            "> submit\n> submit\n> end\n" + Self.hello.replacingReady(with: "C: MAIL FROM:<shop@example.com>\n")
        #expect(try SMTPScript.play(script, SMTPScript.settings(), .whole) + "\n" == script)
        let failing =
            "> submit\n> submit\nS: 554 no\n* notSent refused greeting 554\n* notSent refused greeting 554\n"
            + "* failed refused greeting 554"
        #expect(try SMTPScript.play(failing, SMTPScript.settings(), .byteByByte) == failing)
    }

    @Test func `A mail without a sender has an empty return path`() throws {
        var player = SMTPScript(try SMTPScript.settings())
        for group in SMTPScript.groups(Self.hello) { _ = try player.feed(group, .whole) }
        var session = player.session
        let mail = SMTPMail(sender: nil, recipient: try MailAddress(parsing: "a@example.net"), bytes: [])
        #expect(session.submit(mail) == [.send(Array("MAIL FROM:<>\r\n".utf8))])
    }

    @Test func `A server that takes a mail and closes in one breath has taken it`() throws {
        let script =
            Self.hello + Self.toMessage + "> submit\nS: 250 taken\nS: 421 enough for now\n* accepted 250 taken\n"
            + "* notSent closing 421\n* failed closing 421"
        #expect(try SMTPScript.play(script, SMTPScript.settings(), .whole) == script)
    }

    @Test func `Each step has its own patience`() throws {
        #expect(SMTPStage.data.patience == 120)
        #expect(SMTPStage.message.patience == 600)
        #expect(SMTPStage.greeting.patience == 300)
        #expect(SMTPSession(try SMTPScript.settings()).stage == .greeting)
    }
}

extension String {
    fileprivate func replacingReady(with line: String) -> String { MailReader.replacing("* ready\n", line, in: self) }
}
