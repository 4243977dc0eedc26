public import Domain

// inbox: what came in.

/// One delivery as it came.
public struct InboxEntry: Sendable, Equatable {
    public var id: ID<Inbox>
    public var source: ID<SourceRecord>
    /// What makes it the same delivery when it comes again.
    public var identity: String
    public var topic: String
    public var receivedAt: Timestamp
    public var state: State
    /// The headers that reading it needs, as JSON.
    public var headers: String
    public var body: [UInt8]
    public var error: String?
    public var attempts: Int
    public var order: ID<Order>?
    /// Whom it was about, where it was about a customer alone.
    public var customer: ID<Customer>?

    public enum State: String, Sendable {
        /// Done; nothing is left to do.
        case processed
        /// Its content is not what it claims to be.
        case failed
        /// Taken; what came of it failed for a reason of ours and will be tried again.
        case pending
        /// A topic nobody needs.
        case ignored
    }

    public init(
        id: ID<Inbox> = ID(0), source: ID<SourceRecord>, identity: String, topic: String, receivedAt: Timestamp,
        state: State, headers: String, body: [UInt8], error: String? = nil, attempts: Int = 1, order: ID<Order>? = nil
    ) {
        self.id = id
        self.source = source
        self.identity = identity
        self.topic = topic
        self.receivedAt = receivedAt
        self.state = state
        self.headers = headers
        self.body = body
        self.error = error
        self.attempts = attempts
        self.order = order
    }
}

private let inboxColumns =
    "id, source_id, identity, topic, received_at, state, headers, body, error, attempts, order_id, customer_id"

private func readEntry(_ row: Row) throws -> InboxEntry {
    var entry = InboxEntry(
        id: row.id(0), source: row.id(1), identity: row[2], topic: row[3], receivedAt: row.instant(4),
        state: try row.word(5, "inbox.state"), headers: row[6], body: row.bytes(7), error: row[8], attempts: row[9],
        order: row.optionalID(10))
    entry.customer = row.optionalID(11)
    return entry
}

extension Snapshot {
    public func delivery(_ id: ID<Inbox>) throws -> InboxEntry? {
        try first("SELECT \(inboxColumns) FROM inbox WHERE id = ?", [id], readEntry)
    }

    public func delivery(source: ID<SourceRecord>, identity: String) throws -> InboxEntry? {
        try first(
            "SELECT \(inboxColumns) FROM inbox WHERE source_id = ? AND identity = ?", [source, identity], readEntry)
    }

    /// Newest first, ids below `before`.
    public func inbox(
        source: ID<SourceRecord>?, state: InboxEntry.State?, before: ID<Inbox>?, limit: Int
    ) throws -> [InboxEntry] {
        var sql = "SELECT \(inboxColumns) FROM inbox WHERE id < ?"
        var arguments: [any Bindable] = [before?.rawValue ?? .max]
        if let source {
            sql += " AND source_id = ?"
            arguments.append(source)
        }
        if let state {
            sql += " AND \(Self.unsettled(state))state = ?"
            arguments.append(state.rawValue)
        }
        return try rows(sql + " ORDER BY id DESC LIMIT ?", arguments + [limit], readEntry)
    }

    public func pendingDeliveries(after: ID<Inbox>?, limit: Int) throws -> [InboxEntry] {
        try rows(
            """
            SELECT \(inboxColumns) FROM inbox INDEXED BY inbox_unsettled
            WHERE \(Self.unsettled(.pending))state = 'pending' AND id > ? ORDER BY id LIMIT ?
            """, [after?.rawValue ?? 0, limit], readEntry)
    }

    public func inboxCount(state: InboxEntry.State) throws -> Int {
        try count("SELECT count(*) FROM inbox WHERE \(Self.unsettled(state))state = ?", [state.rawValue])
    }

    /// SQLite takes a partial index only where its own condition is repeated.
    private static func unsettled(_ state: InboxEntry.State) -> String {
        state == .failed || state == .pending ? "state IN ('failed', 'pending') AND " : ""
    }

    /// For each source: taken, failed, and when the last one came.
    public func inboxFigures() throws -> [ID<SourceRecord>: (accepted: Int, failed: Int, last: Timestamp?)] {
        let figures = try rows(
            "SELECT source_id, count(*), sum(state = 'failed'), max(received_at) FROM inbox GROUP BY source_id"
        ) { row in
            (
                row.id(0) as ID<SourceRecord>,
                (
                    accepted: (row[1] as Int) - (row[2] as Int), failed: row[2] as Int,
                    last: row.optionalInstant(3)
                )
            )
        }
        return Dictionary(uniqueKeysWithValues: figures)
    }
}

extension Transaction {
    /// An id for the next delivery. Safe, as there is one writer.
    public func nextDeliveryID() throws -> ID<Inbox> {
        let last = try lastDelivery ?? Int64(count("SELECT coalesce(max(id), 0) FROM inbox"))
        lastDelivery = last + 1
        return ID(rawValue: last + 1)
    }

    public func insert(_ entry: InboxEntry) throws {
        try run(
            """
            INSERT INTO inbox (id, source_id, identity, topic, received_at, state, headers, body, error, attempts,
              order_id, customer_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.id, entry.source, entry.identity, entry.topic, entry.receivedAt, entry.state.rawValue,
                entry.headers,
                entry.body, entry.error, entry.attempts, entry.order, entry.customer,
            ])
    }

    /// Writes what became of a delivery.
    public func update(_ entry: InboxEntry) throws {
        try run(
            "UPDATE inbox SET state = ?, error = ?, attempts = ?, order_id = ?, customer_id = ? WHERE id = ?",
            [entry.state.rawValue, entry.error, entry.attempts, entry.order, entry.customer, entry.id])
    }
}
