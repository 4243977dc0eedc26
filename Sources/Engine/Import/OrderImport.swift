internal import Domain
internal import Shops
internal import Store

/// One order of a file: its lines together.
struct ImportedOrder: Sendable {
    var id: String
    var customer: CustomerEvent?
    var currency: Currency
    var status: String?
    var paidAt: Timestamp?
    var placedAt: Timestamp?
    var shipping: Int64
    var paymentMethod: String?
    var country: String?
    var lines: [OrderLine]

    /// The report that this order amounts to. An import is a reading of the shop, so a later one wins over an earlier.
    func event(readAt: Timestamp, known: Snapshot, store: ID<Store>) throws -> OrderEvent {
        var event = OrderEvent(externalID: id, version: paidAt ?? placedAt ?? readAt)
        event.readAt = readAt
        event.status = StatusReport(
            code: status ?? (paidAt == nil ? "pending" : "paid"), isPaid: status == nil ? paidAt != nil : nil,
            isVoid: status == nil ? false : nil)
        event.paidAt = paidAt
        event.placedAt = placedAt ?? paidAt
        event.isTest = false
        event.isDeleted = false
        event.amounts = OrderAmounts(
            currency: currency, total: lines.reduce(shipping) { $0 + $1.total }, shipping: shipping)
        event.refunded = 0
        event.paymentMethod = paymentMethod
        event.country = country
        event.customer = customer.map(OrderCustomer.registered) ?? .guest(email: nil)
        event.lines = lines
        return event
    }

    var hash: UInt64 {
        let text = lines.map { "\($0.id)/\($0.productID)/\($0.quantity)/\($0.total)" }.joined(separator: ";")
        return BodyHash.of(Array("\(id);\(text)".utf8))
    }
}

/// Units taken back, as a line of the file says it.
struct Cancellation: Sendable {
    /// What makes it the same when the file is taken in again.
    var name: String
    var customer: String
    var product: String
    var unitPrice: Int64
    var units: Int64
    var at: Timestamp
    var line: Int
}

/// Puts the lines of a file together into orders. Lines of one order that stand apart are joined as long as no more
/// than a hundred other orders lie between them.
struct OrderImport {
    private(set) var report = ImportReport()
    private(set) var cancellations: [Cancellation] = []
    private var table: CSVTable
    private let store: Store
    private let options: OrderImportOptions
    private var open: [ImportedOrder] = []
    private var isFinished = false
    private var cancellationNames: [String: Int] = [:]

    private static let openOrders = 100
    /// 10^9 units, and as many cents: nine thousand million such lines still add up in 64 bits.
    private static let largest: Int64 = 1_000_000_000

    init(table: CSVTable, store: Store, options: OrderImportOptions) {
        self.table = table
        self.store = store
        self.options = options
    }

    /// The next whole order; nil at the end of the file.
    mutating func next() throws -> ImportedOrder? {
        while !isFinished, open.count <= Self.openOrders {
            guard let record = try table.record() else {
                isFinished = true
                break
            }
            report.lines += 1
            read(record)
        }
        guard !open.isEmpty else { return nil }
        report.orders += 1
        return open.removeFirst()
    }

    private mutating func read(_ record: CSVRecord) {
        var line = LineReader(table, record)
        let order = line.id("order_id")
        let customer = line.id("customer_id", isRequired: false)
        let product = line.id("product_id")
        let quantity = line.integer("quantity")
        let currency = self.currency(&line)
        let price = line.money("unit_price", currency)
        if price == nil, line.faults.isEmpty { line.fail("unit_price", "is empty") }
        let paidAt = line.instant("paid_at", zone: store.zone)
        let placedAt = line.instant("placed_at", zone: store.zone)
        let shipping = line.money("shipping", currency)
        let isCancellation = options.cancellationPrefix.map { prefix in order?.hasPrefix(prefix) ?? false } ?? false
        if let price, price < 0 { line.fail("unit_price", "is negative") }
        if let quantity, isCancellation ? quantity >= 0 : quantity <= 0 {
            line.fail("quantity", isCancellation ? "of a cancellation must be negative" : "must be above zero")
        }
        if let price, let quantity,
            abs(quantity) > Self.largest || price > Self.largest
                || price * abs(quantity) > Self.largest
        {
            line.fail("quantity", "times the price is too large")
        }
        if let shipping, !(0...Self.largest).contains(shipping) { line.fail("shipping", "is negative or too large") }
        guard line.faults.isEmpty, let order, let product, let quantity, let price else {
            return report.refuse(line.faults)
        }
        if isCancellation {
            guard let at = paidAt ?? placedAt else {
                line.fail("paid_at", "is needed to find the earlier line")
                return report.refuse(line.faults)
            }
            cancel(order, customer, product, price, -quantity, at, record.line)
        } else {
            add(
                line, order: order, customer: customer, currency: currency, paidAt: paidAt, placedAt: placedAt,
                shipping: shipping ?? 0, product: product, quantity: quantity, price: price)
        }
    }

    private func currency(_ line: inout LineReader) -> Currency {
        guard let code = line.text("currency") else { return store.currency }
        guard let currency = Currency(code) else {
            line.fail("currency", "'\(code.prefix(10))' is not an ISO 4217 code")
            return store.currency
        }
        return currency
    }

    private mutating func add(
        _ line: LineReader, order: String, customer: String?, currency: Currency, paidAt: Timestamp?,
        placedAt: Timestamp?, shipping: Int64, product: String, quantity: Int64, price: Int64
    ) {
        var index = open.firstIndex { $0.id == order }
        if index == nil {
            open.append(
                ImportedOrder(
                    id: order, customer: customer.map { Self.customer($0, line) }, currency: currency,
                    status: line.text("status"), paidAt: paidAt, placedAt: placedAt, shipping: shipping,
                    paymentMethod: line.text("payment_method"), country: Self.country(line), lines: []))
            index = open.count - 1
            if customer == nil { report.guests += 1 }
        }
        guard let index else { return }
        if let paidAt { open[index].paidAt = min(open[index].paidAt ?? paidAt, paidAt) }
        let position = String(open[index].lines.count + 1)
        open[index].lines.append(
            OrderLine(
                id: String(repeating: "0", count: max(0, 5 - position.count)) + position, productID: product,
                variantID: line.text("variant_id"), sku: line.text("sku"),
                categories: line.text("category").map { [$0] } ?? [], quantity: quantity, total: price * quantity,
                unitPrice: price))
    }

    private static func customer(_ id: String, _ line: LineReader) -> CustomerEvent {
        var event = CustomerEvent(externalID: id, version: nil)
        event.email = line.text("email")
        event.firstName = line.text("first_name")
        event.lastName = line.text("last_name")
        event.country = country(line)
        return event
    }

    /// Only two-letter codes are countries; a name in words is left out.
    private static func country(_ line: LineReader) -> String? {
        line.text("country").flatMap { $0.utf8.count == 2 ? $0.uppercased() : nil }
    }

    private mutating func cancel(
        _ order: String, _ customer: String?, _ product: String, _ price: Int64, _ units: Int64, _ at: Timestamp,
        _ number: Int
    ) {
        guard let customer else { return report.leaveUnmatched(units, line: number) }
        let content = "\(order)/\(product)/\(price)/\(units)"
        let times = cancellationNames[content, default: 0] + 1
        cancellationNames[content] = times
        cancellations.append(
            Cancellation(
                name: "\(content)/\(times)", customer: customer, product: product, unitPrice: price, units: units,
                at: at, line: number))
    }
}
