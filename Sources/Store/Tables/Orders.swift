public import Domain
internal import JSON

// orders with their lines, and the spend that follows from them.

private let columns = """
    id, store_id, external_id, customer_id, guest_email, status_id, version, placed_at, stated_paid_at, paid_version,
      paid_received_at, currency, conversion_rate, total, tax, shipping, shipping_tax, refunded, payment_method,
      country, is_test, is_deleted, lines_version, received_at, provenance, spend_day, spend_status_id, spend_amount,
      spend_organization_id
    """

private let orderByID = "SELECT \(columns) FROM orders WHERE id = ?"
private let orderByName = "SELECT \(columns) FROM orders WHERE store_id = ? AND external_id = ?"

private let entitledOrdersOfCustomer = """
    SELECT \(columns(of: "o")) FROM entitlements e INDEXED BY entitlements_by_customer
      CROSS JOIN orders o ON o.id = e.order_id
    WHERE e.customer_id = ? AND e.rule_id = ? AND e.state = 'live'
      AND o.customer_id = e.customer_id AND o.guest_email IS NULL
    """

private func columns(of alias: String) -> String {
    columns.split(separator: ",").map { "\(alias).\($0.filter { !$0.isWhitespace })" }.joined(separator: ", ")
}

private func readOrder(_ row: Row) throws -> Order {
    var order = Order(id: row.id(0), store: row.id(1), externalID: row[2], receivedAt: row.instant(23))
    order.customer = row.optionalID(3)
    order.guestEmail = row[4]
    order.status = row.optionalID(5)
    order.version = row.optionalInstant(6)
    order.placedAt = row.optionalInstant(7)
    order.statedPaidAt = row.optionalInstant(8)
    order.paidVersion = row.optionalInstant(9)
    order.paidReceivedAt = row.optionalInstant(10)
    if let code = row[11] as String? {
        guard let currency = Currency(code) else { throw DatabaseProblem.corrupt("orders.currency") }
        order.amounts = OrderAmounts(
            currency: currency, conversionRate: (row[12] as String?).flatMap { Decimal($0) }, total: row[13],
            tax: row[14], shipping: row[15], shippingTax: row[16])
    }
    order.refunded = row[17]
    order.paymentMethod = row[18]
    order.country = row[19]
    order.isTest = row[20]
    order.isDeleted = row[21]
    order.linesVersion = row.optionalInstant(22)
    guard let provenance = Provenance(bytes: row.bytes(24)) else { throw DatabaseProblem.corrupt("orders.provenance") }
    order.provenance = provenance
    return order
}

private func readLine(_ row: Row) throws -> Order.Line {
    let categories = try (row[4] as String?).map { text in
        try (Codec.value(text, "order_lines.categories").array ?? []).compactMap(\.string)
    }
    let line = OrderLine(
        id: row[0], productID: row[1], variantID: row[2], sku: row[3], categories: categories ?? [], quantity: row[5],
        refundedQuantity: row[6], total: row[7], tax: row[8], unitPrice: row[9], isGiftCard: row[10])
    return Order.Line(line: line, isPresent: row[11], firstVersion: row.instant(12))
}

/// An order with the spend it is booked with.
public struct StoredOrder: Sendable, Equatable {
    public var order: Order
    /// Nil where it counts for nothing.
    public var spend: Spend?
    /// The organization it is booked with too.
    public var organization: ID<Organization>?

    public init(order: Order, spend: Spend?, organization: ID<Organization>? = nil) {
        self.order = order
        self.spend = spend
        self.organization = organization
    }
}

private func readStored(_ row: Row) throws -> StoredOrder {
    let day = (row[25] as Int32?).flatMap { CalendarDay(rawValue: $0) }
    let status: ID<OrderStatus>? = row.optionalID(26)
    let spend = day.flatMap { day in status.map { Spend(day: day, status: $0, amount: row[27]) } }
    return StoredOrder(order: try readOrder(row), spend: spend, organization: row.optionalID(28))
}

/// Narrows orders to those with a line of one of these products or SKUs.
public struct LineFilter: Sendable {
    public var products: [String] = []
    public var skus: [String] = []

    public init() {}
}

