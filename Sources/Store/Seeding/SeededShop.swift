internal import Domain

/// Draws the customers and orders of a made-up shop, each from a stream of numbers of its own, so that nothing has to
/// be kept: how many orders a customer has is found by going over all customers' weights twice.
struct SeededShop {
    /// One customer. Numbers count up with the day of registration.
    struct Customer {
        let number: Int
        let registeredAt: Timestamp
        let country: SeedCatalog.Country
        let firstName: SeedCatalog.Name
        let lastName: SeedCatalog.Name
        let isWholesale: Bool
        let consents: Bool
        /// When the first order may be placed, and the instant after the last.
        let buysFrom: Timestamp
        let buysUntil: Timestamp
        /// The share in all orders.
        let weight: UInt64

        var email: String { "\(firstName.plain).\(lastName.plain).\(number + 1)@example.org" }
    }

    enum Fate {
        /// Void, and never paid.
        case cancelled
        /// Void after payment.
        case cancelledPaid
        /// Money back for one of its lines, or a part of the whole.
        case refunded
        case kept
    }

    struct Line {
        let product: SeedCatalog.Product
        let quantity: Int64
        var refundedQuantity: Int64 = 0

        var total: Int64 { product.price * quantity }
    }

    struct Order {
        var placedAt = Timestamp.zero
        var paidAt: Timestamp?
        /// The last change.
        var version = Timestamp.zero
        var fate = Fate.kept
        /// The goods are not on their way yet.
        var isFresh = false
        var lines: [Line] = []
        /// Without tax.
        var shipping: Int64 = 0
        var shippingTax: Int64 = 0
        /// With tax and shipping.
        var total: Int64 = 0
        var refunded: Int64 = 0
        var paymentMethod = ""

        /// All tax within the total: 19 %.
        var tax: Int64 { total - total * 100 / 119 }
    }

    private static let day: Int64 = 86_400_000
    private let plan: SeedPlan
    private let products = SeedCatalog.products
    private let countries = SeedCatalog.countries

    init(_ plan: SeedPlan) { self.plan = plan }

    // MARK: Customers

    func customer(_ number: Int) -> Customer {
        var random = SplitMix64(seed: plan.seed, stream: number)
        let span = plan.now.milliseconds - plan.start.milliseconds
        let offset = (Int64(number) * span + random.below(span)) / Int64(plan.customers)
        let registeredAt = plan.start.adding(milliseconds: offset)
        let country = country(random.below(100))
        let firstName = country.firstNames[Int(random.below(Int64(country.firstNames.count)))]
        let lastName = country.lastNames[Int(random.below(Int64(country.lastNames.count)))]
        let isWholesale = random.below(10) == 0
        let consents = random.below(10) < 6
        // All begin within a fortnight; two in three stop some day, unnoticed.
        let left = max(2 * 3_600_000, span - offset - 3_600_000)
        let from = min(left - 3_600_000, random.below(14 * Self.day))
        let stays = random.below(3) == 0
        let active = min(left - from, stays ? span : 3_600_000 + random.below(1_000 * Self.day))
        return Customer(
            number: number, registeredAt: registeredAt, country: country, firstName: firstName, lastName: lastName,
            isWholesale: isWholesale, consents: consents, buysFrom: registeredAt.adding(milliseconds: from),
            buysUntil: min(plan.now, registeredAt.adding(milliseconds: from + active)),
            weight: weight(&random, days: UInt64(active / Self.day) + 1, isFirst: number == 0))
    }

    /// More than one in five never buy. Of the rest, a few buy two hundred times as often as the many (Pareto's law
    /// with exponent 1, cut off), each as long as they are active.
    private func weight(_ random: inout SplitMix64, days: UInt64, isFirst: Bool) -> UInt64 {
        let place = UInt64(random.below(1 << 20))
        // Somebody has to have bought the orders of the smallest shop.
        guard random.below(100) >= 22 || isFirst else { return 0 }
        return (1 << 28) / (place + (1 << 12)) * days
    }

    private func country(_ place: Int64) -> SeedCatalog.Country {
        var left = place
        for country in countries {
            left -= country.share
            if left < 0 { return country }
        }
        return countries[0]
    }

    func totalWeight() -> UInt64 { (0..<plan.customers).reduce(0) { $0 + customer($1).weight } }

