import Domain
import FakeShops
import Shops
import Testing

struct PrestaShopConnectionTests {
    // MARK: What is read is what is pushed

    private static let pushed = """
        {"type":"order","data":{"id":"7","version":"2026-11-22T10:01:00Z",
        "status":{"code":"2","label":"Payment accepted","paid":true,"void":false},
        "placed_at":"2026-11-22T10:00:00Z","paid_at":"2026-11-22T10:01:00Z","currency":"EUR","conversion_rate":"1.000000",
        "total":"129.90","tax":"20.85","shipping":"10.00","shipping_tax":"1.90","refunded":"61.15",
        "payment_method":"ps_wirepayment","country":"FR",
        "customer":{"id":"77","is_guest":false,"email":"zoe@example.test","first_name":"Zoë","last_name":"O'Brien",
        "locale":"fr-FR","country":"FR","registered_at":"2026-11-22T10:00:00Z"},
        "lines":[{"id":"14","product_id":"93","variant_id":"941","sku":"CLUB-YEAR","quantity":2,"refunded_quantity":1,
        "total":"119.90","tax":"18.95"}]}}
        """

    @Test("an order that is read is the order that is pushed, with its refunds")
    func sameAsPushed() async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        var slip = FakePrestaShop.Slip(
            id: 3, order: 7, products: "59.950000", productsNet: "50.475000", units: [(row: 14, quantity: 1)])
        slip.shipping = "1.200000"
        bench.shop.refund(slip)
        var pushed = try #require(
            try PrestaShopAdapter().decode(Sample.delivery([], Self.pushed)).order)
        let record = try #require(try await bench.connection.order("7"))
        var read = try #require(record.event.order)
        #expect(read.readAt == bench.clock.now && record.shop == "1" && record.digest.count == 32)
        (pushed.readAt, pushed.isTest, pushed.isDeleted) = (nil, nil, nil)
        (read.readAt, read.isTest, read.isDeleted) = (nil, nil, nil)
        // The history proves the payment; the module's word counts with its state.
        #expect(read.paidAtIsProof)
        read.paidAtIsProof = false
        #expect(read == pushed)
    }

    @Test("a customer that is read is the customer that is pushed")
    func sameCustomerAsPushed() async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        let body = """
            {"type":"customer","data":{"id":"77","version":"2026-11-22T10:00:00Z","email":"zoe@example.test",
            "first_name":"Zoë","last_name":"O'Brien","locale":"fr-FR","country":"FR",
            "registered_at":"2026-11-22T10:00:00Z","groups":["3","2"],"default_group":"3","deleted":false}}
            """
        let pushed = try #require(try PrestaShopAdapter().decode(Sample.delivery([], body)).customer)
        let record = try #require(try await bench.connection.customer("77"))
        var read = try #require(record.event.customer)
        #expect(read.readAt == bench.clock.now)
        read.readAt = nil
        #expect(read == pushed)
        #expect(record.shop == "1" && record.digest.count == 32)
    }

    @Test("an order is the same whether it is read alone, in a page, or because it changed")
    func sameInEveryWay() async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        let alone = try #require(try await bench.connection.order("7"))
        #expect(try await bench.allOrders().flatMap(\.records) == [alone])
        #expect(try await bench.allOrders(.changed(since: bench.clock.now)).flatMap(\.records) == [alone])
    }

    @Test("passwords and secure keys go nowhere")
    func secrets() async throws {
        let bench = try PrestaShopBench()
        bench.fill()
        let texts = [
            String(reflecting: try await bench.allOrders()), String(reflecting: try await bench.allCustomers()),
            String(reflecting: try await bench.connection.membership(of: "77")),
        ]
        for text in texts {
            #expect(!text.contains("digest.of.the.password") && !text.contains("secure-key"))
            #expect(!text.contains(bench.shop.now.key))
        }
    }

    // MARK: Walks

    @Test("every order is met once, whatever the size of a page", arguments: [1, 2, 3, 5, 6, 7, 100])
    func pages(size: Int) async throws {
        let bench = try PrestaShopBench(pageSize: size)
        bench.place([2, 9, 10, 11, 99, 100])
        let pages = try await bench.allOrders()
        #expect(pages.orders == ["2", "9", "10", "11", "99", "100"])
        #expect(pages.problems.isEmpty)
    }

    @Test("orders that come, go and change while all are walked make none be passed over")
    func shiftingWalk() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        bench.place(1...6)
        let pages = try await bench.allOrders { count in
            guard count == 1 else { return }
            bench.shop.edit { $0.orders.removeFirst() }
            bench.shop.setState(2, order: 2)
            bench.place([7])
        }
        #expect(pages.orders == ["1", "2", "3", "4", "5", "6", "7"])
    }

    @Test("an order that changes while changes are walked is met again, and none is passed over")
    func shiftingChanges() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        bench.place(1...5)
        let since = bench.clock.now
        let pages = try await bench.allOrders(.changed(since: since)) { count in
            bench.clock.advance(seconds: 10)
            guard count == 1 else { return }
            bench.shop.setState(2, order: 1)
            bench.shop.setState(2, order: 3)
        }
        #expect(pages.orders == ["1", "2", "4", "5", "1", "3"])
    }

    @Test("more changes within one second than a page holds are all met", arguments: [1, 2, 3, 7, 8])
    func sameSecond(size: Int) async throws {
        let bench = try PrestaShopBench(pageSize: size)
        bench.place(1...7)
        bench.clock.advance(seconds: 1)
        bench.place(8...9)
        let orders = try await bench.allOrders(.changed(since: bench.clock.now)).orders
        #expect(orders == ["1", "2", "3", "4", "5", "6", "7", "8", "9"])
    }

    @Test("changes are those since an instant, and of the minute before it")
    func changes() async throws {
        let bench = try PrestaShopBench()
        bench.place([1])
        bench.clock.advance(seconds: 1)
        bench.place([2])
        bench.clock.advance(seconds: 60)
        bench.place([3])
        #expect(try await bench.allOrders(.changed(since: bench.clock.now)).orders == ["2", "3"])
        #expect(
            try await bench.allOrders(.changed(since: bench.clock.now.adding(seconds: -1))).orders == ["1", "2", "3"])
        #expect(try await bench.allOrders(.changed(since: bench.clock.now.adding(seconds: 61))).orders == [])
    }

    @Test("a credit slip is a change of its order, though the order's own date stays")
    func slips() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        bench.place(1...4)
        bench.clock.advance(seconds: 3_600)
        let since = bench.clock.now
        for order in [2, 4, 1] {
            bench.shop.refund(
                FakePrestaShop.Slip(id: order, order: order, products: "1.000000", productsNet: "1.000000"))
        }
        let pages = try await bench.allOrders(.changed(since: since))
        #expect(pages.orders == ["1", "2", "4"])
        #expect(pages.flatMap(\.records).compactMap { $0.event.order?.refunded } == [100, 100, 100])
        let event = try #require(pages.last?.records.last?.event.order)
        let start = try instant(PrestaShopBench.start)
        #expect(event.version == since && event.placedAt == start)
    }

    @Test("in the hour that comes twice no change is passed over")
    func clocksSetBack() async throws {
        let bench = try PrestaShopBench()
        // 02:50 in summer time, and 20 minutes later 02:10 in winter time.
        bench.clock.set(try instant("2026-10-25T00:50:00Z"))
        let since = bench.clock.now
        bench.clock.advance(seconds: 1_200)
        #expect(bench.shop.date == "2026-10-25 02:10:00")
        bench.place([1])
        #expect(try await bench.allOrders(.changed(since: since)).orders == ["1"])
    }

    @Test("a shop without anything is read as that")
    func emptyShop() async throws {
        let bench = try PrestaShopBench()
        #expect(try await bench.allOrders() == [ShopPage()])
        #expect(try await bench.allCustomers() == [ShopPage()])
        let changes = try await bench.allOrders(.changed(since: bench.clock.now))
        #expect(changes.count == 2 && changes.orders.isEmpty)
        #expect(try await bench.connection.order("1") == nil)
        #expect(try await bench.connection.customer("1") == nil)
        #expect(try await bench.connection.membership(of: "1") == nil)
    }

    @Test(
        "what is no place in a walk is refused",
        arguments: [
            "", "x", "id/", "id/-1", "id/1/2", "rows/2026-11-22 10:00:00", "rows/2026-11-22T10:00:00/1", "rows//1",
        ])
    func badCursor(text: String) async throws {
        let bench = try PrestaShopBench()
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.orders(.all, at: text)
        }
        #expect(failure == .refused("this is no place that a page of PrestaShop ended at"))
        #expect(bench.shop.trouble.calls.isEmpty)
    }

    @Test("a shop that does not go on from page to page is found out")
    func stuckWalk() async throws {
        let bench = try PrestaShopBench(pageSize: 1)
        bench.place([5])
        let first = try await bench.connection.orders(.all, at: nil)
        #expect(first.next == "id/5")
        bench.shop.trouble.next(.status(200, try await Self.answered(bench)), matching: "api/orders")
        let failure = await PrestaShopBench.failure { () throws(ShopError) in
            _ = try await bench.connection.orders(.all, at: first.next)
        }
        #expect(failure == .malformed("orders: the rows do not go on from page to page"))
    }

    /// What the shop answers when asked for all orders.
    private static func answered(_ bench: PrestaShopBench) async throws -> String {
        let call = try #require(bench.shop.trouble.calls.first { $0.url.contains("api/orders") })
        return String(decoding: try await bench.shop.call(call).body, as: UTF8.self)
    }

    @Test("a page costs as few requests as there are kinds of rows, and the tables are asked for once")
    func requests() async throws {
        let bench = try PrestaShopBench(pageSize: 2)
        bench.fill()
        bench.place(8...10)
        _ = try await bench.allOrders()
        let asked = bench.shop.trouble.calls.map(\.url).compactMap { url in
            url.split(separator: "/api/").last?.split(separator: "?").first.map(String.init)
        }
        let counts = Dictionary(asked.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(
            counts == [
                "orders": 3, "order_slip": 2, "order_histories": 2, "customers": 1, "addresses": 1, "order_states": 1,
                "currencies": 1, "countries": 1, "languages": 1,
            ])
    }

    @Test("no address is long, however many rows belong to a page")
    func longLists() async throws {
        let bench = try PrestaShopBench()
        bench.place(4_000_000_001...4_000_000_100)
        #expect(try await bench.allOrders().orders.count == 100)
        #expect(bench.shop.trouble.calls.allSatisfy { $0.url.utf8.count < 2_000 })
    }
}
