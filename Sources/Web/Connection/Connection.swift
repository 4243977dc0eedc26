internal import HTTPWire
internal import Logging
internal import Net

/// One connection, from its first byte to its last: reads requests, has them answered, writes the answers in order.
///
/// What can be done at once is done in plain functions; it is the waits that are asynchronous, one for bytes and one for
/// the handler where all goes well. The request at hand is kept here, in `turn`, and the plain functions are not inlined:
/// what is local to an asynchronous function belongs to its frame, and a task keeps the memory of its largest frame for as
/// long as the connection is open.
struct Connection: ~Copyable {
    /// Requests after which the loop's other connections have their turn, where a client sends without a pause.
    private static let turn = 32

    private let channel: Channel
    private let residence: Residence
    private let worker: Worker
    private let shared: ServerShared
    private var receiver: Receiver
    private var sender: Sender
    private var answered = 0
    /// The request that is being answered.
    private var turn: Turn?

    /// What becomes of the connection.
    private enum Next {
        case keep
        case close
        /// Close in order after an answer: the client may still be sending.
        case linger
        /// Break it, so that the client takes nothing for complete.
        case reset
    }

    /// A request and what becomes of it.
    private final class Turn {
        let request: Request
        let pattern: String?
        var response = Response()
        var next = Next.linger

        init(_ request: Request, pattern: String?) {
            self.request = request
            self.pattern = pattern
        }

        /// HEAD and some statuses have no body (RFC 9110 section 9.3.2, RFC 9112 section 6.3).
        var sendsBody: Bool { request.method != .head && !response.status.forbidsBody }
    }

    /// Who answers.
    private enum Answerer {
        case handler(Handler)
        case streamHandler(StreamHandler)
        /// The answer is there.
        case nobody
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
        var turns = 0
        while next == .keep {
            turns += 1
            if turns % Self.turn == 0 { await Task.yield() }
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
        switch begin() {
        case .handler(let handler): await ask(handler)
        case .streamHandler(let handler): await ask(streaming: handler)
        case .nobody: break
        }
        if streams { return await produce() }
        return write() ? end() : await finish()
    }

    @inline(never)
    private mutating func ask(_ handler: Handler) async {
        guard let request = turn?.request else { return }
        do { take(try await handler(request)) } catch { take(error) }
    }

    /// Lends the receiving half to a handler that reads the body by itself.
    @inline(never)
    private mutating func ask(streaming handler: StreamHandler) async {
        guard let request = turn?.request else { return }
        let body = RequestBody(receiver, channel, shared, wantsContinue: request.head.expectsContinue)
        let outcome: Result<Response, any Error>
        do { outcome = .success(try await handler(request, body)) } catch { outcome = .failure(error) }
        body.skipArrived()
        receiver = body.receiver
        do {
            if let failure = body.failure { throw failure }
            take(try outcome.get())
        } catch {
            take(error)
        }
    }

    /// A request that could not be read is answered, and nothing after it is.
    @inline(never)
    private mutating func refuse(_ error: RequestError) async -> Next {
        begin(refusing: error)
        return write() ? end() : await finish()
    }

    /// Sends what could not be sent at once.
    @inline(never)
    private mutating func finish() async -> Next {
        let isSent = await sender.flush()
        let next = end()
        return isSent ? next : .close
    }

    // MARK: Beginning

    @inline(never)
    private mutating func begin() -> Answerer {
        guard let exchange = receiver.inbound.finish() else { return .nobody }
        let turn = Turn(request(exchange.head, exchange.body, exchange.parameters), pattern: exchange.pattern)
        self.turn = turn
        do {
            try admit(turn.request)
            switch exchange.intake {
            case .whole(let handler): return .handler(handler)
            case .stream(let handler): return .streamHandler(handler)
            case nil: take(try Self.respond(to: exchange))
            }
        } catch {
            take(error)
        }
        return .nobody
    }

