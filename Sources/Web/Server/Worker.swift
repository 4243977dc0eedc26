internal import HTTPWire
internal import Net

/// One loop of the server with what its connections share.
final class Worker: Sendable {
    let loop: EventLoop
    let shared: ServerShared
    let date = DateLine()

    init(_ shared: ServerShared) throws {
        self.shared = shared
        loop = try EventLoop()
    }

    /// Serves a connection until it ends, on this worker's loop.
    func serve(_ accepted: Listener.Connection, _ residence: Residence) {
        let task =
            if loop.isCurrent {
                Task.immediate(executorPreference: loop) { await self.run(accepted, residence) }
            } else {
                Task(executorPreference: loop) { await self.run(accepted, residence) }
            }
        shared.residents.attach(task, to: residence)
    }

    private func run(_ accepted: Listener.Connection, _ residence: Residence) async {
        if let socket = try? Socket(accepted.descriptor, on: loop) {
            shared.residents.attach(socket.handle, to: residence)
            if let channel = await open(socket, residence) {
                var connection = Connection(channel, residence, self)
                await connection.run()
                channel.close()
            }
        }
        shared.residents.dismiss(residence)
    }

    /// Shakes hands where the server speaks TLS.
    ///
    /// - Returns: nil where that failed; the socket is closed then.
    private func open(_ socket: Socket, _ residence: Residence) async -> Channel? {
        guard let identity = shared.identity else { return .plain(socket) }
        residence.note(.head, since: socket.now)
        do {
            let deadline = shared.deadlines.head(from: socket.now)
            return .secure(try await SecureSocket.accept(socket, identity, until: deadline))
        } catch {
            shared.configuration.metrics.note(.handshakeFailed)
            await Farewell(socket, shared).say(error)
            return nil
        }
    }
}
