/// Reads one complete request head, from the request line to the empty line.
struct HeadReader {
    private var position = 0
    private var method = Method.get
    private var version = HTTPVersion.http11
    private var hostCount = 0
    private var contentLength: Int?
    private var codings: [String]?
    private var connection: [String] = []
    private var expectation: String?

    /// - Parameter bytes: ends with the empty line that ends the head; nothing comes before the request line.
    static func read(_ bytes: Span<UInt8>, limits: WireLimits) throws(RequestError) -> RequestHead {
        var reader = HeadReader()
        return try reader.read(bytes, limits)
    }

    private mutating func read(_ bytes: Span<UInt8>, _ limits: WireLimits) throws(RequestError) -> RequestHead {
        let target = try readRequestLine(bytes)
        let start = position
        var reader = FieldReader(limit: limits.fieldCount)
        let section = bytes.extracting(start..<bytes.count)
        position = 0
        // The last two bytes are the empty line. A CR at the start of another one is no end.
        while position < section.count - 2 { try reader.readLine(section, &position) }
        for field in reader.fields { try note(field, section) }
        guard hostCount == 1 || (hostCount == 0 && version == .http10) else {
            throw .malformed(hostCount == 0 ? "the Host field is missing" : "more than one Host field")
        }
        return RequestHead(
            method: method, target: target, version: version,
            headers: Headers(bytes: [UInt8](copying: section.extracting(0..<position)), fields: reader.fields),
            framing: try framing(), keepsAlive: keepsAlive, expectsContinue: try expectsContinue())
    }

    /// `request-line = method SP request-target SP HTTP-version` (RFC 9112 section 3).
    private mutating func readRequestLine(_ bytes: Span<UInt8>) throws(RequestError) -> RequestTarget {
        let token = ByteClass.token
        var end = 0
        while token.contains(bytes[end]) { end += 1 }
        guard end > 0, bytes[end] == 0x20 else { throw .malformed("the request line has no valid method") }
        let name = bytes.extracting(0..<end)
        let start = end + 1
        end = start
        while bytes[end] > 0x20, bytes[end] < 0x7F { end += 1 }
        guard end > start, bytes[end] == 0x20 else { throw .malformed("the request line is malformed") }
        method = Self.method(name)
        try readVersion(bytes, end + 1)
        guard method != .connect else { throw RequestError(.notImplemented, "CONNECT is not offered") }
        return try RequestTarget(bytes.extracting(start..<end), method: method)
    }

    private static func method(_ bytes: Span<UInt8>) -> Method {
        if bytes.count == 3, bytes[0] == UInt8(ascii: "G"), bytes[1] == UInt8(ascii: "E"), bytes[2] == UInt8(ascii: "T")
        {
            return .get
        }
        return Method(rawValue: RequestTarget.text(bytes))
    }

    /// `HTTP-version = "HTTP" "/" DIGIT "." DIGIT` (RFC 9112 section 2.3).
    private mutating func readVersion(_ bytes: Span<UInt8>, _ start: Int) throws(RequestError) {
        guard bytes.count >= start + 10, bytes[start] == UInt8(ascii: "H"), bytes[start + 1] == UInt8(ascii: "T"),
            bytes[start + 2] == UInt8(ascii: "T"), bytes[start + 3] == UInt8(ascii: "P"),
            bytes[start + 4] == UInt8(ascii: "/"), bytes[start + 5].isDigit, bytes[start + 6] == UInt8(ascii: "."),
            bytes[start + 7].isDigit,
            bytes[start + 8] == .carriageReturn, bytes[start + 9] == .lineFeed
        else { throw .malformed("the request line has no valid version") }
        guard bytes[start + 5] == UInt8(ascii: "1") else {
            throw RequestError(.versionNotSupported, "only HTTP/1.0 and HTTP/1.1 are spoken")
        }
        version = bytes[start + 7] == UInt8(ascii: "0") ? .http10 : .http11
        position = start + 10
    }

