internal import Domain

/// Two years of one shop's customers and orders, drawn by chance from a seed.
struct DemoHistory {
    /// One thing that happens in the shop.
    struct Event: Sendable {
        let at: Timestamp
        let content: Content
    }

    enum Content: Sendable {
        case registration(CustomerEvent)
        case order(OrderEvent)
    }

    let currency: Currency
    let countries: [DemoCatalog.Country]
    /// Prices are in euro; this many hundredths of the store's currency make one.
    let priceFactor: Int64
    private var random: SeededGenerator
    private var nextOrder: Int
    private(set) var events: [Event] = []

    init(
        customers: Int, currency: Currency, countries: [DemoCatalog.Country], priceFactor: Int64 = 100,
        firstCustomer: Int, firstOrder: Int, from: Timestamp, to: Timestamp, seed: UInt64
    ) {
        self.currency = currency
        self.countries = countries
        self.priceFactor = priceFactor
        nextOrder = firstOrder
        random = SeededGenerator(seed: seed)
        for index in 0..<customers { addCustomer(firstCustomer + index, from, to) }
        addGuests(customers / 6, from, to)
        events.sort { $0.at < $1.at }
    }

    private static let day: Int64 = 86_400_000

    private mutating func addCustomer(_ id: Int, _ from: Timestamp, _ to: Timestamp) {
        guard let country = countries.randomElement(using: &random) else { return }
        let span = to.milliseconds - from.milliseconds
        let registered = from.adding(milliseconds: Int64.random(in: 0..<span * 95 / 100, using: &random))
        let customer = customer(id, country, registered)
        events.append(Event(at: registered, content: .registration(customer)))
        // A few buy often, many seldom.
        let pause = [21, 45, 80, 120, 200, 330].randomElement(using: &random) ?? 120
        var at = registered.adding(milliseconds: Int64.random(in: 60_000..<3 * Self.day, using: &random))
        while at < to {
            addOrder(.registered(customer), country, at, until: to)
            at = at.adding(milliseconds: Int64.random(in: 2...Int64(pause * 2), using: &random) * Self.day + 3_600_000)
            // Some never come back.
            if Int.random(in: 0..<12, using: &random) == 0 { break }
        }
    }

    private mutating func customer(_ id: Int, _ country: DemoCatalog.Country, _ registered: Timestamp) -> CustomerEvent
    {
        let (first, last) = (
            country.firstNames.randomElement(using: &random) ?? "",
            country.lastNames.randomElement(using: &random) ?? ""
        )
        var event = CustomerEvent(externalID: String(id), version: registered)
        event.firstName = first
        event.lastName = last
        event.email = "customer\(id)@example.test"
        event.locale = country.locale
        event.country = country.code
        event.registeredAt = registered
        return event
    }

    private mutating func addGuests(_ count: Int, _ from: Timestamp, _ to: Timestamp) {
        for _ in 0..<count {
            guard let country = countries.randomElement(using: &random) else { return }
            let at = Int64.random(in: from.milliseconds..<to.milliseconds, using: &random)
            addOrder(.guest(email: nil), country, Timestamp(milliseconds: at), until: to)
        }
    }

    private mutating func addOrder(
        _ customer: OrderCustomer, _ country: DemoCatalog.Country, _ placed: Timestamp, until end: Timestamp
    ) {
        var order = OrderEvent(externalID: String(nextOrder), version: placed)
        nextOrder += 1
        order.customer = customer
        order.country = country.code
        order.isTest = false
        order.isDeleted = false
        order.placedAt = placed
        order.paymentMethod = ["card", "paypal", "transfer"].randomElement(using: &random)
        let lines = lines()
        let shipping = 490 * priceFactor / 100
        let total = lines.reduce(shipping) { $0 + $1.total }
        order.lines = lines
        order.amounts = OrderAmounts(
            currency: currency, total: total, tax: total * 19 / 119, shipping: shipping * 100 / 119,
            shippingTax: shipping - shipping * 100 / 119)
        order.refunded = 0
        order.status = StatusReport(code: "pending")
        events.append(Event(at: placed, content: .order(order)))
        // Most are paid within minutes; some by transfer, some never.
        guard Int.random(in: 0..<25, using: &random) > 0 else { return }
        let paid = placed.adding(seconds: Int64.random(in: 20...900, using: &random))
        follow(&order, at: paid, status: "processing", paid: paid, until: end)
        let sent = paid.adding(seconds: Int64.random(in: 3_600...200_000, using: &random))
        follow(&order, at: sent, status: "completed", paid: paid, until: end)
        giveBack(order, after: sent, total: total, until: end)
    }

    private mutating func follow(
        _ order: inout OrderEvent, at: Timestamp, status: String, paid: Timestamp, until end: Timestamp
    ) {
        guard at < end else { return }
        order.version = at
        order.status = StatusReport(code: status)
        order.paidAt = paid
        events.append(Event(at: at, content: .order(order)))
    }

    /// One order in eighteen comes back: whole, a line of it, or an amount that names no line.
    private mutating func giveBack(_ order: OrderEvent, after sent: Timestamp, total: Int64, until end: Timestamp) {
        guard Int.random(in: 0..<18, using: &random) == 0, var lines = order.lines, !lines.isEmpty else { return }
        let at = sent.adding(milliseconds: Int64.random(in: 2...20, using: &random) * Self.day)
        guard at < end else { return }
        var refund = order
        refund.version = at
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1:
            refund.status = StatusReport(code: "refunded")
            refund.refunded = total
        case 2, 3:
            lines[0].refundedQuantity = lines[0].quantity
            refund.lines = lines
            refund.refunded = lines[0].total
        default: refund.refunded = total / 5
        }
        events.append(Event(at: at, content: .order(refund)))
    }

    private mutating func lines() -> [OrderLine] {
        let weights = DemoCatalog.products.map(\.weight)
        let sum = weights.reduce(0, +)
        var chosen: Set<Int> = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            var left = Int.random(in: 0..<sum, using: &random)
            let index = weights.firstIndex { weight in
                left -= weight
                return left < 0
            }
            if let index { chosen.insert(index) }
        }
        return chosen.sorted().enumerated().map { position, index in
            let product = DemoCatalog.products[index]
            let units = product.price < 3_000 ? Int64.random(in: 1...3, using: &random) : 1
            let price = product.price * priceFactor / 100
            return OrderLine(
                id: String(position + 1), productID: product.id, sku: product.sku, categories: [product.category],
                quantity: units, total: price * units, tax: price * units * 19 / 119)
        }
    }
}
