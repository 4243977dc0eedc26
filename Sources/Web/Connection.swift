internal import HTTPWire
internal import Logging
internal import Net

/// One connection, from its first byte to its last: reads requests, has them answered, writes the answers in order.
final class Connection {
    private let socket: Socket
    private let remoteAddress: String
    private let worker: Worker
    private let shared: ServerShared
    private var inbound: Inbound
    private var output: [UInt8] = []
    private var answered = 0

    /// What becomes of the connection after a response.
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

    func run() async {
        while true {
            let next: Next
            switch await receiveRequest() {
            case .ready: next = await answer()
            case .refused(let error): next = await refuse(error)
            case .gone: return
            }
            switch next {
            case .keep: continue
            case .close: return
            case .linger: return await linger()
            }
        }
    }

    // MARK: Reading

    private enum Received {
        case ready
        case refused(RequestError)
        case gone
    }

    private func receiveRequest() async -> Received {
        var clock = ReadClock(shared.configuration.timeouts, socket.now)
        var progress = inbound.hasLeftover ? inbound.resume() : .more
        while true {
            switch progress {
            case .ready: return .ready
            case .failed(let error): return .refused(error)
            case .wantsContinue:
                ResponseWriter.appendContinue(to: &output)
                guard await flush() else { return .gone }
            case .more: break
            }
            clock.note(inbound, socket.now)
            progress = .more
            switch socket.receive({ bytes in
                clock.received += bytes.count
                progress = inbound.receive(bytes)
            }) {
            case .bytes: continue
            case .end, .broken: return .gone
            case .notReady: break
            }
            switch await socket.wait(for: .read, until: clock.deadline) {
            case .ready: continue
            case .interrupted: if shared.isDraining, !inbound.isInsideRequest { return .gone }
            case .expired:
                guard inbound.isInsideRequest else { return .gone }
                return .refused(RequestError(.requestTimeout, "the request came too slowly"))
            }
        }
    }

    // MARK: Answering

    private func answer() async -> Next {
        let identifier = shared.ids.next()
        guard let exchange = inbound.finish() else { return .close }
        var request = Request(
            method: exchange.head.method, target: exchange.head.target, headers: exchange.head.headers,
            body: exchange.body, parameters: PathParameters(), remoteAddress: remoteAddress, isSecure: false,
            receivedAt: socket.now, identifier: identifier)
        var pattern: String?
        if case .route(let route, let parameters) = exchange.resolution {
            request.parameters = parameters
            pattern = route.pattern
        }
        let response = await respond(to: request, exchange.resolution)
        return await send(response, to: request, pattern, exchange.head)
    }

    private func respond(to request: Request, _ resolution: Router.Resolution) async -> Response {
        do {
            let response =
                switch resolution {
                case .route(let route, _): try await route.handler(request)
                case .fallback(let handler): try await handler(request)
                case .options(let methods): Response(.noContent, headers: ["Allow": Self.list(methods)])
                case .methodNotAllowed(let methods):
                    throw HTTPError(
                        .methodNotAllowed, "\(request.method) is not offered here",
                        headers: ["Allow": Self.list(methods)])
                case .notFound: throw HTTPError(.notFound, "there is nothing at this path")
                }
            guard let field = response.headers.malformedField else { return response }
            shared.logger.error("a response had a malformed field", metadata: ["field": "\(field)"])
            throw HTTPError(.internalServerError, "the answer could not be written")
        } catch {
            return errorResponse(error, request)
        }
    }

    private func errorResponse(_ error: any Error, _ request: Request) -> Response {
        let response = shared.configuration.errorResponse(error, request)
        return response.headers.malformedField == nil ? response : HTTPError.plainResponse(error)
    }

