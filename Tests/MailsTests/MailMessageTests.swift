import Domain
import Mails
import Testing

/// A message's bytes, read back by a reader that knows nothing of the writer.
@Suite struct MailMessageTests {
    private static let warsaw = Zone("Europe/Warsaw")

    static func address(_ text: String) throws -> MailAddress { try MailAddress(parsing: text) }

    static func message(
        subject: String = "Hello", text: String = "Hi", html: String? = "<p>Hi</p>", toName: String? = nil
    ) throws -> MailMessage {
        MailMessage(
            from: Mailbox(try address("shop@example.com"), name: "Shop"),
            to: Mailbox(try address("anna@example.net"), name: toName), subject: subject, text: text, html: html,
            messageID: "1.abc@example.com", date: Timestamp(seconds: 1_795_342_530),
            zone: warsaw ?? .utc)
    }

    private func field(_ name: String, _ message: MailMessage) throws -> String? {
        MailReader.split(try message.bytes(boundary: "b0")).fields.first { $0.name == name }?.value
    }

    private func error(_ message: MailMessage, boundary: String = "b0") -> MessageError? {
        do throws(MessageError) {
            _ = try message.bytes(boundary: boundary)
            return nil
        } catch {
            return error
        }
    }

    @Test func `A message is written field by field`() throws {
        var message = try Self.message()
        message.replyTo = Mailbox(try Self.address("help@example.com"))
        message.unsubscribeURL = "https://shop.example/u?t=abc"
        message.extraFields = [MailMessage.Field("X-Store", "7")]
        let expected = """
            Date: Sun, 22 Nov 2026 11:15:30 +0100
            From: Shop <shop@example.com>
            Reply-To: help@example.com
            To: anna@example.net
            Subject: Hello
            Message-ID: <1.abc@example.com>
            Auto-Submitted: auto-generated
            List-Unsubscribe: <https://shop.example/u?t=abc>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            X-Store: 7
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="b0"

            --b0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hi
            --b0
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Hi</p>
            --b0--

            """
        let bytes = try message.bytes(boundary: "b0")
        #expect(String(decoding: bytes, as: UTF8.self) == MailReader.replacing("\n", "\r\n", in: expected))
    }

    @Test func `A mail in plain text has one part`() throws {
        let bytes = try Self.message(text: "a\nb", html: nil).bytes(boundary: "b0")
        let (fields, body) = MailReader.split(bytes)
        #expect(fields.last?.name == "Content-Transfer-Encoding")
        #expect(fields.contains { $0 == ("Content-Type", "text/plain; charset=utf-8") })
        #expect(body == "a\r\nb\r\n")
    }

    static let names = [
        "Anna", "Anna Maria Nowak", "J. Smith", "Zażółć \"Gęślą\" <Jaźń>", "O'Hara, \"Bob\" \\ Sons", "李雷", "😀 Emoji 👩‍👩‍👧",
        "=?UTF-8?Q?x?=", " lead", "trail ", "a  b", "a@b", String(repeating: "long name ", count: 20) + "end",
        String(repeating: "ż", count: 90), String(repeating: "😀", count: 60), String(repeating: "x", count: 120),
        String(repeating: "\"", count: 60), "under_score", "a=b?c", "comma, (parens); [x]:",
    ]

    @Test(arguments: names) func `A subject is read back as it was given, in short lines of ASCII`(_ subject: String)
        throws
    {
        let message = try Self.message(subject: subject)
        #expect(MailReader.decodedWords(try #require(try field("Subject", message))) == subject)
        try expectShortLines(message)
    }

    @Test(arguments: names) func `A name is read back as it was given, in short lines of ASCII`(_ name: String) throws {
        let message = try Self.message(toName: name)
        let value = try #require(try field("To", message))
        #expect(value.hasSuffix(" <anna@example.net>"))
        let shown = String(value.dropLast(" <anna@example.net>".count))
        #expect(unquoted(shown) == name)
        try expectShortLines(message)
    }

    private func unquoted(_ shown: String) -> String {
        guard shown.hasPrefix("\"") else { return MailReader.decodedWords(shown) }
        let marked = MailReader.replacing("\\\\", "\u{1}", in: String(shown.dropFirst().dropLast()))
        return MailReader.replacing("\u{1}", "\\", in: MailReader.replacing("\\", "", in: marked))
    }