    /// Takes note of the fields that decide where the message ends and what becomes of the connection.
    private mutating func note(_ field: Headers.Field, _ bytes: Span<UInt8>) throws(RequestError) {
        let name = bytes.extracting(field.name)
        let value = bytes.extracting(field.value)
        switch name.count {
        case 4 where Self.equal(name, "host"):
            hostCount += 1
            guard Authority.isValid(value) else { throw .malformed("the Host field is malformed") }
        case 6 where Self.equal(name, "expect"):
            guard expectation == nil else { throw RequestError(.expectationFailed, "more than one expectation") }
            expectation = Self.lowercased(value)
        case 10 where Self.equal(name, "connection"):
            connection += Self.elements(value)
        case 14 where Self.equal(name, "content-length"):
            guard contentLength == nil else { throw .malformed("more than one Content-Length") }
            contentLength = try Self.length(value)
        case 17 where Self.equal(name, "transfer-encoding"):
            codings = codings ?? []
            codings?.append(contentsOf: Self.elements(value))
        default: break
        }
    }

    /// `Content-Length = 1*DIGIT` (RFC 9110 section 8.6); no list, no sign.
    private static func length(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        guard !bytes.isEmpty else { throw .malformed("Content-Length is empty") }
        var length = 0
        var isTooLarge = false
        for index in bytes.indices {
            guard bytes[index].isDigit else { throw .malformed("Content-Length is not a number") }
            let (product, overflowed) = length.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(Int(bytes[index] - 0x30))
            isTooLarge = isTooLarge || overflowed || carried
            length = isTooLarge ? 0 : sum
        }
        guard !isTooLarge else { throw RequestError(.contentTooLarge, "Content-Length is too large") }
        return length
    }

    /// RFC 9112 section 6.3, with everything refused that two readers could understand differently.
    private func framing() throws(RequestError) -> BodyFraming {
        guard let codings else { return contentLength.map { .length($0) } ?? .none }
        guard contentLength == nil else { throw .malformed("both Content-Length and Transfer-Encoding") }
        guard version == .http11 else { throw .malformed("Transfer-Encoding in HTTP/1.0") }
        guard !codings.contains("") else { throw .malformed("Transfer-Encoding is malformed") }
        if codings == ["chunked"] { return .chunked }
        guard !codings.dropLast().contains("chunked") else { throw .malformed("chunked is not the last coding") }
        throw RequestError(.notImplemented, "only the transfer coding chunked is known")
    }

    /// RFC 9112 section 9.3.
    private var keepsAlive: Bool {
        if connection.contains("close") { return false }
        return version == .http11 || connection.contains("keep-alive")
    }

    /// RFC 9110 section 10.1.1.
    private func expectsContinue() throws(RequestError) -> Bool {
        guard let expectation, version == .http11 else { return false }
        guard expectation == "100-continue" else {
            throw RequestError(.expectationFailed, "only the expectation 100-continue is known")
        }
        return true
    }

    private static func equal(_ bytes: Span<UInt8>, _ lowercase: String) -> Bool {
        guard bytes.count == lowercase.utf8.count else { return false }
        var index = 0
        for byte in lowercase.utf8 {
            guard bytes[index].lowercased == byte else { return false }
            index += 1
        }
        return true
    }

    /// The elements of a list in lower case, without blanks around them; an empty one is one too. Cut byte by byte: to a
    /// text, a comma with an accent after it would be another character.
    private static func elements(_ value: Span<UInt8>) -> [String] {
        [UInt8](copying: value).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { lowercased(trimmed($0).span) }
    }

    /// Only ASCII letters have a lower case in HTTP. By Unicode's rules the Kelvin sign would become a `k`, and a coding
    /// that others do not know would be `chunked`.
    private static func lowercased(_ bytes: Span<UInt8>) -> String {
        String(decoding: [UInt8](copying: bytes).map(\.lowercased), as: UTF8.self)
    }

    private static func trimmed(_ element: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var element = element
        while let first = element.first, first.isBlank { element.removeFirst() }
        while let last = element.last, last.isBlank { element.removeLast() }
        return element
    }
}
