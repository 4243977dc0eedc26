/// `uri-host [ ":" port ]` (RFC 9110 section 7.2), as it stands in a Host field or an absolute target.
enum Authority {
    /// Whether the text is a host with an optional port; the host may not be empty (RFC 9110 section 4.2.1), userinfo
    /// may not stand before it (section 4.2.4).
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard let end = endOfHost(bytes) else { return false }
        if end == bytes.count { return true }
        guard bytes[end] == UInt8(ascii: ":"), bytes.count - end <= 6 else { return false }
        var port = 0
        for index in (end + 1)..<bytes.count {
            guard bytes[index].isDigit else { return false }
            port = port * 10 + Int(bytes[index] - 0x30)
        }
        return port <= 65_535
    }

    /// Whether a port that is not empty ends a valid authority.
    static func hasPort(_ bytes: Span<UInt8>) -> Bool {
        guard let end = endOfHost(bytes) else { return false }
        return bytes.count > end + 1
    }

    /// `IP-literal / reg-name` (RFC 3986 section 3.2.2); an IPv4 address is a reg-name too.
    private static func endOfHost(_ bytes: Span<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return nil }
        if bytes[0] != UInt8(ascii: "[") {
            let end = end(of: .hostName, bytes, from: 0)
            return end > 0 ? end : nil
        }
        let close = end(of: .addressLiteral, bytes, from: 1)
        return close > 2 && close < bytes.count && bytes[close] == UInt8(ascii: "]") ? close + 1 : nil
    }

    private static func end(of members: ByteClass, _ bytes: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < bytes.count, members.contains(bytes[end]) { end += 1 }
        return end
    }
}
