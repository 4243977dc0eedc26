public import Domain

// destinations and destination_states: which servers are told of events, and how each is doing.

extension Snapshot {
    public func destinations() throws -> [DestinationRecord] {
        try rows(
            """
            SELECT id, store_id, name, url, secret, previous_secret, previous_secret_until, kinds, is_enabled,
              disabled_by, allows_private, created_at
            FROM destinations ORDER BY id
            """
        ) { row in
            let names = (row[7] as String).split(separator: ",")
            return DestinationRecord(
                id: row.id(0), store: row.optionalID(1), name: row[2], url: row[3], sealedSecret: row[4],
                previousSecret: row[5], previousSecretUntil: row.optionalInstant(6),
                kinds: Set(names.compactMap { OutgoingEvent.Kind(rawValue: String($0)) }), isEnabled: row[8],
                disabledBy: (row[9] as String?).flatMap(DestinationRecord.DisabledBy.init), allowsPrivate: row[10],
                createdAt: row.instant(11))
        }
    }

    public func state(of destination: ID<DestinationRecord>) throws -> DestinationState {
        try first(
            """
            SELECT failures, rests, rests_until, tried_at, status, error, delivered_at
            FROM destination_states WHERE destination_id = ?
            """, [destination]
        ) { row in
            var state = DestinationState()
            (state.failures, state.rests) = (row[0], row[1])
            state.restsUntil = row.optionalInstant(2)
            state.triedAt = row.optionalInstant(3)
            (state.status, state.error) = (row[4], row[5])
            state.deliveredAt = row.optionalInstant(6)
            return state
        } ?? DestinationState()
    }
}

extension Transaction {
    public func insert(_ destination: DestinationRecord) throws -> ID<DestinationRecord> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO destinations (name, url, secret, previous_secret, previous_secret_until, kinds, is_enabled,
                  disabled_by, allows_private, store_id, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(destination) + [destination.store, destination.createdAt]))
    }

    public func update(_ destination: DestinationRecord) throws {
        try run(
            """
            UPDATE destinations SET name = ?, url = ?, secret = ?, previous_secret = ?, previous_secret_until = ?,
              kinds = ?, is_enabled = ?, disabled_by = ?, allows_private = ?
            WHERE id = ?
            """, columns(destination) + [destination.id])
    }

    private func columns(_ destination: DestinationRecord) -> [any Bindable] {
        [
            destination.name, destination.url, destination.sealedSecret, destination.previousSecret,
            destination.previousSecretUntil, destination.kinds.map(\.rawValue).sorted().joined(separator: ","),
            destination.isEnabled, destination.disabledBy?.rawValue, destination.allowsPrivate,
        ]
    }

    /// With its deliveries, and with the events that nobody else was told of.
    public func delete(_ destination: ID<DestinationRecord>) throws {
        try run(
            """
            DELETE FROM outgoing_events
            WHERE id IN (SELECT event_id FROM deliveries WHERE destination_id = ?)
              AND NOT EXISTS (
                SELECT 1 FROM deliveries d WHERE d.event_id = outgoing_events.id AND d.destination_id <> ?)
            """, [destination, destination])
        try run("DELETE FROM destinations WHERE id = ?", [destination])
    }

    public func put(_ state: DestinationState, of destination: ID<DestinationRecord>) throws {
        try run(
            """
            INSERT INTO destination_states (destination_id, failures, rests, rests_until, tried_at, status, error,
              delivered_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (destination_id) DO UPDATE SET failures = excluded.failures, rests = excluded.rests,
              rests_until = excluded.rests_until, tried_at = excluded.tried_at, status = excluded.status,
              error = excluded.error, delivered_at = excluded.delivered_at
            """,
            [
                destination, state.failures, state.rests, state.restsUntil, state.triedAt, state.status, state.error,
                state.deliveredAt,
            ])
    }
}