    /// How many of all orders belong to those whose weights add up to `weight`.
    func orders(upTo weight: UInt64, of total: UInt64) -> Int {
        total == 0 ? 0 : Int(UInt128(plan.orders) * UInt128(weight) / UInt128(total))
    }

    // MARK: Orders

    /// Hands out a customer's orders, paid one after the other.
    func orders(of customer: Customer, count: Int, _ each: (Order) throws -> Void) rethrows {
        guard count > 0 else { return }
        var random = SplitMix64(seed: ~plan.seed, stream: customer.number)
        let width = max(1, (customer.buysUntil.milliseconds - customer.buysFrom.milliseconds) / Int64(count))
        var order = Order()
        var lastPaid = customer.buysFrom
        for index in 0..<count {
            let start = customer.buysFrom.milliseconds + Int64(index) * width
            order.placedAt = min(plan.now, Timestamp(milliseconds: instant(start, width, &random)))
            let payment = order.placedAt.adding(seconds: 20 + random.below(880))
            let paidAt = min(plan.now, max(lastPaid, payment))
            lastPaid = paidAt
            fill(&order, &random)
            decide(&order, paidAt: paidAt, &random)
            try each(order)
        }
    }

    /// An instant of a stretch of time, likelier where more people buy.
    private func instant(_ start: Int64, _ width: Int64, _ random: inout SplitMix64) -> Int64 {
        var instant = start
        for _ in 0..<6 {
            instant = start + random.below(width)
            if random.below(Self.peak) < Self.liveliness(instant) { break }
        }
        return instant
    }

    /// Parts of a hundred of an ordinary day, from January to December and from Monday to Sunday.
    private static let months: [Int64] = [80, 75, 85, 90, 95, 90, 80, 80, 95, 105, 140, 160]
    private static let weekdays: [Int64] = [105, 100, 95, 100, 90, 80, 110]
    private static let peak: Int64 = 160 * 110 * 10

    private static func liveliness(_ instant: Int64) -> Int64 {
        let days = instant / day
        let month = Int(days * 4 % 1_461 / 4 * 12 / 366)
        // 1970-01-01 was a Thursday.
        let weekday = Int((days + 3) % 7)
        let hour = instant % day / 3_600_000
        return months[month] * weekdays[weekday] * (hour < 6 ? 2 : 10)
    }

    /// One to three lines, and shipping below 50 EUR.
    private func fill(_ order: inout Order, _ random: inout SplitMix64) {
        order.lines.removeAll(keepingCapacity: true)
        let place = random.below(100)
        for _ in 0..<(place < 45 ? 1 : place < 80 ? 2 : 3) {
            // The sum of two even numbers is near enough to a bell.
            let bits = random.next()
            let sum = (bits & 255) + (bits >> 8 & 255)
            let product = products[min(Int(sum), products.count - 1)]
            let units: Int64 = product.price < 3_000 && bits >> 60 < 4 ? 2 + Int64(bits >> 59 & 1) : 1
            order.lines.append(Line(product: product, quantity: units))
        }
        let goods = order.lines.reduce(0) { $0 + $1.total }
        order.shipping = goods < 5_000 ? 412 : 0
        order.shippingTax = goods < 5_000 ? 78 : 0
        order.total = goods + order.shipping + order.shippingTax
        order.paymentMethod = place % 3 == 0 ? "card" : place % 3 == 1 ? "paypal" : "transfer"
    }

    private func decide(_ order: inout Order, paidAt: Timestamp, _ random: inout SplitMix64) {
        let place = random.below(300)
        order.paidAt = paidAt
        order.refunded = 0
        order.isFresh = paidAt > plan.now.adding(seconds: -3 * 86_400)
        order.version = min(plan.now, paidAt.adding(seconds: order.isFresh ? 2 : 86_400 + random.below(86_400)))
        switch place {
        case 0..<6:
            order.fate = .cancelled
            order.paidAt = nil
            order.version = min(plan.now, order.placedAt.adding(seconds: 3_600))
        case 6..<9: order.fate = .cancelledPaid
        case 9..<18:
            order.fate = .refunded
            refund(&order, &random)
        default: order.fate = .kept
        }
    }

    /// One line of several, or a part of the whole that names no line.
    private func refund(_ order: inout Order, _ random: inout SplitMix64) {
        if order.lines.count > 1 {
            order.lines[0].refundedQuantity = order.lines[0].quantity
            order.refunded = order.lines[0].total
        } else {
            order.refunded = order.total * (10 + random.below(70)) / 100
        }
    }
}