    private func expectShortLines(_ message: MailMessage) throws {
        for line in MailReader.lines(String(decoding: try message.bytes(boundary: "b0"), as: UTF8.self)) {
            #expect(line.utf8.count <= 78)
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            for word in line.split(separator: " ") where word.hasPrefix("=?UTF-8?") {
                #expect(word.utf8.count <= 75)
                let decoded = MailReader.decodedWord(word) ?? []
                #expect(String(validating: decoded, as: UTF8.self) != nil)
            }
        }
    }

    @Test(arguments: [
        "plain", "", "a\r\nb\n\nc", "trailing blank \nand tab\t\n", "From here\n.\n..dot\n=3D", "ż", "żółć\n",
        String(repeating: "x", count: 75), String(repeating: "x", count: 76), String(repeating: "x", count: 77),
        String(repeating: "ą", count: 40), String(repeating: "日本語", count: 100), String(repeating: "word ", count: 60),
        String(repeating: "😀\n", count: 9), "\u{1}\u{7F}\u{FEFF}", "x\ry",
    ]) func `A body is read back as it was given`(_ body: String) throws {
        let bytes = try Self.message(text: body + "\n", html: nil).bytes(boundary: "b0")
        let (fields, encoded) = MailReader.split(bytes)
        let isBase64 = fields.contains { $0 == ("Content-Transfer-Encoding", "base64") }
        let decoded = isBase64 ? MailReader.base64(encoded) : MailReader.quotedPrintable(encoded)
        let wanted = MailReader.replacing("\n", "\r\n", in: MailReader.replacing("\r\n", "\n", in: body + "\n"))
        #expect(String(decoding: decoded, as: UTF8.self) == wanted)
        for line in MailReader.lines(encoded) {
            #expect(line.utf8.count <= 76 && line.last != " " && line.last != "\t")
        }
        #expect(bytes.allSatisfy { $0 < 0x80 && ($0 >= 0x20 || $0 == 0x0D || $0 == 0x0A || $0 == 0x09) })
    }

