internal import Domain
internal import Synchronization

/// The runs that this process is carrying out, so that they can be cancelled.
final class LiveRuns: Sendable {
    private let cancelled = Mutex<Set<ID<Run>>>([])

    func cancel(_ run: ID<Run>) { cancelled.withLock { _ = $0.insert(run) } }

    func isCancelled(_ run: ID<Run>) -> Bool { cancelled.withLock { $0.contains(run) } }

    func forget(_ run: ID<Run>) { cancelled.withLock { _ = $0.remove(run) } }
}