extension Snapshot {
    /// With its lines.
    public func order(_ id: ID<Order>) throws -> StoredOrder? {
        try first(orderByID, [id], readStored).map(withLines)
    }

    /// With its lines.
    public func order(store: ID<Store>, externalID: String) throws -> StoredOrder? {
        try first(orderByName, [store, externalID], readStored).map(withLines)
    }

    public func orderName(_ id: ID<Order>) throws -> String? {
        try first("SELECT external_id FROM orders WHERE id = ?", [id]) { $0[0] as String }
    }

    private func withLines(_ found: StoredOrder) throws -> StoredOrder {
        var found = found
        found.order.lines = try rows(
            """
            SELECT line_id, product_id, variant_id, sku, categories, quantity, refunded_quantity, total, tax,
              unit_price, is_gift_card, is_present, first_version
            FROM order_lines WHERE order_id = ? ORDER BY line_id
            """, [found.order.id], readLine)
        return found
    }

    /// Without lines, newest first. `before` is the last id of the page before.
    public func orders(
        store: ID<Store>?, customer: ID<Customer>?, status: ID<OrderStatus>?, before: ID<Order>?, limit: Int
    ) throws -> [StoredOrder] {
        var sql = "SELECT \(columns) FROM orders WHERE id < ?"
        var arguments: [any Bindable] = [before?.rawValue ?? Int64.max]
        if let customer {
            sql += " AND customer_id = ?"
            arguments.append(customer)
        } else if let status {
            sql += " AND status_id = ?"
            arguments.append(status)
        } else if let store {
            sql += " AND store_id = ?"
            arguments.append(store)
        }
        if let status, customer != nil {
            sql += " AND +status_id = ?"
            arguments.append(status)
        }
        return try rows(sql + " ORDER BY id DESC LIMIT ?", arguments + [limit], readStored)
    }

    /// Orders of one customer that a rule accepted, with their lines, by payment and id.
    public func entitledOrders(rule: ID<Rule>, customer: ID<Customer>) throws -> [Order] {
        try rows(entitledOrdersOfCustomer, [customer, rule], readStored).map { try withLines($0).order }
            .sorted { ($0.paidAt ?? .zero, $0.id) < ($1.paidAt ?? .zero, $1.id) }
    }

    /// A customer's orders once paid that count for something now, with their lines, by payment and id.
    public func countedOrders(of customer: ID<Customer>) throws -> [StoredOrder] {
        let found = try rows(
            """
            SELECT \(columns) FROM orders
            WHERE customer_id = ? AND paid_at IS NOT NULL AND spend_day IS NOT NULL ORDER BY paid_at, id
            """, [customer], readStored)
        return try found.map(withLines)
    }

    /// Orders of guests with that address, folded, and of nobody else yet.
    public func guestOrders(store: ID<Store>, email: String) throws -> [ID<Order>] {
        try rows(
            "SELECT id FROM orders WHERE store_id = ? AND guest_folded = ? ORDER BY id", [store, email]
        ) { $0.id(0) }
    }

    /// All orders of a customer.
    public func orderIDs(of customer: ID<Customer>) throws -> [ID<Order>] {
        try rows("SELECT id FROM orders WHERE customer_id = ? ORDER BY id", [customer]) { $0.id(0) }
    }

    /// Paid orders of registered customers in a span of time, for previews; only those with a matching line where a
    /// filter is given.
    public func paidOrders(
        store: ID<Store>, from: Timestamp, to: Timestamp, matching filter: LineFilter?
    ) throws -> [(customer: ID<Customer>, order: ID<Order>)] {
        var sql = """
            SELECT customer_id, id FROM orders
            WHERE store_id = ? AND paid_at >= ? AND paid_at <= ? AND customer_id IS NOT NULL
            """
        var arguments: [any Bindable] = [store, from, to]
        if let filter {
            sql += """
                 AND id IN (SELECT order_id FROM order_lines WHERE product_id IN (SELECT value FROM json_each(?))
                  UNION SELECT order_id FROM order_lines WHERE sku IN (SELECT value FROM json_each(?)))
                """
            arguments += [filter.products, filter.skus].map { list in
                JSONValue.array(list.map(JSONValue.string)).text
            }
        }
        return try rows(sql, arguments) { ($0.id(0), $0.id(1)) }
    }

