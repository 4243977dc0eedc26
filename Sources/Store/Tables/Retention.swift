public import Domain

// What goes when it is old enough. Decisions and notifications point to changes without a foreign key: to see that none points
// to a change that goes would take reading them all.
//
// Each step looks at a short span of ids, so that the writer is never held up for long;
// ids grow with time, which is how the end of what is old is found without an index on the instant.

/// What one kind of retention means in tables: which rows are looked at, and what happens to those that may go.
private struct Pruning {
    let table: String
    /// The instant by which a row is old.
    let instant: String
    /// Of the rows in the span, those that may go.
    let condition: String
    /// Sets these columns instead of deleting the row.
    var assignment: String?
    /// The newest rows that stay however old they are: what tells the last of a kind.
    var spares: Int64 = 1

    init(_ table: String, _ instant: String, _ condition: String) {
        (self.table, self.instant, self.condition) = (table, instant, condition)
    }

    /// Nil for what is more than rows of one table.
    static func of(_ kind: RetentionKind) -> Pruning? {
        switch kind {
        case .log: return Pruning("changes", "at", needed)
        case .runs:
            var pruning = Pruning(
                "runs", "started_at",
                """
                state IN ('finished', 'failed', 'cancelled')
                  AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.run_id = runs.id)
                  AND NOT EXISTS (SELECT 1 FROM parks WHERE parks.run_id = runs.id)
                """)
            pruning.spares = 100
            return pruning
        case .inboxBodies:
            var pruning = Pruning("inbox", "received_at", "state IN ('processed', 'ignored') AND length(body) > 0")
            pruning.assignment = "body = x'', headers = '{}'"
            pruning.spares = 0
            return pruning
        case .inbox: return Pruning("inbox", "received_at", "state <> 'pending'")
        case .deliveries:
            return Pruning(
                "outgoing_events", "created_at",
                """
                NOT EXISTS (SELECT 1 FROM deliveries
                  WHERE deliveries.event_id = outgoing_events.id AND deliveries.state = 'queued')
                """)
        case .mailBodies:
            var pruning = Pruning(
                "letters", "created_at",
                "state <> 'queued' AND (text IS NOT NULL OR address IS NOT NULL OR subject IS NOT NULL)")
            pruning.assignment = "address = NULL, subject = NULL, text = NULL, reply = NULL"
            pruning.spares = 0
            return pruning
        case .syncs:
            var pruning = Pruning("syncs", "started_at", "state <> 'running'")
            pruning.spares = 100
            return pruning
        case .findings, .sessions, .imports, .deletedCustomers: return nil
        }
    }

    /// A change may go unless a grant that is still open rests on it, a rule remembers it, it was undone or undoes
    /// another, a mail that waits tells of it, or it is the customer's last.
    private static let needed = """
        reverts IS NULL AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = changes.id)
          AND EXISTS (SELECT 1 FROM changes l WHERE l.customer_id = changes.customer_id AND l.id > changes.id)
          AND NOT EXISTS (SELECT 1 FROM decisions d
            WHERE d.customer_id = changes.customer_id AND d.change_id = changes.id)
          AND NOT EXISTS (SELECT 1 FROM notifications n
            WHERE n.customer_id = changes.customer_id AND n.change_id = changes.id AND n.state = 'queued')
          AND NOT EXISTS (SELECT 1 FROM json_each(changes.effects) e
            JOIN grants g ON g.id = json_extract(e.value, '$.grant') WHERE g.ended_at IS NULL)
        """
}

/// What one step of retention has done.
public struct Pruned: Sendable, Equatable {
    /// Rows that went, or that were emptied.
    public var count: Int
    /// The last id looked at: the next step begins behind it.
    public var place: Int64
    /// Nothing older is left to be looked at.
    public var isDone: Bool

    public init(count: Int, place: Int64, isDone: Bool) {
        (self.count, self.place, self.isDone) = (count, place, isDone)
    }
}

extension Snapshot {
    /// How many would go.
    public func prunable(_ kind: RetentionKind, before instant: Timestamp) throws -> Int {
        switch kind {
        case .findings: return try count("SELECT count(*) FROM findings WHERE resolved_at < ?", [instant])
        case .sessions: return try count("SELECT count(*) FROM sessions WHERE expires_at < ?", [instant])
        case .imports:
            return try count("SELECT count(*) FROM imports WHERE state <> 'running' AND beat_at < ?", [instant])
        case .deletedCustomers: return try count("SELECT count(*) \(Self.toErase)", [instant])
        default:
            guard let pruning = Pruning.of(kind) else { return 0 }
            let last = try lastID(pruning, before: instant)
            return try count(
                "SELECT count(*) FROM \(pruning.table) WHERE id <= ? AND \(pruning.condition)", [last])
        }
    }

