import Mails
import Testing

/// From the first word to the first mail: greeting, EHLO, STARTTLS and login.
@Suite struct SMTPOpeningTests {
    private static let hello = "S: 220 mail.example\nC: EHLO client.example\n"
    private static let started = "S: 250-mail.example\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n* startTLS\n"
    private static let again = "> secured\nC: EHLO client.example\n"
    private static let plain = "C: AUTH PLAIN AHVzZXIAcGFzcw==\n"

    private func expect(_ script: String, _ settings: SMTPSettings, _ delivery: SMTPScript.Delivery) throws {
        #expect(try SMTPScript.play(script, settings, delivery) == script)
    }

    @Test(
        arguments: [
            hello + "S: 250 mail.example\n* ready",
            hello + "S: 250-mail.example\nS: 250-STARTTLS\nS: 250 AUTH PLAIN\n* ready",
            hello + "S: 502 what?\nC: HELO client.example\nS: 250-hi\nS: 250 PIPELINING\n* ready\n"
                + "> submit\nC: MAIL FROM:<shop@example.com>",
            hello + "S: 500 what?\nC: HELO client.example\nS: 500 what?\n* failed refused hello 500",
            hello + "S: 550 go away\n* failed refused hello 550",
            hello + "S: 451 later\n* failed refused hello 451",
            hello + "S: 421 busy\n* failed closing 421",
            hello + "S: 354 go on\n* failed unexpected hello 354",
            hello + "> lost\n* failed lost hello",
            "S: 554 no service here\n* failed refused greeting 554",
            "S: 421 too many connections\n* failed closing 421",
            "S: 334 x\n* failed unexpected greeting 334",
            "S: HTTP/1.1 400 Bad Request\n* failed malformed: a line of the answer does not begin with a reply code",
            "> lost\n* failed lost greeting", "> late\n* failed late greeting",
            "> end\nS: 220 hi\nC: EHLO client.example\nS: 250 ok\nC: QUIT\nS: 221 bye\n* closed",
        ], SMTPScript.Delivery.allCases) func `Without TLS and login the greeting leads to mails`(
            _ script: String, _ delivery: SMTPScript.Delivery
        ) throws
    {
        try expect(script, SMTPScript.settings(), delivery)
    }

    @Test(
        arguments: [
            hello + started + again + "S: 250 mail.example\n* ready",
            // What was offered in the clear counts for nothing afterwards.
            hello + "S: 250-mail.example\nS: 250-PIPELINING\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n* startTLS\n"
                + again
                + "S: 250 mail.example\n* ready\n> submit\nC: MAIL FROM:<shop@example.com>",
            hello + started + again + "S: 250-mail.example\nS: 250 STARTTLS\n* ready",
            hello + started + "> tlsFailed\n* failed tlsFailed the certificate has expired",
            hello + started + "> lost\n* failed lost -",
            hello + started + again + "S: 554 no\n* failed refused hello 554",
            hello + "S: 250 mail.example\n* failed startTLSNotOffered",
            hello + "S: 502 what?\nC: HELO client.example\nS: 250 hi\n* failed startTLSNotOffered",
            hello + "S: 250-x\nS: 250 starttls\nC: STARTTLS\nS: 454 not now\n* failed refused startTLS 454",
            hello + "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 501 no\n* failed refused startTLS 501",
            hello + "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 334 x\n* failed unexpected startTLS 334",
        ], SMTPScript.Delivery.allCases) func `Where TLS is required nothing goes on without it`(
            _ script: String, _ delivery: SMTPScript.Delivery
        ) throws
    {
        try expect(script, SMTPScript.settings(.required), delivery)
    }

    @Test(
        arguments: [
            hello + started + again + "S: 250-mail.example\nS: 250 AUTH PLAIN\n" + plain + "S: 235 in\n* ready",
            hello + "S: 250 mail.example\n* failed credentialsNeedTLS",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n* failed credentialsNeedTLS",
            hello + "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\n* failed credentialsNeedTLS",
        ], SMTPScript.Delivery.allCases) func `Optional TLS never sends the password in the clear`(
            _ script: String, _ delivery: SMTPScript.Delivery
        ) throws
    {
        try expect(script, SMTPScript.settings(.optional, login: true), delivery)
    }

