public import Domain
internal import JSON

// connectors, connector_states and syncs: the accounts by which shops are read and written, and how they are doing.

extension Snapshot {
    public func connectors() throws -> [ConnectorRecord] {
        try rows(
            """
            SELECT id, source_id, url, account, allows_private, is_enabled, writes_groups, writes_vouchers, drift,
              look_minutes, shops, created_at
            FROM connectors ORDER BY id
            """
        ) { row in
            let shops = try Codec.value(row[10], "connectors.shops").members ?? []
            return ConnectorRecord(
                id: row.id(0), source: row.id(1), url: row[2], sealedAccount: row[3], allowsPrivate: row[4],
                isEnabled: row[5], writesGroups: row[6], writesVouchers: row[7],
                drift: try row.word(8, "connectors.drift"), lookMinutes: row[9],
                shops: Dictionary(
                    uniqueKeysWithValues: shops.compactMap { member in
                        member.value.integer.map { (member.name, ID(rawValue: $0)) }
                    }), createdAt: row.instant(11))
        }
    }

    private static let stateColumns = """
        loaded_at, looked_at, customers_looked_at, look_due_at, rests_until, failures, problem, problem_at, written_at,
          written, parked_at, parked_count
        """

    public func state(of connector: ID<ConnectorRecord>) throws -> ConnectorState {
        try first("SELECT \(Self.stateColumns) FROM connector_states WHERE connector_id = ?", [connector]) { row in
            var state = ConnectorState()
            state.loadedAt = row.optionalInstant(0)
            state.lookedAt = row.optionalInstant(1)
            state.customersLookedAt = row.optionalInstant(2)
            state.lookDueAt = row.optionalInstant(3)
            state.restsUntil = row.optionalInstant(4)
            state.failures = row[5]
            state.problem = row[6]
            state.problemAt = row.optionalInstant(7)
            state.writtenAt = row.optionalInstant(8)
            state.written = row[9]
            state.parkedAt = row.optionalInstant(10)
            state.parkedCount = row[11]
            return state
        } ?? ConnectorState()
    }

    private static let syncColumns = """
        id, connector_id, kind, by, state, phase, cursor, since, turns_on, figures, error, started_at, beat_at,
          finished_at
        """

    private func readSync(_ row: Row) throws -> SyncRecord {
        var sync = SyncRecord(
            id: row.id(0), connector: row.id(1), kind: try row.word(2, "syncs.kind"), by: row[3],
            phase: try row.word(5, "syncs.phase"), since: row.optionalInstant(7), figures: row[9],
            startedAt: row.instant(11))
        sync.state = try row.word(4, "syncs.state")
        sync.cursor = row[6]
        sync.turnsOn = try (Codec.value(row[8], "syncs.turns_on").array ?? []).compactMap {
            $0.integer.map { ID(rawValue: $0) }
        }
        sync.error = row[10]
        sync.beatAt = row.instant(12)
        sync.finishedAt = row.optionalInstant(13)
        return sync
    }

    public func sync(_ id: ID<SyncRecord>) throws -> SyncRecord? {
        try first("SELECT \(Self.syncColumns) FROM syncs WHERE id = ?", [id], readSync)
    }

    /// Newest first, ids below `before`.
    public func syncs(
        of connector: ID<ConnectorRecord>, before: ID<SyncRecord>? = nil, limit: Int
    ) throws -> [SyncRecord] {
        try rows(
            "SELECT \(Self.syncColumns) FROM syncs WHERE connector_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
            [connector, before?.rawValue ?? .max, limit], readSync)
    }

    /// The one that is going on, or was when its process ended.
    public func runningSync(of connector: ID<ConnectorRecord>) throws -> SyncRecord? {
        try first(
            "SELECT \(Self.syncColumns) FROM syncs WHERE connector_id = ? AND state = 'running'", [connector],
            readSync)
    }
}

extension Transaction {
    public func insert(_ connector: ConnectorRecord) throws -> ID<ConnectorRecord> {
        let id = ID<ConnectorRecord>(
            rawValue: try insert(
                """
                INSERT INTO connectors (url, account, allows_private, is_enabled, writes_groups, writes_vouchers, drift,
                  look_minutes, shops, source_id, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(connector) + [connector.source, connector.createdAt]))
        try run("INSERT INTO connector_states (connector_id) VALUES (?)", [id])
        return id
    }

    public func update(_ connector: ConnectorRecord) throws {
        try run(
            """
            UPDATE connectors SET url = ?, account = ?, allows_private = ?, is_enabled = ?, writes_groups = ?,
              writes_vouchers = ?, drift = ?, look_minutes = ?, shops = ?
            WHERE id = ?
            """, columns(connector) + [connector.id])
    }

    private func columns(_ connector: ConnectorRecord) -> [any Bindable] {
        let shops = connector.shops.sorted { $0.key < $1.key }.map {
            JSONValue.Member($0.key, .integer($0.value.rawValue))
        }
        return [
            connector.url, connector.sealedAccount, connector.allowsPrivate, connector.isEnabled,
            connector.writesGroups, connector.writesVouchers, connector.drift.rawValue, connector.lookMinutes,
            JSONValue.object(shops).text,
        ]
    }

    public func delete(_ connector: ID<ConnectorRecord>) throws {
        try run("DELETE FROM connectors WHERE id = ?", [connector])
    }

    /// Changes what is known of how a connector is doing.
    public func note(
        _ connector: ID<ConnectorRecord>, _ change: (inout ConnectorState) -> Void
    ) throws {
        let before = try state(of: connector)
        var state = before
        change(&state)
        guard state != before else { return }
        try run(
            """
            UPDATE connector_states SET loaded_at = ?, looked_at = ?, customers_looked_at = ?, look_due_at = ?,
              rests_until = ?, failures = ?, problem = ?, problem_at = ?, written_at = ?, written = ?, parked_at = ?,
              parked_count = ?
            WHERE connector_id = ?
            """,
            [
                state.loadedAt, state.lookedAt, state.customersLookedAt, state.lookDueAt, state.restsUntil,
                state.failures, state.problem, state.problemAt, state.writtenAt, state.written, state.parkedAt,
                state.parkedCount, connector,
            ])
    }

    public func insert(_ sync: SyncRecord) throws -> ID<SyncRecord> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO syncs (state, phase, cursor, turns_on, figures, error, beat_at, finished_at, connector_id,
                  kind, by, since, started_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                columns(sync) + [sync.connector, sync.kind.rawValue, sync.by, sync.since, sync.startedAt]))
    }

    public func update(_ sync: SyncRecord) throws {
        try run(
            """
            UPDATE syncs SET state = ?, phase = ?, cursor = ?, turns_on = ?, figures = ?, error = ?, beat_at = ?,
              finished_at = ?
            WHERE id = ?
            """, columns(sync) + [sync.id])
    }

    private func columns(_ sync: SyncRecord) -> [any Bindable] {
        [
            sync.state.rawValue, sync.phase.rawValue, sync.cursor, Codec.encode(sync.turnsOn), sync.figures,
            sync.error, sync.beatAt, sync.finishedAt,
        ]
    }
}
