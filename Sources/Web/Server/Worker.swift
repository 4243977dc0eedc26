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
            let channel = Channel.plain(socket)
            var connection = Connection(channel, residence, self)
            await connection.run()
            channel.close()
        }
        shared.residents.dismiss(residence)
    }
}
