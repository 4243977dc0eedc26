internal import HTTPWire

/// Puts the requests of one connection together from the bytes received. Routes each as soon as its head is there, so
/// that it is known before the body how long that may be and who wants it.
struct Inbound {
    /// A request that is being read.
    struct Exchange {
        let head: RequestHead
        let resolution: Router.Resolution
        var body: [UInt8] = []

        var pattern: String? {
            guard case .route(let endpoint, _) = resolution else { return nil }
            return endpoint.route.pattern
        }

        var parameters: PathParameters {
            guard case .route(let endpoint, let values) = resolution else { return PathParameters() }
            return PathParameters(names: endpoint.parameterNames, values: values)
        }

        /// Who answers; nil where nobody has to be asked.
        var intake: Route.Intake? {
            switch resolution {
            case .route(let endpoint, _): endpoint.route.intake
            case .fallback(let handler): .whole(handler)
            case .options, .methodNotAllowed, .methodUnknown, .notFound: nil
            }
        }
    }

    enum Progress {
        /// More bytes are needed.
        case more
        /// The head is there, and the client waits for a sign before it sends the body.
        case wantsContinue
        /// The request can be answered. A body for a streaming route is still to come; one that nobody wants and that the
        /// client holds back was not read.
        case ready
        /// Bytes of a streamed body, or its end, are there.
        case piece
        case failed(RequestError)
        /// The client closed or broke the connection.
        case gone
    }

    /// What becomes of the body that is being read.
    private enum Destination {
        /// Kept with the request.
        case request
        /// Handed on piece by piece.
        case stream
        /// Read, so that the connection may be used on, and dropped.
        case nowhere
    }

    private let router: Router
    private let bodyLimit: Int
    private var parser: RequestParser
    /// Bytes received and not yet read, from `start` on: those of pipelined requests.
    private var leftover: [UInt8] = []
    private var start = 0
    private var exchange: Exchange?
    private var destination = Destination.request
    /// Bytes of a streamed body that nobody has taken.
    private var piece: [UInt8] = []
    /// Bytes of the body so far; nil where none is being read.
    private(set) var bodyCount: Int?
    /// Whether bytes of the request were left unread, so that nothing can be read after it.
    private(set) var isAbandoned = false

    init(_ shared: ServerShared) {
        router = shared.router
        bodyLimit = shared.configuration.bodyLimit
        parser = RequestParser(limits: shared.configuration.wire, bodyLimit: shared.configuration.bodyLimit)
    }

    /// Whether a request has begun to come.
    var isInsideRequest: Bool { parser.isInsideRequest }

    var isBodyComplete: Bool { bodyCount == nil }

    /// Whether bytes are waiting to be read by `resume`.
    var hasLeftover: Bool { start < leftover.count }

    /// Takes the request out, so that the next one may be read.
    mutating func finish() -> Exchange? { exchange.take() }

    /// Takes what came of a streamed body; nil where nothing did.
    mutating func takePiece() -> [UInt8]? {
        guard !piece.isEmpty else { return nil }
        defer { piece = [] }
        return piece
    }

    /// Reads on in what is left over.
    mutating func resume() -> Progress {
        let bytes = leftover
        let from = start
        (leftover, start) = ([], 0)
        let (progress, position) = read(bytes.span, from: from)
        if position < bytes.count { (leftover, start) = (bytes, position) }
        return progress
    }

    /// Reads bytes just received.
    ///
    /// - Precondition: nothing is left over.
    mutating func receive(_ bytes: Span<UInt8>) -> Progress {
        let (progress, position) = read(bytes, from: 0)
        if position < bytes.count { leftover.append(copying: bytes.extracting(position..<bytes.count)) }
        return progress
    }

    private mutating func read(_ bytes: Span<UInt8>, from: Int) -> (Progress, Int) {
        var position = from
        do {
            while true {
                let rest = bytes.extracting(position..<bytes.count)
                let step = try parser.parse(rest)
                position += step.consumed
                switch step.event {
                case .more: return (piece.isEmpty ? .more : .piece, position)
                case .head(let head):
                    if let progress = begin(head, isBodyHere: position < bytes.count) { return (progress, position) }
                case .body(let range): take(rest.extracting(range))
                case .end:
                    bodyCount = nil
                    return (destination == .stream ? .piece : .ready, position)
                }
            }
        } catch {
            return (.failed(error), position)
        }
    }

    /// - Returns: what is to be done before the body is read; nil: nothing.
    private mutating func begin(_ head: RequestHead, isBodyHere: Bool) -> Progress? {
        let resolution = router.resolve(head.method, head.target)
        exchange = Exchange(head: head, resolution: resolution)
        destination = .request
        guard head.hasBody else { return nil }
        bodyCount = 0
        guard case .route(let endpoint, _) = resolution else { return refuseBody(head) }
        parser.limitBody(to: endpoint.route.bodyLimit ?? bodyLimit)
        guard !isTooLong(head, endpoint) else { return nil }
        if case .stream = endpoint.route.intake {
            destination = .stream
            return .ready
        }
        return head.expectsContinue && !isBodyHere ? .wantsContinue : nil
    }

    /// Nobody wants the body. One that the client holds back need not come; any other is read and dropped.
    private mutating func refuseBody(_ head: RequestHead) -> Progress? {
        destination = .nowhere
        isAbandoned = head.expectsContinue
        return isAbandoned ? .ready : nil
    }

    /// Such a body is refused by its length alone, as soon as it is read on.
    private func isTooLong(_ head: RequestHead, _ endpoint: Router.Endpoint) -> Bool {
        guard case .length(let length) = head.framing else { return false }
        return length > endpoint.route.bodyLimit ?? bodyLimit
    }

    private mutating func take(_ bytes: Span<UInt8>) {
        bodyCount = (bodyCount ?? 0) + bytes.count
        switch destination {
        case .request: exchange?.body.append(copying: bytes)
        case .stream: piece.append(copying: bytes)
        case .nowhere: break
        }
    }
}
