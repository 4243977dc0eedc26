public import Domain

// grants, blocks and former defaults: why a customer is in a group.

private let columns = """
    id, customer_id, group_id, source, origin, rule_id, order_id, from_at, until_at, claims_default, claimed_at,
      is_pinned, waits, ended_at, reason, joined_at
    """

private let openGrantsOfCustomer = "SELECT \(columns) FROM grants WHERE customer_id = ? AND ended_at IS NULL"
private let grantByOrigin =
    "SELECT \(columns) FROM grants WHERE customer_id = ? AND group_id = ? AND source = ? AND origin = ?"

private func readGrant(_ row: Row) throws -> Grant {
    Grant(
        id: row.id(0), customer: row.id(1), group: row.id(2), source: try row.word(3, "grants.source"), origin: row[4],
        rule: row.optionalID(5), order: row.optionalID(6), from: row.instant(7),
        joinedAt: row.optionalInstant(15), until: row.optionalInstant(8),
        claimsDefault: row[9], claimedAt: row.instant(10), isPinned: row[11], waits: row[12],
        endedAt: row.optionalInstant(13), reason: try Sentence(encoded: row[14], "grants.reason"))
}

extension Snapshot {
    /// A grant in force at an instant, bound three times. What `Grant.isInForce` says of one, for sets of them.
    static let inForce = """
        ended_at IS NULL AND from_at <= ? AND (until_at IS NULL OR until_at > ? OR waits = 1 OR until_at > (
          SELECT coalesce(s.automation_off_since, ?) FROM customers c JOIN stores s ON s.id = c.store_id
          WHERE c.id = grants.customer_id))
        """

    /// All grants whose end is not recorded yet, oldest first.
    public func openGrants(_ customer: ID<Customer>) throws -> [Grant] {
        // A handful: SQLite would set up a sorter for them.
        try rows(openGrantsOfCustomer, [customer], readGrant).sorted { $0.id < $1.id }
    }

    public func grant(_ id: ID<Grant>) throws -> Grant? {
        try first("SELECT \(columns) FROM grants WHERE id = ?", [id], readGrant)
    }

    /// Ended or not.
    public func grant(
        _ customer: ID<Customer>, _ group: ID<Group>, _ source: Grant.Source, origin: String
    ) throws -> Grant? {
        try first(grantByOrigin, [customer, group, source.rawValue, origin], readGrant)
    }

    /// A rule's grants to one customer, ended ones too.
    public func grants(of rule: ID<Rule>, to customer: ID<Customer>) throws -> [Grant] {
        try rows(
            "SELECT \(columns) FROM grants WHERE rule_id = ? AND customer_id = ? ORDER BY id", [rule, customer],
            readGrant)
    }

