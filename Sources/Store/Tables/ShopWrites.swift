public import Domain

// shop_memberships and shop_writes: what shops are to be told, and what they were seen to hold.

extension Snapshot {
    private static let membershipColumns =
        "customer_id, group_id, connector_id, is_wanted, verified_at, missing_since, drifted_at"

    private func readMembership(_ row: Row) throws -> ShopMembershipRecord {
        var record = ShopMembershipRecord(
            customer: row.id(0), group: row.id(1), connector: row.id(2), isWanted: row[3])
        record.verifiedAt = row.optionalInstant(4)
        record.missingSince = row.optionalInstant(5)
        record.driftedAt = row.optionalInstant(6)
        return record
    }

    public func shopMemberships(_ customer: ID<Customer>) throws -> [ShopMembershipRecord] {
        try rows(
            "SELECT \(Self.membershipColumns) FROM shop_memberships WHERE customer_id = ? ORDER BY group_id",
            [customer], readMembership)
    }

    /// Memberships that were missing in the shop at or before an instant, the longest missing first.
    ///
    /// - Parameter isConfirmed: whether a second reading has agreed; nil for both.
    public func missingMemberships(
        _ connector: ID<ConnectorRecord>, until instant: Timestamp, isConfirmed: Bool?, limit: Int
    ) throws -> [ShopMembershipRecord] {
        let second = isConfirmed.map { $0 ? " AND drifted_at IS NOT NULL" : " AND drifted_at IS NULL" } ?? ""
        return try rows(
            """
            SELECT \(Self.membershipColumns) FROM shop_memberships
            WHERE connector_id = ? AND missing_since <= ? AND missing_since IS NOT NULL\(second)
            ORDER BY missing_since LIMIT ?
            """, [connector, instant, limit], readMembership)
    }

    private static let writeColumns = """
        id, connector_id, customer_id, voucher_id, writes_default, state, due_at, attempts, error, queued_at, revision
        """

    private func readWrite(_ row: Row) throws -> ShopWriteRecord {
        let voucher = row[3] as Int64
        return ShopWriteRecord(
            id: row.id(0), connector: row.id(1), customer: row.id(2),
            voucher: voucher == 0 ? nil : ID(rawValue: voucher),
            writesDefault: row[4], state: try row.word(5, "shop_writes.state"), dueAt: row.instant(6),
            attempts: row[7], error: row[8], queuedAt: row.instant(9), revision: row[10])
    }

    public func shopWrite(_ id: ID<ShopWriteRecord>) throws -> ShopWriteRecord? {
        try first("SELECT \(Self.writeColumns) FROM shop_writes WHERE id = ?", [id], readWrite)
    }

    /// What is due, the longest due first.
    public func dueWrites(
        _ connector: ID<ConnectorRecord>, until instant: Timestamp, limit: Int
    ) throws -> [ShopWriteRecord] {
        try rows(
            """
            SELECT \(Self.writeColumns) FROM shop_writes
            WHERE connector_id = ? AND state = 'queued' AND due_at <= ? ORDER BY due_at LIMIT ?
            """, [connector, instant, limit], readWrite)
    }

    /// Newest first, ids below `before`.
    public func shopWrites(
        _ connector: ID<ConnectorRecord>, state: ShopWriteRecord.State?, before: ID<ShopWriteRecord>?, limit: Int
    ) throws -> [ShopWriteRecord] {
        var sql = "SELECT \(Self.writeColumns) FROM shop_writes WHERE connector_id = ? AND id < ?"
        var arguments: [any Bindable] = [connector, before?.rawValue ?? .max]
        if let state {
            sql += " AND state = ?"
            arguments.append(state.rawValue)
        }
        return try rows(sql + " ORDER BY id DESC LIMIT ?", arguments + [limit], readWrite)
    }

    public func shopWriteCount(_ connector: ID<ConnectorRecord>, _ state: ShopWriteRecord.State) throws -> Int {
        try count(
            "SELECT count(*) FROM shop_writes WHERE connector_id = ? AND state = ?", [connector, state.rawValue])
    }
}