    @Test(
        arguments: [
            hello + "S: 250-x\nS: 250 AUTH LOGIN PLAIN\n" + plain + "S: 235 in\n* ready",
            hello
                + "S: 250-x\nS: 250 AUTH=LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dXNlcg==\nS: 334 UGFzc3dvcmQ6\n"
                + "C: cGFzcw==\nS: 235 in\n* ready",
            hello + "S: 250-x\nS: 250 auth login\nC: AUTH LOGIN\nS: 334 x\nC: dXNlcg==\nS: 535 no such user\n"
                + "* failed refused authentication 535",
            hello
                + "S: 250-x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 235 in already\n* failed unexpected authentication 235",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain + "S: 535 5.7.8 wrong\n* failed refused authentication 535",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain + "S: 454 4.7.0 later\n* failed refused authentication 454",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain + "S: 334 more\n* failed unexpected authentication 334",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain + "S: 250 ok\n* failed unexpected authentication 250",
            hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain + "> lost\n* failed lost authentication",
            hello + "S: 250-x\nS: 250 AUTH CRAM-MD5 XOAUTH2\n* failed noMechanism",
            hello + "S: 250 x\n* failed noMechanism",
            "> submit\n" + hello + "S: 250-x\nS: 250 AUTH PLAIN\n" + plain
                + "S: 535 no\n* notSent refused authentication 535\n* failed refused authentication 535",
        ], SMTPScript.Delivery.allCases) func `A login is by PLAIN, else by LOGIN`(
            _ script: String, _ delivery: SMTPScript.Delivery
        ) throws
    {
        try expect(script, SMTPScript.settings(.implicit, login: true), delivery)
        try expect(script, SMTPScript.settings(.none, login: true, inTheClear: true), delivery)
    }

    @Test(arguments: [
        ("220 x\r\n250 ok\r\n", SMTPSettings.TLS.none, SMTPFailure.outOfTurn),
        ("220 x\r\n2", .none, .outOfTurn),
        ("220 x\r\n250-", .none, .outOfTurn),
    ]) func `An answer that comes before its question is not taken for it`(
        _ text: String, _ tls: SMTPSettings.TLS, _ expected: SMTPFailure
    ) throws {
        var session = SMTPSession(try SMTPScript.settings(tls))
        #expect(session.receive(Array(text.utf8).span) == [.failed(expected)])
    }

    @Test(arguments: ["250 x\r\n", "2", "250-", "\r\n", "\0", "421 bye\r\n"])
    func `Nothing may follow the answer to STARTTLS in the clear`(_ extra: String) throws {
        for isTogether in [true, false] {
            var session = SMTPSession(try SMTPScript.settings(.required))
            _ = session.receive(Array("220 x\r\n".utf8).span)
            _ = session.receive(Array("250-x\r\n250 STARTTLS\r\n".utf8).span)
            let answer = "220 go\r\n"
            guard isTogether else {
                #expect(session.receive(Array(answer.utf8).span) == [.startTLS])
                #expect(session.receive(Array(extra.utf8).span) == [.failed(.bytesBeforeTLS)])
                #expect(session.secured() == [])
                continue
            }
            let actions = session.receive(Array((answer + extra).utf8).span)
            #expect(actions.count == 1)
            #expect(!actions.contains(.startTLS))
        }
    }

    @Test(arguments: [(369, "AUTH PLAIN "), (370, "AUTH PLAIN\r\n")])
    func `A long login waits to be asked, since a command has at most 512 octets`(_ length: Int, _ start: String) throws
    {
        let password = String(repeating: "p", count: length)
        let settings = try SMTPSettings(
            clientName: "c", tls: .implicit, credentials: SMTPCredentials(user: "u", password: password))
        var session = SMTPSession(settings)
        _ = session.receive(Array("220 x\r\n".utf8).span)
        let actions = session.receive(Array("250-x\r\n250 AUTH PLAIN\r\n".utf8).span)
        guard case .send(let bytes)? = actions.first else { return #expect(Bool(false), "it sends") }
        #expect(bytes.starts(with: start.utf8))
        #expect(bytes.count <= 512)
        guard bytes.count < 20 else { return }
        guard case .send(let answer)? = session.receive(Array("334 \r\n".utf8).span).first else {
            return #expect(Bool(false), "it sends")
        }
        #expect(MailReader.base64(String(decoding: answer, as: UTF8.self)) == Array("\0u\0\(password)".utf8))
    }

    @Test(arguments: ["client.example", "[192.0.2.1]", "[IPv6:2001:db8::1]", "a"])
    func `A client's name is a domain or an address`(_ name: String) throws {
        #expect(try SMTPSettings(clientName: name, tls: .none).clientName == name)
    }

    @Test(arguments: ["", "a b", "a\r\nMAIL FROM:<>", "ä", "a\0", String(repeating: "a", count: 256)])
    func `A client's name holds no blank and no line break`(_ name: String) {
        #expect(throws: SMTPSettingsError.malformedClientName) { try SMTPSettings(clientName: name, tls: .none) }
    }

    @Test(arguments: [("", "p"), ("u", ""), ("u\0", "p"), ("u", "p\0x")])
    func `User name and password are there and have no NUL`(_ user: String, _ password: String) {
        #expect(throws: SMTPSettingsError.malformedCredentials) { try SMTPCredentials(user: user, password: password) }
    }

    @Test func `A description shows neither user name nor password`() throws {
        let credentials = try SMTPCredentials(user: "tom-user", password: "tom-pass")
        var dumped = ""
        dump(try SMTPSettings(clientName: "c", tls: .none, credentials: credentials), to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] { #expect(!text.contains("tom-")) }
    }
}
