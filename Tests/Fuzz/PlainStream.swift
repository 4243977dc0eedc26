/// All requests of a connection's bytes, read by the second reader: what is complete, and how it ends.
struct PlainStream {
    enum End: Equatable { case needsMore, refused }

    private(set) var requests: [PlainRequest] = []
    private(set) var end = End.needsMore
    private var rest: ArraySlice<UInt8>
    private let limits: WireLimits
    private let bodyLimit: Int

    init(_ bytes: [UInt8], limits: WireLimits, bodyLimit: Int) {
        rest = bytes[...]
        self.limits = limits
        self.bodyLimit = bodyLimit
        while !rest.isEmpty, let request = readRequest() { requests.append(request) }
    }

    /// Nil at the end, which `end` tells.
    private mutating func readRequest() -> PlainRequest? {
        if rest.starts(with: "\r\n".utf8) { rest.removeFirst(2) }
        if rest.starts(with: "\r\n".utf8) { return refuse() }
        let start = rest
        guard let lines = readLines() else {
            // A bad request line is refused before the fields have come.
            if end == .needsMore, !Self.isLineGood(start) { end = .refused }
            return nil
        }
        guard var request = PlainRequest(lines: lines, limits: limits) else { return refuse() }
        if request.isChunked {
            guard let body = readChunks() else { return nil }
            request.body = body
        } else {
            let length = request.length ?? 0
            guard length <= bodyLimit else { return refuse() }
            guard length <= rest.count else { return nil }
            request.body = Array(rest.prefix(length))
            rest.removeFirst(length)
        }
        return request
    }

    private static func isLineGood(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let end = bytes.firstIndex(of: 0x0A) else { return true }
        let line = Array(bytes[..<end].dropLast())
        // With a field that is always good the line alone decides.
        return PlainRequest(lines: [line, Array("Host: a".utf8)], limits: WireLimits()) != nil
    }

    private mutating func refuse<Value>() -> Value? {
        end = .refused
        return nil
    }

    /// The lines up to the next empty one, which is taken too. A line may hold a CR anywhere, but must end in CRLF.
    private mutating func readLines() -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        while let line = readLine() {
            if line.isEmpty { return lines }
            lines.append(line)
        }
        return nil
    }

    private mutating func readLine() -> [UInt8]? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        var line = Array(rest[..<end])
        guard line.popLast() == 0x0D else { return refuse() }
        rest = rest[(end + 1)...]
        return line
    }

    /// RFC 9112 section 7.1.
    private mutating func readChunks() -> [UInt8]? {
        var body: [UInt8] = []
        var extensionBytes = 0
        while true {
            guard (rest.firstIndex(of: 0x0A) ?? rest.endIndex) - rest.startIndex <= limits.chunkLine + 1 else {
                return refuse()
            }
            guard let line = readLine() else { return nil }
            let digits = line.prefix(while: hexBytes.contains)
            guard (1...15).contains(digits.count), let size = Int(text(digits), radix: 16) else { return refuse() }
            extensionBytes += line.count - digits.count
            guard Self.areExtensions(Array(line.dropFirst(digits.count))), extensionBytes <= limits.chunkExtensions
            else { return refuse() }
            if size == 0 { break }
            guard size <= bodyLimit - body.count else { return refuse() }
            guard readData(size, &body) else { return nil }
        }
        guard let trailers = readLines() else { return nil }
        guard let fields = PlainRequest.fields(trailers, limits),
            !fields.contains(where: { Self.headerOnly.contains(text(lowered($0[0]))) })
        else { return refuse() }
        return body
    }

    /// Fields that may not follow a body (RFC 9110 section 6.5.1).
    private static let headerOnly: Set = [
        "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range",
        "content-type", "cookie", "expect", "host", "if-match", "if-modified-since", "if-none-match", "if-range",
        "if-unmodified-since", "max-forwards", "proxy-authorization", "range", "te", "trailer", "transfer-encoding",
        "upgrade",
    ]

    private mutating func readData(_ size: Int, _ body: inout [UInt8]) -> Bool {
        guard rest.count >= size else { return false }
        body += rest.prefix(size)
        rest.removeFirst(size)
        let lineEnd = Array(rest.prefix(2))
        guard Array("\r\n".utf8).starts(with: lineEnd) else {
            end = .refused
            return false
        }
        rest.removeFirst(lineEnd.count)
        return lineEnd.count == 2
    }

    /// `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )` (RFC 9112 section 7.1.1), as a machine over
    /// bytes: each state says which bytes lead where.
    static func areExtensions(_ bytes: [UInt8]) -> Bool {
        enum State { case start, beforeName, name, afterName, beforeValue, value, quoted, escaped }
        var state = State.start
        for byte in bytes {
            let isBlank = byte == 32 || byte == 9
            let isText = isBlank || (byte > 32 && byte != 127)
            switch (state, byte) {
            case (.quoted, UInt8(ascii: "\"")): state = .start
            case (.quoted, UInt8(ascii: "\\")): state = .escaped
            case (.quoted, _) where isText, (.escaped, _) where isText: state = .quoted
            case (.beforeValue, UInt8(ascii: "\"")): state = .quoted
            case (.start, _) where isBlank, (.beforeName, _) where isBlank, (.beforeValue, _) where isBlank: break
            case (.afterName, _) where isBlank: break
            case (.name, _) where isBlank: state = .afterName
            case (.value, _) where isBlank: state = .start
            case (.start, UInt8(ascii: ";")), (.name, UInt8(ascii: ";")), (.afterName, UInt8(ascii: ";")),
                (.value, UInt8(ascii: ";")):
                state = .beforeName
            case (.name, UInt8(ascii: "=")), (.afterName, UInt8(ascii: "=")): state = .beforeValue
            case (.beforeName, _) where tokenBytes.contains(byte), (.name, _) where tokenBytes.contains(byte):
                state = .name
            case (.beforeValue, _) where tokenBytes.contains(byte), (.value, _) where tokenBytes.contains(byte):
                state = .value
            default: return false
            }
        }
        // Blanks at the end belong to nothing.
        return [.start, .name, .value].contains(state) && bytes.last != 32 && bytes.last != 9
    }
}