extension Transaction {
    public func put(_ membership: ShopMembershipRecord) throws {
        try run(
            """
            INSERT INTO shop_memberships (customer_id, group_id, connector_id, is_wanted, verified_at, missing_since,
              drifted_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer_id, group_id, connector_id) DO UPDATE SET is_wanted = excluded.is_wanted,
              verified_at = excluded.verified_at, missing_since = excluded.missing_since,
              drifted_at = excluded.drifted_at
            """,
            [
                membership.customer, membership.group, membership.connector, membership.isWanted,
                membership.verifiedAt, membership.missingSince, membership.driftedAt,
            ])
    }

    public func remove(_ membership: ShopMembershipRecord) throws {
        try run(
            "DELETE FROM shop_memberships WHERE customer_id = ? AND group_id = ? AND connector_id = ?",
            [membership.customer, membership.group, membership.connector])
    }

    /// Queues a customer or a voucher, at once; one that is queued already is due at once again.
    public func queueWrite(
        _ connector: ID<ConnectorRecord>, _ customer: ID<Customer>, voucher: ID<Voucher>? = nil,
        writesDefault: Bool = false, at instant: Timestamp
    ) throws {
        try run(
            """
            INSERT INTO shop_writes (connector_id, customer_id, voucher_id, writes_default, due_at, queued_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (connector_id, customer_id, voucher_id) DO UPDATE SET state = 'queued',
              writes_default = max(writes_default, excluded.writes_default), due_at = min(due_at, excluded.due_at),
              revision = revision + 1
            """, [connector, customer, voucher?.rawValue ?? 0, writesDefault, instant, instant])
    }

    public func update(_ write: ShopWriteRecord) throws {
        try run(
            "UPDATE shop_writes SET state = ?, due_at = ?, attempts = ?, error = ? WHERE id = ?",
            [write.state.rawValue, write.dueAt, write.attempts, write.error, write.id])
    }

    /// Takes a line from the queue, unless something was added to it since it was read. Whether it is gone.
    public func finish(_ write: ShopWriteRecord) throws -> Bool {
        try run("DELETE FROM shop_writes WHERE id = ? AND revision = ?", [write.id, write.revision])
        return changes > 0
    }

    public func delete(_ write: ID<ShopWriteRecord>) throws {
        try run("DELETE FROM shop_writes WHERE id = ?", [write])
    }
}

extension Transaction {
    /// Has the shop told of every membership in force that rests on more than its own word; how many customers that are.
    public func queueMemberships(
        _ connector: ID<ConnectorRecord>, store: ID<Store>, at instant: Timestamp
    ) throws -> Int {
        let held = """
            FROM grants g JOIN groups o ON o.id = g.group_id JOIN customers c ON c.id = g.customer_id
            WHERE o.store_id = ? AND o.external_id IS NOT NULL AND g.source <> 'shop' AND g.ended_at IS NULL
              AND g.from_at <= ? AND (g.until_at IS NULL OR g.until_at > ? OR g.waits = 1) AND c.is_deleted = 0
            """
        try run(
            """
            INSERT INTO shop_memberships (customer_id, group_id, connector_id, is_wanted)
            SELECT DISTINCT g.customer_id, g.group_id, ?, 1 \(held)
            ON CONFLICT (customer_id, group_id, connector_id) DO UPDATE SET is_wanted = 1, verified_at = NULL
            """, [connector, store, instant, instant])
        try run(
            """
            INSERT INTO shop_writes (connector_id, customer_id, writes_default, due_at, queued_at)
            SELECT DISTINCT ?, g.customer_id, 1, ?, ? \(held)
            ON CONFLICT (connector_id, customer_id, voucher_id) DO UPDATE SET state = 'queued', writes_default = 1,
              due_at = min(due_at, excluded.due_at), revision = revision + 1
            """, [connector, instant, instant, store, instant, instant])
        return changes
    }
}
