internal import HTTPWire
internal import Logging
internal import Net

/// One connection, from its first byte to its last: reads requests, has them answered, writes the answers in order.
///
/// What can be done at once is done in plain functions; it is the waits that are asynchronous, one for bytes and one for
/// the handler where all goes well.
struct Connection: ~Copyable {
    private let socket: Socket
    private let remoteAddress: String
    private let worker: Worker
    private let shared: ServerShared
    private var inbound: Inbound
    private var clock = ReadClock()
    private var outbound = Outbound()
    private var answered = 0

    /// What becomes of the connection.
    private enum Next {
        case keep
        case close
        /// Close, but read on a while first: the client may still be sending.
        case linger
    }

    init(_ socket: Socket, _ remoteAddress: String, _ worker: Worker) {
        self.socket = socket
        self.remoteAddress = remoteAddress
        self.worker = worker
        shared = worker.shared
        inbound = Inbound(worker.shared)
    }

    mutating func run() async {
        var next = Next.keep
        while next == .keep {
            switch read() {
            case .more:
                let deadline = clock.deadline(inbound, socket.now, shared.deadlines)
                next = await resume(after: await socket.wait(for: .read, until: deadline))
            case .wantsContinue:
                outbound.addContinue()
                next = await flush() ? .keep : .close
            case .ready: next = await answer()
            case .failed(let error): next = await refuse(error)
            case .gone: next = .close
            }
        }
        if next == .linger { await linger() }
    }

    // MARK: Reading

    /// Reads until there is something to do, or nothing more to read now.
    private mutating func read() -> Inbound.Progress {
        var progress = inbound.hasLeftover ? inbound.resume() : .more
        while case .more = progress {
            switch socket.receive({ bytes in progress = inbound.receive(bytes) }) {
            case .bytes: continue
            case .end, .broken: return .gone
            case .notReady: return .more
            }
        }
        return progress
    }

    private mutating func resume(after wake: Socket.Wake) async -> Next {
        switch wake {
        case .ready: return .keep
        case .interrupted: return shared.isDraining && !inbound.isInsideRequest ? .close : .keep
        case .expired:
            guard inbound.isInsideRequest else { return .close }
            return await refuse(RequestError(.requestTimeout, "the request came too slowly"))
        }
    }

    // MARK: Answering

    private mutating func answer() async -> Next {
        guard let exchange = inbound.finish() else { return .close }
        clock.reset()
        let request = request(exchange.head, exchange.body, exchange.parameters)
        var response: Response
        do {
            response = try await exchange.handler?(request) ?? Self.respond(to: exchange)
            if let field = response.headers.malformedField { throw malformed(field) }
        } catch {
            response = errorResponse(error, request)
        }
        let next = next(after: exchange.head)
        write(response, to: request, next, exchange.head.version)
        guard outbound.send(on: socket) == .sent else { return await finish(response, request, exchange.pattern, next) }
        observe(response, request, exchange.pattern)
        return next
    }

    /// A request that could not be read is answered, and nothing after it is.
    private mutating func refuse(_ error: RequestError) async -> Next {
        let head = inbound.finish()?.head ?? RequestHead(method: Method(rawValue: ""), target: .unreadable)
        let request = request(head, [], PathParameters())
        let response = errorResponse(HTTPError(error), request)
        write(response, to: request, .linger, head.version)
        return await finish(response, request, nil, .linger)
    }

    private func request(_ head: RequestHead, _ body: [UInt8], _ parameters: PathParameters) -> Request {
        Request(
            head: head, body: body, parameters: parameters, remoteAddress: remoteAddress, isSecure: false,
            receivedAt: socket.now, identifier: shared.ids.next())
    }

    /// The answers for which no handler is asked.
    private static func respond(to exchange: Inbound.Exchange) throws -> Response {
        func list(_ methods: [Method]) -> Headers { ["Allow": methods.map(\.rawValue).joined(separator: ", ")] }
        switch exchange.resolution {
        case .options(let methods): return Response(.noContent, headers: list(methods))
        case .methodNotAllowed(let methods):
            let reason = "\(exchange.head.method) is not offered here"
            throw HTTPError(.methodNotAllowed, reason, headers: list(methods))
        case .route, .fallback, .notFound: throw HTTPError(.notFound, "there is nothing at this path")
        }
    }

    private func malformed(_ field: String) -> HTTPError {
        shared.logger.error("a response had a malformed field", metadata: ["field": "\(field)"])
        return HTTPError(.internalServerError, "the answer could not be written")
    }

    private func errorResponse(_ error: any Error, _ request: Request) -> Response {
        let response = shared.configuration.errorResponse(error, request)
        return response.headers.malformedField == nil ? response : HTTPError.plainResponse(error)
    }

    // MARK: Writing

    private mutating func next(after head: RequestHead) -> Next {
        answered += 1
        if inbound.isAbandoned { return .linger }
        guard head.keepsAlive else { return .close }
        let isLast = answered >= shared.configuration.maximumRequestsPerConnection || shared.isDraining
        return isLast ? .linger : .keep
    }

    private mutating func write(_ response: Response, to request: Request, _ next: Next, _ version: HTTPVersion) {
        let option: ConnectionOption = next != .keep ? .close : version == .http10 ? .keepAlive : .implied
        let date = worker.date.line(at: shared.configuration.clock())
        outbound.add(
            response, isHead: request.method == .head, option, date: date, common: shared.configuration.commonHeaders)
    }

    /// Sends what could not be sent at once.
    private mutating func finish(_ response: Response, _ request: Request, _ pattern: String?, _ next: Next) async
        -> Next
    {
        let isSent = await flush()
        observe(response, request, pattern)
        return isSent ? next : .close
    }

    /// - Returns: false where the client is gone or too slow.
    private mutating func flush() async -> Bool {
        let deadline = shared.deadlines.write(from: socket.now, count: outbound.count)
        while true {
            switch outbound.send(on: socket) {
            case .sent: return true
            case .broken: return false
            case .notReady: if await socket.wait(for: .write, until: deadline) == .expired { return false }
            }
        }
    }

    private func observe(_ response: Response, _ request: Request, _ pattern: String?) {
        guard let observer = shared.configuration.observer else { return }
        let isBodyless = request.method == .head || response.status.forbidsBody
        observer(
            RequestRecord(
                identifier: request.identifier, method: request.method, pattern: pattern, path: request.path,
                status: response.status, bytesSent: isBodyless ? 0 : response.body.count,
                nanoseconds: MonotonicTime.current().nanoseconds(since: request.receivedAt),
                remoteAddress: remoteAddress))
    }

    // MARK: Closing

    /// Ends our side and drops what still comes, so that the answer is not lost in a reset (RFC 9112 section 9.6).
    private func linger() async {
        socket.finishSending()
        let deadline = shared.deadlines.linger(from: socket.now)
        var budget = 4 << 20
        while budget > 0, socket.now < deadline {
            switch socket.receive({ bytes in budget -= bytes.count }) {
            case .bytes: continue
            case .end, .broken: return
            case .notReady: if await socket.wait(for: .read, until: deadline) != .ready { return }
            }
        }
    }
}
