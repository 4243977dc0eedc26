/// What a request asks for (RFC 9112 section 3.2), split into its parts.
public struct RequestTarget: Hashable, Sendable {
    /// As it stood in the request, starting with `/`, still percent-encoded; `*` for the asterisk form.
    public let rawPath: String
    /// Decoded; equal to `rawPath` where nothing was encoded. No segment of it is `.` or `..`, and no byte of it is a
    /// control byte, but a segment may hold an encoded `/`: see `segments`.
    public let path: String
    /// The pairs after `?`; empty without one.
    public let query: Query
    /// `host[:port]` of the absolute form; nil for the other forms.
    public let authority: String?

    /// Of a request that could not be read: everything is empty.
    package static let unreadable = RequestTarget(rawPath: "", path: "", query: .empty, authority: nil)

    /// `OPTIONS *`: asks about the server, not about a resource (RFC 9112 section 3.2.4).
    public var isAsterisk: Bool { rawPath == "*" }

    /// The decoded segments between the slashes: `/` has one, which is empty.
    public var segments: [String] {
        if !rawPath.utf8.contains(UInt8(ascii: "%")) {
            return rawPath.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map { String(Substring($0)) }
        }
        return rawPath.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { PercentCoding.decode($0) ?? "" }
    }

    /// Reads the origin, absolute or asterisk form.
    ///
    /// - Throws: 400 for anything else: a byte that a target may not hold, dot segments (browsers and proxies resolve
    ///   them before they send), userinfo in the authority, an encoding that is incomplete, not UTF-8 or of a control
    ///   byte; 501 for CONNECT.
    public init(_ text: String, method: Method) throws(RequestError) {
        guard method != .connect else { throw RequestError(.notImplemented, "CONNECT is not offered") }
        let bytes = Array(text.utf8)
        try self.init(bytes.span, method: method)
    }

    init(_ bytes: Span<UInt8>, method: Method) throws(RequestError) {
        guard !bytes.isEmpty else { throw .malformed("the request target is empty") }
        if bytes[0] == UInt8(ascii: "/") {
            try self.init(origin: bytes, authority: nil)
        } else if bytes.count == 1, bytes[0] == UInt8(ascii: "*"), method == .options {
            self.init(rawPath: "*", path: "*", query: .empty, authority: nil)
        } else {
            try self.init(absolute: bytes)
        }
    }

    /// `absolute-path [ "?" query ]`.
    private init(origin bytes: Span<UInt8>, authority: String?) throws(RequestError) {
        let (end, isPlain) = try Self.endOfPath(bytes)
        let raw = Self.text(bytes.extracting(0..<end))
        let query = end < bytes.count ? try Self.readQuery(bytes.extracting((end + 1)..<bytes.count)) : .empty
        self.init(rawPath: raw, path: isPlain ? raw : try Self.decode(raw), query: query, authority: authority)
    }

    /// `scheme ":" "//" authority path-abempty [ "?" query ]` with the schemes http and https.
    private init(absolute bytes: Span<UInt8>) throws(RequestError) {
        guard let start = Self.afterScheme(bytes) else { throw .malformed("the request target has no form known") }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        let authority = bytes.extracting(start..<end)
        guard Authority.isValid(authority) else { throw .malformed("the authority of the request target is malformed") }
        let host = Self.text(authority)
        if end < bytes.count, bytes[end] == UInt8(ascii: "/") {
            try self.init(origin: bytes.extracting(end..<bytes.count), authority: host)
            return
        }
        let query = end < bytes.count ? try Self.readQuery(bytes.extracting((end + 1)..<bytes.count)) : .empty
        self.init(rawPath: "/", path: "/", query: query, authority: host)
    }

    private init(rawPath: String, path: String, query: Query, authority: String?) {
        self.rawPath = rawPath
        self.path = path
        self.query = query
        self.authority = authority
    }

    /// Where the path ends, at `?` or at the end; and whether there is nothing in it to decode and no dot after a slash.
    private static func endOfPath(_ bytes: Span<UInt8>) throws(RequestError) -> (end: Int, isPlain: Bool) {
        let allowed = ByteClass.path
        var isPlain = true
        var previous: UInt8 = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "?") { return (index, isPlain) }
            guard allowed.contains(byte) else { throw .malformed("the path holds a byte that must be encoded") }
            if byte == UInt8(ascii: "%") || (byte == UInt8(ascii: ".") && previous == UInt8(ascii: "/")) {
                isPlain = false
            }
            previous = byte
        }
        return (bytes.count, isPlain)
    }

    private static func decode(_ raw: String) throws(RequestError) -> String {
        var path = raw
        if raw.utf8.contains(UInt8(ascii: "%")) {
            guard let decoded = PercentCoding.decode(raw.utf8), decoded.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw .malformed("the path is not percent-encoded UTF-8") }
            path = decoded
        }
        guard !hasDotSegment(path) else { throw .malformed("the path holds a dot segment") }
        return path
    }

    private static func hasDotSegment(_ path: String) -> Bool {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return false }
        return path.utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            segment.count <= 2 && segment.allSatisfy { $0 == UInt8(ascii: ".") }
        }
    }

    private static func readQuery(_ bytes: Span<UInt8>) throws(RequestError) -> Query {
        let allowed = ByteClass.query
        for index in bytes.indices where !allowed.contains(bytes[index]) {
            throw .malformed("the query holds a byte that must be encoded")
        }
        return try Query(form: text(bytes).utf8)
    }

    private static func afterScheme(_ bytes: Span<UInt8>) -> Int? {
        for scheme in ["http://", "https://"] where bytes.count >= scheme.utf8.count {
            let prefix = text(bytes.extracting(0..<scheme.utf8.count))
            if prefix.lowercased() == scheme { return scheme.utf8.count }
        }
        return nil
    }

    static func text(_ bytes: Span<UInt8>) -> String {
        if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
        return String(decoding: [UInt8](copying: bytes), as: UTF8.self)
    }
}

/// `uri-host [ ":" port ]` (RFC 9110 section 7.2), as it stands in a Host field or an absolute target.
enum Authority {
    /// Whether the text is a host with an optional port; the host may not be empty (RFC 9110 section 4.2.1), userinfo
    /// may not stand before it (section 4.2.4).
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard let end = endOfHost(bytes) else { return false }
        if end == bytes.count { return true }
        guard bytes[end] == UInt8(ascii: ":"), bytes.count - end <= 6 else { return false }
        for index in (end + 1)..<bytes.count where !bytes[index].isDigit { return false }
        return true
    }

    /// `IP-literal / reg-name` (RFC 3986 section 3.2.2); an IPv4 address is a reg-name too.
    private static func endOfHost(_ bytes: Span<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return nil }
        if bytes[0] != UInt8(ascii: "[") {
            let end = end(of: .registeredName, bytes, from: 0)
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

extension [UInt8] {
    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }

    package mutating func append(copying bytes: Span<UInt8>) {
        // Nothing appended to nothing would write into the one empty array that all threads share.
        guard !bytes.isEmpty else { return }
        append(addingCapacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
