/// Feeds a parser with pieces and writes down what it tells, checking at every step that it works within its bounds.
struct Delivery {
    struct Told: Equatable {
        var head: PlainHead
        var body: [UInt8] = []
    }

    private var parser: RequestParser
    private let limits: WireLimits
    private(set) var requests: [Told] = []
    private(set) var unfinished: Told?
    private(set) var refusal: RequestError?
    private var steps = 0
    private var fed = 0
    private var pieces = 0

    /// - Parameter looksInside: whether to count what the parser holds at the end, which costs more than all else.
    init(_ pieces: [[UInt8]], limits: WireLimits, bodyLimit: Int, looksInside: Bool = false) {
        parser = RequestParser(limits: limits, bodyLimit: bodyLimit)
        self.limits = limits
        do {
            for piece in pieces { try feed(piece) }
        } catch {
            refusal = error
            checkSameAgain(error)
        }
        if looksInside { checkHeld() }
        if refusal == nil { check(parser.isInsideRequest || unfinished == nil, "a head was told, but nothing goes on") }
    }

    /// - Returns: whether the same was told: of a refused body another part may have been told before the refusal.
    func tells(theSameAs other: Delivery) -> Bool {
        requests == other.requests && refusal == other.refusal && unfinished?.head == other.unfinished?.head
            && (refusal != nil || unfinished == other.unfinished)
            && (refusal != nil || parser.isInsideRequest == other.parser.isInsideRequest)
    }

    private mutating func feed(_ piece: [UInt8]) throws(RequestError) {
        var position = 0
        fed += piece.count
        pieces += 1
        while true {
            let (start, count) = (position, piece.count - position)
            let step = try parser.parse(piece.span.extracting(start..<piece.count))
            steps += 1
            check((0...count).contains(step.consumed), "more was taken than was there")
            // Every step takes a byte, or ends a request, which took some, or ends a piece.
            check(steps <= 3 * fed + pieces, "\(steps) steps for \(fed) bytes")
            position += step.consumed
            switch step.event {
            case .more:
                check(position == piece.count, "more is wanted before all was taken")
                return
            case .head(let head):
                check(unfinished == nil, "a head within a request")
                unfinished = Told(head: PlainHead(head))
            case .body(let range):
                check(!range.isEmpty && range.upperBound <= step.consumed, "a part of the body that was not taken")
                check(unfinished != nil, "a body without a head")
                unfinished?.body += piece[(start + range.lowerBound)..<(start + range.upperBound)]
            case .end:
                check(unfinished != nil, "an end without a head")
                if let unfinished { requests.append(unfinished) }
                unfinished = nil
            }
        }
    }

    private mutating func checkSameAgain(_ error: RequestError) {
        for bytes in [[], Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)] {
            do throws(RequestError) {
                _ = try parser.parse(bytes.span)
                check(false, "it went on after an error")
            } catch let again {
                checkEqual(again, error, "another error than before")
            }
        }
    }

    /// What is kept between two calls stays within the limits: one head, or one chunk line or the trailers.
    private func checkHeld() {
        let held = Self.held(Mirror(reflecting: parser))
        check(held <= limits.head + max(limits.head, limits.chunkLine + 1), "\(held) bytes are held")
    }

    /// The bytes in all arrays of bytes within a value.
    private static func held(_ mirror: Mirror) -> Int {
        mirror.children.reduce(0) { sum, child in
            if let bytes = child.value as? [UInt8] { return sum + bytes.count }
            return sum + held(Mirror(reflecting: child.value))
        }
    }
}

/// What a head says, in the terms of the second reader.
struct PlainHead: Equatable {
    var method: [UInt8]
    var path: [UInt8]
    var rawPath: [UInt8]
    var pairs: [[[UInt8]]]
    var authority: [UInt8]?
    var isVersion10: Bool
    var fields: [[String]]
    var length: Int?
    var isChunked: Bool
    var keepsAlive: Bool
    var expectsContinue: Bool

    init(_ head: RequestHead) {
        method = Array(head.method.rawValue.utf8)
        path = Array(head.target.path.utf8)
        rawPath = Array(head.target.rawPath.utf8)
        pairs = head.target.query.pairs.map { [Array($0.name.utf8), Array($0.value.utf8)] }
        authority = head.target.authority.map { Array($0.utf8) }
        isVersion10 = head.version == .http10
        fields = head.headers.map { [$0.name, $0.value] }
        if case .length(let length) = head.framing { self.length = length }
        isChunked = head.framing == .chunked
        keepsAlive = head.keepsAlive
        expectsContinue = head.expectsContinue
    }

    init(_ request: PlainRequest) {
        method = request.method
        path = request.target.path
        rawPath = request.target.rawPath
        pairs = request.target.pairs
        authority = request.target.authority
        isVersion10 = request.isVersion10
        fields = request.fields.map { $0.map(text) }
        length = request.length
        isChunked = request.isChunked
        keepsAlive = request.keepsAlive
        expectsContinue = request.expectsContinue
    }
}
