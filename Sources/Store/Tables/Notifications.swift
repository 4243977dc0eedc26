public import Domain

// notifications: what somebody is to be told, and what became of it.

/// What a list of notifications is narrowed to.
public struct NotificationFilter: Sendable {
    public var store: ID<Store>?
    public var state: Notification.State?
    public var template: String?
    public var customer: ID<Customer>?
    public var rule: ID<Rule>?
    /// Only those written before.
    public var before: Timestamp?
    /// Only those that are being sent at an instant.
    public var leasedAt: Timestamp?

    public init() {}

    fileprivate var conditions: [(sql: String, value: any Bindable)] {
        // The plus keeps SQLite from sorting all of a store's by their id.
        [
            store.map { ("+n.store_id = ?", $0) }, state.map { ("n.state = ?", $0.rawValue) },
            template.map { ("n.template = ?", $0) }, customer.map { ("n.customer_id = ?", $0) },
            rule.map { ("n.rule_id = ?", $0) }, before.map { ("n.created_at < ?", $0) },
            leasedAt.map {
                ("EXISTS (SELECT 1 FROM letters l WHERE l.id = n.letter_id AND l.leased_until > ?)", $0)
            },
        ].compactMap { $0 }
    }
}

private let columns = """
    n.id, n.store_id, n.customer_id, n.user_id, n.rule_id, n.template, n.period_key, n.reason, n.facts, n.change_id,
      n.run_id, n.created_at, n.state, n.send_after, n.letter_id, n.result, n.sent_at
    """

private func read(_ row: Row) throws -> Notification {
    var notification = Notification(
        store: row.id(1), recipient: try row.recipient(2), rule: row.id(4), template: row[5], periodKey: row[6],
        reason: try Sentence(encoded: row[7], "notifications.reason"),
        facts: try Sentence(encoded: row[8], "notifications.facts").facts, change: row.optionalID(9),
        run: row.optionalID(10), createdAt: row.instant(11))
    notification.id = row.id(0)
    notification.state = try row.word(12, "notifications.state")
    notification.sendAfter = row.instant(13)
    notification.letter = row.optionalID(14)
    notification.outcome = (row[15] as String?).flatMap(Notification.Outcome.init)
    notification.sentAt = row.optionalInstant(16)
    return notification
}

extension Row {
    /// A customer, or a user of the panel in the column behind.
    func recipient(_ column: Int) throws -> Notification.Recipient {
        if let customer = self[column] as Int64? { return .customer(ID(rawValue: customer)) }
        guard let user = self[column + 1] as Int64? else { throw DatabaseProblem.corrupt("notifications.user_id") }
        return .user(user)
    }
}

extension Snapshot {
    public func notification(_ id: ID<Notification>) throws -> Notification? {
        try first("SELECT \(columns) FROM notifications n WHERE n.id = ?", [id], read)
    }

    /// A customer's, newest first.
    public func notifications(_ customer: ID<Customer>, before: ID<Notification>?, limit: Int) throws -> [Notification]
    {
        var filter = NotificationFilter()
        filter.customer = customer
        return try notifications(filter, before: before, limit: limit)
    }

    /// Newest first, ids below `before`.
    public func notifications(
        _ filter: NotificationFilter, before: ID<Notification>?, limit: Int
    ) throws -> [Notification] {
        let conditions = filter.conditions
        let sql = (["n.id < ?"] + conditions.map(\.sql)).joined(separator: " AND ")
        let values: [any Bindable] = [before?.rawValue ?? .max] + conditions.map(\.value) + [limit]
        return try rows("SELECT \(columns) FROM notifications n WHERE \(sql) ORDER BY n.id DESC LIMIT ?", values, read)
    }

    /// What a mail tells of, oldest first.
    public func notifications(of letter: ID<Letter>) throws -> [Notification] {
        try rows("SELECT \(columns) FROM notifications n WHERE n.letter_id = ? ORDER BY n.id", [letter], read)
    }

    /// The one that has waited longest of those that may be sent now and were not tried yet.
    ///
    /// - Parameters:
    ///   - quiet: stores whose customers are not to be disturbed now.
    ///   - running: runs that may still have more to tell the same customers.
    public func nextNotification(
        at instant: Timestamp, quiet: [ID<Store>], running: [ID<Run>]
    ) throws -> Notification? {
        var sql = """
            SELECT \(columns) FROM notifications n
            WHERE n.state = 'queued' AND n.letter_id IS NULL AND n.send_after <= ?
            """
        if !quiet.isEmpty { sql += " AND (n.user_id IS NOT NULL OR n.store_id NOT IN (\(list(quiet))))" }
        if !running.isEmpty { sql += " AND (n.run_id IS NULL OR n.run_id NOT IN (\(list(running))))" }
        return try first(sql + " ORDER BY n.send_after, n.id LIMIT 1", [instant], read)
    }

