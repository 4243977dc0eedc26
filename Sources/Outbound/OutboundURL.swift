internal import HTTPWire

/// Where a request goes: an absolute `http` or `https` address (RFC 9110 section 4.2).
public struct OutboundURL: Hashable, Sendable, CustomStringConvertible {
    public let isSecure: Bool
    /// In small letters; a numeric IPv6 address without its brackets.
    public let host: String
    public let port: UInt16
    /// Path and query, percent-encoded, starting with `/`.
    public let target: String

    /// Nil for anything else: another scheme, userinfo, no host, a blank or a byte beyond ASCII. A fragment is dropped.
    public init?(_ text: String) {
        let text = text.prefix { $0 != "#" }
        guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), let colon = text.firstRange(of: "://") else { return nil }
        switch text[..<colon.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
    }

    /// The same place with another path and query.
    public init(_ other: OutboundURL, target: String) {
        isSecure = other.isSecure
        host = other.host
        port = other.port
        self.target = target
    }

    /// `host[:port]` as it stands in the Host field.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Without the query, which may hold secrets.
    public var description: String {
        "\(isSecure ? "https" : "http")://\(authority)\(target.prefix { $0 != "?" })"
    }

    private static func authority(_ text: Substring) -> (host: String, port: UInt16?)? {
        guard !text.contains("@") else { return nil }
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { return nil }
            let host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            return port(rest.dropFirst(), isGiven: !rest.isEmpty).map { (host.lowercased(), $0) }
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty else { return nil }
        return port(parts.count == 2 ? parts[1] : "", isGiven: parts.count == 2).map { (host.lowercased(), $0) }
    }

    /// - Returns: nil where a port is given that is none; a nil port where none is given.
    private static func port(_ text: Substring, isGiven: Bool) -> UInt16?? {
        guard isGiven else { return .some(nil) }
        guard let port = UInt16(text), port > 0 else { return nil }
        return .some(port)
    }
}
