public import Domain

// counted_days, reminder_days, rung_days and joining_days: what is counted once on each day, from the rows of single
// days.

/// What became of one rule's reminders of one day.
public struct ReminderTotal: Sendable, Equatable {
    public let day: CalendarDay
    public let rule: ID<Rule>
    public let reminded: Int
    /// Of them, those who bought in the 30 days after.
    public let bought: Int
}

/// One rung as it stood on one day.
public struct RungTotal: Sendable, Equatable {
    public var day: CalendarDay
    public var rule: ID<Rule>
    /// From the lowest, 0.
    public var rank: Int
    public var name: String
    public var group: String
    public var members: Int
    public var nearNext: Int
    public var atRisk: Int
    /// Minor units of the store's currency.
    public var spent: Int64

    public init(
        day: CalendarDay, rule: ID<Rule>, rank: Int, name: String, group: String, members: Int, nearNext: Int,
        atRisk: Int, spent: Int64
    ) {
        self.day = day
        self.rule = rule
        self.rank = rank
        self.name = name
        self.group = group
        self.members = members
        self.nearNext = nearNext
        self.atRisk = atRisk
        self.spent = spent
    }
}

/// What those who joined a group by a rule on one day bought in the 90 days before and after.
public struct JoiningTotal: Sendable, Equatable {
    public var day: CalendarDay
    public var rule: ID<Rule>
    public var group: ID<Group>
    public var members = 0
    public var ordersBefore = 0
    /// Minor units of the store's currency.
    public var spentBefore: Int64 = 0
    public var ordersAfter = 0
    public var spentAfter: Int64 = 0

    public init(day: CalendarDay, rule: ID<Rule>, group: ID<Group>) {
        self.day = day
        self.rule = rule
        self.group = group
    }
}

extension Snapshot {
    /// The last day that was counted; nil before the first.
    public func countedDay(store: ID<Store>) throws -> CalendarDay? {
        try first("SELECT day FROM counted_days WHERE store_id = ?", [store]) {
            try $0.calendarDay(0, "counted_days.day")
        }
    }

    /// When the store's first change was made.
    public func firstChange(store: ID<Store>) throws -> Timestamp? {
        try first("SELECT at FROM changes WHERE store_id = ? AND at > 0 ORDER BY at LIMIT 1", [store]) { $0.instant(0) }
    }

    /// Reminders of one day and who of their readers bought before `until`, by rule.
    ///
    /// - Parameters:
    ///   - start: the first instant of the day.
    ///   - end: the first after it.
    public func remindersAnswered(
        store: ID<Store>, day: CalendarDay, start: Timestamp, end: Timestamp, until: Timestamp
    ) throws -> [ReminderTotal] {
        try rows(
            """
            SELECT rule_id, count(*), sum(EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = n.customer_id
              AND o.paid_at > n.created_at AND o.paid_at < ? AND o.spend_day IS NOT NULL))
            FROM notifications n WHERE store_id = ? AND created_at >= ? AND created_at < ? AND \(Self.isReminder)
            GROUP BY rule_id
            """, [until, store, start, end]
        ) { ReminderTotal(day: day, rule: $0.id(0), reminded: $0[1], bought: $0[2]) }
    }

    /// A mail that warns of something to come.
    static let isReminder = "(template LIKE '%expiring' OR template LIKE '%reminder')"

    /// Who joined which groups by which rules in a stretch of time, without what was undone.
    public func joinings(
        store: ID<Store>, from: Timestamp, until: Timestamp
    ) throws -> [(customer: ID<Customer>, rule: ID<Rule>, groups: [ID<Group>])] {
        try rows(
            """
            SELECT customer_id, rule_id, groups_added FROM changes c
            WHERE store_id = ? AND at >= ? AND at < ? AND rule_id IS NOT NULL AND groups_added <> '[]'
              AND NOT EXISTS (SELECT 1 FROM changes r WHERE r.reverts = c.id)
            """, [store, from, until]
        ) { ($0.id(0), $0.id(1), try Codec.groups($0[2], "changes.groups_added")) }
    }