    /// Customers who hold an open grant of a rule, ascending.
    public func holders(of rule: ID<Rule>, after: ID<Customer>?, limit: Int) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM grants
            WHERE rule_id = ? AND customer_id > ? AND ended_at IS NULL ORDER BY customer_id LIMIT ?
            """, [rule, after?.rawValue ?? 0, limit]
        ) { $0.id(0) }
    }

    /// Customers with an open grant in a group, ascending.
    public func holders(of group: ID<Group>, after: ID<Customer>?, limit: Int) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM grants
            WHERE group_id = ? AND customer_id > ? AND ended_at IS NULL ORDER BY customer_id LIMIT ?
            """, [group, after?.rawValue ?? 0, limit]
        ) { $0.id(0) }
    }

    /// How many customers have an open grant in a group.
    public func holderCount(of group: ID<Group>) throws -> Int {
        try count("SELECT count(DISTINCT customer_id) FROM grants WHERE group_id = ? AND ended_at IS NULL", [group])
    }

    /// Whether a grant of ours for that membership was ended after an instant; the shop's own do not count.
    public func wasEnded(_ customer: ID<Customer>, _ group: ID<Group>, after instant: Timestamp) throws -> Bool {
        try count(
            """
            SELECT EXISTS (SELECT 1 FROM grants
              WHERE customer_id = ? AND group_id = ? AND ended_at > ? AND source <> 'shop')
            """, [customer, group, instant]) == 1
    }

    public func blocks(_ customer: ID<Customer>) throws -> [Block] {
        try rows(
            """
            SELECT customer_id, group_id, until_at, reason, created_at FROM blocks WHERE customer_id = ?
            ORDER BY group_id
            """, [customer]
        ) { row in
            Block(
                customer: row.id(0), group: row.id(1), until: row.optionalInstant(2),
                reason: try Sentence(encoded: row[3], "blocks.reason"), createdAt: row.instant(4))
        }
    }

    /// Earlier default groups, the most recent first.
    public func formerDefaults(_ customer: ID<Customer>) throws -> [ID<Group>] {
        try rows(
            "SELECT group_id FROM former_defaults WHERE customer_id = ? ORDER BY left_at DESC, group_id",
            [customer]
        ) { $0.id(0) }
    }

    /// Ids of a group's members at an instant, ascending.
    public func members(of group: ID<Group>, at instant: Timestamp) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM grants WHERE group_id = ? AND \(Self.inForce) ORDER BY customer_id
            """, [group, instant, instant, instant]
        ) { $0.id(0) }
    }

    /// How many customers hold a group by each rule at an instant.
    public func ruleMembers(at instant: Timestamp) throws -> [ID<Rule>: Int] {
        let pairs = try rows(
            """
            SELECT rule_id, count(DISTINCT customer_id) FROM grants
            WHERE rule_id IS NOT NULL AND \(Self.inForce) GROUP BY rule_id
            """, [instant, instant, instant]
        ) { ($0.id(0) as ID<Rule>, $0[1] as Int) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Ends reached while the master switch was off, that wait for confirmation.
    public func waitingEnds(store: ID<Store>) throws -> [Grant] {
        try rows(
            """
            SELECT \(columns.split(separator: ",").map { "g.\($0.trimmed)" }.joined(separator: ", "))
            FROM grants g JOIN customers c ON c.id = g.customer_id
            WHERE g.waits = 1 AND g.ended_at IS NULL AND c.store_id = ? ORDER BY g.customer_id, g.id
            """, [store], readGrant)
    }
}

extension Substring {
    fileprivate var trimmed: String { filter { !$0.isWhitespace } }
}

extension Transaction {
    public func insert(_ grant: Grant) throws -> ID<Grant> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO grants (rule_id, order_id, from_at, until_at, claims_default, claimed_at, is_pinned, waits,
                  ended_at, reason, joined_at, customer_id, group_id, source, origin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(grant) + [grant.customer, grant.group, grant.source.rawValue, grant.origin]))
    }

    public func update(_ grant: Grant) throws {
        try run(
            """
            UPDATE grants SET rule_id = ?, order_id = ?, from_at = ?, until_at = ?, claims_default = ?, claimed_at = ?,
              is_pinned = ?, waits = ?, ended_at = ?, reason = ?, joined_at = ?
            WHERE id = ?
            """, columns(grant) + [grant.id])
    }

    /// The same for a grant that stood as `before`: of most only the end is noted, which leaves all but two indexes alone.
    public func update(_ grant: Grant, from before: Grant) throws {
        var ended = before
        ended.endedAt = grant.endedAt
        ended.waits = grant.waits
        guard ended == grant else { return try update(grant) }
        try run("UPDATE grants SET waits = ?, ended_at = ? WHERE id = ?", [grant.waits, grant.endedAt, grant.id])
    }

    private func columns(_ grant: Grant) -> [any Bindable] {
        [
            grant.rule, grant.order, grant.from, grant.until, grant.claimsDefault, grant.claimedAt, grant.isPinned,
            grant.waits, grant.endedAt, grant.reason.encoded, grant.joinedAt,
        ]
    }

    /// Marks every end that the master switch held back as waiting for confirmation; how many there are.
    public func holdEnds(store: ID<Store>, since: Timestamp, now: Timestamp) throws -> Int {
        try run(
            """
            UPDATE grants SET waits = 1
            WHERE ended_at IS NULL AND until_at > ? AND until_at <= ?
              AND customer_id IN (SELECT id FROM customers WHERE store_id = ?)
            """, [since, now, store])
        return changes
    }

    /// Keeps when a grant held that is given anew: it begins another time then.
    public func noteFormer(_ grant: Grant, endedAt: Timestamp) throws {
        guard grant.from < endedAt else { return }
        try run(
            """
            INSERT INTO former_grants (customer_id, group_id, from_at, ended_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (customer_id, group_id, from_at) DO UPDATE SET ended_at = max(ended_at, excluded.ended_at)
            """, [grant.customer, grant.group, grant.from, endedAt])
    }

    public func put(_ block: Block) throws {
        try run(
            """
            INSERT INTO blocks (customer_id, group_id, until_at, reason, created_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (customer_id, group_id) DO UPDATE
              SET until_at = excluded.until_at, reason = excluded.reason, created_at = excluded.created_at
            """, [block.customer, block.group, block.until, block.reason.encoded, block.createdAt])
    }

    public func removeBlock(_ customer: ID<Customer>, _ group: ID<Group>) throws {
        try run("DELETE FROM blocks WHERE customer_id = ? AND group_id = ?", [customer, group])
    }

    public func noteFormerDefault(_ customer: ID<Customer>, _ group: ID<Group>, leftAt: Timestamp) throws {
        try run(
            """
            INSERT INTO former_defaults (customer_id, group_id, left_at) VALUES (?, ?, ?)
            ON CONFLICT (customer_id, group_id) DO UPDATE SET left_at = excluded.left_at
            """, [customer, group, leftAt])
    }
}

extension Snapshot {
    /// Customers who hold an open grant of a group by a rule, ascending.
    public func holders(
        of group: ID<Group>, by rule: ID<Rule>, after: ID<Customer>, limit: Int
    ) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM grants
            WHERE rule_id = ? AND customer_id > ? AND group_id = ? AND ended_at IS NULL ORDER BY customer_id LIMIT ?
            """, [rule, after, group, limit]
        ) { $0.id(0) }
    }
}
