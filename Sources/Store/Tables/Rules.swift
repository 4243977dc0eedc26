public import Domain

// rules with their revisions, what purchase rules made of orders, and the due index.

extension Snapshot {
    /// All rules that are not deleted, by store, priority and id.
    public func rules() throws -> [Rule] {
        try rows(
            """
            SELECT id, store_id, kind, name, is_enabled, enabled_since, priority, season_from, season_until,
              active_from, definition, revision, terms_floor, created_at, updated_at
            FROM rules WHERE deleted_at IS NULL ORDER BY store_id, priority, id
            """
        ) { row in
            Rule(
                id: row.id(0), store: row.id(1), kind: row[2], name: row[3], isEnabled: row[4],
                enabledSince: row.optionalInstant(5), priority: row[6], seasonFrom: row.optionalInstant(7),
                seasonUntil: row.optionalInstant(8), activeFrom: row.optionalInstant(9), definition: row[10],
                revision: row[11], termsFloor: row[12], createdAt: row.instant(13), updatedAt: row.instant(14))
        }
    }

    /// The names of all rules, deleted ones too: the past speaks of them.
    public func ruleNames() throws -> [ID<Rule>: String] {
        Dictionary(uniqueKeysWithValues: try rows("SELECT id, name FROM rules") { ($0.id(0), $0[1] as String) })
    }

    public func ruleName(_ id: ID<Rule>) throws -> String? {
        try first("SELECT name FROM rules WHERE id = ?", [id]) { $0[0] as String }
    }

    /// Oldest first.
    public func revisions(of rule: ID<Rule>) throws -> [RuleRevision] {
        try rows(
            "SELECT revision, at, by, document FROM rule_revisions WHERE rule_id = ? ORDER BY revision", [rule]
        ) { RuleRevision(revision: $0[0], at: $0.instant(1), by: $0[2], document: $0[3]) }
    }

    public func entitlement(rule: ID<Rule>, order: ID<Order>) throws -> EntitlementState? {
        try first("SELECT state FROM entitlements WHERE rule_id = ? AND order_id = ?", [rule, order]) {
            try $0.word(0, "entitlements.state")
        }
    }

    /// The rules that have judged an order.
    public func entitlements(order: ID<Order>) throws -> [(rule: ID<Rule>, state: EntitlementState)] {
        try rows("SELECT rule_id, state FROM entitlements WHERE order_id = ? ORDER BY rule_id", [order]) {
            ($0.id(0), try $0.word(1, "entitlements.state"))
        }
    }

    /// The rules that have judged any order of a customer.
    public func rulesWithEntitlements(customer: ID<Customer>) throws -> [ID<Rule>] {
        try rows("SELECT DISTINCT rule_id FROM entitlements WHERE customer_id = ?", [customer]) { $0.id(0) }
    }

    /// Customers of whom a rule has judged an order, ascending.
    public func judgedCustomers(rule: ID<Rule>, after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        try rows(
            """
            SELECT DISTINCT customer_id FROM entitlements
            WHERE rule_id = ? AND customer_id > ? ORDER BY customer_id LIMIT ?
            """, [rule, after, limit]
        ) { $0.id(0) }
    }

    public func dueCount(store: ID<Store>, until instant: Timestamp) throws -> Int {
        try count(
            "SELECT count(DISTINCT customer_id) FROM due WHERE store_id = ? AND due_at <= ?", [store, instant])
    }

    /// What comes next in a store, soonest first.
    public func upcoming(store: ID<Store>, after instant: Timestamp, limit: Int) throws -> [DueEntry] {
        try rows(
            """
            SELECT customer_id, rule_id, store_id, due_at FROM due WHERE store_id = ? AND due_at > ?
            ORDER BY due_at, customer_id LIMIT ?
            """, [store, instant, limit], readDue)
    }

    public func due(of customer: ID<Customer>) throws -> [DueEntry] {
        try rows(
            "SELECT customer_id, rule_id, store_id, due_at FROM due WHERE customer_id = ? ORDER BY due_at",
            [customer], readDue)
    }
}

private func readDue(_ row: Row) throws -> DueEntry {
    let rule = row[1] as Int64
    return DueEntry(
        customer: row.id(0), rule: rule == 0 ? nil : ID(rawValue: rule), store: row.id(2), at: row.instant(3))
}

/// When a customer is to be looked at again, and for what.
public struct DueEntry: Sendable, Equatable {
    public var customer: ID<Customer>
    /// Nil for the end of a grant's term.
    public var rule: ID<Rule>?
    public var store: ID<Store>
    public var at: Timestamp

    public init(customer: ID<Customer>, rule: ID<Rule>?, store: ID<Store>, at: Timestamp) {
        self.customer = customer
        self.rule = rule
        self.store = store
        self.at = at
    }
}

