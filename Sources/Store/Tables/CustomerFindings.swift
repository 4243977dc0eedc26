public import Domain

// customer_findings and check_sweeps: what was found at single customers, and how far the look at all of them has come.

/// As much of a customer as is looked at by a check.
public struct CustomerStanding: Sendable {
    public let id: ID<Customer>
    public let defaultGroup: ID<Group>?
    /// Deleted, or merged into another one.
    public let isGone: Bool
    public let isAutomated: Bool
    public var grants: [Held] = []

    /// As much of an open grant as is looked at.
    public struct Held: Sendable {
        public let group: ID<Group>
        public let source: Grant.Source
        public let origin: String
        public let rule: ID<Rule>?
        public let from: Timestamp
        public let until: Timestamp?
        public let isPinned: Bool

        public init(_ grant: Grant) {
            group = grant.group
            source = grant.source
            origin = grant.origin
            rule = grant.rule
            from = grant.from
            until = grant.until
            isPinned = grant.isPinned
        }

        fileprivate init(_ row: Row) throws {
            group = row.id(1)
            source = try row.word(2, "grants.source")
            origin = row[3]
            rule = row.optionalID(4)
            from = row.instant(5)
            until = row.optionalInstant(6)
            isPinned = row[7]
        }
    }

    public init(_ customer: Customer, grants: [Grant]) {
        id = customer.id
        defaultGroup = customer.defaultGroup
        isGone = customer.isDeleted || customer.mergedInto != nil
        isAutomated = customer.isAutomated
        self.grants = grants.map(Held.init)
    }

    fileprivate init(_ row: Row) {
        id = row.id(0)
        defaultGroup = row.optionalID(1)
        isGone = row[2]
        isAutomated = row[3]
    }
}

/// What was found at a customer.
public struct CustomerFinding: Sendable, Equatable {
    public let kind: Finding.Kind
    public let customer: ID<Customer>
    public let sentence: Sentence

    public init(_ kind: Finding.Kind, _ customer: ID<Customer>, _ sentence: Sentence) {
        self.kind = kind
        self.customer = customer
        self.sentence = sentence
    }
}

/// How far the look at all customers of a store has come.
public struct CheckSweep: Sendable {
    public var store: ID<Store>
    /// The last customer looked at.
    public var cursor: ID<Customer>
    public var begunAt: Timestamp
    /// When the last one was looked at; nil while it goes on.
    public var finishedAt: Timestamp?

    public init(store: ID<Store>, begunAt: Timestamp) {
        self.store = store
        cursor = ID(0)
        self.begunAt = begunAt
    }
}

extension Snapshot {
    /// The next customers of a store after one, with their open grants, by id.
    public func standings(store: ID<Store>, after: ID<Customer>, limit: Int) throws -> [CustomerStanding] {
        var standings = try rows(
            """
            SELECT id, default_group_id, is_deleted = 1 OR merged_into IS NOT NULL, is_automated
            FROM customers INDEXED BY customers_by_store WHERE store_id = ? AND id > ? ORDER BY id LIMIT ?
            """, [store, after, limit]
        ) { CustomerStanding($0) }
        guard let last = standings.last?.id else { return [] }
        let grants = try rows(
            """
            SELECT customer_id, group_id, source, origin, rule_id, from_at, until_at, is_pinned FROM grants
            WHERE customer_id > ? AND customer_id <= ? AND ended_at IS NULL ORDER BY customer_id
            """, [after, last]
        ) { ($0.id(0) as ID<Customer>, try CustomerStanding.Held($0)) }
        let byCustomer = Dictionary(grouping: grants, by: \.0)
        for index in standings.indices { standings[index].grants = byCustomer[standings[index].id]?.map(\.1) ?? [] }
        return standings
    }

    private func readFound(_ row: Row) throws -> CustomerFinding {
        CustomerFinding(
            try row.word(0, "customer_findings.kind"), row.id(1),
            try Sentence(encoded: row[2], "customer_findings.sentence"))
    }

    /// What is noted of customers from one to another, both included.
    public func customerFindings(from first: ID<Customer>, to last: ID<Customer>) throws -> [CustomerFinding] {
        try rows(
            """
            SELECT kind, customer_id, sentence FROM customer_findings INDEXED BY customer_findings_by_customer
            WHERE customer_id >= ? AND customer_id <= ? ORDER BY customer_id, kind
            """, [first, last], readFound)
    }

    /// Of one kind, by the customer's id.
    public func customerFindings(
        store: ID<Store>, kind: Finding.Kind, after: ID<Customer>, limit: Int
    ) throws -> [CustomerFinding] {
        try rows(
            """
            SELECT kind, customer_id, sentence FROM customer_findings
            WHERE store_id = ? AND kind = ? AND customer_id > ? ORDER BY customer_id LIMIT ?
            """, [store, kind.rawValue, after, limit], readFound)
    }