    /// Lines of one customer with the same product and unit price that came before an instant and have units left,
    /// the latest first: what a cancellation line may refund.
    public func refundableLines(
        customer: ID<Customer>, product: String, unitPrice: Int64, before: Timestamp
    ) throws -> [(order: ID<Order>, line: String, left: Int64)] {
        try rows(
            """
            SELECT o.id, l.line_id, l.quantity - l.refunded_quantity
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.customer_id = ? AND o.paid_at <= ? AND l.product_id = ? AND l.unit_price = ? AND l.is_present = 1
              AND l.refunded_quantity < l.quantity
            ORDER BY o.paid_at DESC, o.id DESC, l.position DESC
            """, [customer, before, product, unitPrice]
        ) { ($0.id(0), $0[1], $0[2]) }
    }
}

extension Snapshot {
    public func hasRefund(order: ID<Order>, externalID: String) throws -> Bool {
        try count(
            "SELECT EXISTS (SELECT 1 FROM order_refunds WHERE order_id = ? AND external_id = ?)", [order, externalID])
            == 1
    }

    /// What the single refunds of an order come to, in minor units of its currency.
    public func refundSum(_ order: ID<Order>) throws -> Int64 {
        Int64(try count("SELECT coalesce(sum(amount), 0) FROM order_refunds WHERE order_id = ?", [order]))
    }

    /// Whether a refund of that name was booked on any order of a customer.
    public func hasRefund(customer: ID<Customer>, externalID: String) throws -> Bool {
        try count(
            """
            SELECT EXISTS (SELECT 1 FROM order_refunds r JOIN orders o ON o.id = r.order_id
              WHERE r.external_id = ? AND o.customer_id = ?)
            """, [externalID, customer]) == 1
    }
}

extension Transaction {
    /// Notes one refund that has a name of its own.
    public func insertRefund(order: ID<Order>, externalID: String, amount: Int64, at instant: Timestamp) throws {
        try run(
            """
            INSERT INTO order_refunds (order_id, external_id, amount, refunded_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (order_id, external_id) DO UPDATE SET amount = excluded.amount
            """, [order, externalID, amount, instant])
    }

    /// Writes an order with its lines, new where there was none before, and moves the customers' spend by the difference.
    /// The order as it now is in the database.
    @discardableResult
    public func save(_ order: Order, spend: Spend?, before: StoredOrder?) throws -> StoredOrder {
        var id = order.id
        let organization = try spend == nil ? nil : organization(of: order)
        let values = values(order, spend, organization)
        if before == nil {
            id = ID(rawValue: try insert(Self.insertOrder, values + [order.store, order.externalID]))
        } else {
            try run(Self.updateOrder, values + [id])
        }
        if before?.order.lines != order.lines { try save(order.lines, of: id, before: before?.order.lines ?? []) }
        if before?.spend != spend || before?.order.customer != order.customer {
            try book(before?.spend, customer: before?.order.customer, sign: -1)
            try book(spend, customer: order.customer, sign: 1)
        }
        if before?.spend != spend || before?.organization != organization {
            try book(before?.spend, organization: before?.organization, sign: -1)
            try book(spend, organization: organization, sign: 1)
        }
        var order = order
        order.id = id
        return StoredOrder(order: order, spend: spend, organization: organization)
    }

    /// The organization that the customer belonged to when the order was paid.
    private func organization(of order: Order) throws -> ID<Organization>? {
        guard let customer = order.customer, let instant = order.paidAt ?? order.placedAt ?? order.version else {
            return nil
        }
        return try organization(of: customer, at: instant)
    }

