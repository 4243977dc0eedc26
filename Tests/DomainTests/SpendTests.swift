import Domain
import Testing

/// What an order counts for, by the store's basis, with refunds and foreign money (2-domain §2).
@Suite struct SpendTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var basis = SpendBasis.gross
        var currency = "EUR"
        var rate: String?
        var total: Int64 = 12_300
        var tax: Int64 = 2_300
        var shipping: Int64 = 0
        var refunded: Int64 = 0
        var giftCard: Int64 = 0
        let amount: Int64?
    }

    static let cases: [Case] = [
        Case(testDescription: "gross", amount: 12_300),
        Case(testDescription: "net", basis: .net, amount: 10_000),
        Case(testDescription: "products", basis: .products, shipping: 1_000, amount: 9_000),
        Case(testDescription: "half given back, net", basis: .net, refunded: 6_150, amount: 5_000),
        Case(testDescription: "all given back leaves exactly nothing", basis: .net, refunded: 12_300, amount: 0),
        Case(testDescription: "more than all given back is never below nothing", refunded: 13_000, amount: 0),
        Case(testDescription: "a gift card does not count", giftCard: 5_000, amount: 7_300),
        Case(testDescription: "dollars at the order's rate", currency: "USD", rate: "1.25", amount: 9_840),
        Case(
            testDescription: "rounded once, half away from zero", currency: "USD", rate: "2", total: 1, tax: 0,
            amount: 1),
        Case(
            testDescription: "yen have no decimals", currency: "JPY", rate: "160", total: 16_000, tax: 0, amount: 10_000
        ),
        Case(testDescription: "dinars have three", currency: "KWD", rate: "0.25", total: 1_000, tax: 0, amount: 400),
        Case(testDescription: "no rate, no amount", currency: "USD", amount: nil),
    ]

    @Test(arguments: cases) func `an order counts for what the basis says`(_ test: Case) throws {
        let store = try Self.store(test.basis)
        var order = Order(id: ID(1), store: ID(1), externalID: "1", receivedAt: .zero)
        order.customer = ID(7)
        order.statedPaidAt = Timestamp(rfc3339: "2026-11-22T23:30:00Z")
        order.amounts = OrderAmounts(
            currency: try #require(Currency(test.currency)), conversionRate: test.rate.flatMap { Decimal($0) },
            total: test.total, tax: test.tax, shipping: test.shipping)
        order.refunded = test.refunded
        if test.giftCard > 0 {
            let line = OrderLine(id: "1", productID: "G", quantity: 1, total: test.giftCard, isGiftCard: true)
            order.lines = [.init(line: line, isPresent: true, firstVersion: .zero)]
        }
        let spend = try #require(order.spend(in: store, status: Self.status(isVoid: false)) { _ in nil })
        #expect(spend.amount == test.amount)
        // 23:30 in UTC is the next day in Berlin.
        #expect(spend.day.description == "2026-11-23")
        #expect(order.spend(in: store, status: Self.status(isVoid: true)) { _ in nil } == nil)
    }

    @Test func `the store's own rate serves where the shop sent none`() throws {
        var order = Order(id: ID(1), store: ID(1), externalID: "1", receivedAt: .zero)
        order.customer = ID(7)
        order.placedAt = Timestamp(rfc3339: "2026-11-22T12:00:00Z")
        order.amounts = OrderAmounts(currency: try #require(Currency("USD")), total: 250)
        let spend = order.spend(in: try Self.store(.gross), status: Self.status(isVoid: false)) { _ in Decimal("1.25") }
        #expect(spend?.amount == 200)
    }

    private static func status(isVoid: Bool) -> OrderStatus {
        OrderStatus(
            id: ID(1), store: ID(1), code: "s", label: "", isPaid: !isVoid, isVoid: isVoid, rank: 0, isMapped: true)
    }

    private static func store(_ basis: SpendBasis) throws -> Store {
        Store(
            id: ID(1), key: "default", name: "", zone: try #require(Zone("Europe/Berlin")),
            currency: try #require(Currency("EUR")), locale: "en", defaultGroup: nil, basis: basis,
            matchesGuests: false, automation: .on(since: .zero), createdAt: .zero)
    }
}
