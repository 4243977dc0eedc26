public import Domain

// decisions, sweeps and parks: what rules remember, and how far they have come.

/// How far a rule has come that asks everyone at common instants.
public struct Sweep: Sendable, Equatable {
    public var rule: ID<Rule>
    public var store: ID<Store>
    /// When everyone is to be asked; nil where each customer has an instant of their own.
    public var dueAt: Timestamp?
    /// The last customer asked in a sweep that is going on.
    public var cursor: ID<Customer>
    /// True until everyone was asked once.
    public var isFirst: Bool
    public var progress: Progress

    public init(rule: ID<Rule>, store: ID<Store>, dueAt: Timestamp?) {
        self.rule = rule
        self.store = store
        self.dueAt = dueAt
        cursor = ID(0)
        isFirst = true
        progress = Progress()
    }
}

/// A rule that stopped because it would have moved too many.
public struct Park: Sendable, Equatable {
    public var rule: ID<Rule>
    public var run: ID<Run>
    public var count: Int
    /// Customers in the store then.
    public var customers: Int
    public var at: Timestamp

    public init(rule: ID<Rule>, run: ID<Run>, count: Int, customers: Int, at: Timestamp) {
        self.rule = rule
        self.run = run
        self.count = count
        self.customers = customers
        self.at = at
    }
}

private func readSweep(_ row: Row) -> Sweep {
    var sweep = Sweep(rule: row.id(0), store: row.id(1), dueAt: row.optionalInstant(2))
    sweep.cursor = row.id(3)
    sweep.isFirst = row[4]
    sweep.progress = Progress(reminded: row[5], decided: row[6])
    return sweep
}

private func readPark(_ row: Row) -> Park {
    Park(rule: row.id(0), run: row.id(1), count: row[2], customers: row[3], at: row.instant(4))
}

extension Snapshot {
    private static let sweepColumns = "rule_id, store_id, due_at, cursor, is_first, reminded, decided"

    public func sweep(_ rule: ID<Rule>) throws -> Sweep? {
        try first("SELECT \(Self.sweepColumns) FROM sweeps WHERE rule_id = ?", [rule], readSweep)
    }

    /// Those due at or before an instant.
    public func sweeps(store: ID<Store>, until instant: Timestamp) throws -> [Sweep] {
        try rows(
            "SELECT \(Self.sweepColumns) FROM sweeps WHERE store_id = ? AND due_at <= ? ORDER BY rule_id",
            [store, instant], readSweep)
    }

    /// Customers with an open grant in any of the groups, ascending.
    public func holders(ofAny groups: [ID<Group>], after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        let found = try groups.flatMap { group in
            try rows(
                """
                SELECT DISTINCT customer_id FROM grants
                WHERE group_id = ? AND ended_at IS NULL AND customer_id > ? ORDER BY customer_id LIMIT ?
                """, [group, after, limit]
            ) { $0.id(0) as ID<Customer> }
        }
        guard groups.count > 1 else { return found }
        return Array(Set(found).sorted().prefix(limit))
    }

    /// Customers of a store that are not deleted, ascending.
    public func customerIDs(store: ID<Store>, after: ID<Customer>, limit: Int) throws -> [ID<Customer>] {
        try rows(
            "SELECT id FROM customers WHERE store_id = ? AND id > ? AND is_deleted = 0 ORDER BY id LIMIT ?",
            [store, after, limit]
        ) { $0.id(0) }
    }

    public func decisions(_ customer: ID<Customer>, rule: ID<Rule>) throws -> [Decision] {
        try rows(
            "SELECT kind, key, at, change_id FROM decisions WHERE customer_id = ? AND rule_id = ?", [customer, rule]
        ) { try readDecision($0, from: 0) }
    }

    public func park(_ rule: ID<Rule>) throws -> Park? {
        try first("SELECT rule_id, run_id, count, customers, at FROM parks WHERE rule_id = ?", [rule], readPark)
    }

    public func parks(run: ID<Run>) throws -> [Park] {
        try rows(
            "SELECT rule_id, run_id, count, customers, at FROM parks WHERE run_id = ? ORDER BY rule_id", [run], readPark
        )
    }

    /// Everything due in a store at or before an instant, by customer; a rule of 0 stands for ends of terms.
    public func allDue(
        store: ID<Store>, until instant: Timestamp, _ each: (ID<Customer>, ID<Rule>) -> Void
    ) throws {
        try step(
            "SELECT customer_id, rule_id FROM due INDEXED BY due_by_instant WHERE store_id = ? AND due_at <= ?",
            [store, instant]
        ) { row in
            each(row.id(0), row.id(1))
            return true
        }
    }
}

