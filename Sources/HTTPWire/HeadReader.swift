/// Reads one complete request head, from the request line to the empty line.
struct HeadReader {
    private var position = 0
    private var method = Method.get
    private var version = HTTPVersion.http11
    private var hostCount = 0
    private var contentLength: Int?
    private var codings: TransferCodings?
    private var hasContentType = false
    private var closes = false
    private var asksToKeepAlive = false
    private var expectation: Bool?

    /// - Parameter bytes: ends with the empty line that ends the head; nothing comes before the request line.
    static func read(_ bytes: Span<UInt8>, limits: WireLimits) throws(RequestError) -> RequestHead {
        var reader = HeadReader()
        return try reader.read(bytes, limits)
    }

    /// Whether the request line may stand, before the fields have come.
    ///
    /// - Parameter bytes: start with the request line and its CRLF.
    static func checkLine(_ bytes: Span<UInt8>) throws(RequestError) {
        var reader = HeadReader()
        _ = try reader.readRequestLine(bytes)
    }

    private mutating func read(_ bytes: Span<UInt8>, _ limits: WireLimits) throws(RequestError) -> RequestHead {
        let target = try readRequestLine(bytes)
        var reader = FieldReader(limit: limits.fieldCount)
        let section = bytes.extracting(position..<bytes.count)
        let end = try reader.readSection(section)
        for field in reader.fields { try note(field, section) }
        guard hostCount == 1 || (hostCount == 0 && version == .http10) else {
            throw .malformed(hostCount == 0 ? "the Host field is missing" : "more than one Host field")
        }
        return RequestHead(
            method: method, target: target, version: version,
            headers: Headers(bytes: [UInt8](copying: section.extracting(0..<end)), fields: reader.fields),
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
        // No version 0 had a version in its request line.
        guard bytes[start + 5] != UInt8(ascii: "0") else { throw .malformed("there is no such version") }
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
        case 4 where name.isEqual(to: "host"):
            hostCount += 1
            guard Authority.isValid(value) else { throw .malformed("the Host field is malformed") }
        case 6 where name.isEqual(to: "expect"):
            guard expectation == nil else { throw RequestError(.expectationFailed, "more than one expectation") }
            expectation = value.isEqual(to: "100-continue")
        case 10 where name.isEqual(to: "connection"):
            noteConnection(value)
        case 12 where name.isEqual(to: "content-type"):
            guard !hasContentType else { throw .malformed("more than one Content-Type") }
            hasContentType = true
        case 14: try noteLength(name, value)
        case 17: try noteCoding(name, value)
        default: break
        }
    }

    /// `Connection = #connection-option` (RFC 9110 section 7.6.1).
    private mutating func noteConnection(_ value: Span<UInt8>) {
        var list = FieldList()
        while let element = list.next(value) {
            let option = value.extracting(element)
            if option.isEqual(to: "close") { closes = true }
            if option.isEqual(to: "keep-alive") { asksToKeepAlive = true }
        }
    }

    private mutating func noteLength(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(RequestError) {
        guard name.isEqual(to: "content-length") else {
            if name.imitates("content-length") { throw .malformed("a field imitates Content-Length") }
            return
        }
        guard contentLength == nil else { throw .malformed("more than one Content-Length") }
        contentLength = try Self.length(value)
    }

    private mutating func noteCoding(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(RequestError) {
        guard name.isEqual(to: "transfer-encoding") else {
            if name.imitates("transfer-encoding") { throw .malformed("a field imitates Transfer-Encoding") }
            return
        }
        var all = codings ?? TransferCodings()
        try all.add(value)
        codings = all
    }

    /// `Content-Length = 1*DIGIT` (RFC 9110 section 8.6); no list, no sign, and no number beyond 63 bits.
    private static func length(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        guard !bytes.isEmpty else { throw .malformed("Content-Length is empty") }
        var length = 0
        for index in bytes.indices {
            guard bytes[index].isDigit else { throw .malformed("Content-Length is not a number") }
            let (product, overflowed) = length.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(Int(bytes[index] - 0x30))
            guard !overflowed, !carried else { throw .malformed("Content-Length is no length that can be") }
            length = sum
        }
        return length
    }

    /// RFC 9112 section 6.3, with everything refused that two readers could understand differently.
    private func framing() throws(RequestError) -> BodyFraming {
        guard let codings else { return contentLength.map { .length($0) } ?? .none }
        guard contentLength == nil else { throw .malformed("both Content-Length and Transfer-Encoding") }
        guard version == .http11 else { throw .malformed("Transfer-Encoding in HTTP/1.0") }
        return try codings.framing()
    }

    /// RFC 9112 section 9.3.
    private var keepsAlive: Bool {
        !closes && (version == .http11 || asksToKeepAlive)
    }

    /// RFC 9110 section 10.1.1.
    private func expectsContinue() throws(RequestError) -> Bool {
        guard let expectation, version == .http11 else { return false }
        guard expectation else {
            throw RequestError(.expectationFailed, "only the expectation 100-continue is known")
        }
        return true
    }
}