    @Test func `Text with few other letters stays readable, text of them alone goes into base64`() throws {
        func coding(_ text: String) throws -> String? {
            try field("Content-Transfer-Encoding", try Self.message(text: text, html: nil))
        }
        #expect(
            try coding("Zażółć gęślą jaźń, and so on in English " + String(repeating: "for a good while ", count: 9))
                == "quoted-printable")
        #expect(try coding("日本語の手紙") == "base64")
    }

    @Test(arguments: ["\r", "\n", "\u{0}", "\u{B}", "\u{7F}", "\u{85}", "\u{2028}", "\t"])
    func `No value brings a line break or a control character into the header`(_ control: String) throws {
        let bad = "a\(control)Bcc: b@example.com"
        #expect(error(try Self.message(subject: bad)) == .controlCharacter(field: "Subject"))
        #expect(error(try Self.message(toName: bad)) == .controlCharacter(field: "To"))
        var message = try Self.message()
        message.extraFields = [MailMessage.Field("X-A", bad)]
        #expect(error(message) == .controlCharacter(field: "X-A"))
        message = try Self.message()
        message.messageID = "a\(control)@b"
        #expect(error(message) == .malformedMessageID)
        message = try Self.message()
        message.unsubscribeURL = "https://a.example/\(control)"
        #expect(error(message) == .malformedUnsubscribeURL)
    }

    @Test(
        arguments: [
            ("", .malformedFieldName), ("X A", .malformedFieldName), ("X:A", .malformedFieldName),
            ("Xé", .malformedFieldName),
            ("X\r\nA", .malformedFieldName), (String(repeating: "x", count: 41), .malformedFieldName),
            (String(repeating: "x", count: 40), nil), ("Bcc", .reservedField("Bcc")),
            ("SUBJECT", .reservedField("SUBJECT")),
            ("Content-Type", .reservedField("Content-Type")), ("Resent-To", .reservedField("Resent-To")),
            ("X-One", .reservedField("X-One")), ("X-Two", nil),
        ] as [(String, MessageError?)]) func `An extra field is none of the message's own and is given once`(
            _ name: String, _ expected: MessageError?
        ) throws
    {
        var message = try Self.message()
        message.extraFields = [MailMessage.Field("X-One", "1"), MailMessage.Field(name, "2")]
        #expect(error(message) == expected)
    }

    @Test(arguments: [(990, true), (991, false)])
    func `A long word that a program reads stays whole, up to what a line holds`(_ length: Int, _ isTaken: Bool) throws
    {
        var message = try Self.message()
        message.extraFields = [MailMessage.Field("X-Long", String(repeating: "x", count: length))]
        #expect(error(message) == (isTaken ? nil : .lineTooLong(field: "X-Long")))
    }

    @Test(arguments: [
        ("a@b", true), ("1.2@c.d", true), ("a", false), ("a@b@c", false), ("<a@b>", false), ("a b@c", false),
        ("@b", false),
        ("a@", false), ("", false),
    ]) func `A Message-ID has two sides`(_ identifier: String, _ isTaken: Bool) throws {
        var message = try Self.message()
        message.messageID = identifier
        #expect(error(message) == (isTaken ? nil : .malformedMessageID))
    }

    @Test(arguments: [
        ("https://a.example/u", true), ("http://a.example/u", false), ("mailto:a@b.example", false),
        ("https://", false),
        ("https://a.example/<", false), ("https://a.example/ b", false), ("https://a.example/ż", false), ("", false),
    ]) func `An address to unsubscribe at is https`(_ url: String, _ isTaken: Bool) throws {
        var message = try Self.message()
        message.unsubscribeURL = url
        #expect(error(message) == (isTaken ? nil : .malformedUnsubscribeURL))
    }

    @Test(
        arguments: [
            ("", .malformedBoundary), ("a b", .malformedBoundary), ("a\r\n", .malformedBoundary),
            ("a\"", .malformedBoundary),
            (String(repeating: "b", count: 70), nil), (String(repeating: "b", count: 71), .malformedBoundary),
            ("cut", .boundaryOccurs), ("cut-", .boundaryOccurs), ("cut-here", nil), ("in", nil), ("u", .boundaryOccurs),
        ] as [(String, MessageError?)]) func `A boundary is well formed and begins no line of a part`(
            _ boundary: String, _ expected: MessageError?
        ) throws
    {
        let message = try Self.message(text: "a --in\n--cut-\n--u")
        #expect(error(message, boundary: boundary) == expected)
    }

    @Test func `An empty subject, an empty text and a NUL are refused`() throws {
        #expect(error(try Self.message(subject: "")) == .emptySubject)
        #expect(error(try Self.message(subject: "  ")) == .emptySubject)
        #expect(error(try Self.message(text: "")) == .emptyText)
        #expect(error(try Self.message(text: "a\u{0}")) == .nulInBody)
        #expect(error(try Self.message(html: "a\u{0}")) == .nulInBody)
    }

    @Test(arguments: [
        (0, "UTC", "Thu, 1 Jan 1970 00:00:00 +0000"),
        (1_795_342_530, "Europe/Warsaw", "Sun, 22 Nov 2026 11:15:30 +0100"),
        (1_782_864_000, "America/New_York", "Tue, 30 Jun 2026 20:00:00 -0400"),
        (1_782_864_000, "Asia/Kathmandu", "Wed, 1 Jul 2026 05:45:00 +0545"),
        (1_782_864_000, "America/St_Johns", "Tue, 30 Jun 2026 21:30:00 -0230"),
        (-1, "UTC", "Wed, 31 Dec 1969 23:59:59 +0000"),
    ]) func `The date is local to the zone and tells its offset`(_ seconds: Int64, _ zone: String, _ expected: String)
        throws
    {
        var message = try Self.message()
        message.date = Timestamp(seconds: seconds)
        message.zone = try #require(Zone(zone))
        #expect(try field("Date", message) == expected)
    }

    @Test(arguments: [Int64.min, Int64.max, 253_402_300_800_000])
    func `A date beyond the calendar is refused`(_ milliseconds: Int64) throws {
        var message = try Self.message()
        message.date = Timestamp(milliseconds: milliseconds)
        message.zone = .utc
        #expect(error(message) == .dateOutOfRange)
    }
}