    /// All that may be sent to somebody now and was not tried yet, oldest first.
    public func waitingNotifications(
        to recipient: Notification.Recipient, store: ID<Store>, at instant: Timestamp, running: [ID<Run>]
    ) throws -> [Notification] {
        let column = recipient.customer == nil ? "user_id" : "customer_id"
        return try rows(
            """
            SELECT \(columns) FROM notifications n
            WHERE n.\(column) = ? AND n.store_id = ? AND n.state = 'queued' AND n.letter_id IS NULL
              AND n.send_after <= ? AND (n.run_id IS NULL OR n.run_id NOT IN (\(list(running)))) ORDER BY n.id
            """, [recipient.number, store, instant], read)
    }

    /// Runs that are going on.
    public func runningRuns() throws -> [ID<Run>] {
        try rows("SELECT id FROM runs WHERE state = 'running'") { $0.id(0) }
    }

    /// How many wait, or failed: of the states that few are in for long.
    public func notificationCount(_ state: Notification.State, store: ID<Store>?) throws -> Int {
        let only = store == nil ? "" : "AND store_id = ?"
        return try count(
            "SELECT count(*) FROM notifications WHERE state = ? \(only)", [state.rawValue] + (store.map { [$0] } ?? []))
    }

    /// Mails that went out since an instant.
    public func lettersSent(store: ID<Store>?, since: Timestamp) throws -> Int {
        let only = store == nil ? "" : "AND store_id = ?"
        return try count(
            "SELECT count(*) FROM letters WHERE sent_at >= ? \(only)", [since] + (store.map { [$0] } ?? []))
    }

    private func list<Entity>(_ ids: [ID<Entity>]) -> String { ids.map(\.description).joined(separator: ", ") }
}

extension Transaction {
    /// False where one with the same rule, recipient, template and period key was already written.
    @discardableResult
    public func insert(_ notification: Notification) throws -> Bool {
        try run(
            """
            INSERT INTO notifications (store_id, customer_id, user_id, rule_id, template, period_key, reason, facts,
              change_id, run_id, created_at, state, send_after, result)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                notification.store, notification.recipient.customer, notification.recipient.user, notification.rule,
                notification.template, notification.periodKey, notification.reason.encoded,
                Sentence(notification.template, notification.facts).encoded, notification.change, notification.run,
                notification.createdAt, notification.state.rawValue, notification.sendAfter,
                notification.outcome?.rawValue,
            ])
        return changes > 0
    }

    /// Writes how far it has come, and what it says.
    public func update(_ notification: Notification) throws {
        try run(
            """
            UPDATE notifications SET reason = ?, facts = ?, state = ?, send_after = ?, letter_id = ?, result = ?,
              sent_at = ?
            WHERE id = ?
            """,
            [
                notification.reason.encoded, Sentence(notification.template, notification.facts).encoded,
                notification.state.rawValue, notification.sendAfter, notification.letter,
                notification.outcome?.rawValue, notification.sentAt, notification.id,
            ])
    }

    /// Unsent mails of one template about spells that began before a day are cancelled. A mail that is on its way to the
    /// mail server just now is not called back.
    public func cancelUnsent(
        customer: ID<Customer>, rule: ID<Rule>, template: String, before day: CalendarDay, at instant: Timestamp
    ) throws {
        try run(
            """
            UPDATE notifications SET state = 'cancelled', result = 'bought'
            WHERE rule_id = ? AND customer_id = ? AND template = ? AND state = 'queued'
              AND substr(period_key, 1, 10) < ?
              AND NOT EXISTS (
                SELECT 1 FROM letters l WHERE l.id = notifications.letter_id AND l.leased_until > ?)
            """, [rule, customer, template, day.description, instant])
    }

    /// Cancels all that wait and match, but those that are being sent; how many.
    public func cancelWaiting(_ filter: NotificationFilter, at instant: Timestamp) throws -> Int {
        var filter = filter
        filter.state = .queued
        let conditions = filter.conditions
        try run(
            """
            UPDATE notifications AS n SET state = 'cancelled', result = 'by_hand'
            WHERE \(conditions.map(\.sql).joined(separator: " AND "))
              AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.id = n.letter_id AND l.leased_until > ?)
            """, conditions.map(\.value) + [instant])
        return changes
    }

    /// Puts all that failed and match into the queue again, to be told in a new mail; how many.
    public func requeueFailed(_ filter: NotificationFilter, at instant: Timestamp) throws -> Int {
        var filter = filter
        filter.state = .failed
        let conditions = filter.conditions
        try run(
            """
            UPDATE notifications AS n SET state = 'queued', send_after = ?, letter_id = NULL
            WHERE \(conditions.map(\.sql).joined(separator: " AND "))
            """, [instant] + conditions.map(\.value))
        return changes
    }
}

extension Notification.Recipient {
    var number: Int64 {
        switch self {
        case .customer(let id): id.rawValue
        case .user(let id): id
        }
    }
}
