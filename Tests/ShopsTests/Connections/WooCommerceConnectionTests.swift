import Domain
import FakeShops
import JSON
import Secrets
import Shops
import Synchronization
import Testing

/// A fake shop, and a connection to it.
struct WooShop {
    let fake: FakeWooCommerce
    let clock: FakeClock
    let connection: WooCommerceConnection

    init(
        _ url: String = "https://shop.example", values: [String: String] = [:], allowsPrivateAddress: Bool = false,
        zone: Zone = .utc
    ) throws {
        let clock = FakeClock(try instant("2026-11-22T10:00:00Z"))
        let fake = FakeWooCommerce(url, clock: clock)
        fake.set { $0.zone = zone }
        let given = ["consumer_key": "ck_1234", "consumer_secret": "cs_5678"]
        let account = ShopAccount(
            url: url, values: given.merging(values) { $1 }, allowsPrivateAddress: allowsPrivateAddress, zone: zone)
        let count = Mutex(0)
        let means = ConnectionMeans(caller: fake, now: { clock.now }) {
            count.withLock { count in
                count += 1
                return "nonce\(count)abcdefgh0123456789"
            }
        }
        self.fake = fake
        self.clock = clock
        connection = WooCommerceConnection(account, means)
    }

    static let roles = ["write": "roles", "user": "admin", "application_password": "abcd EFGH 1234"]

    /// Orders of one line, a minute apart; their ids.
    func fill(_ count: Int, every seconds: Int64 = 60) -> [Int64] {
        (0..<count).map { _ in
            clock.advance(seconds: seconds)
            var order = FakeWooOrder()
            order.lines = [.init(id: 1, product: 93, total: 1_000)]
            return fake.place(order)
        }
    }

    /// All pages; `between` is called after each but the last, with the number of pages so far and the place.
    func orders(
        _ query: ShopQuery = .all, between: (Int, String) -> Void = { _, _ in }
    ) async throws -> (ids: [String], pages: [ShopPage]) {
        try await walk(between) { try await connection.orders(query, at: $0) }
    }

    func customers(between: (Int, String) -> Void = { _, _ in }) async throws -> (ids: [String], pages: [ShopPage]) {
        try await walk(between) { try await connection.customers(.all, at: $0) }
    }

    private func walk(
        _ between: (Int, String) -> Void, _ page: (String?) async throws -> ShopPage
    ) async throws -> (ids: [String], pages: [ShopPage]) {
        var pages = [try await page(nil)]
        while let cursor = pages[pages.count - 1].next {
            try #require(pages.count < 60, "the walk does not end")
            between(pages.count, cursor)
            pages.append(try await page(cursor))
        }
        return (pages.flatMap { $0.records.map(\.externalID) }, pages)
    }
}

extension ShopRecord {
    var externalID: String { event.order?.externalID ?? event.customer?.externalID ?? "" }
}

/// What a call throws; nil where it does not.
func shopError(_ body: () async throws -> Void) async -> ShopError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ShopError
    }
}

struct WooCommerceConnectionTests {
    // MARK: The same as webhooks

    private static func order() -> FakeWooOrder {
        var order = FakeWooOrder()
        (order.customer, order.email, order.firstName, order.country) = (77, "anna@example.test", "Zoë", "FR")
        (order.shipping, order.shippingTax, order.paymentMethod) = (810, 190, "stripe")
        order.lines = [
            .init(id: 14, product: 93, sku: "CLUB-YEAR", quantity: 3, total: 10_095, tax: 1_895),
            .init(id: 15, product: 94, variation: 941, quantity: 1, total: 0),
        ]
        return order
    }

    private static func pushed(_ body: [UInt8], _ topic: String) throws -> ShopEvent {
        try WooCommerceAdapter().decode(Sample.wooCommerce(topic, String(decoding: body, as: UTF8.self)))
    }

    @Test("an order that was read is the order that a webhook brings, with when it was read")
    func sameOrder() async throws {
        let shop = try WooShop()
        let id = shop.fake.place(Self.order())
        shop.clock.advance(seconds: 100)
        var expected = try #require(try Self.pushed(shop.fake.payload(id), "order.created").order)
        (expected.readAt, expected.linesTellRefunds) = (shop.clock.now, true)
        #expect(expected.amounts?.total == 12_990 && expected.version == shop.clock.now.adding(seconds: -100))
        let page = try await shop.connection.orders(.all, at: nil)
        #expect(page.records.map(\.event) == [.order(expected)])
        #expect((page.total, page.next) == (1, nil))
        #expect(page.problems.isEmpty)
        let single = try #require(try await shop.connection.order("\(id)"))
        #expect(single == page.records.first)
        #expect(single.digest == Digest.sha256(shop.fake.payload(id)) && single.shop == nil)
    }