    private static let insertOrder = """
        INSERT INTO orders (customer_id, guest_email, guest_folded, status_id, version, placed_at, stated_paid_at, paid_version,
          paid_at, paid_received_at, currency, conversion_rate, total, tax, shipping, shipping_tax, refunded,
          payment_method, country, is_test, is_deleted, lines_version, spend_day, spend_status_id, spend_amount,
          received_at, provenance, spend_organization_id, store_id, external_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static let updateOrder = """
        UPDATE orders SET customer_id = ?, guest_email = ?, guest_folded = ?, status_id = ?, version = ?, placed_at = ?,
          stated_paid_at = ?, paid_version = ?, paid_at = ?, paid_received_at = ?, currency = ?, conversion_rate = ?,
          total = ?, tax = ?, shipping = ?, shipping_tax = ?, refunded = ?, payment_method = ?, country = ?,
          is_test = ?, is_deleted = ?, lines_version = ?, spend_day = ?, spend_status_id = ?, spend_amount = ?,
          received_at = ?, provenance = ?, spend_organization_id = ?
        WHERE id = ?
        """

    private func values(
        _ order: Order, _ spend: Spend?, _ organization: ID<Organization>?
    ) -> [any Bindable] {
        [
            order.customer, order.guestEmail, order.guestEmail?.lowercased(), order.status, order.version,
            order.placedAt, order.statedPaidAt,
            order.paidVersion, order.paidAt, order.paidReceivedAt, order.amounts?.currency.code,
            order.amounts?.conversionRate?.description, order.amounts?.total ?? 0, order.amounts?.tax ?? 0,
            order.amounts?.shipping ?? 0, order.amounts?.shippingTax ?? 0, order.refunded, order.paymentMethod,
            order.country, order.isTest, order.isDeleted, order.linesVersion, spend?.day, spend?.status,
            spend?.amount, order.receivedAt, order.provenance.bytes, organization,
        ]
    }

    private func save(_ lines: [Order.Line], of order: ID<Order>, before: [Order.Line]) throws {
        for (position, line) in lines.enumerated() where !before.contains(line) {
            let categories = line.line.categories
            try run(
                """
                INSERT INTO order_lines (order_id, line_id, position, product_id, variant_id, sku, categories, quantity,
                  refunded_quantity, total, tax, unit_price, is_gift_card, is_present, first_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (order_id, line_id) DO UPDATE SET position = excluded.position,
                  product_id = excluded.product_id, variant_id = excluded.variant_id, sku = excluded.sku,
                  categories = excluded.categories, quantity = excluded.quantity,
                  refunded_quantity = excluded.refunded_quantity, total = excluded.total, tax = excluded.tax,
                  unit_price = excluded.unit_price, is_gift_card = excluded.is_gift_card,
                  is_present = excluded.is_present, first_version = excluded.first_version
                """,
                [
                    order, line.line.id, position, line.line.productID, line.line.variantID, line.line.sku,
                    categories.isEmpty ? String?.none : JSONValue.array(categories.map(JSONValue.string)).text,
                    line.line.quantity, line.line.refundedQuantity, line.line.total, line.line.tax,
                    line.line.unitPrice, line.line.isGiftCard, line.isPresent, line.firstVersion,
                ])
        }
    }

    /// Adds one order's spend to its day, or takes it away.
    private func book(_ spend: Spend?, customer: ID<Customer>?, sign: Int64) throws {
        guard let spend, let customer, let amount = spend.amount else { return }
        try run(
            """
            INSERT INTO spend (customer_id, day, status_id, amount, orders) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (customer_id, day, status_id) DO UPDATE
              SET amount = amount + excluded.amount, orders = orders + excluded.orders
            """, [customer, spend.day, spend.status, sign * amount, sign])
        guard sign < 0 else { return }
        try run(
            "DELETE FROM spend WHERE customer_id = ? AND day = ? AND status_id = ? AND orders = 0 AND amount = 0",
            [customer, spend.day, spend.status])
    }

    private func book(_ spend: Spend?, organization: ID<Organization>?, sign: Int64) throws {
        guard let spend, let organization, let amount = spend.amount else { return }
        try run(
            """
            INSERT INTO organization_spend (organization_id, day, status_id, amount, orders) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (organization_id, day, status_id) DO UPDATE
              SET amount = amount + excluded.amount, orders = orders + excluded.orders
            """, [organization, spend.day, spend.status, sign * amount, sign])
        guard sign < 0 else { return }
        try run(
            """
            DELETE FROM organization_spend
            WHERE organization_id = ? AND day = ? AND status_id = ? AND orders = 0 AND amount = 0
            """, [organization, spend.day, spend.status])
    }
}
