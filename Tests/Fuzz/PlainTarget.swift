/// A second reader of request targets, written for being obvious: lists, copies and sets instead of spans and masks.
struct PlainTarget: Equatable {
    var path: [UInt8]
    var rawPath: [UInt8]
    var pairs: [[[UInt8]]]
    var authority: [UInt8]?

    /// RFC 9112 section 3.2, with what `RequestTarget` documents that it refuses; nil for that.
    init?(_ target: [UInt8], method: String) {
        if target == Array("*".utf8), method != "CONNECT" {
            guard method == "OPTIONS" else { return nil }
            (path, rawPath, pairs) = (target, target, [])
            return
        }
        if method == "CONNECT", target.first != UInt8(ascii: "/") {
            // Only an address may hold a colon elsewhere than before the port.
            let port = target.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).last ?? []
            guard Self.isAuthority(target), !port.isEmpty, port.count < target.count,
                port.allSatisfy(digitBytes.contains)
            else { return nil }
            (path, rawPath, pairs, authority) = ([], [], [], target)
            return
        }
        var rest = target
        if target.first != UInt8(ascii: "/") {
            guard let scheme = ["http://", "https://"].first(where: { lowered(target).starts(with: $0.utf8) }) else {
                return nil
            }
            rest = Array(target.dropFirst(scheme.utf8.count))
            let host = Array(rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
            guard Self.isAuthority(host) else { return nil }
            authority = host
            rest = Array(rest.dropFirst(host.count))
            if rest.first != UInt8(ascii: "/") { rest = [UInt8(ascii: "/")] + rest }
        }
        let parts = rest.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        rawPath = Array(parts[0])
        guard rawPath.allSatisfy(Self.pathBytes.contains), let decoded = Self.decoded(rawPath) else { return nil }
        path = decoded
        let segments = path.split(separator: UInt8(ascii: "/")).map(text)
        guard !segments.contains("."), !segments.contains(".."), path.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            return nil
        }
        guard let pairs = Self.pairs(parts.count > 1 ? Array(parts[1]) : []) else { return nil }
        self.pairs = pairs
    }

    private static let pathBytes = tokenBytes.with("()/,;=:@[]", without: "#^`")
    private static let hostBytes = tokenBytes.with("();=", without: "#%^`|")
    private static let queryBytes = ByteList(0x21...0x7E).with("", without: "\"#<>")

    private static func pairs(_ query: [UInt8]) -> [[[UInt8]]]? {
        guard query.allSatisfy(queryBytes.contains) else { return nil }
        var pairs: [[[UInt8]]] = []
        for part in query.split(separator: UInt8(ascii: "&")) {
            let spaced = part.map { $0 == UInt8(ascii: "+") ? 32 : $0 }
            let sides = spaced.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = sides.compactMap { Self.decoded(Array($0)) }
            guard decoded.count == sides.count else { return nil }
            pairs.append(decoded.count == 2 ? decoded : decoded + [[]])
        }
        return pairs
    }

    /// RFC 3986 section 2.1; nil where it is incomplete or not UTF-8.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "%") {
                result.append(bytes[index])
                index += 1
                continue
            }
            let digits = bytes[(index + 1)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy(hexBytes.contains), let byte = UInt8(text(digits), radix: 16)
            else { return nil }
            result.append(byte)
            index += 3
        }
        return Array(text(result).utf8) == result ? result : nil
    }

    /// `uri-host [ ":" port ]` (RFC 9110 section 7.2), the port of at most five digits and 65535.
    static func isAuthority(_ bytes: [UInt8]) -> Bool {
        var port: [UInt8] = []
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close > 2,
                bytes[1..<close].allSatisfy({ hexBytes.contains($0) || $0 == 0x3A || $0 == 0x2E })
            else { return false }
            port = Array(bytes[(close + 1)...])
        } else {
            let host = bytes.prefix { $0 != UInt8(ascii: ":") }
            guard !host.isEmpty, host.allSatisfy(hostBytes.contains) else { return false }
            port = Array(bytes[host.count...])
        }
        if port.isEmpty { return true }
        guard port[0] == UInt8(ascii: ":"), port.count <= 6, port.dropFirst().allSatisfy(digitBytes.contains) else {
            return false
        }
        return port.count == 1 || Int(text(port.dropFirst())).map { $0 <= 65_535 } == true
    }
}
