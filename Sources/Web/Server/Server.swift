internal import HTTPWire
public import Logging
public import Net
internal import Synchronization

/// An HTTP/1.1 server (RFC 9110, RFC 9112).
public final class Server: Sendable {
    private struct Running {
        var workers: [Worker] = []
        var listener: SocketHandle?
    }

    private let shared: ServerShared
    private let running = Mutex(Running())

    public init(configuration: ServerConfiguration, router: Router, logger: Logger) {
        shared = ServerShared(configuration, router, logger)
    }

    /// Binds the address and serves from now on. Call it once.
    ///
    /// - Throws: `SystemError`, above all where the port is taken or forbidden.
    public func start() throws -> BoundAddress {
        let configuration = shared.configuration
        Signals.ignoreBrokenPipe()
        let listening = try ListeningSocket(
            host: configuration.host, port: configuration.port, backlog: configuration.backlog)
        let workers = try (0..<max(1, configuration.loops)).map { _ in try Worker(shared) }
        running.withLock { $0.workers = workers }
        let first = workers[0].loop
        Task(executorPreference: first) { await self.accept(listening, on: first, workers) }
        return listening.address
    }

    /// Shows another certificate from now on; connections that are open keep theirs.
    ///
    /// - Precondition: the server was started with one.
    public func renew(_ identity: TLSServerContext) {
        precondition(shared.identity != nil, "a server that speaks plain HTTP has no certificate to renew")
        shared.identity = identity
    }

    /// How many connections are open.
    public var openConnections: Int { shared.residents.count }

    /// Stops accepting, closes idle connections, and waits for requests that have begun; after `grace` it breaks what is
    /// left and cancels its handlers. Afterwards the port is free.
    public func shutdown(grace: Duration) async {
        guard shared.startDraining() else { return await shared.residents.allDismissed() }
        let (workers, listener) = running.withLock { ($0.workers, $0.listener) }
        listener?.interrupt()
        shared.residents.wakeAll()
        let enforcement = Task { await enforce(grace) }
        await shared.residents.allDismissed()
        enforcement.cancel()
        if !shared.residents.giveUp() { for worker in workers { worker.loop.stop() } }
    }

    private func enforce(_ grace: Duration) async {
        guard (try? await Task.sleep(for: grace)) != nil else { return }
        shared.logger.warning("breaking the connections that are left", metadata: ["open": "\(openConnections)"])
        shared.residents.abortAll()
        guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
        _ = shared.residents.giveUp()
    }

    /// Hands the connections out to the workers in turn.
    private func accept(_ listening: ListeningSocket, on loop: EventLoop, _ workers: [Worker]) async {
        do {
            let listener = try Listener(listening, on: loop)
            defer { listener.close() }
            running.withLock { $0.listener = listener.handle }
            var turn = 0
            while !shared.isDraining, let connection = try await listener.accept() {
                guard let residence = shared.residents.admit(shared.peer(connection.remoteAddress)) else {
                    refuse(connection, on: loop)
                    continue
                }
                workers[turn].serve(connection, residence)
                turn = (turn + 1) % workers.count
            }
        } catch {
            shared.logger.critical("no more connections are accepted", metadata: ["error": "\(error)"])
        }
    }

    /// There is no room. Over TLS that cannot be said without a handshake, for which there is no room either.
    private func refuse(_ connection: Listener.Connection, on loop: EventLoop) {
        guard shared.identity == nil, let socket = try? Socket(connection.descriptor, on: loop) else { return }
        var output: [UInt8] = []
        ResponseWriter.append(
            .serviceUnavailable, ["Retry-After": "1"], framing: .length(0), connection: .close, date: [], to: &output)
        _ = socket.send(output.span)
        socket.finishSending()
        socket.close()
    }
}
