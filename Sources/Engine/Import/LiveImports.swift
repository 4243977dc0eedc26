internal import Domain
internal import Synchronization

/// The imports that this process carries out, so that they can be stopped.
final class LiveImports: Sendable {
    private struct State {
        var working: Set<ID<ImportRecord>> = []
        var stopping: Set<ID<ImportRecord>> = []
        var isClosing = false
    }

    private let state = Mutex(State())

    /// False where this process does that import already, or is about to end.
    func begin(_ id: ID<ImportRecord>) -> Bool {
        state.withLock { !$0.isClosing && $0.working.insert(id).inserted }
    }

    func end(_ id: ID<ImportRecord>) {
        state.withLock { state in
            state.working.remove(id)
            state.stopping.remove(id)
        }
    }

    func isWorking(_ id: ID<ImportRecord>) -> Bool { state.withLock { $0.working.contains(id) } }

    func stop(_ id: ID<ImportRecord>) { state.withLock { _ = $0.stopping.insert(id) } }

    func isStopping(_ id: ID<ImportRecord>) -> Bool { state.withLock { $0.stopping.contains(id) } }

    /// Whether the process is about to end.
    var isClosing: Bool { state.withLock(\.isClosing) }

    /// Lets nothing begin any more.
    func close() { state.withLock { $0.isClosing = true } }

    var isIdle: Bool { state.withLock(\.working.isEmpty) }
}