    /// Imports that nobody has touched since an instant.
    public func importsUntouched(since instant: Timestamp, limit: Int) throws -> [ID<ImportRecord>] {
        try rows(
            "SELECT id FROM imports WHERE state <> 'running' AND beat_at < ? ORDER BY id LIMIT ?", [instant, limit]
        ) { $0.id(0) }
    }

    /// Customers whom the shop has deleted before an instant and of whom there is something left to erase.
    public func customersToErase(deletedBefore instant: Timestamp, limit: Int) throws -> [ID<Customer>] {
        try rows("SELECT id \(Self.toErase) ORDER BY deleted_at LIMIT ?", [instant, limit]) { $0.id(0) }
    }

    private static let toErase = """
        FROM customers INDEXED BY customers_to_erase
        WHERE is_deleted = 1 AND erased_at IS NULL AND merged_into IS NULL AND deleted_at < ?
        """

    /// The newest row older than an instant, found by halving: 0 where there is none. The rows spared are left out.
    fileprivate func lastID(_ pruning: Pruning, before instant: Timestamp) throws -> Int64 {
        let newest = try count("SELECT coalesce(max(id), 0) FROM \(pruning.table)")
        var (low, high) = (Int64(0), Int64(newest))
        while low < high {
            let middle = low + (high - low + 1) / 2
            // The row at or before the middle says on which side the boundary lies.
            let found = try first(
                "SELECT \(pruning.instant) FROM \(pruning.table) WHERE id <= ? ORDER BY id DESC LIMIT 1", [middle]
            ) { $0.instant(0) }
            if let found, found >= instant { high = middle - 1 } else { low = middle }
        }
        return min(low, Int64(newest) - pruning.spares)
    }
}

extension Transaction {
    /// Looks at the next rows behind a place, and lets go those that may.
    ///
    /// - Parameter limit: how many rows are looked at.
    public func prune(
        _ kind: RetentionKind, before instant: Timestamp, after place: Int64, limit: Int
    ) throws -> Pruned {
        switch kind {
        case .findings: return try pruneAll("findings", "id", "resolved_at < ?", instant, limit)
        case .sessions: return try pruneAll("sessions", "digest", "expires_at < ?", instant, limit)
        default: break
        }
        guard let pruning = Pruning.of(kind) else { return Pruned(count: 0, place: place, isDone: true) }
        let last = try lastID(pruning, before: instant)
        let span = try rows(
            "SELECT id FROM \(pruning.table) WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", [place, last, limit]
        ) { $0[0] as Int64 }
        guard let id = span.last else { return Pruned(count: 0, place: place, isDone: true) }
        return Pruned(count: try prune(kind, pruning, from: place, to: id), place: id, isDone: span.count < limit)
    }

    private func prune(_ kind: RetentionKind, _ pruning: Pruning, from place: Int64, to end: Int64) throws -> Int {
        let span = "WHERE id > ? AND id <= ? AND \(pruning.condition)"
        guard let assignment = pruning.assignment else {
            try run("DELETE FROM \(pruning.table) \(span)", [place, end])
            return changes
        }
        try run("UPDATE \(pruning.table) SET \(assignment) \(span)", [place, end])
        let count = changes
        if kind == .mailBodies {
            // What the mail was made of goes with it; that it was sent, and why, stays.
            try run(
                """
                UPDATE notifications SET facts = ? WHERE state <> 'queued' AND letter_id IN
                  (SELECT id FROM letters WHERE id > ? AND id <= ? AND state <> 'queued')
                """, [Sentence("").encoded, place, end])
        }
        return count
    }

    /// Of a small table, without regard to ids.
    private func pruneAll(
        _ table: String, _ key: String, _ condition: String, _ instant: Timestamp, _ limit: Int
    ) throws -> Pruned {
        try run(
            "DELETE FROM \(table) WHERE \(key) IN (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT ?)",
            [instant, limit])
        return Pruned(count: changes, place: 0, isDone: changes < limit)
    }
}
