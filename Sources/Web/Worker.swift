internal import HTTPWire
internal import Net
internal import Synchronization

/// One loop of the server with what its connections share.
final class Worker: Sendable {
    private struct Entry {
        var handle: SocketHandle?
        var task: Task<Void, Never>?
    }

    let loop: EventLoop
    let shared: ServerShared
    let date = DateLine()
    private let entries = Mutex<[UInt64: Entry]>([:])

    init(_ shared: ServerShared) throws {
        self.shared = shared
        loop = try EventLoop()
    }

    /// Serves a connection until it ends, on this worker's loop.
    func serve(_ accepted: Listener.Connection) {
        let id = shared.admit()
        entries.withLock { $0[id] = Entry() }
        let task =
            if loop.isCurrent {
                Task.immediate(executorPreference: loop) { await self.run(accepted, id) }
            } else {
                Task(executorPreference: loop) { await self.run(accepted, id) }
            }
        entries.withLock { $0[id]?.task = task }
    }

    private func run(_ accepted: Listener.Connection, _ id: UInt64) async {
        if let socket = try? Socket(accepted.descriptor, on: loop) {
            entries.withLock { $0[id]?.handle = socket.handle }
            var connection = Connection(socket, accepted.remoteAddress, self)
            await connection.run()
            socket.close()
        }
        entries.withLock { $0[id] = nil }
        shared.dismiss()
    }

    /// Wakes the connections, so that those without a request close.
    func drain() {
        for entry in entries.withLock({ Array($0.values) }) { entry.handle?.interrupt() }
    }

    /// Breaks the connections and cancels their handlers.
    func abort() {
        for entry in entries.withLock({ Array($0.values) }) {
            entry.task?.cancel()
            entry.handle?.abort()
        }
    }
}
