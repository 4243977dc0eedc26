internal import HTTPWire

/// Puts the requests of one connection together from the bytes received. Routes each as soon as its head is there, so
/// that the body's limit is known before the body.
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
        var handler: Handler? {
            switch resolution {
            case .route(let endpoint, _): endpoint.route.handler
            case .fallback(let handler): handler
            case .options, .methodNotAllowed, .notFound: nil
            }
        }
    }

    enum Progress {
        /// More bytes are needed.
        case more
        /// The head is there, and the client waits for a sign before it sends the body.
        case wantsContinue
        /// The request can be answered; its body, where it has one that nobody wants, was not read.
        case ready
        case failed(RequestError)
        /// The client closed or broke the connection.
        case gone
    }

    private let router: Router
    private let bodyLimit: Int
    private var parser: RequestParser
    /// Bytes received and not yet read, from `start` on: those of pipelined requests.
    private var leftover: [UInt8] = []
    private var start = 0
    private var exchange: Exchange?
    /// Whether bytes of the request were left unread, so that nothing can be read after it.
    private(set) var isAbandoned = false

    init(_ shared: ServerShared) {
        router = shared.router
        bodyLimit = shared.configuration.bodyLimit
        parser = RequestParser(limits: shared.configuration.wire, bodyLimit: shared.configuration.bodyLimit)
    }

    /// Whether a request has begun to come.
    var isInsideRequest: Bool { parser.isInsideRequest }

    /// How many bytes of a body came so far; nil where none is being read.
    var bodyCount: Int? { exchange?.body.count }

    /// Whether bytes are waiting to be read by `resume`.
    var hasLeftover: Bool { start < leftover.count }

    /// Takes the finished request out, so that the next one may be read.
    mutating func finish() -> Exchange? { exchange.take() }

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
                case .more: return (.more, position)
                case .head(let head):
                    if let progress = begin(head, isBodyHere: position < bytes.count) { return (progress, position) }
                case .body(let range): exchange?.body.append(copying: rest.extracting(range))
                case .end: return (.ready, position)
                }
            }
        } catch {
            return (.failed(error), position)
        }
    }

    private mutating func begin(_ head: RequestHead, isBodyHere: Bool) -> Progress? {
        let resolution = router.resolve(head.method, head.target)
        exchange = Exchange(head: head, resolution: resolution)
        guard head.hasBody else { return nil }
        guard case .route(let endpoint, _) = resolution else {
            isAbandoned = true
            return .ready
        }
        let limit = endpoint.route.bodyLimit ?? bodyLimit
        parser.limitBody(to: limit)
        if case .length(let length) = head.framing, length > limit { return nil }
        return head.expectsContinue && !isBodyHere ? .wantsContinue : nil
    }
}