    /// What a customer's orders came to, both days counted: those in statuses flagged paid.
    public func paidSpend(
        _ customer: ID<Customer>, from: CalendarDay, to: CalendarDay
    ) throws -> (orders: Int, amount: Int64) {
        try first(
            """
            SELECT coalesce(sum(orders), 0), coalesce(sum(amount), 0) FROM spend
            WHERE customer_id = ? AND day BETWEEN ? AND ? AND status_id IN (SELECT id FROM statuses WHERE is_paid = 1)
            """, [customer, from, to]
        ) { ($0[0], $0[1]) } ?? (0, 0)
    }

    public func reminderTotals(store: ID<Store>, from: CalendarDay, to: CalendarDay) throws -> [ReminderTotal] {
        try rows(
            "SELECT day, rule_id, reminded, bought FROM reminder_days WHERE store_id = ? AND day BETWEEN ? AND ?",
            [store, from, to]
        ) {
            ReminderTotal(
                day: try $0.calendarDay(0, "reminder_days.day"), rule: $0.id(1), reminded: $0[2], bought: $0[3])
        }
    }

    public func rungTotals(store: ID<Store>, from: CalendarDay, to: CalendarDay) throws -> [RungTotal] {
        try rows(
            """
            SELECT day, rule_id, rank, name, group_code, members, near_next, at_risk, spent FROM rung_days
            WHERE store_id = ? AND day BETWEEN ? AND ? ORDER BY day, rule_id, rank
            """, [store, from, to]
        ) {
            RungTotal(
                day: try $0.calendarDay(0, "rung_days.day"), rule: $0.id(1), rank: $0[2], name: $0[3], group: $0[4],
                members: $0[5], nearNext: $0[6], atRisk: $0[7], spent: $0[8])
        }
    }

    public func joiningTotals(store: ID<Store>, from: CalendarDay, to: CalendarDay) throws -> [JoiningTotal] {
        try rows(
            """
            SELECT day, rule_id, group_id, members, orders_before, spent_before, orders_after, spent_after
            FROM joining_days WHERE store_id = ? AND day BETWEEN ? AND ?
            """, [store, from, to]
        ) { row in
            var total = JoiningTotal(
                day: try row.calendarDay(0, "joining_days.day"), rule: row.id(1), group: row.id(2))
            (total.members, total.ordersBefore, total.spentBefore) = (row[3], row[4], row[5])
            (total.ordersAfter, total.spentAfter) = (row[6], row[7])
            return total
        }
    }
}

extension Transaction {
    public func setCountedDay(_ day: CalendarDay, store: ID<Store>) throws {
        try run(
            """
            INSERT INTO counted_days (store_id, day) VALUES (?, ?)
            ON CONFLICT (store_id) DO UPDATE SET day = excluded.day
            """, [store, day])
    }

    /// In the place of what was counted of that rule and day before.
    public func put(_ total: ReminderTotal, store: ID<Store>) throws {
        try run(
            """
            INSERT INTO reminder_days (store_id, day, rule_id, reminded, bought) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (store_id, day, rule_id) DO UPDATE SET reminded = excluded.reminded, bought = excluded.bought
            """, [store, total.day, total.rule, total.reminded, total.bought])
    }

    public func put(_ total: RungTotal, store: ID<Store>) throws {
        try run(
            """
            INSERT INTO rung_days (store_id, day, rule_id, rank, name, group_code, members, near_next, at_risk, spent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (store_id, day, rule_id, group_code) DO UPDATE SET rank = excluded.rank, name = excluded.name,
              members = excluded.members, near_next = excluded.near_next, at_risk = excluded.at_risk,
              spent = excluded.spent
            """,
            [
                store, total.day, total.rule, total.rank, total.name, total.group, total.members, total.nearNext,
                total.atRisk, total.spent,
            ])
    }

    public func put(_ total: JoiningTotal, store: ID<Store>) throws {
        try run(
            """
            INSERT INTO joining_days (store_id, day, rule_id, group_id, members, orders_before, spent_before,
              orders_after, spent_after)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (store_id, day, rule_id, group_id) DO UPDATE SET members = excluded.members,
              orders_before = excluded.orders_before, spent_before = excluded.spent_before,
              orders_after = excluded.orders_after, spent_after = excluded.spent_after
            """,
            [
                store, total.day, total.rule, total.group, total.members, total.ordersBefore, total.spentBefore,
                total.ordersAfter, total.spentAfter,
            ])
    }
}
