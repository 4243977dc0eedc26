public import Domain

// Figures for the dashboard.

extension Snapshot {
    /// Instants of changes since `from` with how many groups each added and took away.
    public func changeFigures(
        store: ID<Store>?, from: Timestamp
    ) throws -> [(store: ID<Store>, at: Timestamp, joined: Int, left: Int)] {
        let sql = """
            SELECT store_id, at, json_array_length(groups_added), json_array_length(groups_removed)
            FROM changes WHERE store_id = ? AND at >= ?
            """
        let chosen = try store.map { [$0] } ?? stores().map(\.id)
        return try chosen.flatMap { store in
            try rows(sql, [store, from]) { ($0.id(0), $0.instant(1), $0[2], $0[3]) }
        }
    }

    public func reminderCount(store: ID<Store>?, from: Timestamp) throws -> Int {
        try countPerStore(
            store,
            """
            SELECT count(*) FROM notifications
            WHERE store_id = ? AND created_at >= ? AND (template LIKE '%expiring' OR template LIKE '%reminder')
            """, from)
    }

    public func paidOrderCount(store: ID<Store>?, from: Timestamp) throws -> Int {
        try countPerStore(store, "SELECT count(*) FROM orders WHERE store_id = ? AND paid_at >= ?", from)
    }

    /// Those that nobody has tried to send yet.
    public func waitingNotifications(store: ID<Store>?) throws -> Int {
        // SQLite takes a partial index only where its own condition is repeated.
        let waiting = "SELECT count(*) FROM notifications WHERE state = 'queued' AND letter_id IS NULL"
        guard let store else { return try count(waiting) }
        return try count("\(waiting) AND store_id = ?", [store])
    }

    public func openFindings(store: ID<Store>?) throws -> Int {
        guard let store else { return try count("SELECT count(*) FROM findings WHERE resolved_at IS NULL") }
        return try count("SELECT count(*) FROM findings WHERE resolved_at IS NULL AND store_id = ?", [store])
    }

    private func countPerStore(_ store: ID<Store>?, _ sql: String, _ from: Timestamp) throws -> Int {
        let chosen = try store.map { [$0] } ?? stores().map(\.id)
        return try chosen.reduce(0) { $0 + (try count(sql, [$1, from])) }
    }
}
