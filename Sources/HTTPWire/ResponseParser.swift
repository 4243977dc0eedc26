/// The head of an answer that was received.
public struct ReceivedHead: Sendable {
    public let status: Status
    public let headers: Headers
}

/// Why the bytes of an answer are no answer. The connection is then beyond understanding.
public struct ResponseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in a few words without a byte of the answer.
    public let description: String

    init(_ reason: String) { description = reason }
}

/// Reads the answer to one request from bytes that come in any pieces (RFC 9112). It does no I/O. Interim answers (1xx) are
/// read and dropped.
///
/// It tells `.head`, then `.body` any number of times, then `.end`.
public struct ResponseParser: Sendable {
    public enum Event: Sendable {
        /// All bytes were taken; more are needed.
        case more
        case head(ReceivedHead)
        /// The next bytes of the body: these offsets of the bytes that were fed.
        case body(Range<Int>)
        /// The answer is complete.
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
        case untilClose
        case done
    }

    private let limits: WireLimits
    private let bodyLimit: Int
    private let isHead: Bool
    private var state = State.head
    private var scanner: HeadScanner
    private var chunks: ChunkReader
    private var pending: [UInt8] = []
    private var bodyLength = 0

    /// - Parameters:
    ///   - method: of the request that is answered: an answer to HEAD has no body.
    ///   - bodyLimit: in bytes; a longer body is refused.
    public init(answering method: Method, limits: WireLimits = WireLimits(), bodyLimit: Int) {
        self.limits = limits
        self.bodyLimit = bodyLimit
        isHead = method == .head
        scanner = HeadScanner(limits: limits)
        chunks = ChunkReader(limits: limits)
    }

    /// Reads on.
    ///
    /// - Parameter bytes: what came after the bytes taken so far; may be empty.
    public mutating func parse(_ bytes: Span<UInt8>) throws(ResponseError) -> Step {
        do throws(RequestError) {
            switch state {
            case .head: return try parseHead(bytes)
            case .length(let remaining): return try parseBody(bytes, remaining)
            case .chunked: return try parseChunks(bytes)
            case .untilClose: return try take(bytes.count)
            case .done: return Step(consumed: 0, event: .end)
            }
        } catch {
            throw ResponseError(error.reason)
        }
    }

    /// The server has ended the connection.
    ///
    /// - Throws: where the answer is not complete by that (RFC 9112 section 8).
    public func finish() throws(ResponseError) {
        switch state {
        case .untilClose, .done: return
        case .head, .length, .chunked: throw ResponseError("the answer ended early")
        }
    }

    private mutating func parseHead(_ bytes: Span<UInt8>) throws(RequestError) -> Step {
        guard let end = try scanner.scan(bytes) else {
            pending.append(copying: bytes)
            return Step(consumed: bytes.count, event: .more)
        }
        pending.append(copying: bytes.extracting(0..<end))
        let head = try Self.read(pending.span.extracting(scanner.skipped..<pending.count), limits)
        pending = []
        scanner = HeadScanner(limits: limits)
        if head.status.isInformational { return Step(consumed: end, event: .more) }
        state = try framing(head)
        return Step(consumed: end, event: .head(head))
    }

    /// `status-line = HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 section 4). The space before an absent
    /// phrase may be absent too, as many servers leave it out.
    private static func read(_ bytes: Span<UInt8>, _ limits: WireLimits) throws(RequestError) -> ReceivedHead {
        let version = Array("HTTP/1.".utf8)
        for (index, byte) in version.enumerated() where bytes[index] != byte {
            throw .malformed("the answer is not HTTP/1.1")
        }
        guard bytes.count > 14, bytes[7].isDigit, bytes[8] == 0x20, bytes[9].isDigit, bytes[9] > 0x30,
            bytes[10].isDigit, bytes[11].isDigit, bytes[12] == 0x20 || bytes[12] == .carriageReturn
        else { throw .malformed("the status line is malformed") }
        let code = (9...11).reduce(0) { $0 * 10 + Int(bytes[$1] - 0x30) }
        var start = 12
        while bytes[start].isFieldContent { start += 1 }
        guard bytes[start] == .carriageReturn, bytes[start + 1] == .lineFeed else {
            throw .malformed("the status line is malformed")
        }
        let section = bytes.extracting((start + 2)..<bytes.count)
        var reader = FieldReader(limit: limits.fieldCount)
        let end = try reader.readSection(section)
        let headers = Headers(bytes: [UInt8](copying: section.extracting(0..<end)), fields: reader.fields)
        return ReceivedHead(status: Status(code), headers: headers)
    }

    /// Where the body ends (RFC 9112 section 6.3).
    private func framing(_ head: ReceivedHead) throws(RequestError) -> State {
        if isHead || head.status.forbidsBody { return .done }
        if head.headers.contains("transfer-encoding") {
            let codings = head.headers.elements("transfer-encoding").map { $0.lowercased() }
            guard codings == ["chunked"] else { throw .malformed("the answer has an unknown transfer coding") }
            return .chunked
        }
        let lengths = Set(head.headers.values("content-length"))
        guard let text = lengths.first else { return .untilClose }
        guard lengths.count == 1, text.utf8.allSatisfy(\.isDigit), let length = Int(text) else {
            throw .malformed("the answer's Content-Length is malformed")
        }
        guard length <= bodyLimit else { throw Self.tooLarge }
        return length == 0 ? .done : .length(remaining: length)
    }

    private mutating func parseBody(_ bytes: Span<UInt8>, _ remaining: Int) throws(RequestError) -> Step {
        let count = min(remaining, bytes.count)
        state = count == remaining ? .done : .length(remaining: remaining - count)
        return try take(count)
    }

    private mutating func parseChunks(_ bytes: Span<UInt8>) throws(RequestError) -> Step {
        var position = 0
        switch try chunks.next(bytes, &position) {
        case .more: return Step(consumed: position, event: .more)
        case .data(let range):
            bodyLength += range.count
            guard bodyLength <= bodyLimit else { throw Self.tooLarge }
            return Step(consumed: position, event: .body(range))
        case .end:
            state = .done
            return Step(consumed: position, event: .end)
        }
    }

    private mutating func take(_ count: Int) throws(RequestError) -> Step {
        bodyLength += count
        guard bodyLength <= bodyLimit else { throw Self.tooLarge }
        return Step(consumed: count, event: count == 0 ? .more : .body(0..<count))
    }

    private static let tooLarge = RequestError(.contentTooLarge, "the answer is too large")
}
