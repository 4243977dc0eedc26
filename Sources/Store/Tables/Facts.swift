public import Domain

// What rules need to know of many customers at once: one statement per fact and span of ids, merged in the order of the
// ids. Read far more often than anything else, so each row holds only what deciding reads.

/// A customer as deciding sees them.
public struct CustomerFactRow: Sendable {
    public let id: ID<Customer>
    public let store: ID<Store>
    public let externalID: String
    public let email: String?
    public let locale: String?
    public let country: String?
    public let registeredAt: Timestamp?
    public let firstSeenAt: Timestamp
    public let organization: ID<Organization>?
    public let defaultGroup: ID<Group>?
    public let isAutomated: Bool
    public let isDeleted: Bool
    public let lastFactAt: Timestamp?

    public init(_ customer: Customer) {
        id = customer.id
        store = customer.store
        externalID = customer.externalID
        email = customer.email
        locale = customer.locale
        country = customer.country
        registeredAt = customer.registeredAt
        firstSeenAt = customer.firstSeenAt
        organization = customer.organization
        defaultGroup = customer.defaultGroup
        isAutomated = customer.isAutomated
        isDeleted = customer.isDeleted
        lastFactAt = customer.lastFactAt
    }

    fileprivate init(_ row: Row) {
        id = row.id(0)
        store = row.id(1)
        externalID = row[2]
        email = row[3]
        locale = row[4]
        country = row[5]
        registeredAt = row.optionalInstant(6)
        firstSeenAt = row.instant(7)
        organization = row.optionalID(8)
        defaultGroup = row.optionalID(9)
        isAutomated = row[10]
        isDeleted = row[11]
        lastFactAt = row.optionalInstant(12)
    }
}

/// A grant as deciding sees it.
public struct GrantFactRow: Sendable {
    public let id: ID<Grant>
    public let customer: ID<Customer>
    public let group: ID<Group>
    public let source: Grant.Source
    public let rule: ID<Rule>?
    public let order: ID<Order>?
    public let from: Timestamp
    public let joinedAt: Timestamp?
    public let claimedAt: Timestamp
    public let until: Timestamp?
    public let isPinned: Bool
    public let waits: Bool
    public let endedAt: Timestamp?

    public init(_ grant: Grant) {
        id = grant.id
        customer = grant.customer
        group = grant.group
        source = grant.source
        rule = grant.rule
        order = grant.order
        from = grant.from
        joinedAt = grant.joinedAt
        claimedAt = grant.claimedAt
        until = grant.until
        isPinned = grant.isPinned
        waits = grant.waits
        endedAt = grant.endedAt
    }

    fileprivate init(_ row: Row) throws {
        customer = row.id(0)
        group = row.id(1)
        source = try row.word(2, "grants.source")
        rule = row.optionalID(3)
        order = row.optionalID(4)
        from = row.instant(5)
        joinedAt = row.optionalInstant(6)
        until = row.optionalInstant(7)
        isPinned = row[8]
        waits = row[9]
        endedAt = row.optionalInstant(10)
        id = row.id(11)
        claimedAt = row.instant(12)
    }

    /// The same as of `Grant`.
    public func isInForce(at instant: Timestamp, automation: Domain.Store.Automation) -> Bool {
        guard endedAt == nil, from <= instant else { return false }
        guard let until, until <= instant else { return true }
        if waits { return true }
        if case .off(let since) = automation { return until > since }
        return false
    }
}

/// What was spent on one day in one status.
public struct SpendFactRow: Sendable {
    public let day: CalendarDay
    public let status: ID<OrderStatus>
    public let amount: Int64
    public let orders: Int

    fileprivate init(_ row: Row, from column: Int) throws {
        guard let day = CalendarDay(rawValue: row[column]) else { throw DatabaseProblem.corrupt("spend.day") }
        self.day = day
        status = row.id(column + 1)
        amount = row[column + 2]
        orders = row[column + 3]
    }
}

/// Ascending ids, cut into spans that are read with one statement each.
struct Spans {
    let ids: [Int64]
    private(set) var spans: [ClosedRange<Int64>] = []

    /// A gap of so many ids is cheaper to read over than to begin a new statement.
    private static let smallGap: Int64 = 8

    init(_ ids: [ID<Customer>]) {
        self.ids = ids.map(\.rawValue)
        for id in self.ids {
            if let last = spans.last, id - last.upperBound <= Self.smallGap {
                spans[spans.count - 1] = last.lowerBound...id
            } else {
                spans.append(id...id)
            }
        }
    }
}

extension Snapshot {
    /// Those that exist among `ids`, which must ascend.
    public func customerFacts(_ ids: [ID<Customer>]) throws -> [CustomerFactRow] {
        let wanted = Spans(ids)
        var found: [CustomerFactRow] = []
        found.reserveCapacity(ids.count)
        try merge(
            wanted,
            """
            SELECT id, store_id, external_id, email, locale, country, registered_at, first_seen_at, organization_id,
              default_group_id, is_automated, is_deleted, last_fact_at
            FROM customers WHERE id BETWEEN ? AND ? ORDER BY id
            """, []
        ) { _, row in found.append(CustomerFactRow(row)) }
        return found
    }

