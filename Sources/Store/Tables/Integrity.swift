public import Domain
internal import GRDB

// What `echelon check` compares and mends: the spend tables against what follows from the orders.

/// What was spent on one day in one status, as booked or as it should be.
public struct BookedSpend: Sendable, Hashable {
    public var day: CalendarDay
    public var status: ID<OrderStatus>
    public var amount: Int64
    public var orders: Int

    public init(day: CalendarDay, status: ID<OrderStatus>, amount: Int64, orders: Int) {
        self.day = day
        self.status = status
        self.amount = amount
        self.orders = orders
    }
}

private func readBooked(_ row: Row) throws -> BookedSpend {
    guard let day = CalendarDay(rawValue: row[0]) else { throw DatabaseProblem.corrupt("spend.day") }
    return BookedSpend(day: day, status: row.id(1), amount: row[2], orders: row[3])
}

extension Snapshot {
    /// What SQLite itself finds wrong with the file, and rows that point to nothing; none where all is well.
    public func faults() throws -> [String] {
        let integrity = try rows("PRAGMA integrity_check") { $0[0] as String }.filter { $0 != "ok" }
        let orphans = try rows("PRAGMA foreign_key_check") { row in
            "row \(row[1] as Int64) of \(row[0] as String) points to nothing in \(row[2] as String)"
        }
        return integrity + orphans
    }

    /// Grants, defaults and notes of rules that contradict each other; none where all is well.
    public func grantFaults() throws -> [String] {
        let checks: [(String, String)] = [
            (
                "is open, though the customer is deleted",
                """
                SELECT g.id FROM grants g JOIN customers c ON c.id = g.customer_id
                WHERE g.ended_at IS NULL AND c.is_deleted = 1
                """
            ),
            (
                "is for a group of another store than the customer's",
                """
                SELECT g.id FROM grants g JOIN customers c ON c.id = g.customer_id JOIN groups p ON p.id = g.group_id
                WHERE p.store_id <> c.store_id
                """
            ),
            (
                "is a rule's, and names none",
                "SELECT id FROM grants WHERE source = 'rule' AND rule_id IS NULL AND origin <> 'store-default'"
            ),
            ("waits for its end, and has ended", "SELECT id FROM grants WHERE waits = 1 AND ended_at IS NOT NULL"),
            (
                "rests on an order of somebody else",
                """
                SELECT g.id FROM grants g JOIN orders o ON o.id = g.order_id
                WHERE g.ended_at IS NULL AND o.customer_id IS NOT g.customer_id
                """
            ),
        ]
        let grants = try checks.flatMap { fault, sql in try rows(sql) { "grant \($0[0] as Int64) \(fault)" } }
        let defaults = try rows(
            """
            SELECT id FROM customers c WHERE default_group_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grants g
              WHERE g.customer_id = c.id AND g.group_id = c.default_group_id AND g.ended_at IS NULL)
            """
        ) { "customer \($0[0] as Int64) has a default group and no grant of it" }
        let decisions = try rows(
            """
            SELECT customer_id, rule_id, change_id FROM decisions d WHERE change_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.id = d.change_id)
            """
        ) { "rule \($0[1] as Int64) remembers change \($0[2] as Int64) of customer \($0[0] as Int64), which is gone" }
        return grants + defaults + decisions
    }

    /// The last of each kind of row that is only ever added, by table: what a copy must not fall short of.
    public func lastRows() throws -> [String: Int] {
        var last: [String: Int] = [:]
        for table in ["changes", "customers", "inbox", "orders"] {
            last[table] = try count("SELECT coalesce(max(id), 0) FROM \(table)")
        }
        return last
    }

    /// Rows of the tables that a person knows by name.
    public func rowCounts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in ["changes", "customers", "grants", "orders", "rules"] {
            counts[table] = try count("SELECT count(*) FROM \(table)")
        }
        return counts
    }

    /// Every customer of every store, deleted ones too, ascending.
    public func allCustomers(after: ID<Customer>, limit: Int) throws -> [(id: ID<Customer>, store: ID<Domain.Store>)] {
        try rows("SELECT id, store_id FROM customers WHERE id > ? ORDER BY id LIMIT ?", [after, limit]) {
            ($0.id(0), $0.id(1))
        }
    }

    public func allOrganizations(
        after: ID<Organization>, limit: Int
    ) throws -> [(id: ID<Organization>, store: ID<Domain.Store>)] {
        try rows("SELECT id, store_id FROM organizations WHERE id > ? ORDER BY id LIMIT ?", [after, limit]) {
            ($0.id(0), $0.id(1))
        }
    }

    /// Everyone who ever belonged to an organization.
    public func everMembers(of organization: ID<Organization>) throws -> [ID<Customer>] {
        try rows(
            "SELECT DISTINCT customer_id FROM organization_members WHERE organization_id = ? ORDER BY customer_id",
            [organization]
        ) { $0.id(0) }
    }

    public func bookedSpend(of customer: ID<Customer>) throws -> [BookedSpend] {
        try rows(
            "SELECT day, status_id, amount, orders FROM spend WHERE customer_id = ? ORDER BY day, status_id",
            [customer],
            readBooked)
    }

    public func bookedSpend(of organization: ID<Organization>) throws -> [BookedSpend] {
        try rows(
            """
            SELECT day, status_id, amount, orders FROM organization_spend WHERE organization_id = ?
            ORDER BY day, status_id
            """, [organization], readBooked)
    }
}

extension Transaction {
    /// Writes what an order counts for, without moving anyone's spend.
    public func setSpend(of order: ID<Order>, _ spend: Spend?, organization: ID<Organization>?) throws {
        try run(
            """
            UPDATE orders SET spend_day = ?, spend_status_id = ?, spend_amount = ?, spend_organization_id = ?
            WHERE id = ?
            """, [spend?.day, spend?.status, spend?.amount, organization, order])
    }

    public func replaceSpend(of customer: ID<Customer>, _ spend: [BookedSpend]) throws {
        try run("DELETE FROM spend WHERE customer_id = ?", [customer])
        for entry in spend {
            try run(
                "INSERT INTO spend (customer_id, day, status_id, amount, orders) VALUES (?, ?, ?, ?, ?)",
                [customer, entry.day, entry.status, entry.amount, entry.orders])
        }
    }

    public func replaceSpend(of organization: ID<Organization>, _ spend: [BookedSpend]) throws {
        try run("DELETE FROM organization_spend WHERE organization_id = ?", [organization])
        for entry in spend {
            try run(
                """
                INSERT INTO organization_spend (organization_id, day, status_id, amount, orders)
                VALUES (?, ?, ?, ?, ?)
                """, [organization, entry.day, entry.status, entry.amount, entry.orders])
        }
    }
}