    public func checkSweep(store: ID<Store>) throws -> CheckSweep? {
        try first("SELECT cursor, begun_at, finished_at FROM check_sweeps WHERE store_id = ?", [store]) { row in
            var sweep = CheckSweep(store: store, begunAt: row.instant(1))
            sweep.cursor = row.id(0)
            sweep.finishedAt = row.optionalInstant(2)
            return sweep
        }
    }

    // MARK: What indexes tell

    /// Customers for whom the shop does not show a group that was seen there, by id.
    public func customersMissing(
        _ connector: ID<ConnectorRecord>, after: ID<Customer>, limit: Int
    ) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM shop_memberships INDEXED BY shop_memberships_missing
            WHERE connector_id = ? AND missing_since IS NOT NULL AND customer_id > ? ORDER BY customer_id LIMIT ?
            """, [connector, after, limit]
        ) { $0.id(0) }
    }

    /// Customers whom the shop still has in a group that has ended here, with nothing on its way that would tell it: by
    /// id. What has waited since before `instant` counts as not on its way.
    public func customersStillInShop(
        _ connector: ID<ConnectorRecord>, waitingSince instant: Timestamp, after: ID<Customer>, limit: Int
    ) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT m.customer_id FROM shop_memberships m INDEXED BY shop_memberships_unwanted
            LEFT JOIN shop_writes w ON w.connector_id = m.connector_id AND w.customer_id = m.customer_id
              AND w.voucher_id = 0
            WHERE m.connector_id = ? AND m.is_wanted = 0 AND m.customer_id > ?
              AND (w.id IS NULL OR w.state = 'parked' OR w.queued_at <= ?)
            ORDER BY m.customer_id LIMIT ?
            """, [connector, after, instant, limit]
        ) { $0.id(0) }
    }

    /// Customers with a term that was over at an instant, and whose end nobody has recorded; the longest over first.
    public func customersOverdue(store: ID<Store>, at instant: Timestamp, limit: Int) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT customer_id FROM due INDEXED BY due_by_instant
            WHERE store_id = ? AND due_at <= ? AND rule_id = 0 ORDER BY due_at, customer_id LIMIT ?
            """, [store, instant, limit]
        ) { $0.id(0) }
    }
}

extension Snapshot {
    /// Customers with an end that waits for confirmation, by id.
    public func customersWaiting(store: ID<Store>, after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT g.customer_id FROM grants g INDEXED BY grants_waiting JOIN customers c ON c.id = g.customer_id
            WHERE g.waits = 1 AND g.ended_at IS NULL AND g.customer_id > ? AND c.store_id = ?
            ORDER BY g.customer_id LIMIT ?
            """, [after, store, limit]
        ) { $0.id(0) }
    }
}

extension Transaction {
    /// Notes it, or puts it in other words. True where it was not noted before.
    public func note(_ found: CustomerFinding, store: ID<Store>, at instant: Timestamp) throws -> Bool {
        let known = try count(
            "SELECT count(*) FROM customer_findings WHERE store_id = ? AND kind = ? AND customer_id = ?",
            [store, found.kind.rawValue, found.customer])
        try run(
            """
            INSERT INTO customer_findings (store_id, kind, customer_id, sentence, found_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (store_id, kind, customer_id) DO UPDATE SET sentence = excluded.sentence
            """, [store, found.kind.rawValue, found.customer, found.sentence.encoded, instant])
        return known == 0
    }

    public func remove(_ found: CustomerFinding, store: ID<Store>) throws {
        try run(
            "DELETE FROM customer_findings WHERE store_id = ? AND kind = ? AND customer_id = ?",
            [store, found.kind.rawValue, found.customer])
    }

    /// Keeps the number of customers of a kind, and the finding open while there are any.
    public func count(_ difference: Int, of kind: Finding.Kind, store: Store, at instant: Timestamp) throws {
        guard difference != 0 else { return }
        if difference < 0 {
            return try run(
                """
                UPDATE findings SET count = max(0, count - ?), last_at = ?,
                  resolved_at = CASE WHEN count <= ? THEN ? END
                WHERE store_id = ? AND kind = ? AND resolved_at IS NULL
                """, [-difference, instant, -difference, instant, store.id, kind.rawValue])
        }
        let present = try findings(store: store.id, kind: kind, limit: 1).first?.count ?? 0
        try note(
            Finding(
                id: ID(0), store: store.id, kind: kind, subjectType: "store", subjectID: store.id.rawValue,
                subjectLabel: store.name, sentence: Sentence("finding.\(kind.rawValue)"), count: present + difference,
                firstAt: instant, lastAt: instant))
    }

    public func put(_ sweep: CheckSweep) throws {
        try run(
            """
            INSERT INTO check_sweeps (store_id, cursor, begun_at, finished_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (store_id) DO UPDATE
              SET cursor = excluded.cursor, begun_at = excluded.begun_at, finished_at = excluded.finished_at
            """, [sweep.store, sweep.cursor, sweep.begunAt, sweep.finishedAt])
    }
}