    /// A request that could not be read is answered, and nothing after it is.
    private func refuse(_ error: RequestError) async -> Next {
        let head = inbound.finish()?.head
        let request = Request(
            method: head?.method ?? Method(rawValue: ""), target: head?.target ?? .unreadable, headers: head?.headers ?? [:], body: [],
            parameters: PathParameters(), remoteAddress: remoteAddress, isSecure: false, receivedAt: socket.now,
            identifier: shared.ids.next())
        let response = errorResponse(HTTPError(error), request)
        return await send(response, to: request, nil, nil)
    }

    private static func list(_ methods: [Method]) -> String { methods.map(\.rawValue).joined(separator: ", ") }

    // MARK: Writing

    /// - Parameter head: nil where the request could not be read.
    private func send(
        _ response: Response, to request: Request, _ pattern: String?, _ head: RequestHead?
    ) async -> Next {
        answered += 1
        let next = next(after: head)
        let isBodyless = request.method == .head || response.status.forbidsBody
        write(response, connection: option(next, head))
        let isSent = await flush(isBodyless ? .empty : response.body)
        observe(request, pattern, response.status, isBodyless ? 0 : response.body.count)
        return isSent ? next : .close
    }

    private func next(after head: RequestHead?) -> Next {
        guard let head, !inbound.isAbandoned else { return .linger }
        guard head.keepsAlive else { return .close }
        let isLast = answered >= shared.configuration.maximumRequestsPerConnection || shared.isDraining
        return isLast ? .linger : .keep
    }

    private func option(_ next: Next, _ head: RequestHead?) -> ConnectionOption {
        guard case .keep = next else { return .close }
        return head?.version == .http10 ? .keepAlive : .implied
    }

    private func write(_ response: Response, connection: ConnectionOption) {
        let configuration = shared.configuration
        ResponseWriter.append(
            response.status, response.headers, framing: .length(response.body.count), connection: connection,
            date: worker.date.line(at: configuration.clock()), common: configuration.commonHeaders, to: &output)
    }

    /// Sends what is in `output`, then `body`: as one packet where it is small, without a copy where it is large.
    ///
    /// - Returns: false where the client is gone or too slow.
    private func flush(_ body: Response.Body = .empty) async -> Bool {
        defer { output.removeAll(keepingCapacity: output.capacity <= 2 * Self.copyLimit) }
        guard case .bytes(let bytes) = body else { return await transmit(output, more: false) }
        if bytes.count > Self.copyLimit {
            guard await transmit(output, more: true) else { return false }
            return await transmit(bytes, more: false)
        }
        output.append(contentsOf: bytes)
        return await transmit(output, more: false)
    }

    /// Bodies up to so many bytes are put behind their head and sent with it.
    private static let copyLimit = 16_384

    private func transmit(_ bytes: [UInt8], more: Bool) async -> Bool {
        var position = 0
        let timeouts = shared.configuration.timeouts
        var deadline: MonotonicTime?
        while position < bytes.count {
            switch socket.send(bytes.span.extracting(position..<bytes.count), more: more) {
            case .sent(let count): position += count
            case .broken: return false
            case .notReady:
                let latest = deadline ?? socket.now.adding(timeouts.write)
                    .adding(nanoseconds: timeouts.nanoseconds(for: bytes.count))
                deadline = latest
                if await socket.wait(for: .write, until: latest) == .expired { return false }
            }
        }
        return true
    }

    private func observe(_ request: Request, _ pattern: String?, _ status: Status, _ bytesSent: Int) {
        guard let observer = shared.configuration.observer else { return }
        observer(
            RequestRecord(
                identifier: request.identifier, method: request.method, pattern: pattern, path: request.path, status: status,
                bytesSent: bytesSent, nanoseconds: MonotonicTime.current().nanoseconds(since: request.receivedAt),
                remoteAddress: remoteAddress))
    }

    // MARK: Closing

    /// Ends our side and drops what still comes, so that the answer is not lost in a reset (RFC 9112 section 9.6).
    private func linger() async {
        socket.finishSending()
        let deadline = socket.now.adding(shared.configuration.timeouts.linger)
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
