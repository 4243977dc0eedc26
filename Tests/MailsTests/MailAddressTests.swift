import Mails
import Testing

@Suite struct MailAddressTests {
    private func refusal(_ text: String) -> MailAddressError? {
        do throws(MailAddressError) {
            let address = try MailAddress(parsing: text)
            #expect(address.description == text)
            return nil
        } catch {
            return error
        }
    }

    private static func letters(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test(arguments: [
        "a@b", "anna@example.com", "a.b.c@sub.example.co.uk", "!#$%&'*+-/=?^_`{|}~@example.com",
        "a@xn--bcher-kva.example",
        "a@1-2.example", "\"a b\"@example.com", "\"a@b\"@example.com", "\"\\\"\\\\\"@example.com", "\"\"@example.com",
        letters(64) + "@example.com", "a@" + letters(63) + ".com", "A@EXAMPLE.COM", "a@localhost", "1@2.3",
    ]) func `An address of RFC 5321 is taken as it is`(_ text: String) {
        #expect(refusal(text) == nil)
    }

    @Test(
        arguments: [
            ("", .empty), ("anna", .noAt), ("@example.com", .malformedLocalPart), ("a@", .malformedDomain),
            (".a@example.com", .malformedLocalPart), ("a.@example.com", .malformedLocalPart),
            ("a..b@example.com", .malformedLocalPart), ("a b@example.com", .malformedLocalPart),
            ("a@b@example.com", .malformedLocalPart), ("<a@example.com>", .malformedLocalPart),
            ("a(c)@example.com", .malformedLocalPart), ("a,b@example.com", .malformedLocalPart),
            ("\"a@example.com", .malformedLocalPart), ("\"a\"b\"@example.com", .malformedLocalPart),
            ("\"a\\\"@example.com", .malformedLocalPart), ("\"@example.com", .malformedLocalPart),
            ("\"a\r\nb\"@example.com", .malformedLocalPart), ("a\u{0}@example.com", .malformedLocalPart),
            ("a@example.com\r\nRCPT TO:<b@example.com>", .malformedLocalPart), ("a@example.com\r\n", .malformedDomain),
            ("a@example.com ", .malformedDomain),
            ("a@example.com>", .malformedDomain), ("a@exa mple.com", .malformedDomain), ("a@.com", .malformedDomain),
            ("a@example.", .malformedDomain), ("a@a..b", .malformedDomain), ("a@-a.com", .malformedDomain),
            ("a@a-.com", .malformedDomain), ("a@a_b.com", .malformedDomain), ("a@[192.0.2.1]", .malformedDomain),
            (letters(65) + "@example.com", .tooLong), ("a@" + letters(64) + ".com", .malformedDomain),
            ("a@" + Array(repeating: letters(63), count: 4).joined(separator: "."), .tooLong),
            ("zażółć@example.com", .needsSMTPUTF8), ("a@bücher.example", .needsSMTPUTF8),
            ("a@b\u{200B}.example", .needsSMTPUTF8),
        ] as [(String, MailAddressError)]) func `Anything else is refused with its reason`(
            _ text: String, _ expected: MailAddressError
        )
    {
        #expect(refusal(text) == expected)
    }

    @Test func `An address of 254 octets is the longest`() {
        let start = Self.letters(64) + "@" + [63, 63].map(Self.letters).joined(separator: ".") + "."
        #expect(refusal(start + Self.letters(254 - start.utf8.count)) == nil)
        #expect(refusal(start + Self.letters(255 - start.utf8.count)) == .tooLong)
    }
}