    @Test(
        "in every status, as a guest and without payment too",
        arguments: ["pending", "processing", "completed", "refunded", "trash", "wc-custom"], [0, 77] as [Int64])
    func sameStatus(status: String, customer: Int64) async throws {
        let shop = try WooShop()
        var order = Self.order()
        (order.status, order.customer) = (status, customer)
        let id = shop.fake.place(order)
        var expected = try #require(try Self.pushed(shop.fake.payload(id), "order.updated").order)
        (expected.readAt, expected.linesTellRefunds) = (shop.clock.now, true)
        #expect(try await shop.connection.order("\(id)")?.event == .order(expected))
    }

    @Test("a refund's lines are read beside the order, and everything else is as the webhook brings it")
    func refundedLines() async throws {
        let shop = try WooShop()
        let id = shop.fake.place(Self.order())
        shop.fake.refund(id, amount: 2_000, units: [14: 1])
        shop.fake.refund(id, amount: 500)
        shop.fake.refund(id, amount: 100, units: [14: 1, 15: 1])
        let order = try #require(try await shop.connection.order("\(id)")?.event.order)
        #expect(order.lines?.map(\.refundedQuantity) == [2, 1])
        #expect(order.refunded == 2_600)
        var pushed = try #require(try Self.pushed(shop.fake.payload(id), "order.updated").order)
        #expect(pushed.lines?.map(\.refundedQuantity) == [0, 0])
        pushed.lines = order.lines
        (pushed.readAt, pushed.linesTellRefunds) = (order.readAt, true)
        #expect(order == pushed)
        let page = try await shop.connection.orders(.changed(since: .zero), at: nil)
        #expect(page.records.map(\.event) == [.order(order)])
    }

    @Test("no more units come back than were bought, and refunds are asked for only where there are some")
    func refundBounds() async throws {
        let shop = try WooShop()
        let (plain, much) = (shop.fake.place(Self.order()), shop.fake.place(Self.order()))
        shop.fake.refund(much, amount: 1, units: [14: 2])
        shop.fake.refund(much, amount: 1, units: [14: 2, 99: 1])
        let page = try await shop.connection.orders(.all, at: nil)
        #expect(page.records.map { $0.event.order?.lines?.first?.refundedQuantity } == [0, 3])
        let asked = shop.fake.trouble.calls.map(\.url).filter { $0.contains("/refunds") }
        #expect(asked.count == 1 && asked[0].contains("/orders/\(much)/refunds") && plain != much)
    }

    @Test("more refunds than a page holds are all read")
    func manyRefunds() async throws {
        let shop = try WooShop()
        var order = Self.order()
        order.lines[0].quantity = 500
        let id = shop.fake.place(order)
        for _ in 0..<230 { shop.fake.refund(id, amount: 1, units: [14: 1]) }
        #expect(try await shop.connection.order("\(id)")?.event.order?.lines?.first?.refundedQuantity == 230)
    }

