public import Domain

// Figures for the dashboard.

extension Snapshot {
    /// Reminders written from a local day on: of days that are over as they were counted, of later ones from the
    /// notifications.
    public func reminderCount(store: Store, from: CalendarDay) throws -> Int {
        let counted = try max(from, countedDay(store: store.id) ?? from)
        return try reminderTotals(store: store.id, from: from, to: counted.adding(days: -1))
            .reduce(0) { $0 + $1.reminded }
            + count(
                "SELECT count(*) FROM notifications WHERE store_id = ? AND created_at >= ? AND \(Self.isReminder)",
                [store.id, store.zone.start(of: counted)])
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

    private func countPerStore(_ store: ID<Store>?, _ sql: String, _ from: Timestamp) throws -> Int {
        let chosen = try store.map { [$0] } ?? stores().map(\.id)
        return try chosen.reduce(0) { $0 + (try count(sql, [$1, from])) }
    }
}
