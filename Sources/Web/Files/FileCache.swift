internal import Net
internal import Synchronization

/// The files that are kept in memory, by path.
final class FileCache: Sendable {
    struct Entry: Sendable {
        let page: StaticPage
        /// When the page's stamp was last compared with the file's.
        let checkedAt: MonotonicTime
        /// Whether the page was read at a time when the file could no longer change with the same stamp.
        let isSettled: Bool
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var cost = 0

        mutating func remove(_ key: String) {
            guard let entry = entries.removeValue(forKey: key) else { return }
            cost -= entry.page.cost
        }
    }

    /// A page that nobody asked for so long gives way to a new one where room is short.
    private static let patience = Duration.seconds(60)

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: in bytes, over all pages.
    init(limit: Int) { self.limit = limit }

    subscript(key: String) -> Entry? { state.withLock { $0.entries[key] } }

    /// Whether so many bytes can be added; pages that nobody asked for lately are dropped for them.
    func hasRoom(for count: Int, at now: MonotonicTime) -> Bool {
        state.withLock { state in
            guard count <= limit - state.cost else {
                for (key, entry) in state.entries where entry.checkedAt.adding(Self.patience) < now {
                    state.remove(key)
                }
                return count <= limit - state.cost
            }
            return true
        }
    }

    /// Keeps an entry in the place of the one before. Without room for it there is none afterwards.
    func store(_ entry: Entry, for key: String) {
        state.withLock { state in
            state.remove(key)
            guard entry.page.cost <= limit - state.cost else { return }
            state.entries[key] = entry
            state.cost += entry.page.cost
        }
    }

    func remove(_ key: String) { state.withLock { $0.remove(key) } }

    /// What all pages cost, in bytes.
    var cost: Int { state.withLock { $0.cost } }
}
