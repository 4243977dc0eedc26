internal import HTTPWire
internal import Logging
internal import Net

/// One connection, from its first byte to its last: reads requests, has them answered, writes the answers in order.
///
/// What can be done at once is done in plain functions; it is the waits that are asynchronous, one for bytes and one for
/// the handler where all goes well.
struct Connection: ~Copyable {
    private let channel: Channel
    private let residence: Residence
    private let worker: Worker
    private let shared: ServerShared
    private var receiver: Receiver
    private var sender: Sender
    private var answered = 0

    /// What becomes of the connection.
    private enum Next {
        case keep
        case close
        /// Close in order after an answer: the client may still be sending.
        case linger
        /// Break it, so that the client takes nothing for complete.
        case reset
    }

    init(_ channel: Channel, _ residence: Residence, _ worker: Worker) {
        self.channel = channel
        self.residence = residence
        self.worker = worker
        shared = worker.shared
        receiver = Receiver(channel, worker.shared)
        sender = Sender(channel, worker.shared)
    }

    mutating func run() async {
        var next = Next.keep
        while next == .keep {
            switch receiver.read() {
            case .more, .piece: next = hasToLeave ? .close : await resume(after: await receiver.wait(residence))
            case .wantsContinue:
                sender.addContinue()
                next = await sender.flush() ? .keep : .close
            case .ready: next = await answer()
            case .failed(let error): next = await refuse(error)
            case .gone: next = await leave()
            }
        }
        if next == .linger { await channel.linger(until: shared.deadlines.linger(from: channel.now)) }
        if next == .reset { channel.reset() }
    }

    // MARK: Waiting

    /// The server needs the room, or is ending and no request has begun.
    private var hasToLeave: Bool {
        residence.isEvicted || shared.isDraining && !receiver.inbound.isInsideRequest
    }

    private mutating func resume(after wake: Socket.Wake) async -> Next {
        switch wake {
        case .ready: return .keep
        // Whoever interrupts sets a flag first, which is looked at before each wait: an interruption may also have met
        // the wait for a slow reader, where it is of no use.
        case .interrupted: return .keep
        case .expired:
            guard receiver.inbound.isInsideRequest else { return .close }
            return await refuse(RequestError(.requestTimeout, "the request came too slowly"))
        }
    }

    /// The client has ended its side. Within a request it is told so, as it may still be reading.
    private mutating func leave() async -> Next {
        guard receiver.inbound.isInsideRequest else { return .close }
        _ = await refuse(RequestError(.badRequest, "the request ended early"))
        return .close
    }

    // MARK: Answering

    private mutating func answer() async -> Next {
        guard let exchange = receiver.inbound.finish() else { return .close }
        let request = request(exchange.head, exchange.body, exchange.parameters)
        var response: Response
        do {
            try admit(request)
            switch exchange.intake {
            case .whole(let handler): response = try await handler(request)
            case .stream(let handler): response = try await stream(request, exchange.head, handler)
            case nil: response = try Self.respond(to: exchange)
            }
            if let field = response.headers.malformedField { throw malformed(field) }
        } catch {
            response = errorResponse(error, request)
        }
        let next = next(after: exchange.head)
        let done = Completion(request: request, pattern: exchange.pattern, version: exchange.head.version)
        if case .stream(let length, let producer) = response.body, request.method != .head, !response.status.forbidsBody
        {
            return await stream(response, length, producer, done, next)
        }
        add(response, done, next)
        let isSent = sender.sendNow() ? true : await sender.flush()
        observe(response, done)
        receiver.beginRequest()
        return isSent ? next : .close
    }

    /// A request that could not be read is answered, and nothing after it is.
    private mutating func refuse(_ error: RequestError) async -> Next {
        let head = receiver.inbound.finish()?.head ?? RequestHead(method: Method(rawValue: ""), target: .unreadable)
        let request = request(head, [], PathParameters())
        let response = errorResponse(HTTPError(error), request)
        let done = Completion(request: request, pattern: nil, version: head.version)
        add(response, done, .linger)
        let isSent = await sender.flush()
        observe(response, done)
        return isSent ? .linger : .close
    }

    private func request(_ head: RequestHead, _ body: [UInt8], _ parameters: PathParameters) -> Request {
        let client = shared.proxies.client(of: head, peer: residence.peer, isSecure: channel.isSecure)
        return Request(
            head: head, body: body, parameters: parameters, remoteAddress: client.address, isSecure: client.isSecure,
            receivedAt: channel.now, identifier: shared.ids.next())
    }

    /// - Throws: 429 for an address that asks too often.
    private func admit(_ request: Request) throws {
        let isTold = residence.peer.isProxy && request.remoteAddress != residence.peer.address
        guard isTold || residence.peer.isLimited,
            let seconds = shared.rates?.admit(request.remoteAddress, at: request.receivedAt)
        else { return }
        throw HTTPError(
            .tooManyRequests, "too many requests came from your address", headers: ["Retry-After": "\(seconds)"])
    }

