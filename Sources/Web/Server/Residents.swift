internal import Net
internal import Synchronization

/// All open connections of a server, and the room for more. Where there is none, the one that has been idle longest
/// makes room: a flood of idle connections so drives out itself.
final class Residents: Sendable {
    private struct Entry {
        let residence: Residence
        var handle: SocketHandle?
        var task: Task<Void, Never>?
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        /// Open connections of limited addresses.
        var perAddress: [String: Int] = [:]
        var admitted: UInt64 = 0
        var isFinal = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let most: Int
    private let mostPerAddress: Int
    private let metrics: ServerMetrics
    private let state = Mutex(State())

    init(_ configuration: ServerConfiguration) {
        most = configuration.maximumConnections
        mostPerAddress = configuration.maximumConnectionsPerAddress
        metrics = configuration.metrics
    }

    var count: Int { state.withLock { $0.entries.count } }

    /// Counts a connection in; nil where there is no room and none can be made.
    func admit(_ peer: Peer) -> Residence? {
        let (residence, evicted) = state.withLock { state in
            var evicted = makeRoom(&state, open: state.entries.count, most: most) { _ in true }
            var hasRoom = state.entries.count < Self.hardLimit(most)
            if peer.isLimited {
                let open = state.perAddress[peer.address] ?? 0
                evicted += makeRoom(&state, open: open, most: mostPerAddress) { $0.peer.address == peer.address }
                hasRoom = hasRoom && open < Self.hardLimit(mostPerAddress)
            }
            return (hasRoom ? enter(&state, peer) : nil, evicted)
        }
        for handle in evicted { handle.interrupt() }
        metrics.note(.evicted, count: evicted.count)
        metrics.note(residence == nil ? .refused : .accepted)
        return residence
    }

    func attach(_ handle: SocketHandle, to residence: Residence) {
        state.withLock { $0.entries[residence.number]?.handle = handle }
        // It may have been chosen to leave before it had a handle.
        if residence.isEvicted { handle.interrupt() }
    }

    func attach(_ task: Task<Void, Never>, to residence: Residence) {
        state.withLock { $0.entries[residence.number]?.task = task }
    }

    /// The connection is closed.
    func dismiss(_ residence: Residence) {
        let waiter = state.withLock { state in
            state.entries[residence.number] = nil
            if residence.peer.isLimited, let open = state.perAddress[residence.peer.address] {
                state.perAddress[residence.peer.address] = open > 1 ? open - 1 : nil
            }
            return state.entries.isEmpty ? state.waiter.take() : nil
        }
        metrics.note(.closed)
        waiter?.resume()
    }

    /// Waits until no connection is open, or `giveUp` is called.
    func allDismissed() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.entries.isEmpty || state.isFinal { return true }
                state.waiter = continuation
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    /// - Returns: whether connections are still open.
    func giveUp() -> Bool {
        let (waiter, isOpen) = state.withLock { state in
            state.isFinal = true
            return (state.waiter.take(), !state.entries.isEmpty)
        }
        waiter?.resume()
        return isOpen
    }

    /// Wakes the connections, so that those without a request see that the server is ending.
    func wakeAll() {
        for entry in state.withLock({ Array($0.entries.values) }) { entry.handle?.interrupt() }
    }

    /// Breaks the connections and cancels their handlers.
    func abortAll() {
        for entry in state.withLock({ Array($0.entries.values) }) {
            entry.task?.cancel()
            entry.handle?.abort()
        }
    }

    // MARK: Room

    private func enter(_ state: inout State, _ peer: Peer) -> Residence {
        state.admitted += 1
        let residence = Residence(number: state.admitted, peer: peer)
        residence.note(.idle, since: .current())
        state.entries[residence.number] = Entry(residence: residence)
        if peer.isLimited { state.perAddress[peer.address, default: 0] += 1 }
        return residence
    }

    /// Evicted connections need a moment to leave, in which others may be taken in already.
    private static func hardLimit(_ most: Int) -> Int { most + max(1, most / 16) }

    /// Chooses who leaves, some at a time, because everyone has to be looked at.
    private func makeRoom(
        _ state: inout State, open: Int, most: Int, _ isCandidate: (Residence) -> Bool
    ) -> [SocketHandle] {
        guard open >= most else { return [] }
        let candidates = state.entries.values.compactMap { entry -> (rank: UInt64, entry: Entry)? in
            guard isCandidate(entry.residence), let rank = entry.residence.rank else { return nil }
            return (rank, entry)
        }
        let leaving = candidates.sorted { $0.rank < $1.rank }.prefix(max(1, most / 64))
        return leaving.compactMap { $0.entry.residence.evict() ? $0.entry.handle : nil }
    }
}
