public import Domain

// outgoing_events and deliveries: what is told, and how far it has come on its way to each destination.

/// What a list of deliveries is narrowed to.
public struct DeliveryFilter: Sendable {
    /// Nil for all; empty for none.
    public var destinations: [ID<DestinationRecord>]?
    public var state: OutgoingDelivery.State?
    public var kind: OutgoingEvent.Kind?
    public var customer: ID<Customer>?

    public init(
        destinations: [ID<DestinationRecord>]? = nil, state: OutgoingDelivery.State? = nil,
        kind: OutgoingEvent.Kind? = nil, customer: ID<Customer>? = nil
    ) {
        self.destinations = destinations
        self.state = state
        self.kind = kind
        self.customer = customer
    }
}

private let deliveryColumns = """
    d.id, d.event_id, d.destination_id, d.customer_id, d.kind, d.state, d.attempts, d.next_at, d.leased_until,
      d.tried_since, d.status, d.error, d.milliseconds, d.created_at, d.delivered_at
    """

private func readDelivery(_ row: Row) throws -> OutgoingDelivery {
    var delivery = OutgoingDelivery(
        id: row.id(0), event: row.id(1), destination: row.id(2), customer: row.optionalID(3),
        kind: try row.word(4, "deliveries.kind"), state: try row.word(5, "deliveries.state"), attempts: row[6],
        nextAt: row.instant(7), createdAt: row.instant(13))
    delivery.leasedUntil = row.optionalInstant(8)
    delivery.triedSince = row.optionalInstant(9)
    (delivery.status, delivery.error, delivery.milliseconds) = (row[10], row[11], row[12])
    delivery.deliveredAt = row.optionalInstant(14)
    return delivery
}

extension Snapshot {
    public func outgoingDelivery(_ id: ID<OutgoingDelivery>) throws -> OutgoingDelivery? {
        try first("SELECT \(deliveryColumns) FROM deliveries d WHERE d.id = ?", [id], readDelivery)
    }

    /// The text of an event.
    public func body(of event: ID<OutgoingEvent>) throws -> String? {
        try first("SELECT body FROM outgoing_events WHERE id = ?", [event]) { $0[0] as String }
    }

    /// What may be sent to a destination now, the longest due first: nothing that someone else is sending, and of each
    /// customer only the first that is not settled.
    public func dueDeliveries(
        _ destination: ID<DestinationRecord>, at instant: Timestamp, limit: Int
    ) throws -> [OutgoingDelivery] {
        try rows(
            """
            SELECT \(deliveryColumns) FROM deliveries d
            WHERE d.destination_id = ? AND d.state = 'queued' AND d.next_at <= ?
              AND (d.leased_until IS NULL OR d.leased_until <= ?)
              AND NOT EXISTS (
                SELECT 1 FROM deliveries e
                WHERE e.destination_id = d.destination_id AND e.customer_id = d.customer_id AND e.state = 'queued'
                  AND e.id < d.id)
            ORDER BY d.next_at, d.id LIMIT ?
            """, [destination, instant, instant, limit], readDelivery)
    }

    /// Newest first, ids below `before`.
    public func deliveries(
        _ filter: DeliveryFilter, before: ID<OutgoingDelivery>?, limit: Int
    ) throws -> [OutgoingDelivery] {
        guard let destinations = filter.destinations else {
            return try deliveries(filter, of: nil, before: before, limit: limit)
        }
        // Each destination has an index of its own; the newest of all are among the newest of each.
        let found = try destinations.flatMap { try deliveries(filter, of: $0, before: before, limit: limit) }
        return Array(found.sorted { $0.id > $1.id }.prefix(limit))
    }

    private func deliveries(
        _ filter: DeliveryFilter, of destination: ID<DestinationRecord>?, before: ID<OutgoingDelivery>?, limit: Int
    ) throws -> [OutgoingDelivery] {
        var sql = "SELECT \(deliveryColumns) FROM deliveries d WHERE d.id < ?"
        var arguments: [any Bindable] = [before?.rawValue ?? .max]
        let conditions: [(String, (any Bindable)?)] = [
            ("destination_id", destination), ("state", filter.state?.rawValue), ("kind", filter.kind?.rawValue),
            ("customer_id", filter.customer),
        ]
        for (column, value) in conditions {
            guard let value else { continue }
            sql += " AND d.\(column) = ?"
            arguments.append(value)
        }
        return try rows(sql + " ORDER BY d.id DESC LIMIT ?", arguments + [limit], readDelivery)
    }

    public func deliveryCount(_ destination: ID<DestinationRecord>, _ state: OutgoingDelivery.State) throws -> Int {
        try count(
            "SELECT count(*) FROM deliveries WHERE destination_id = ? AND state = ?", [destination, state.rawValue])
    }
}

extension Transaction {
    public func insert(_ event: OutgoingEvent) throws -> ID<OutgoingEvent> {
        ID(
            rawValue: try insert(
                "INSERT INTO outgoing_events (store_id, customer_id, kind, body, created_at) VALUES (?, ?, ?, ?, ?)",
                [event.store, event.customer, event.kind.rawValue, event.body, event.createdAt]))
    }

    /// Queues an event for a destination.
    public func insert(_ delivery: OutgoingDelivery) throws {
        try run(
            """
            INSERT INTO deliveries (event_id, destination_id, customer_id, kind, state, attempts, next_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.event, delivery.destination, delivery.customer, delivery.kind.rawValue,
                delivery.state.rawValue, delivery.attempts, delivery.nextAt, delivery.createdAt,
            ])
    }

    public func update(_ delivery: OutgoingDelivery) throws {
        try run(
            """
            UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, leased_until = ?, tried_since = ?, status = ?,
              error = ?, milliseconds = ?, delivered_at = ?
            WHERE id = ?
            """,
            [
                delivery.state.rawValue, delivery.attempts, delivery.nextAt, delivery.leasedUntil, delivery.triedSince,
                delivery.status, delivery.error, delivery.milliseconds, delivery.deliveredAt, delivery.id,
            ])
    }

    /// Queues all again that were given up; how many.
    public func replayFailed(_ destination: ID<DestinationRecord>, at instant: Timestamp) throws -> Int {
        try run(
            """
            UPDATE deliveries SET state = 'queued', attempts = 0, next_at = ?, tried_since = NULL
            WHERE destination_id = ? AND state = 'failed'
            """, [instant, destination])
        return changes
    }

    /// What waits is due at once, and has its full time again. What is being sent is left alone.
    public func hastenDeliveries(_ destination: ID<DestinationRecord>, at instant: Timestamp) throws {
        try run(
            """
            UPDATE deliveries SET attempts = 0, next_at = ?, tried_since = NULL
            WHERE destination_id = ? AND state = 'queued' AND (leased_until IS NULL OR leased_until <= ?)
            """, [instant, destination, instant])
    }
}
