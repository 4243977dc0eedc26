internal import HTTPWire
internal import Logging
internal import Net
internal import Synchronization

/// What all workers of a server share.
final class ServerShared: Sendable {
    private struct State {
        var open = 0
        var admitted: UInt64 = 0
        var isFinal = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    let configuration: ServerConfiguration
    let router: Router
    let logger: Logger
    let ids: RequestIDs
    let deadlines: Deadlines
    private let draining = Atomic<Bool>(false)
    private let state = Mutex(State())

    init(_ configuration: ServerConfiguration, _ router: Router, _ logger: Logger) {
        self.configuration = configuration
        self.router = router
        deadlines = Deadlines(configuration.timeouts)
        self.logger = logger
        ids = RequestIDs(seed: configuration.idSeed)
    }

    /// The server is ending: no connection is kept alive any more.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// - Returns: whether it was not draining before.
    func startDraining() -> Bool { !draining.exchange(true, ordering: .relaxed) }

    var isFull: Bool { state.withLock { $0.open >= configuration.maximumConnections } }

    /// Counts a connection in.
    ///
    /// - Returns: its number.
    func admit() -> UInt64 {
        state.withLock { state in
            state.open += 1
            state.admitted += 1
            return state.admitted
        }
    }

    func dismiss() {
        let waiter = state.withLock { state in
            state.open -= 1
            return state.open == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    /// Waits until no connection is open, or `giveUp` is called.
    func allDismissed() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.open == 0 || state.isFinal { return true }
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
            return (state.waiter.take(), state.open > 0)
        }
        waiter?.resume()
        return isOpen
    }

    var openConnections: Int { state.withLock { $0.open } }
}
