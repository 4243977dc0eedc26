import Domain
import FakeShops
import Shops
import Testing

/// What `ShopifyConnection` reads of orders is what the webhook tells of them.
struct ShopifyOrderReadingTests {
    private typealias Order = FakeShopifyOrder

    private static func large() -> Order {
        var order = Order("450789469", total: "129.90", customer: "77")
        order.status = "partially_refunded"
        (order.tax, order.currentTotal, order.shippingTotal) = ("20.85", "95.00", "10.00")
        order.email = "anna@example.test"
        (order.billingCountry, order.shippingCountry) = ("AT", "FR")
        order.gateways = ["gift_card", "paypal"]
        order.lines = [
            Order.Line(
                "14", product: "93", variant: "941", sku: "CLUB-YEAR", quantity: 2, price: "64.95",
                discounts: ["10.00", "0.01"], taxes: ["18.95", "0.05"]),
            Order.Line("15", product: nil, price: "5.00", isGiftCard: true),
        ]
        order.lines[0].currentQuantity = 1
        order.shipping = [
            Order.Shipping(price: "8.00", discounts: ["1.00"], taxes: ["1.43"]),
            Order.Shipping(price: "2.00", discounts: ["0.50"], isRemoved: true),
        ]
        return order
    }

    /// The order by page, by itself and by webhook.
    private func expectEqual(_ order: Order, _ check: (OrderEvent) throws -> Void = { _ in }) async throws {
        let stand = try ShopifyStand()
        stand.shop.add(FakeShopifyCustomer("77", email: "zoe@example.test", firstName: "Zoë", country: "AT"))
        stand.shop.place(order)
        let pushed = try stand.pushed(order.id)
        let page = try await stand.connection.orders(.all, at: nil)
        #expect(page.records.map(\.event) == [.order(pushed)])
        #expect(page.problems.isEmpty && page.next == nil)
        let single = try #require(try await stand.connection.order(order.id))
        #expect(single.event == .order(pushed))
        #expect(single == page.records.first)
        try check(pushed)
    }

    @Test("an order with discounts, taxes, a gift card, a removed delivery and a customer is read whole")
    func whole() async throws {
        for taxesIncluded in [true, false] {
            var order = Self.large()
            order.taxesIncluded = taxesIncluded
            try await expectEqual(order) { event in
                #expect(event.amounts?.total == 12_990 && event.amounts?.shippingTax == 143)
                #expect(event.amounts?.shipping == (taxesIncluded ? 707 : 850))
                #expect(event.lines?.map(\.isGiftCard) == [false, true])
                #expect(event.lines?.map(\.refundedQuantity) == [1, 0])
                #expect(event.country == "AT" && event.paymentMethod == "gift_card")
                guard case .registered(let person) = event.customer else { throw Wrong() }
                #expect(person.externalID == "77" && person.email == "zoe@example.test" && person.locale == "de-DE")
            }
        }
    }