    /// The answers for which no handler is asked.
    private static func respond(to exchange: Inbound.Exchange) throws -> Response {
        func list(_ methods: [Method]) -> Headers { ["Allow": methods.map(\.rawValue).joined(separator: ", ")] }
        switch exchange.resolution {
        case .options(let methods): return Response(.noContent, headers: list(methods))
        case .methodNotAllowed(let methods):
            let reason = "\(exchange.head.method) is not offered here"
            throw HTTPError(.methodNotAllowed, reason, headers: list(methods))
        case .methodUnknown: throw HTTPError(.notImplemented, "the method is not known here")
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

    private mutating func next(after head: RequestHead) -> Next {
        answered += 1
        if receiver.inbound.isAbandoned || !receiver.inbound.isBodyComplete { return .linger }
        guard head.keepsAlive else { return .linger }
        let isLast = answered >= shared.configuration.maximumRequestsPerConnection || shared.isDraining
        return isLast ? .linger : .keep
    }

    // MARK: Streaming

    /// Lends the receiving half to a handler that reads the body by itself.
    private mutating func stream(_ request: Request, _ head: RequestHead, _ handler: StreamHandler) async throws
        -> Response
    {
        let body = RequestBody(receiver, channel, shared, wantsContinue: head.expectsContinue)
        defer { receiver = body.receiver }
        let response = try await handler(request, body)
        if let failure = body.failure { throw failure }
        body.skipArrived()
        return response
    }

    /// Lends the sending half to the producer of a body.
    private mutating func stream(
        _ response: Response, _ length: Int?, _ producer: Response.Producer, _ done: Completion, _ next: Next
    ) async -> Next {
        let isOld = done.version == .http10
        // Without chunks only the end of the connection can tell the end of a body of unknown length.
        let next = isOld && length == nil && next == .keep ? .linger : next
        let writer = BodyWriter(
            BodyWriter.Reply(top: top(response, done, next), length: length, canChunk: !isOld, sender: sender))
        do {
            try await producer(writer)
            try await writer.finish()
        } catch {
            return await abandon(response, error, writer, done, next)
        }
        observe(response, done, count: writer.count)
        receiver.beginRequest()
        return next
    }

    /// A producer failed: where nothing was sent yet the client gets an error, else the connection is broken.
    private mutating func abandon(
        _ response: Response, _ error: any Error, _ writer: BodyWriter, _ done: Completion, _ next: Next
    ) async -> Next {
        let instead = errorResponse(error, done.request)
        guard writer.framing == nil else {
            observe(response, done, count: writer.count)
            return .reset
        }
        add(instead, done, next)
        let isSent = await sender.flush()
        observe(instead, done)
        receiver.beginRequest()
        return isSent ? next : .close
    }

    // MARK: Writing

    /// An answered request, as far as it matters for the answer and the record.
    private struct Completion {
        let request: Request
        let pattern: String?
        let version: HTTPVersion
    }

    private func top(_ response: Response, _ done: Completion, _ next: Next) -> ResponseTop {
        let connection: ConnectionOption = next != .keep ? .close : done.version == .http10 ? .keepAlive : .implied
        return ResponseTop(
            status: response.status, headers: response.headers, connection: connection,
            date: worker.date.line(at: shared.configuration.clock()), common: shared.configuration.commonHeaders)
    }

    /// - Precondition: a body that streams is not sent.
    private mutating func add(_ response: Response, _ done: Completion, _ next: Next) {
        let top = top(response, done, next)
        switch response.body {
        case .empty: sender.add(top, framing: .length(0))
        case .bytes(let bytes):
            sender.add(top, framing: .length(bytes.count))
            if done.request.method != .head, !response.status.forbidsBody { sender.add(body: bytes) }
        case .stream(let length, _): sender.add(top, framing: length.map { .length($0) } ?? .close)
        }
    }

    /// - Parameter count: bytes of the body that were sent; nil: the whole body.
    private func observe(_ response: Response, _ done: Completion, count: Int? = nil) {
        let isBodyless = done.request.method == .head || response.status.forbidsBody
        var sent = count ?? 0
        if count == nil, !isBodyless, case .bytes(let bytes) = response.body { sent = bytes.count }
        let record = RequestRecord(
            identifier: done.request.identifier, method: done.request.method, pattern: done.pattern,
            path: done.request.path, status: response.status, bytesSent: sent,
            nanoseconds: MonotonicTime.current().nanoseconds(since: done.request.receivedAt),
            remoteAddress: done.request.remoteAddress)
        shared.configuration.metrics.note(record)
        shared.configuration.observer?(record)
    }
}
