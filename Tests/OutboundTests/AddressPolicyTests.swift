import Net
import Testing

@testable import Outbound

@Suite struct AddressPolicyTests {
    @Test(
        "only addresses of the open internet are spoken to",
        arguments: [
            ("8.8.8.8", true), ("9.255.255.255", true), ("10.0.0.0", false), ("10.255.255.255", false),
            ("11.0.0.0", true), ("100.63.255.255", true), ("100.64.0.0", false), ("127.0.0.1", false),
            ("169.254.169.254", false), ("172.15.255.255", true), ("172.16.0.0", false), ("172.31.255.255", false),
            ("172.32.0.0", true), ("192.168.1.1", false), ("198.18.0.1", false), ("198.20.0.1", true),
            ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false), ("::", false), ("::1", false),
            ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::10.0.0.1", false),
            ("64:ff9b::8.8.8.8", true), ("2002:0a00:0001::1", false), ("2002:0808:0808::1", true), ("fe80::1", false),
            ("fd12:3456::1", false), ("ff02::1", false), ("2001:db8::1", false), ("2606:4700::1111", true),
            ("::127.0.0.1", false),
        ])
    func open(text: String, isOpen: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy().allows(address, of: "shop.example") == isOpen)
        #expect(AddressPolicy(allowedHosts: ["Shop.Example"]).allows(address, of: "shop.example"))
    }

    @Test(
        "addresses of the web are read, all others are not",
        arguments: [
            ("https://shop.example", "https://shop.example/"),
            ("HTTP://Shop.Example:8080/a?b=c#d", "http://shop.example:8080/a"),
            ("https://shop.example?x", "https://shop.example/"),
            ("https://[2001:DB8::1]:444/", "https://[2001:db8::1]:444/"),
            ("http://shop.example:80/", "http://shop.example/"),
            ("https://shop.example:80/", "https://shop.example:80/"),
            ("ftp://shop.example", nil), ("https://", nil), ("https:///a", nil), ("https://me@shop.example/", nil),
            ("https://shop.example:0/", nil), ("https://shop.example:65536/", nil), ("https://shop.example:/", nil),
            ("https://[::1/", nil), ("https://[::1]x/", nil), ("https://shop.example/a b", nil), ("shop.example", nil),
            ("https://sh\u{F6}p.example/", nil),
        ] as [(String, String?)])
    func urls(text: String, expected: String?) { #expect(OutboundURL(text)?.description == expected) }

    @Test("the query goes along, and is not told")
    func query() throws {
        let url = try #require(OutboundURL("https://shop.example/a?token=secret"))
        #expect(url.target == "/a?token=secret")
        #expect(!"\(url)".contains("secret"))
    }
}