    @Test(
        "every financial status is the webhook's word",
        arguments: [
            "pending", "authorized", "partially_paid", "expired", "paid", "partially_refunded", "voided", "refunded",
        ])
    func statuses(status: String) async throws {
        var order = Order("1")
        order.status = status
        try await expectEqual(order) { event in #expect(event.status?.code == status) }
        order.cancelledAt = try instant("2026-11-22T09:00:00Z")
        try await expectEqual(order) { event in #expect(event.status?.code == "cancelled") }
    }

    @Test("guests, test orders, yen and orders without addresses are read as they are pushed")
    func traits() async throws {
        var guest = Order("1")
        (guest.email, guest.isTest, guest.locale) = ("guest@example.test", true, nil)
        (guest.billingCountry, guest.shippingCountry, guest.gateways) = (nil, "FR", [])
        try await expectEqual(guest) { event in
            #expect(event.customer == .guest(email: "guest@example.test"))
            #expect(event.isTest == true && event.country == "FR" && event.paymentMethod == nil)
        }
        var yen = Order("2", total: "1200", lines: [Order.Line("21", quantity: 3, price: "33.3")])
        yen.currency = "JPY"
        try await expectEqual(yen) { event in #expect(event.lines?.map(\.total) == [100]) }
    }

    @Test("an order that was brought in from elsewhere was placed and paid when it was processed")
    func processed() async throws {
        var order = Order("1")
        order.processedAt = try instant("2020-02-29T12:00:00Z")
        try await expectEqual(order) { event in #expect(event.paidAt == order.processedAt) }
    }

    // MARK: Refunds

    @Test("refunds count by their successful payments, and give back units")
    func refunds() async throws {
        var order = Self.large()
        order.refunds = [
            Order.Refund(
                "23", lines: [.init("14", subtotal: "50.45")],
                payments: [
                    .init("30.00"), .init("5.00", status: "failure"), .init("7.00", kind: "void"),
                    .init("9.00", status: "pending"),
                ]),
            Order.Refund("24", payments: [.init("0.50")]),
        ]
        try await expectEqual(order) { event in #expect(event.refunded == 3_050) }
    }

    @Test("a refund without money counts by the fall of the price, one in foreign money by its worth")
    func otherRefunds() async throws {
        var removed = Self.large()
        removed.refunds = [Order.Refund("23", lines: [.init("14")])]
        try await expectEqual(removed) { event in #expect(event.refunded == 3_490) }
        var foreign = Self.large()
        foreign.refunds = [
            Order.Refund(
                "23", lines: [.init("14", subtotal: "10.00", tax: "1.90")],
                payments: [.init("15.00", currency: "USD")], adjustments: ["-2.10"])
        ]
        try await expectEqual(foreign) { event in #expect(event.refunded == 1_400) }
    }

    @Test(
        "lines, deliveries, refunds and their parts are read to the last, however many there are",
        arguments: [1, 5, 6, 50, 51, 120])
    func many(count: Int) async throws {
        var order = Order("7", total: "1000.00")
        order.lines = (1...count).map { Order.Line("\(100 + $0)", price: "1.00") }
        order.shipping = (1...(count / 20 + 1)).map { _ in Order.Shipping(price: "1.00", taxes: ["0.01"]) }
        try await expectEqual(order) { event in #expect(event.lines?.count == count) }
        order.refunds = [
            Order.Refund(
                "1", lines: order.lines.map { .init($0.id, subtotal: "1.00") },
                payments: (1...count).map { _ in .init("0.10") }),
            Order.Refund("2", payments: [.init("0.05")]),
        ]
        try await expectEqual(order) { event in
            #expect(event.refunded == Int64(count) * 10 + 5)
            #expect(event.lines?.allSatisfy { $0.refundedQuantity == 1 } == true)
        }
    }

    @Test("only an order that does not fit into the page is asked for by itself")
    func sparing() async throws {
        let stand = try ShopifyStand()
        stand.shop.place(Order("1", lines: (1...5).map { Order.Line("\($0)") }))
        stand.shop.place(Order("2", lines: (1...6).map { Order.Line("\($0)") }))
        stand.shop.place(Order("3"))
        stand.shop.change(order: "3") { $0.refunds = [Order.Refund("9", payments: [.init("1.00")])] }
        #expect(try await stand.orders().map(\.externalID) == ["1", "2", "3"])
        #expect(stand.operations == ["Orders", "Order", "Order", "Refund"])
    }

    // MARK: Recorded orders

    @Test(
        "orders of real shops are read as they are pushed",
        .enabled(if: RecordedPayloads.folder("shopify") != nil, "skipped: the recorded payloads are not here"),
        arguments: [
            "order.json", "order_before_refund.json", "order_partial_refund.json", "order_with_discount.json",
        ])
    func recorded(name: String) async throws {
        let stand = try ShopifyStand()
        let body = try RecordedPayloads.read("shopify", name)
        try stand.shop.serve(body)
        let text = String(decoding: body, as: UTF8.self)
        var pushed = try #require(try ShopifyAdapter().decode(Sample.shopify("orders/updated", text)).order)
        pushed.readAt = stand.clock.now
        // Payloads of those days left out what the API always tells: refunds, test, processed_at.
        pushed.refunded = pushed.refunded ?? 0
        pushed.isTest = pushed.isTest ?? false
        if name == "order.json" { pushed.paidAt = pushed.placedAt }
        #expect(try await stand.orders() == [pushed])
    }

    private struct Wrong: Error {}
}

/// Walking through a shop's orders while it lives.
struct ShopifyOrderWalkTests {
    private typealias Order = FakeShopifyOrder

    private func stand(orders count: Int) throws -> ShopifyStand {
        let stand = try ShopifyStand()
        for id in (1...count).reversed() { stand.shop.place(Order("\(id)")) }
        return stand
    }

    @Test("orders come in the order of their ids, fifty at a time", arguments: [49, 50, 51, 100, 101, 250])
    func pages(count: Int) async throws {
        let stand = try stand(orders: count)
        let (records, problems, pages) = try await stand.walk(.all, stand.connection.orders)
        #expect(records.compactMap(\.event.order?.externalID) == (1...count).map { "\($0)" })
        #expect(problems.isEmpty && pages == (count + 49) / 50)
    }

    @Test("orders that change, come and go while they are walked make none of the others missing")
    func living() async throws {
        let stand = try stand(orders: 120)
        let first = try await stand.connection.orders(.all, at: nil)
        stand.clock.advance(seconds: 10)
        stand.shop.change(order: "3") { $0.status = "refunded" }
        stand.shop.change(order: "70") { $0.status = "refunded" }
        stand.shop.delete(order: "20")
        stand.shop.delete(order: "51")
        stand.shop.delete(order: "50")
        stand.shop.place(Order("121"))
        let second = try await stand.connection.orders(.all, at: first.next)
        let third = try await stand.connection.orders(.all, at: second.next)
        let read = [first, second, third].flatMap(\.records).compactMap(\.event.order)
        #expect(read.map(\.externalID) == (1...121).filter { $0 != 51 }.map { "\($0)" })
        #expect(read.first { $0.externalID == "70" }?.status?.code == "refunded")
        #expect(third.next == nil)
    }

    @Test("a place stays good when the shop has changed its mind about everything before it")
    func lasting() async throws {
        let stand = try stand(orders: 60)
        let next = try #require(try await stand.connection.orders(.all, at: nil).next)
        for id in 1...50 { stand.shop.delete(order: "\(id)") }
        stand.clock.advance(seconds: 30 * 86_400)
        let other = ShopifyConnection(stand.shop.account, through: stand.shop)
        #expect(try await other.orders(.all, at: next).records.count == 10)
    }

    @Test(
        "those changed at or after an instant come, also two of one second",
        arguments: [(0, 3), (1, 1), (999, 1), (1_000, 1), (1_001, 1), (2_000, 0), (-1, 3)] as [(Int64, Int)])
    func changed(milliseconds: Int64, count: Int) async throws {
        let stand = try ShopifyStand()
        for (id, wait) in [("5", 0), ("6", 0), ("4", 1), ("3", -1)] as [(String, Int64)] {
            var order = Order(id)
            order.updatedAt = stand.clock.now.adding(seconds: wait)
            stand.shop.place(order)
        }
        let since = stand.clock.now.adding(milliseconds: milliseconds)
        let expected = milliseconds == -1 ? 4 : milliseconds > 0 && milliseconds < 1_000 ? 3 : count
        #expect(try await stand.orders(.changed(since: since)).count == expected)
    }

    @Test(
        "a place that is none is refused and not sent",
        arguments: ["", "0", "x", "1 OR id:2", "-1", "18446744073709551615", "1'"])
    func wrongPlace(cursor: String) async throws {
        let stand = try stand(orders: 1)
        let error = await ShopifyStand.failure { () throws(ShopError) in
            try await stand.connection.orders(.all, at: cursor)
        }
        #expect(error == .refused("there is no page at such a place"))
        #expect(stand.shop.trouble.calls.isEmpty)
    }

    @Test("a bad order among good ones is named, and the good ones are given")
    func bad() async throws {
        let stand = try stand(orders: 4)
        stand.shop.change(order: "2") { $0.currency = "XXX" }
        stand.shop.change(order: "3") { order in
            order.total = "-1.00"
            order.lines = (1...6).map { Order.Line("\($0)") }
        }
        let page = try await stand.connection.orders(.all, at: nil)
        #expect(page.records.compactMap(\.event.order?.externalID) == ["1", "4"])
        #expect(page.problems.map(\.id) == ["2", "3"])
        #expect(page.problems.first?.reason.contains("/currency") == true)
        #expect(page.problems.last?.reason == "/total_price: must not be negative")
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.order("3") }
        #expect(error == .malformed("/total_price: must not be negative"))
    }

    @Test("an order that changes between its pages is read again, and nothing of the old one stays")
    func moving() async throws {
        let stand = try ShopifyStand()
        stand.shop.place(Order("1", lines: (1...60).map { Order.Line("\($0)", price: "1.00") }))
        stand.shop.beforeNextAnswer { _ in }
        stand.shop.beforeNextAnswer { shop in
            shop.clock.advance(seconds: 5)
            shop.change(order: "1") { $0.lines = (1...55).map { Order.Line("\($0)", price: "2.00") } }
        }
        let event = try #require(try await stand.connection.order("1")?.event.order)
        #expect(event == (try stand.pushed("1")))
        #expect(event.lines?.count == 55 && event.lines?.allSatisfy { $0.total == 200 } == true)
        #expect(stand.operations == ["Order", "Order", "Order", "Order"])
    }

    @Test("an order that never holds still is not read in parts")
    func restless() async throws {
        let stand = try ShopifyStand()
        stand.shop.place(Order("1", lines: (1...60).map { Order.Line("\($0)") }))
        for _ in 1...6 {
            stand.shop.beforeNextAnswer { shop in
                shop.clock.advance(seconds: 1)
                shop.change(order: "1") { $0.isTest = true }
            }
        }
        let error = await ShopifyStand.failure { () throws(ShopError) in try await stand.connection.order("1") }
        #expect(error == .failing("the order 1 changes faster than it can be read"))
    }

    @Test("an order that is gone before its refunds are read is none")
    func gone() async throws {
        let stand = try stand(orders: 2)
        stand.shop.change(order: "1") { $0.refunds = [Order.Refund("9", payments: [.init("1.00")])] }
        for _ in 1...2 { stand.shop.beforeNextAnswer { _ in } }
        stand.shop.beforeNextAnswer { $0.delete(order: "1") }
        let page = try await stand.connection.orders(.all, at: nil)
        #expect(page.records.compactMap(\.event.order?.externalID) == ["2"])
        #expect(page.problems.isEmpty)
    }

    @Test("without read_all_orders the orders of the last 60 days are all there are")
    func recent() async throws {
        let stand = try stand(orders: 1)
        stand.clock.advance(seconds: 60 * 86_400)
        stand.shop.grant(["read_orders", "read_customers", "read_products"])
        #expect(try await stand.orders().count == 1)
        stand.clock.advance(seconds: 1)
        #expect(try await stand.orders().isEmpty)
        #expect(try await stand.connection.order("1") == nil)
    }
}
