internal import Synchronization

/// What stands before the writer: lets work in, refuses it, or has it wait, as `WriterState` says.
final class WriterGate: Sendable {
    /// What is told whenever writing stops (why) and goes on again (nil).
    typealias Watch = @Sendable (WriteObstacle?) -> Void

    private struct Shared {
        var state = WriterState()
        var waiting: [AsyncStream<Void>.Continuation] = []
        var watch: Watch?
    }

    private let shared = Mutex(Shared())
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

    var obstacle: WriteObstacle? { shared.withLock(\.state.obstacle) }

    /// Nil while work is let in.
    var shutBy: WriteObstacle? { shared.withLock { $0.state.standing == .shut ? $0.state.obstacle : nil } }

    /// The pause before the next look at the disk, in seconds.
    var pause: Int { shared.withLock(\.state.pause) }

    func watch(_ watch: @escaping Watch) { shared.withLock { $0.watch = watch } }

    /// - Returns: what those are told who are refused.
    @discardableResult
    func fail(_ cause: WriteObstacle.Cause, _ detail: String = "") -> WriteObstacle {
        let (obstacle, watch) = shared.withLock { shared -> (WriteObstacle, Watch?) in
            let isNews = shared.state.fail(cause, detail, at: now())
            let obstacle = shared.state.obstacle ?? WriteObstacle(cause: cause, detail: detail, since: now())
            return (obstacle, isNews ? shared.watch : nil)
        }
        watch?(obstacle)
        return obstacle
    }

    func open() {
        let (waiting, watch) = shared.withLock { shared -> ([AsyncStream<Void>.Continuation], Watch?) in
            guard shared.state.clear(at: now()) else { return ([], nil) }
            defer { shared.waiting = [] }
            return (shared.waiting, shared.watch)
        }
        watch?(nil)
        for one in waiting { one.finish() }
    }

    /// Returns once work is let in.
    ///
    /// - Throws: `CancellationError`.
    func pass() async throws {
        while shutBy != nil {
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            let isWaiting = shared.withLock { shared in
                guard shared.state.standing == .shut else { return false }
                shared.waiting.append(continuation)
                return true
            }
            guard isWaiting else { return }
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }
}
