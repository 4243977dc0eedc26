internal import HTTPWire

/// A strong validator of some bytes (RFC 9110 section 8.8.3).
struct EntityTag: Hashable, Sendable {
    /// With its quotes.
    let text: String

    /// Made from the content and its length, so that equal files have equal tags on every machine.
    init(content: [UInt8]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        text = "\"\(String(content.count, radix: 36))-\(String(hash, radix: 36))\""
    }

    /// `If-None-Match = "*" / #entity-tag`, compared weakly (RFC 9110 section 13.1.2).
    func isAmong(_ headers: Headers) -> Bool {
        headers.elements("if-none-match").contains { element in
            element == "*" || element == text || element == "W/\(text)"
        }
    }
}
