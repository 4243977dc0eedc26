/// Reads the requests of one connection from bytes that come in any pieces (RFC 9112). It does no I/O: it is fed, and
/// tells what it read.
///
/// For each request it tells `.head`, then `.body` any number of times, then `.end`. After an error the connection is
/// beyond understanding: the same error comes again on every further call.
public struct RequestParser: Sendable {
    public enum Event: Sendable {
        /// All bytes were taken; more are needed.
        case more
        /// A complete head.
        case head(RequestHead)
        /// The next bytes of the body: these offsets of the bytes that were fed.
        case body(Range<Int>)
        /// The request is complete. What was not taken belongs to the next one.
        case end
    }

    public struct Step: Sendable {
        /// How many of the fed bytes were taken; feed the rest again.
        public let consumed: Int
        public let event: Event
    }

    private enum State {
        case head
        case length(remaining: Int)
        case chunked
        case failed(RequestError)
    }

    private let limits: WireLimits
    private let defaultBodyLimit: Int
    private var state = State.head
    private var scanner: HeadScanner
    private var chunks: ChunkReader
    /// The head's bytes so far where it came in pieces.
    private var pending: [UInt8] = []
    private var isLineChecked = false
    private var bodyLimit: Int
    private var bodyLength = 0

    /// - Parameter bodyLimit: in bytes, for requests where `limitBody` is not called.
    public init(limits: WireLimits = WireLimits(), bodyLimit: Int = 1 << 20) {
        self.limits = limits
        defaultBodyLimit = bodyLimit
        self.bodyLimit = bodyLimit
        scanner = HeadScanner(limits: limits)
        chunks = ChunkReader(limits: limits)
    }

    /// Whether a request has begun: a byte of its head was read and its end was not.
    public var isInsideRequest: Bool {
        if case .head = state { scanner.hasStarted } else { true }
    }

    /// Sets another limit for the body of the request whose head was just told. A longer body is refused with 413,
    /// where its length is known at once by the next call of `parse`.
    public mutating func limitBody(to limit: Int) { bodyLimit = limit }

    /// Reads on.
    ///
    /// - Parameter bytes: what came after the bytes taken so far; may be empty.
    /// - Throws: what is wrong with the request, see `RequestError`.
    public mutating func parse(_ bytes: Span<UInt8>) throws(RequestError) -> Step {
        do throws(RequestError) {
            switch state {
            case .head: return try parseHead(bytes)
            case .length(let remaining): return try parseBody(bytes, remaining)
            case .chunked: return try parseChunks(bytes)
            case .failed(let error): throw error
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func parseHead(_ bytes: Span<UInt8>) throws(RequestError) -> Step {
        guard let end = try scan(bytes) else {
            pending.append(copying: bytes)
            try checkLine()
            return Step(consumed: bytes.count, event: .more)
        }
        let skipped = scanner.skipped
        let head: RequestHead
        if pending.isEmpty {
            head = try HeadReader.read(bytes.extracting(skipped..<end), limits: limits)
        } else {
            pending.append(copying: bytes.extracting(0..<end))
            head = try HeadReader.read(pending.span.extracting(skipped..<pending.count), limits: limits)
            pending = []
        }
        beginBody(head.framing)
        return Step(consumed: end, event: .head(head))
    }

    /// As the scanner does, but what is wrong with the request line is told first.
    private mutating func scan(_ bytes: Span<UInt8>) throws(RequestError) -> Int? {
        do throws(RequestError) {
            return try scanner.scan(bytes)
        } catch {
            pending.append(copying: bytes.extracting(0..<min(bytes.count, limits.requestLine + 4)))
            try checkLine()
            guard error.status == .uriTooLong else { throw error }
            let line = pending.dropFirst(scanner.skipped).prefix(limits.requestLine)
            throw line.contains(0x20) ? error : .malformed("the method is too long")
        }
    }

    /// Refuses a bad request line as soon as it is there: a client of HTTP/0.9 sends nothing more.
    private mutating func checkLine() throws(RequestError) {
        guard scanner.hasLine, !isLineChecked else { return }
        isLineChecked = true
        try HeadReader.checkLine(pending.span.extracting(scanner.skipped..<pending.count))
    }

    private mutating func beginBody(_ framing: BodyFraming) {
        scanner = HeadScanner(limits: limits)
        isLineChecked = false
        bodyLimit = defaultBodyLimit
        bodyLength = 0
        switch framing {
        case .none: state = .length(remaining: 0)
        case .length(let length): state = .length(remaining: length)
        case .chunked:
            chunks = ChunkReader(limits: limits)
            state = .chunked
        }
    }

    private mutating func parseBody(_ bytes: Span<UInt8>, _ remaining: Int) throws(RequestError) -> Step {
        if remaining == 0 {
            state = .head
            return Step(consumed: 0, event: .end)
        }
        guard bodyLength + remaining <= bodyLimit else { throw Self.bodyTooLarge }
        guard !bytes.isEmpty else { return Step(consumed: 0, event: .more) }
        let count = min(remaining, bytes.count)
        bodyLength += count
        state = .length(remaining: remaining - count)
        return Step(consumed: count, event: .body(0..<count))
    }

    private mutating func parseChunks(_ bytes: Span<UInt8>) throws(RequestError) -> Step {
        var position = 0
        let event = try chunks.next(bytes, &position)
        if case .data(let range) = event { bodyLength += range.count }
        guard bodyLength <= bodyLimit, chunks.announced <= bodyLimit - bodyLength else { throw Self.bodyTooLarge }
        switch event {
        case .more: return Step(consumed: position, event: .more)
        case .data(let range): return Step(consumed: position, event: .body(range))
        case .end:
            state = .head
            return Step(consumed: position, event: .end)
        }
    }

    private static let bodyTooLarge = RequestError(.contentTooLarge, "the body is too large")
}
