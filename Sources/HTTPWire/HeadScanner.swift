/// Finds the end of a head in bytes that may come in any pieces, looking at each byte once.
struct HeadScanner {
    private let limits: WireLimits
    /// Trailers have no request line, and nothing is skipped before them.
    private let isTrailer: Bool
    private var lineCount = 0
    private var lineLength = 0
    private var totalLength = 0
    private var endsInReturn = false
    /// Bytes of the empty line that may come before a request line (RFC 9112 section 2.2): 0 or 2.
    private(set) var skipped = 0

    init(limits: WireLimits, isTrailer: Bool = false) {
        self.limits = limits
        self.isTrailer = isTrailer
    }

    /// Whether the request line has come, its CRLF included.
    var hasLine: Bool { lineCount > 0 }

    /// Whether a byte of the head has come.
    var hasStarted: Bool { totalLength > 0 }

    /// - Returns: how many of `bytes` belong to the head, its last line included; nil where it goes on.
    /// - Throws: 400 for a line that does not end in CRLF, 414 and 431 beyond the limits.
    mutating func scan(_ bytes: Span<UInt8>) throws(RequestError) -> Int? {
        var index = 0
        while index < bytes.count {
            let start = index
            while index < bytes.count, bytes[index] != .lineFeed { index += 1 }
            lineLength += index - start
            totalLength += index - start
            if index > start { endsInReturn = bytes[index - 1] == .carriageReturn }
            try checkLimits()
            guard index < bytes.count else { return nil }
            guard endsInReturn else { throw .malformed("a line does not end in CRLF") }
            index += 1
            if try endLine() { return index }
        }
        return nil
    }

    /// - Returns: whether the line was the last one.
    private mutating func endLine() throws(RequestError) -> Bool {
        defer {
            lineLength = 0
            endsInReturn = false
        }
        totalLength += 1
        try checkLimits()
        guard lineLength == 1 else {
            lineCount += 1
            return false
        }
        if lineCount > 0 || isTrailer { return true }
        guard skipped == 0 else { throw .malformed("the request line is empty") }
        skipped = 2
        return false
    }

    private func checkLimits() throws(RequestError) {
        if lineCount == 0, !isTrailer, lineLength - (endsInReturn ? 1 : 0) > limits.requestLine {
            throw RequestError(.uriTooLong, "the request line is too long")
        }
        if totalLength > limits.head { throw RequestError(.headerFieldsTooLarge, "the header fields are too large") }
    }
}