extension Transaction {
    public func insert(_ rule: Rule) throws -> ID<Rule> {
        ID(
            rawValue: try insert(
                """
                INSERT INTO rules (name, is_enabled, enabled_since, priority, season_from, season_until, active_from,
                  definition, revision, terms_floor, updated_at, store_id, kind, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, columns(rule) + [rule.store, rule.kind, rule.createdAt]))
    }

    public func update(_ rule: Rule) throws {
        try run(
            """
            UPDATE rules SET name = ?, is_enabled = ?, enabled_since = ?, priority = ?, season_from = ?,
              season_until = ?, active_from = ?, definition = ?, revision = ?, terms_floor = ?, updated_at = ?
            WHERE id = ?
            """, columns(rule) + [rule.id])
    }

    private func columns(_ rule: Rule) -> [any Bindable] {
        [
            rule.name, rule.isEnabled, rule.enabledSince, rule.priority, rule.seasonFrom, rule.seasonUntil,
            rule.activeFrom, rule.definition, rule.revision, rule.termsFloor, rule.updatedAt,
        ]
    }

    public func markDeleted(_ rule: ID<Rule>, at instant: Timestamp) throws {
        try run("UPDATE rules SET deleted_at = ?, is_enabled = 0 WHERE id = ?", [instant, rule])
        try run("DELETE FROM due WHERE rule_id = ?", [rule])
        try run("DELETE FROM sweeps WHERE rule_id = ?", [rule])
        try run("DELETE FROM parks WHERE rule_id = ?", [rule])
    }

    public func insert(_ revision: RuleRevision, of rule: ID<Rule>) throws {
        try run(
            "INSERT INTO rule_revisions (rule_id, revision, at, by, document) VALUES (?, ?, ?, ?, ?)",
            [rule, revision.revision, revision.at, revision.by, revision.document])
    }

    /// Puts another document in the place of an earlier revision's: where a group it names was replaced.
    public func rewrite(_ revision: Int, of rule: ID<Rule>, document: String) throws {
        try run(
            "UPDATE rule_revisions SET document = ? WHERE rule_id = ? AND revision = ?", [document, rule, revision])
    }

    public func setEntitlement(
        rule: ID<Rule>, order: ID<Order>, customer: ID<Customer>, _ state: EntitlementState
    ) throws {
        try run(
            """
            INSERT INTO entitlements (rule_id, order_id, customer_id, state) VALUES (?, ?, ?, ?)
            ON CONFLICT (rule_id, order_id) DO UPDATE
              SET customer_id = excluded.customer_id, state = excluded.state
            """, [rule, order, customer, state.rawValue])
    }

    /// What rules made of an order follows the order to its new customer.
    public func moveEntitlements(order: ID<Order>, to customer: ID<Customer>) throws {
        try run("UPDATE entitlements SET customer_id = ? WHERE order_id = ?", [customer, order])
    }

    /// Sets when a customer is to be looked at for a rule (nil: for ends of terms), or never.
    public func setDue(customer: ID<Customer>, rule: ID<Rule>?, store: ID<Store>, at instant: Timestamp?) throws {
        guard let instant else {
            return try run(
                "DELETE FROM due WHERE customer_id = ? AND rule_id = ?", [customer, rule?.rawValue ?? 0])
        }
        try run(
            """
            INSERT INTO due (customer_id, rule_id, store_id, due_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (customer_id, rule_id) DO UPDATE SET due_at = excluded.due_at
              WHERE due_at <> excluded.due_at
            """, [customer, rule?.rawValue ?? 0, store, instant])
    }

    /// Everyone without a default group is looked at on the next run: the store has one for them now.
    public func makeDueWithoutDefault(store: ID<Store>, at instant: Timestamp) throws {
        try run(
            """
            INSERT INTO due (customer_id, rule_id, store_id, due_at)
            SELECT id, 0, store_id, ? FROM customers
            WHERE store_id = ? AND default_group_id IS NULL AND is_automated = 1 AND is_deleted = 0
            ON CONFLICT (customer_id, rule_id) DO UPDATE SET due_at = min(due_at, excluded.due_at)
            """, [instant, store])
    }

    /// Everyone the rule ever judged is looked at again on the next run.
    public func makeDue(rule: ID<Rule>, store: ID<Store>, at instant: Timestamp) throws {
        try run(
            """
            INSERT INTO due (customer_id, rule_id, store_id, due_at)
            SELECT DISTINCT customer_id, rule_id, ?, ? FROM entitlements WHERE rule_id = ?
            ON CONFLICT (customer_id, rule_id) DO UPDATE SET due_at = excluded.due_at
            """, [store, instant, rule])
    }
}