    /// Grants of each of `ids`, which must ascend; ended ones too where `history` is wanted. Handed out by position.
    public func grantFacts(
        _ ids: [ID<Customer>], history: Bool, _ each: (Int, GrantFactRow) -> Void
    ) throws {
        let condition = history ? "" : " AND ended_at IS NULL"
        try merge(
            Spans(ids),
            """
            SELECT customer_id, group_id, source, rule_id, order_id, from_at, joined_at, until_at, is_pinned, waits,
              ended_at, id, claimed_at
            FROM grants WHERE customer_id BETWEEN ? AND ?\(condition) ORDER BY customer_id
            """, []
        ) { index, row in each(index, try GrantFactRow(row)) }
    }

    /// When grants held that were given anew since.
    public func formerGrantFacts(
        _ ids: [ID<Customer>], _ each: (Int, ID<Group>, Timestamp, Timestamp) -> Void
    ) throws {
        try merge(
            Spans(ids),
            """
            SELECT customer_id, group_id, from_at, ended_at FROM former_grants
            WHERE customer_id BETWEEN ? AND ? ORDER BY customer_id
            """, []
        ) { index, row in each(index, row.id(1), row.instant(2), row.instant(3)) }
    }

    public func blockFacts(
        _ ids: [ID<Customer>], at instant: Timestamp, _ each: (Int, ID<Group>) -> Void
    ) throws {
        try merge(
            Spans(ids),
            """
            SELECT customer_id, group_id FROM blocks
            WHERE customer_id BETWEEN ? AND ? AND (until_at IS NULL OR until_at > ?) ORDER BY customer_id
            """, [instant]
        ) { index, row in each(index, row.id(1)) }
    }

    public func decisionFacts(
        _ ids: [ID<Customer>], _ each: (Int, ID<Rule>, Decision) -> Void
    ) throws {
        try merge(
            Spans(ids),
            """
            SELECT customer_id, rule_id, kind, key, at, change_id FROM decisions
            WHERE customer_id BETWEEN ? AND ? ORDER BY customer_id
            """, []
        ) { index, row in each(index, row.id(1), try readDecision(row, from: 2)) }
    }

    /// Spend of each of `ids`, which must ascend, from a day on, ascending by day.
    public func spendFacts(
        _ ids: [ID<Customer>], from day: CalendarDay, _ each: (Int, SpendFactRow) -> Void
    ) throws {
        try merge(
            Spans(ids),
            """
            SELECT customer_id, day, status_id, amount, orders FROM spend
            WHERE customer_id BETWEEN ? AND ? AND day >= ? ORDER BY customer_id, day
            """, [day]
        ) { index, row in each(index, try SpendFactRow(row, from: 1)) }
    }

    /// What of the spend of each of `ids`, which must ascend, was paid for an organization.
    public func lentSpendFacts(
        _ ids: [ID<Customer>], from day: CalendarDay, _ each: (Int, SpendFactRow) -> Void
    ) throws {
        try merge(
            Spans(ids),
            """
            SELECT customer_id, spend_day, spend_status_id, sum(spend_amount), count(*) FROM orders
            WHERE customer_id BETWEEN ? AND ? AND spend_organization_id IS NOT NULL AND spend_amount IS NOT NULL
              AND spend_day >= ?
            GROUP BY customer_id, spend_day, spend_status_id ORDER BY customer_id, spend_day
            """, [day]
        ) { index, row in each(index, try SpendFactRow(row, from: 1)) }
    }

    public func organizationSpend(_ id: ID<Organization>, from day: CalendarDay) throws -> [SpendFactRow] {
        try rows(
            """
            SELECT day, status_id, amount, orders FROM organization_spend
            WHERE organization_id = ? AND day >= ? ORDER BY day
            """, [id, day]
        ) { try SpendFactRow($0, from: 0) }
    }

    /// When a customer's earliest known order was placed or paid; for customers without a registration date.
    public func firstOrderAt(_ id: ID<Customer>) throws -> Timestamp? {
        try first(
            "SELECT min(coalesce(placed_at, paid_at, version)) FROM orders WHERE customer_id = ?", [id]
        ) { $0.optionalInstant(0) } ?? nil
    }

    /// Runs one statement per span and hands out the rows of those wanted, by their position among the ids.
    private func merge(
        _ wanted: Spans, _ sql: String, _ arguments: [any Bindable], _ each: (Int, Row) throws -> Void
    ) throws {
        var position = 0
        for span in wanted.spans {
            try step(sql, [span.lowerBound, span.upperBound] + arguments) { row in
                let id: Int64 = row[0]
                while position < wanted.ids.count, wanted.ids[position] < id { position += 1 }
                guard position < wanted.ids.count else { return false }
                if wanted.ids[position] == id { try each(position, row) }
                return true
            }
        }
    }
}

/// Columns kind, key, at, change_id.
func readDecision(_ row: Row, from column: Int) throws -> Decision {
    Decision(
        try row.word(column, "decisions.kind"), row[column + 1], at: row.instant(column + 2),
        change: row.optionalID(column + 3))
}
