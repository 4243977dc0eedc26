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

    /// How many bytes of data the chunk that is being read still has.
    var announced: Int {
        if case .data(let remaining) = state { remaining } else { 0 }
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
        let start = position
        while position < bytes.count, bytes[position] != .lineFeed { position += 1 }
        guard line.count + position - start <= limits.chunkLine + 1 else {
            throw .malformed("a chunk line is too long")
        }
        line.append(copying: bytes.extracting(start..<position))
        guard position < bytes.count else { return }
        position += 1
        guard line.popLast() == .carriageReturn else { throw .malformed("a chunk line does not end in CRLF") }
        let size = try chunkSize()
        line.removeAll(keepingCapacity: true)
        state = size == 0 ? .trailers : .data(remaining: size)
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
        try Self.check(line.span, limit: limits.fieldCount)
        return .end
    }

    private static func check(_ section: Span<UInt8>, limit: Int) throws(RequestError) {
        var reader = FieldReader(limit: limit)
        _ = try reader.readSection(section)
        for field in reader.fields where TrailerFields.isForbidden(section.extracting(field.name)) {
            throw .malformed("a trailer field is one that only a header may be")
        }
    }
}
