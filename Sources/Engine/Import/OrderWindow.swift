internal import Domain
internal import Store

/// Puts the lines of a file together into orders. Lines of one order that stand apart are joined as long as no more
/// than a hundred other orders lie between them.
struct OrderWindow {
    /// What one line is.
    enum Line {
        case order
        case cancellation(ImportCancellation)
        case bad([BadLine])
    }

    private let format: LineFormat
    private let statuses: StatusNames
    private(set) var open: [ImportedOrder] = []
    private var openLines = 0

    private static let openOrders = 100
    private static let longestOrder = 5_000
    private static let mostOpenLines = 20_000
    /// 10^9 units, and as many cents: five thousand such lines still add up in 64 bits.
    private static let largest: Int64 = 1_000_000_000

    init(_ format: LineFormat, _ configuration: Configuration) {
        self.format = format
        statuses = StatusNames(configuration.statuses(of: format.store.id), words: format.mapping.statusWords)
    }

    /// The places of all lines of orders that are not whole yet.
    var pending: [RawRecord.Place] { open.flatMap(\.places).sorted { $0.offset < $1.offset } }

    /// The next order that is whole; nil while lines of it may follow.
    ///
    /// - Parameter isLast: nothing follows any more.
    mutating func next(isLast: Bool) -> ImportedOrder? {
        guard isLast || open.count > Self.openOrders + 1 || openLines > Self.mostOpenLines, !open.isEmpty else {
            return nil
        }
        let order = open.removeFirst()
        openLines -= order.lines.count
        return order
    }

    mutating func add(_ line: inout LineReader, _ place: RawRecord.Place) -> Line {
        let order = line.short("order_id", isRequired: true)
        let customer = line.short("customer_id")
        let product = line.short("product_id") ?? line.short("sku")
        if product == nil { line.fail("product_id", "is empty") }
        let quantity = line.integer("quantity")
        let currency = currency(&line)
        let price = line.money("unit_price", currency)
        if line.text("unit_price") == nil { line.fail("unit_price", "is empty") }
        let prefix = format.mapping.cancellationPrefix
        let isCancellation = prefix.map { order?.hasPrefix($0) ?? false } ?? false
        let paidAt = line.instant("paid_at")
        check(quantity, price, isCancellation, &line)
        if isCancellation {
            return cancellation(order, customer, product, quantity, price, paidAt ?? line.instant("placed_at"), &line)
        }
        var made = ImportedOrder(id: order ?? "", customer: customer, currency: currency, paidAt: paidAt)
        read(&made, &line)
        guard line.faults.isEmpty, let product, let quantity, let price else { return .bad(line.faults) }
        let orderLine = OrderLine(
            id: "", productID: product, variantID: line.short("variant_id"), sku: line.short("sku"),
            categories: line.short("category").map { [$0] } ?? [], quantity: quantity, total: price * quantity,
            unitPrice: price)
        guard line.faults.isEmpty else { return .bad(line.faults) }
        return join(made, orderLine, place)
    }

    private func check(_ quantity: Int64?, _ price: Int64?, _ isCancellation: Bool, _ line: inout LineReader) {
        if let price, price < 0 { line.fail("unit_price", "is negative") }
        if let quantity, isCancellation ? quantity >= 0 : quantity <= 0 {
            line.fail("quantity", isCancellation ? "of a cancellation must be negative" : "must be above zero")
        }
        guard let price, let quantity, price >= 0 else { return }
        if abs(quantity) > Self.largest || price > Self.largest || price * abs(quantity) > Self.largest {
            line.fail("quantity", "times the price is too large")
        }
    }

    private func currency(_ line: inout LineReader) -> Currency {
        guard let code = line.text("currency") else { return format.store.currency }
        if let currency = Currency(code.uppercased()) { return currency }
        line.fail("currency", "'\(code.prefix(10))' is not an ISO 4217 code")
        return format.store.currency
    }

    /// What is the same on every line of an order.
    private func read(_ order: inout ImportedOrder, _ line: inout LineReader) {
        order.placedAt = line.instant("placed_at")
        if let word = line.short("status") {
            order.status = statuses.code(word)
            if order.status == nil {
                line.fail(
                    "status", "'\(word.prefix(60))' is no status of the store: say which it means under status_words")
            }
        }
        order.shipping = line.money("shipping", order.currency) ?? 0
        if !(0...Self.largest).contains(order.shipping) { line.fail("shipping", "is negative or too large") }
        order.paymentMethod = line.short("payment_method")
        // Only two-letter codes are countries; a name in words is left out.
        order.country = line.text("country").flatMap { $0.utf8.count == 2 ? $0.uppercased() : nil }
        order.email = line.email("email")
        guard let customer = order.customer else { return }
        var event = CustomerEvent(externalID: customer, version: nil)
        event.email = order.email
        event.firstName = line.short("first_name")
        event.lastName = line.short("last_name")
        event.country = order.country
        order.fillIn = event
    }

    private mutating func join(_ made: ImportedOrder, _ line: OrderLine, _ place: RawRecord.Place) -> Line {
        var index = open.firstIndex { $0.id == made.id }
        if index == nil {
            open.append(made)
            index = open.count - 1
        }
        guard let index else { return .order }
        if let fault = conflict(open[index], made) { return .bad([BadLine(place.line, fault.0, fault.1)]) }
        if let paidAt = made.paidAt { open[index].paidAt = min(open[index].paidAt ?? paidAt, paidAt) }
        // Exports that tell what concerns the whole order only on its first line leave it empty on the others.
        open[index].placedAt = open[index].placedAt ?? made.placedAt
        open[index].status = open[index].status ?? made.status
        let position = String(open[index].lines.count + 1)
        var line = line
        line.id = String(repeating: "0", count: max(0, 5 - position.count)) + position
        open[index].lines.append(line)
        open[index].places.append(place)
        openLines += 1
        return .order
    }

    private func conflict(_ order: ImportedOrder, _ line: ImportedOrder) -> (String, String)? {
        if order.lines.count >= Self.longestOrder {
            return ("order_id", "the order has more than \(Self.longestOrder) lines")
        }
        if order.currency != line.currency { return ("currency", "is not that of the order's first line") }
        if let customer = line.customer, let first = order.customer, customer != first {
            return ("customer_id", "is not that of the order's first line")
        }
        return nil
    }

    private func cancellation(
        _ order: String?, _ customer: String?, _ product: String?, _ quantity: Int64?, _ price: Int64?,
        _ at: Timestamp?, _ line: inout LineReader
    ) -> Line {
        if at == nil, line.faults.isEmpty { line.fail("paid_at", "is needed to find the earlier line") }
        guard line.faults.isEmpty, let order, let product, let quantity, let price, let at else {
            return .bad(line.faults)
        }
        return .cancellation(
            ImportCancellation(
                line: line.line, at: at, content: "\(order)/\(product)/\(price)/\(-quantity)", customer: customer,
                product: product, unitPrice: price, units: -quantity))
    }
}

/// The statuses of a store by whatever a file may call them.
private struct StatusNames {
    private var codes: [String: String] = [:]

    /// - Parameter words: codes by the words of the file, which come before all others.
    init(_ statuses: [OrderStatus], words: [String: String]) {
        for status in statuses { codes[status.label.lowercased()] = status.code }
        for status in statuses { codes[status.code.lowercased()] = status.code }
        for (word, code) in words where statuses.contains(where: { $0.code == code }) {
            codes[word.lowercased()] = code
        }
    }

    func code(_ word: String) -> String? { codes[word.lowercased()] }
}
