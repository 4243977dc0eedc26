/// What a request asks for (RFC 9112 section 3.2), split into its parts.
public struct RequestTarget: Hashable, Sendable {
    /// As it stood in the request, starting with `/`, still percent-encoded; `*` for the asterisk form, empty for the
    /// authority form of CONNECT.
    public let rawPath: String
    /// Decoded; equal to `rawPath` where nothing was encoded. No segment of it is `.` or `..`, and no byte of it is a
    /// control byte, but a segment may hold an encoded `/`: see `segments`.
    public let path: String
    /// The pairs after `?`; empty without one.
    public let query: Query
    /// `host[:port]` of the absolute and the authority form; nil for the other forms.
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

    /// Reads the origin, absolute or asterisk form; for CONNECT the authority form, or a path, which a server refuses as
    /// it does the method.
    ///
    /// - Throws: 400 for anything else: a byte that a target may not hold, dot segments (browsers and proxies resolve
    ///   them before they send), userinfo in the authority, an encoding that is incomplete, not UTF-8 or of a control
    ///   byte.
    public init(_ text: String, method: Method) throws(RequestError) {
        let bytes = Array(text.utf8)
        try self.init(bytes.span, method: method)
    }

    init(_ bytes: Span<UInt8>, method: Method) throws(RequestError) {
        guard !bytes.isEmpty else { throw .malformed("the request target is empty") }
        if bytes[0] == UInt8(ascii: "/") {
            try self.init(origin: bytes, authority: nil)
        } else if bytes.count == 1, bytes[0] == UInt8(ascii: "*"), method == .options {
            self.init(rawPath: "*", path: "*", query: .empty, authority: nil)
        } else if method == .connect {
            try self.init(connect: bytes)
        } else {
            try self.init(absolute: bytes)
        }
    }

    /// `authority-form = uri-host ":" port`; the port may not be missing (RFC 9110 section 9.3.6).
    private init(connect bytes: Span<UInt8>) throws(RequestError) {
        guard Authority.isValid(bytes), Authority.hasPort(bytes) else {
            throw .malformed("the request target of CONNECT is no host and port")
        }
        self.init(rawPath: "", path: "", query: .empty, authority: Self.text(bytes))
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
