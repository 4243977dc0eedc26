internal import Domain
internal import GRDB

/// Writes the rows of a made-up shop: what intake would have written, without the record of how it came about.
final class SeedWriter {
    private let store: Int64
    private let groups: (retail: Int64, wholesale: Int64)
    private let statuses: (processing: Int64, completed: Int64, cancelled: Int64)
    private let zone: Zone
    private let now: Timestamp

    private let customers: Series
    private let grants: Series
    private let orders: Series
    private let lines: Series
    private let spends: Series

    private var customer: Int64 = 0
    private var country = ""
    private var order: Int64 = 0
    /// Members by day of joining and group, for whom there will be no changes.
    private var joined: [Joined: Int64] = [:]
    /// The customer's spend of one day and status, as far as it is known.
    private var sum: (day: Int64, status: Int64, amount: Int64, orders: Int64)?

    private struct Joined: Hashable {
        let day: CalendarDay
        let group: Int64
    }

    /// External ids are of one length, so that they are in the same order as texts and as numbers.
    private static let firstCustomer: Int64 = 10_000_001
    private static let firstOrder: Int64 = 100_000_001

    init(_ db: GRDB.Database, now: Timestamp) throws {
        self.now = now
        let snapshot = Snapshot(db)
        guard let store = try snapshot.stores().first else { throw SeedProblem.severalStores }
        let groups = try snapshot.groups()
        let statuses = try snapshot.statuses()
        func group(_ code: String) throws -> Int64 {
            guard let found = groups.first(where: { $0.code == code }) else {
                throw SeedProblem.missing("group \(code)")
            }
            return found.id.rawValue
        }
        func status(_ code: String, isPaid: Bool) throws -> Int64 {
            guard let found = statuses.first(where: { $0.code == code && $0.isPaid == isPaid && $0.isVoid != isPaid })
            else { throw SeedProblem.missing("order status \(code)") }
            return found.id.rawValue
        }
        self.store = store.id.rawValue
        zone = store.zone
        self.groups = (try group("retail"), try group("wholesale"))
        self.statuses = (
            try status("processing", isPaid: true), try status("completed", isPaid: true),
            try status("cancelled", isPaid: false)
        )
        customers = try Series(db, Self.insertCustomer)
        grants = try Series(db, Self.insertGrant)
        orders = try Series(db, Self.insertOrder)
        lines = try Series(db, Self.insertLine)
        spends = try Series(db, Self.insertSpend)
        try customers.bind(self.store, at: 2)
        try grants.bind(Sentence("change.imported").encoded, at: 4)
        try orders.bind(self.store, at: 2)
        try orders.bind(store.currency.code, at: 10)
    }

    // MARK: Customers

    private static let insertCustomer = """
        INSERT INTO customers (id, store_id, external_id, email, email_folded, first_name, last_name, locale, country,
          registered_at, first_seen_at, default_group_id, mail_consent, provenance)
        VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, x'')
        """

    private static let insertGrant = """
        INSERT INTO grants (id, customer_id, group_id, source, origin, from_at, claimed_at, reason)
        VALUES (?1, ?1, ?2, 'import', 'import', ?3, ?3, ?4)
        """

    /// With the grant of the group that an import put the customer in.
    func write(_ it: SeededShop.Customer) throws {
        customer += 1
        country = it.country.code
        let group = it.isWholesale ? groups.wholesale : groups.retail
        try customers.bind(customer, at: 1)
        try customers.bind(String(Self.firstCustomer + Int64(it.number)), at: 3)
        try customers.bind(it.email, at: 4)
        try customers.bind(it.firstName.text, at: 5)
        try customers.bind(it.lastName.text, at: 6)
        try customers.bind(it.country.locale, at: 7)
        try customers.bind(country, at: 8)
        try customers.bind(it.registeredAt.milliseconds, at: 9)
        try customers.bind(group, at: 10)
        try customers.bind(it.consents ? "given" : "unknown", at: 11)
        try customers.run()
        try grants.bind(customer, at: 1)
        try grants.bind(group, at: 2)
        try grants.bind(it.registeredAt.milliseconds, at: 3)
        try grants.run()
        joined[Joined(day: zone.day(at: it.registeredAt), group: group), default: 0] += 1
        try orders.bind(customer, at: 4)
        try orders.bind(country, at: 17)
        try spends.bind(customer, at: 1)
    }