extension Snapshot {
    /// When a run last moved the customer.
    public func lastMove(of customer: ID<Customer>) throws -> Timestamp? {
        try first(
            "SELECT max(at) FROM decisions WHERE customer_id = ? AND kind = 'moved'", [customer]
        ) { $0.optionalInstant(0) } ?? nil
    }

    /// When each rule is to be asked about a customer.
    public func dueRules(of customer: ID<Customer>) throws -> [ID<Rule>: Timestamp] {
        let pairs = try rows("SELECT rule_id, due_at FROM due WHERE customer_id = ? AND rule_id <> 0", [customer]) {
            ($0.id(0) as ID<Rule>, $0.instant(1))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    public func vouchers(of customer: ID<Customer>) throws -> [Voucher] {
        try rows(
            "SELECT \(Self.voucherColumns) FROM vouchers WHERE customer_id = ? ORDER BY id", [customer], readVoucher)
    }

    public func voucher(_ id: ID<Voucher>) throws -> Voucher? {
        try first("SELECT \(Self.voucherColumns) FROM vouchers WHERE id = ?", [id], readVoucher)
    }

    private static let voucherColumns =
        "store_id, customer_id, rule_id, rung, code, percent, amount, last_day, created_at"

    private func readVoucher(_ row: Row) throws -> Voucher {
        guard let lastDay = CalendarDay(rawValue: row[7]) else { throw DatabaseProblem.corrupt("vouchers.last_day") }
        var voucher = Voucher(
            store: row.id(0), customer: row.id(1), rule: row.id(2), rung: row[3], code: row[4], lastDay: lastDay,
            createdAt: row.instant(8))
        voucher.percent = row[5]
        voucher.amount = row[6]
        return voucher
    }
}

extension Transaction {
    public func put(_ sweep: Sweep) throws {
        try run(
            """
            INSERT INTO sweeps (rule_id, store_id, due_at, cursor, is_first, reminded, decided)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (rule_id) DO UPDATE SET due_at = excluded.due_at, cursor = excluded.cursor,
              is_first = excluded.is_first, reminded = excluded.reminded, decided = excluded.decided
            """,
            [
                sweep.rule, sweep.store, sweep.dueAt, sweep.cursor, sweep.isFirst, sweep.progress.reminded,
                sweep.progress.decided,
            ])
    }

    public func put(_ decision: Decision, rule: ID<Rule>, customer: ID<Customer>) throws {
        try run(
            """
            INSERT INTO decisions (customer_id, rule_id, kind, key, at, change_id) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer_id, rule_id, kind, key) DO UPDATE
              SET at = excluded.at, change_id = excluded.change_id
            """, [customer, rule, decision.kind.rawValue, decision.key, decision.at, decision.change])
    }

    public func removeDecision(_ kind: Decision.Kind, _ key: String, rule: ID<Rule>, customer: ID<Customer>) throws {
        try run(
            "DELETE FROM decisions WHERE customer_id = ? AND rule_id = ? AND kind = ? AND key = ?",
            [customer, rule, kind.rawValue, key])
    }

    public func put(_ park: Park) throws {
        try run(
            """
            INSERT INTO parks (rule_id, run_id, count, customers, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (rule_id) DO UPDATE SET run_id = excluded.run_id, count = excluded.count,
              customers = excluded.customers, at = excluded.at
            """, [park.rule, park.run, park.count, park.customers, park.at])
    }

    public func removePark(_ rule: ID<Rule>) throws { try run("DELETE FROM parks WHERE rule_id = ?", [rule]) }

    /// Moves what was due at or before `until` to another instant, or takes it out; what has been set anew meanwhile
    /// stays.
    public func postpone(customer: ID<Customer>, rule: ID<Rule>, until: Timestamp, to instant: Timestamp?) throws {
        guard let instant else {
            return try run(
                "DELETE FROM due WHERE customer_id = ? AND rule_id = ? AND due_at <= ?", [customer, rule, until])
        }
        try run(
            "UPDATE due SET due_at = ? WHERE customer_id = ? AND rule_id = ? AND due_at <= ?",
            [instant, customer, rule, until])
    }

    /// Nil where the customer was given the rung's voucher before.
    public func insert(_ voucher: Voucher) throws -> ID<Voucher>? {
        let id = try insert(
            """
            INSERT INTO vouchers (store_id, customer_id, rule_id, rung, code, percent, amount, last_day, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer_id, rule_id, rung) DO NOTHING
            """,
            [
                voucher.store, voucher.customer, voucher.rule, voucher.rung, voucher.code, voucher.percent,
                voucher.amount, voucher.lastDay, voucher.createdAt,
            ])
        return changes > 0 ? ID(rawValue: id) : nil
    }
}