    @inline(never)
    private mutating func begin(refusing error: RequestError) {
        let head = receiver.inbound.finish()?.head ?? RequestHead(method: Method(rawValue: ""), target: .unreadable)
        turn = Turn(request(head, [], PathParameters()), pattern: nil)
        take(HTTPError(error))
        turn?.next = .linger
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

    // MARK: The answer

    @inline(never)
    private mutating func take(_ response: Response) {
        if let field = response.headers.malformedField {
            shared.logger.error("a response had a malformed field", metadata: ["field": "\(field)"])
            return take(HTTPError(.internalServerError, "the answer could not be written"))
        }
        guard let turn else { return }
        turn.response = response
        turn.next = next(after: turn.request.head)
    }

    @inline(never)
    private mutating func take(_ error: any Error) {
        guard let turn else { return }
        let response = shared.configuration.errorResponse(error, turn.request)
        turn.response = response.headers.malformedField == nil ? response : HTTPError.plainResponse(error)
        turn.next = next(after: turn.request.head)
    }

    private func next(after head: RequestHead) -> Next {
        if receiver.inbound.isAbandoned || !receiver.inbound.isBodyComplete { return .linger }
        guard head.keepsAlive else { return .linger }
        let isLast = answered + 1 >= shared.configuration.maximumRequestsPerConnection || shared.isDraining
        return isLast ? .linger : .keep
    }

    // MARK: Writing

    private var streams: Bool {
        guard let turn, case .stream = turn.response.body else { return false }
        return turn.sendsBody
    }

    /// Lends the sending half to the producer of a body. Where that fails before anything was sent the client gets an
    /// error, later the connection is broken.
    @inline(never)
    private mutating func produce() async -> Next {
        guard let (writer, producer) = beginStream() else { return .close }
        do {
            try await producer(writer)
            try await writer.finish()
            return end(count: writer.count)
        } catch {
            if writer.framing != nil || error is BodyWriter.ClientGone {
                _ = end(count: writer.count)
                return .reset
            }
            take(error)
        }
        return write() ? end() : await finish()
    }

    private mutating func beginStream() -> (BodyWriter, Response.Producer)? {
        guard let turn, case .stream(let length, let producer) = turn.response.body else { return nil }
        let isOld = turn.request.head.version == .http10
        // Without chunks only the end of the connection can tell the end of a body of unknown length.
        if isOld, length == nil { turn.next = .linger }
        let reply = BodyWriter.Reply(top: top(turn), length: length, canChunk: !isOld, sender: sender)
        return (BodyWriter(reply), producer)
    }

    /// Writes an answer whose body is at hand, or is not to be sent.
    ///
    /// - Returns: whether all of it is sent.
    @inline(never)
    private mutating func write() -> Bool {
        guard let turn else { return true }
        let top = top(turn)
        switch turn.response.body {
        case .empty: sender.add(top, framing: .length(0))
        case .bytes(let bytes):
            sender.add(top, framing: .length(bytes.count))
            if turn.sendsBody { sender.add(body: bytes) }
        case .stream(let length, _): sender.add(top, framing: length.map { .length($0) } ?? .close)
        }
        return sender.sendNow()
    }

    private func top(_ turn: Turn) -> ResponseTop {
        let isOld = turn.request.head.version == .http10
        return ResponseTop(
            status: turn.response.status, headers: turn.response.headers,
            connection: turn.next != .keep ? .close : isOld ? .keepAlive : .implied,
            date: worker.date.line(at: shared.configuration.clock()), common: shared.configuration.commonHeaders)
    }

    /// The answer is out, as far as it will be: counts it and tells of it.
    ///
    /// - Parameter count: bytes of the body that were sent; nil: the whole body.
    @inline(never)
    private mutating func end(count: Int? = nil) -> Next {
        guard let turn = turn.take() else { return .close }
        answered += 1
        receiver.beginRequest()
        var sent = count ?? 0
        if count == nil, turn.sendsBody, case .bytes(let bytes) = turn.response.body { sent = bytes.count }
        let record = RequestRecord(
            identifier: turn.request.identifier, method: turn.request.method, pattern: turn.pattern,
            path: turn.request.path, status: turn.response.status, bytesSent: sent,
            nanoseconds: MonotonicTime.current().nanoseconds(since: turn.request.receivedAt),
            remoteAddress: turn.request.remoteAddress)
        shared.configuration.metrics.note(record)
        shared.configuration.observer?(record)
        return turn.next
    }
}
