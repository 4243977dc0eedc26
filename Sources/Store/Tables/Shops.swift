public import Domain

// stores, groups, statuses, sources, rates: what gives a shop's data its meaning.

extension Snapshot {
    public func stores() throws -> [Store] {
        try rows(
            """
            SELECT id, key, name, zone, currency, locale, default_group_id, spend_basis, guest_matching,
              automation_on_since, automation_off_since, created_at
            FROM stores ORDER BY id
            """
        ) { row in
            guard let zone = Zone(row[3]), let currency = Currency(row[4] as String),
                let since = row.optionalInstant(9) ?? row.optionalInstant(10)
            else { throw DatabaseProblem.corrupt("stores") }
            return Store(
                id: row.id(0), key: row[1], name: row[2], zone: zone, currency: currency, locale: row[5],
                defaultGroup: row.optionalID(6), basis: try row.word(7, "stores.spend_basis"),
                matchesGuests: row[8],
                automation: row.optionalInstant(9) == nil ? .off(since: since) : .on(since: since),
                createdAt: row.instant(11))
        }
    }

    public func groups() throws -> [Group] {
        try rows(
            """
            SELECT id, store_id, code, name, external_id, discount_percent, free_shipping, benefit_text, created_at
            FROM groups ORDER BY store_id, name, id
            """
        ) { row in
            Group(
                id: row.id(0), store: row.id(1), code: row[2], name: row[3], externalID: row[4],
                benefits: .init(
                    discountPercent: (row[5] as String?).flatMap { Decimal($0) }, freeShipping: row[6], text: row[7]),
                createdAt: row.instant(8))
        }
    }

    public func statuses() throws -> [OrderStatus] {
        try rows(
            """
            SELECT id, store_id, code, label, is_paid, is_void, rank, is_mapped
            FROM statuses ORDER BY store_id, rank, id
            """
        ) { row in
            OrderStatus(
                id: row.id(0), store: row.id(1), code: row[2], label: row[3], isPaid: row[4], isVoid: row[5],
                rank: row[6], isMapped: row[7])
        }
    }

    public func sources() throws -> [SourceRecord] {
        try rows(
            """
            SELECT id, store_id, key, platform, name, is_enabled, secret, previous_secret, previous_secret_until,
              created_at
            FROM sources ORDER BY id
            """
        ) { row in
            SourceRecord(
                id: row.id(0), store: row.id(1), key: row[2], platform: try row.word(3, "sources.platform"),
                name: row[4], isEnabled: row[5], sealedSecret: row[6], previousSecret: row[7],
                previousSecretUntil: row.optionalInstant(8), createdAt: row.instant(9))
        }
    }

    /// The store's own rate: units of `currency` per base unit, the latest at or before that day.
    public func rate(store: ID<Store>, currency: Currency, day: CalendarDay) throws -> Decimal? {
        try first(
            """
            SELECT rate FROM rates WHERE store_id = ? AND currency = ? AND day <= ? ORDER BY day DESC LIMIT 1
            """, [store, currency.code, day]
        ) { Decimal($0[0] as String) } ?? nil
    }

    public func hasOrders(store: ID<Store>) throws -> Bool {
        try count("SELECT EXISTS (SELECT 1 FROM orders WHERE store_id = ?)", [store]) == 1
    }

    public func orderCounts(store: ID<Store>) throws -> [ID<OrderStatus>: Int] {
        let pairs = try rows(
            "SELECT id, (SELECT count(*) FROM orders WHERE status_id = statuses.id) FROM statuses WHERE store_id = ?",
            [store]
        ) { ($0.id(0) as ID<OrderStatus>, $0[1] as Int) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}

extension Transaction {
    public func insert(_ store: Store) throws -> ID<Store> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO stores (key, name, zone, currency, locale, default_group_id, spend_basis, guest_matching,
                  automation_on_since, automation_off_since, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(store) + [store.createdAt]))
    }

    public func update(_ store: Store) throws {
        try run(
            """
            UPDATE stores SET key = ?, name = ?, zone = ?, currency = ?, locale = ?, default_group_id = ?,
              spend_basis = ?, guest_matching = ?, automation_on_since = ?, automation_off_since = ?
            WHERE id = ?
            """, columns(store) + [store.id])
    }

    private func columns(_ store: Store) -> [any Bindable] {
        let (on, off): (Timestamp?, Timestamp?) =
            store.automation.isOn ? (store.automation.since, nil) : (nil, store.automation.since)
        return [
            store.key, store.name, store.zone.identifier, store.currency.code, store.locale, store.defaultGroup,
            store.basis.rawValue, store.matchesGuests, on, off,
        ]
    }

    public func insert(_ group: Group) throws -> ID<Group> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO groups (name, external_id, discount_percent, free_shipping, benefit_text, store_id, code,
                  created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(group) + [group.store, group.code, group.createdAt]))
    }

    public func update(_ group: Group) throws {
        try run(
            """
            UPDATE groups SET name = ?, external_id = ?, discount_percent = ?, free_shipping = ?, benefit_text = ?
            WHERE id = ?
            """, columns(group) + [group.id])
    }

    private func columns(_ group: Group) -> [any Bindable] {
        [
            group.name, group.externalID, group.benefits.discountPercent?.description, group.benefits.freeShipping,
            group.benefits.text,
        ]
    }

    /// With what still points to it from the past. Nobody may be in it any more.
    public func delete(_ group: ID<Group>) throws {
        try run("UPDATE customers SET chosen_default_id = NULL WHERE chosen_default_id = ?", [group])
        try run("UPDATE customers SET default_group_id = NULL WHERE default_group_id = ?", [group])
        try run("DELETE FROM grants WHERE group_id = ? AND ended_at IS NOT NULL", [group])
        try run("DELETE FROM former_grants WHERE group_id = ?", [group])
        try run("DELETE FROM blocks WHERE group_id = ?", [group])
        try run("DELETE FROM former_defaults WHERE group_id = ?", [group])
        try run("DELETE FROM shop_memberships WHERE group_id = ?", [group])
        try run("DELETE FROM groups WHERE id = ?", [group])
    }

    public func insert(_ status: OrderStatus) throws -> ID<OrderStatus> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO statuses (store_id, code, label, is_paid, is_void, rank, is_mapped)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    status.store, status.code, status.label, status.isPaid, status.isVoid, status.rank, status.isMapped,
                ]))
    }

    public func update(_ status: OrderStatus) throws {
        try run(
            "UPDATE statuses SET label = ?, is_paid = ?, is_void = ?, rank = ?, is_mapped = ? WHERE id = ?",
            [status.label, status.isPaid, status.isVoid, status.rank, status.isMapped, status.id])
    }

    public func insert(_ source: SourceRecord) throws -> ID<SourceRecord> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO sources (store_id, key, platform, name, is_enabled, secret, previous_secret,
                  previous_secret_until, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    source.store, source.key, source.platform.rawValue, source.name, source.isEnabled,
                    source.sealedSecret, source.previousSecret, source.previousSecretUntil, source.createdAt,
                ]))
    }

    public func update(_ source: SourceRecord) throws {
        try run(
            """
            UPDATE sources SET name = ?, is_enabled = ?, secret = ?, previous_secret = ?, previous_secret_until = ?
            WHERE id = ?
            """,
            [
                source.name, source.isEnabled, source.sealedSecret, source.previousSecret, source.previousSecretUntil,
                source.id,
            ])
    }

    public func delete(_ source: ID<SourceRecord>) throws { try run("DELETE FROM sources WHERE id = ?", [source]) }
}