    @Test("recorded orders are read as the webhooks that brought them", .enabled(if: RealDeliveries.folder != nil))
    func recorded() async throws {
        let shop = try WooShop()
        var expected: [String: OrderEvent] = [:]
        for (_, delivery) in try RealDeliveries.all() {
            guard var event = try WooCommerceAdapter().decode(delivery).order, let id = Int64(event.externalID) else {
                continue
            }
            var order = FakeWooOrder()
            (order.id, order.modified) = (id, event.version ?? .zero)
            order.raw = String(decoding: delivery.body, as: UTF8.self)
            shop.fake.put(order)
            (event.readAt, event.linesTellRefunds) = (shop.clock.now, true)
            expected[event.externalID] = event
        }
        let page = try await shop.connection.orders(.all, at: nil)
        #expect(page.records.count >= 6 && page.problems.isEmpty)
        for record in page.records { #expect(record.event.order == expected[record.externalID]) }
    }

    // MARK: Customers

    @Test("a customer that was read is the one that a webhook brings, with groups and when it was read")
    func sameCustomer() async throws {
        let shop = try WooShop()
        var customer = FakeWooCustomer()
        (customer.email, customer.firstName, customer.country) = ("zoe@example.test", "Zoë", "FR")
        let (bare, grouped) = (shop.fake.add(customer), shop.fake.add(customer))
        shop.clock.advance(seconds: 60)
        shop.fake.setMeta("echelon_groups", "[\"3\",\"vip\"]", of: grouped)
        let page = try await shop.connection.customers(.all, at: nil)
        #expect(page.total == 2 && page.next == nil && page.problems.isEmpty)
        for (id, groups) in [(bare, nil), (grouped, ["3", "vip"])] {
            var expected = try #require(try Self.pushed(shop.fake.customerPayload(id), "customer.updated").customer)
            (expected.readAt, expected.groups) = (shop.clock.now, groups)
            #expect(expected.registeredAt == shop.clock.now.adding(seconds: -60))
            #expect(page.records.contains { $0.event == .customer(expected) })
            #expect(try await shop.connection.customer("\(id)")?.event == .customer(expected))
        }
    }

    @Test(
        "what is no list of texts says nothing of groups, and is no membership",
        arguments: ["\"vip\"", "{\"1\":\"vip\"}", "[1]", "[\"vip\",null]", "\"\"", "7"])
    func unreadableGroups(value: String) async throws {
        let shop = try WooShop()
        let id = shop.fake.add(FakeWooCustomer())
        shop.fake.setMeta("echelon_groups", value, of: id)
        let event = try #require(try await shop.connection.customer("\(id)")?.event.customer)
        #expect(event.groups == nil)
        let error = await shopError { _ = try await shop.connection.membership(of: "\(id)") }
        #expect(error == .malformed("echelon_groups of customer \(id) is not a list of texts"))
    }

    @Test("customers of every role are walked, by id, whatever is asked for", arguments: [0, 1, 99, 100, 101, 250])
    func allCustomers(count: Int) async throws {
        let shop = try WooShop()
        for index in 0..<count {
            var customer = FakeWooCustomer()
            customer.firstName = "\(1_000 - index)"
            customer.roles = index % 3 == 0 ? ["subscriber"] : ["customer"]
            shop.fake.add(customer)
        }
        let (ids, pages) = try await shop.customers()
        #expect(ids == (0..<count).map { "\($0 + 1)" })
        #expect(pages.allSatisfy { $0.total == count })
        let changed = try await shop.connection.customers(.changed(since: shop.clock.now), at: nil)
        #expect(changed.records == pages.first?.records)
    }

    // MARK: The shop

    @Test("the check tells what answered")
    func check() async throws {
        let shop = try WooShop()
        #expect(try await shop.connection.check() == "WooCommerce")
        _ = shop.fill(2)
        #expect(try await shop.connection.check() == "WooCommerce (its latest order is of version 11.0.1)")
        #expect(try await shop.connection.groups().isEmpty)
    }

    @Test("statuses come in the presets' order and under the shop's names, those of plug-ins last and without flags")
    func statuses() async throws {
        let shop = try WooShop()
        shop.fake.set { settings in
            settings.statuses.removeAll { $0.0 == "checkout-draft" }
            settings.statuses.insert(("on-hold", "Wartend"), at: 0)
            settings.statuses.append(("shipped", "Verschickt"))
        }
        let statuses = try await shop.connection.statuses()
        #expect(
            statuses.map(\.code) == [
                "pending", "on-hold", "processing", "completed", "failed", "cancelled", "refunded", "trash", "shipped",
            ])
        #expect(statuses[1] == StatusReport(code: "on-hold", label: "Wartend", isPaid: false, isVoid: false))
        #expect(
            statuses[2] == StatusReport(code: "processing", label: "Processing", isPaid: true, isVoid: false))
        #expect(statuses[8] == StatusReport(code: "shipped", label: "Verschickt"))
    }

    @Test(
        "what cannot be an id is not asked for",
        arguments: [
            "../x", "1/../2", "1 ", " 1", "1'", "1\"", "0", "-1", "+1", "01", "1.0", "１", "", "99999999999999999999",
            "1?a=b",
        ])
    func hostileIDs(id: String) async throws {
        let shop = try WooShop()
        _ = shop.fill(1)
        shop.fake.add(FakeWooCustomer())
        #expect(try await shop.connection.order(id) == nil)
        #expect(try await shop.connection.customer(id) == nil)
        #expect(try await shop.connection.membership(of: id) == nil)
        let write = MembershipWrite(before: .init(groups: [], readAt: shop.clock.now), groups: ["a"])
        let error = await shopError { try await shop.connection.write(write, of: id) }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(shop.fake.trouble.calls.isEmpty)
    }

    @Test("what the shop does not have is nil")
    func missing() async throws {
        for values in [[:], WooShop.roles] {
            let shop = try WooShop(values: values)
            #expect(try await shop.connection.order("5") == nil)
            #expect(try await shop.connection.customer("5") == nil)
            #expect(try await shop.connection.membership(of: "5") == nil)
        }
    }
}
