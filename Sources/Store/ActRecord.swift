internal import Domain
internal import Synchronization

/// What has been written down of one act so far. This is the one place that sees to it that an act which changes
/// something has an entry in the audit log, in the same transaction as the first thing it changes.
final class ActRecord: Sendable {
    struct State {
        /// There is a committed entry.
        var isNoted = false
        /// It is committed that something was done for the request that must not be done twice.
        var isMarked = false
        /// What the transaction that is going on would make of these.
        var pending: (isNoted: Bool, isMarked: Bool) = (false, false)
    }

    let act: Act
    private let state = Mutex(State())

    init(_ act: Act) { self.act = act }

    /// As of the last commit.
    var known: (isNoted: Bool, isMarked: Bool) { state.withLock { ($0.isNoted, $0.isMarked) } }

    /// The piece of work at hand, which may be run once more, has made an entry, or marked the request.
    func expect(isNoted: Bool, isMarked: Bool) {
        state.withLock { $0.pending = (isNoted, isMarked) }
    }

    /// The piece of work is committed, or nothing of it was kept.
    func settle(isKept: Bool) {
        state.withLock { state in
            if isKept {
                state.isNoted = state.isNoted || state.pending.isNoted
                state.isMarked = state.isMarked || state.pending.isMarked
            }
            state.pending = (false, false)
        }
    }
}

extension Transaction {
    /// Runs a piece of work as part of an act.
    func carryOut<Value>(_ body: (Transaction) throws -> Value, as record: ActRecord?) throws -> Value {
        guard let record else { return try body(self) }
        act = record.act
        entries = 0
        defer { act = nil }
        record.expect(isNoted: false, isMarked: false)
        let before = totalChanges
        let value = try body(self)
        if totalChanges > before { try complete(record) }
        return value
    }

    /// Notes what the work itself has not noted.
    private func complete(_ record: ActRecord) throws {
        let known = record.known
        var marks = false
        if let request = record.act.repeatable, !known.isMarked {
            try markActed(request)
            marks = true
        }
        if entries == 0, !known.isNoted, let fallback = record.act.fallback {
            try audit(by: record.act.actor.name, action: fallback.action, subject: fallback.subject, at: record.act.at)
        }
        record.expect(isNoted: entries > 0, isMarked: marks)
    }
}
