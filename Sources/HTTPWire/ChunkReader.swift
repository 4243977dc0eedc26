/// Reads a chunked body (RFC 9112 section 7.1) in any pieces.
struct ChunkReader {
    private enum State {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailers
    }

    enum Event {
        case more
        case data(Range<Int>)
        case end
    }

    private let limits: WireLimits
    private var state = State.size
    private var line: [UInt8] = []
    private var extensionBytes = 0
    private var trailers: HeadScanner

    init(limits: WireLimits) {
        self.limits = limits
        trailers = HeadScanner(limits: limits, isTrailer: true)
    }

    /// Reads on until there is something to tell.
    ///
    /// - Parameter position: where to read on in `bytes`; afterwards the first byte not read.
    mutating func next(_ bytes: Span<UInt8>, _ position: inout Int) throws(RequestError) -> Event {
        while position < bytes.count {
            switch state {
            case .size:
                try readSize(bytes, &position)
            case .data(let remaining):
                let count = min(remaining, bytes.count - position)
                state = count == remaining ? .dataEnd : .data(remaining: remaining - count)
                position += count
                return .data((position - count)..<position)
            case .dataEnd:
                try readDataEnd(bytes, &position)
            case .trailers:
                return try readTrailers(bytes, &position)
            }
        }
        return .more
    }

    /// Collects the line up to its LF, then reads it.
    private mutating func readSize(_ bytes: Span<UInt8>, _ position: inout Int) throws(RequestError) {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == .lineFeed {
                guard line.popLast() == .carriageReturn else { throw .malformed("a chunk line does not end in CRLF") }
                let size = try chunkSize()
                line.removeAll(keepingCapacity: true)
                state = size == 0 ? .trailers : .data(remaining: size)
                return
            }
            guard line.count <= limits.chunkLine else { throw .malformed("a chunk line is too long") }
            line.append(byte)
        }
    }

    /// `chunk-size [ chunk-ext ]`: `chunk-size = 1*HEXDIG`.
    private mutating func chunkSize() throws(RequestError) -> Int {
        var size = 0
        var digits = 0
        while digits < line.count, let digit = line[digits].hexadecimalValue {
            guard digits < 15 else { throw .malformed("a chunk size is too long") }
            size = size << 4 | Int(digit)
            digits += 1
        }
        guard digits > 0 else { throw .malformed("a chunk has no size") }
        extensionBytes += line.count - digits
        guard extensionBytes <= limits.chunkExtensions else {
            throw RequestError(.contentTooLarge, "the chunk extensions are too large")
        }
        guard ChunkExtension.isValid(line[digits...]) else { throw .malformed("a chunk extension is malformed") }
        return size
    }

    private mutating func readDataEnd(_ bytes: Span<UInt8>, _ position: inout Int) throws(RequestError) {
        let expected: UInt8 = line.isEmpty ? .carriageReturn : .lineFeed
        guard bytes[position] == expected else { throw .malformed("a chunk is not followed by CRLF") }
        position += 1
        if line.isEmpty {
            line.append(.carriageReturn)
        } else {
            line.removeAll(keepingCapacity: true)
            state = .size
        }
    }

    /// The trailer section (RFC 9112 section 7.1.2): checked like header fields, then dropped.
    private mutating func readTrailers(_ bytes: Span<UInt8>, _ position: inout Int) throws(RequestError) -> Event {
        let rest = bytes.extracting(position..<bytes.count)
        guard let end = try trailers.scan(rest) else {
            line.append(copying: rest)
            position = bytes.count
            return .more
        }
        line.append(copying: rest.extracting(0..<end))
        position += end
        var reader = FieldReader(limit: limits.fieldCount)
        var start = 0
        let section = line.span
        // The last two bytes are the empty line. A CR at the start of another one is no end.
        while start < section.count - 2 { try reader.readLine(section, &start) }
        return .end
    }
}

/// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 section 7.1.1).
enum ChunkExtension {
    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            skipBlanks(&rest)
            guard rest.popFirst() == UInt8(ascii: ";") else { return false }
            skipBlanks(&rest)
            guard skipToken(&rest) else { return false }
            let afterName = rest
            skipBlanks(&rest)
            guard rest.first == UInt8(ascii: "=") else {
                rest = afterName
                continue
            }
            rest.removeFirst()
            skipBlanks(&rest)
            guard rest.first == UInt8(ascii: "\"") ? skipQuoted(&rest) : skipToken(&rest) else { return false }
        }
        return true
    }

    private static func skipBlanks(_ text: inout ArraySlice<UInt8>) {
        while let byte = text.first, byte.isBlank { text.removeFirst() }
    }

    private static func skipToken(_ text: inout ArraySlice<UInt8>) -> Bool {
        let token = ByteClass.token
        let start = text.count
        while let byte = text.first, token.contains(byte) { text.removeFirst() }
        return text.count < start
    }

    /// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE` (RFC 9110 section 5.6.4).
    private static func skipQuoted(_ text: inout ArraySlice<UInt8>) -> Bool {
        text.removeFirst()
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard byte.isFieldContent else { return false }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = text.popFirst(), escaped.isFieldContent else { return false }
            }
        }
        return false
    }
}