    /// Writes who joined which group on which day, once all customers are written.
    func finishGroups(_ db: GRDB.Database) throws {
        for (key, count) in joined {
            try db.execute(
                sql: """
                    INSERT INTO change_days (store_id, day, rule_id, kind, groups_added, groups_removed, count)
                    VALUES (?, ?, 0, 'opening', ?, '[]', ?)
                    """, arguments: [store, key.day.rawValue, Codec.encode([ID<Group>(rawValue: key.group)]), count])
        }
    }

    // MARK: Orders

    private static let insertOrder = """
        INSERT INTO orders (id, store_id, external_id, customer_id, status_id, version, placed_at, stated_paid_at, paid_at,
          paid_received_at, currency, total, tax, shipping, shipping_tax, refunded, payment_method, country,
          lines_version, spend_day, spend_status_id, spend_amount, received_at, provenance)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?7, ?18, ?19, ?20, ?7,
          x'')
        """

    private static let insertLine = """
        INSERT INTO order_lines (order_id, line_id, position, product_id, sku, categories, quantity, refunded_quantity,
          total, tax, is_gift_card, is_present, first_version)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 1, ?11)
        """

    /// An order of the last customer written, paid no earlier than the one before.
    func write(_ it: SeededShop.Order) throws {
        order += 1
        let status = status(of: it)
        try orders.bind(order, at: 1)
        try orders.bind(String(Self.firstOrder + order), at: 3)
        try orders.bind(status, at: 5)
        try orders.bind(it.version.milliseconds, at: 6)
        try orders.bind(it.placedAt.milliseconds, at: 7)
        try orders.bind(it.paidAt?.milliseconds, at: 8)
        try orders.bind(it.paidAt.map { min(now, $0.adding(seconds: 2)).milliseconds }, at: 9)
        try orders.bind(it.total, at: 11)
        try orders.bind(it.tax, at: 12)
        try orders.bind(it.shipping, at: 13)
        try orders.bind(it.shippingTax, at: 14)
        try orders.bind(it.refunded, at: 15)
        try orders.bind(it.paymentMethod, at: 16)
        let spend = spend(of: it)
        try orders.bind(spend?.day, at: 18)
        try orders.bind(spend.map { _ in status }, at: 19)
        try orders.bind(spend?.amount, at: 20)
        try orders.run()
        try writeLines(it)
        if let spend { try add(spend.amount, day: spend.day, status: status) }
    }

    private func status(of it: SeededShop.Order) -> Int64 {
        switch it.fate {
        case .cancelled, .cancelledPaid: statuses.cancelled
        case .refunded, .kept: it.isFresh ? statuses.processing : statuses.completed
        }
    }

    /// What `Order.spend` says of such an order where the basis is gross, without making one; a test compares them.
    private func spend(of it: SeededShop.Order) -> (day: Int64, amount: Int64)? {
        guard let paidAt = it.paidAt, it.fate == .kept || it.fate == .refunded else { return nil }
        return (Int64(zone.day(at: paidAt).rawValue), it.total - it.refunded)
    }

    private func writeLines(_ it: SeededShop.Order) throws {
        try lines.bind(order, at: 1)
        try lines.bind(it.placedAt.milliseconds, at: 11)
        for (position, line) in it.lines.enumerated() {
            try lines.bind(position == 0 ? "1" : position == 1 ? "2" : "3", at: 2)
            try lines.bind(Int64(position), at: 3)
            try lines.bind(line.product.id, at: 4)
            try lines.bind(line.product.sku, at: 5)
            try lines.bind(line.product.categories, at: 6)
            try lines.bind(line.quantity, at: 7)
            try lines.bind(line.refundedQuantity, at: 8)
            try lines.bind(line.total, at: 9)
            try lines.bind(line.total - line.total * 100 / 119, at: 10)
            try lines.run()
        }
    }

    // MARK: Spend

    private static let insertSpend = """
        INSERT INTO spend (customer_id, day, status_id, amount, orders) VALUES (?1, ?2, ?3, ?4, ?5)
        """

    /// As orders come by the time of payment, all of one day and status come together.
    private func add(_ amount: Int64, day: Int64, status: Int64) throws {
        if let sum, sum.day == day, sum.status == status {
            self.sum = (day, status, sum.amount + amount, sum.orders + 1)
        } else {
            try finishCustomer()
            sum = (day, status, amount, 1)
        }
    }

    /// Writes what is still to be written of the last customer's spend.
    func finishCustomer() throws {
        guard let sum else { return }
        try spends.bind(sum.day, at: 2)
        try spends.bind(sum.status, at: 3)
        try spends.bind(sum.amount, at: 4)
        try spends.bind(sum.orders, at: 5)
        try spends.run()
        self.sum = nil
    }
}
