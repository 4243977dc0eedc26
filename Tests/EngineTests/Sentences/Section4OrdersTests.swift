import Domain
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// X7. 2-domain §4: orders exactly once, in any order; customers, guests, organizations, deletion, the first load.
@Suite struct Section4OrdersTests {
    // MARK: Exactly once, in any order

    /// What is left of an order: groups, their ends, spend.
    private struct State: Equatable {
        var groups: [String]
        var until: String?
        var spent: Int64
        var orders: Int
    }

    private static func state(_ shop: TestShop) async throws -> State {
        let view = try await shop.engine.customer(.external("77", store: nil))
        return State(
            groups: try await shop.groups(), until: try await shop.until("club"), spent: view.spent.minorUnits,
            orders: view.orders)
    }

    private static func permutations(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return permutations(count - 1).flatMap { shorter in
            (0...shorter.count).map { place in
                var longer = shorter
                longer.insert(count - 1, at: place)
                return longer
            }
        }
    }

    private static func events(_ shop: TestShop) throws -> [OrderEvent] {
        let paid = "2026-01-02T10:00:00Z"
        let pending = try shop.order("1", paid: paid, version: "2026-01-02T09:00:00Z", status: "pending", total: 12_000)
        let first = try shop.order("1", paid: paid, version: paid, total: 12_000)
        var refunded = try shop.order("1", paid: paid, version: "2026-01-03T10:00:00Z", total: 12_000)
        refunded.refunded = 2_000
        var status = OrderEvent(externalID: "1", version: Timestamp(rfc3339: "2026-01-04T10:00:00Z"))
        status.status = StatusReport(code: "completed")
        return [pending, first, refunded, status]
    }

    @Test func `any permutation and duplication of one order's events ends in one state`() async throws {
        var expected: State?
        for permutation in Self.permutations(4) {
            let shop = try await TestShop.open()
            try await shop.addRule([("validity", ["kind": "days", "count": 10])])
            try await shop.addLadder("Ladder", [("silver", "100.00")], with: [("downgrade", "immediate")])
            try await shop.register()
            try await shop.run()
            try await shop.go("2026-01-05")
            let events = try Self.events(shop)
            for index in permutation + permutation.reversed() { try await shop.put(events[index]) }
            try await shop.cron(on: "2026-01-06")
            let state = try await Self.state(shop)
            #expect(state == expected ?? state, "\(permutation)")
            expected = state
            #expect(try await shop.mails().filter { $0 == "membership_granted" }.count == 1, "\(permutation)")
        }
        #expect(expected?.groups == ["club", "retail", "silver"])
        #expect(expected?.spent == 10_000)
        #expect(expected?.until == "2026-01-12T23:00:00Z")
    }

    @Test func `status-only events before the full order wait for it`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        var status = OrderEvent(externalID: "1", version: Timestamp(rfc3339: "2026-01-01T05:00:00Z"))
        status.status = StatusReport(code: "completed")
        try await shop.put(status)
        var full = try shop.order("1", paid: "2026-01-01T04:00:00Z", status: "pending")
        full.paidAt = nil
        try await shop.put(full)
        // The older full report says pending, the newer one completed: paid.
        #expect(try await shop.groups().contains("club"))
    }

    @Test func `lesser events still contribute the earliest payment`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.register()
        try await shop.go("2026-01-05")
        try await shop.put(try shop.order("1", paid: "2026-01-04T10:00:00Z"))
        #expect(try await shop.until("club") == "2026-01-14T23:00:00Z")
        try await shop.put(try shop.order("1", paid: "2026-01-03T10:00:00Z"))
        #expect(try await shop.until("club") == "2026-01-13T23:00:00Z")
    }

    @Test func `test orders never count, deleted ones are void and restored ones back`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder("Ladder", [("silver", "100.00")], with: [("downgrade", "immediate")])
        try await shop.register()
        try await shop.run()
        var test = try shop.order("t", product: "Q", total: 20_000)
        test.isTest = true
        try await shop.put(test)
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("1", total: 20_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.go("2026-01-02")
        var deletion = OrderEvent(externalID: "1", version: shop.clock.now())
        deletion.isDeleted = true
        try await shop.put(deletion)
        #expect(try await shop.groups() == ["retail"])
        try await shop.go("2026-01-03")
        try await shop.put(
            try shop.order(
                "1", product: "Q", paid: "2026-01-01T05:00:00Z", version: shop.clock.now().description, total: 20_000))
        try await shop.cron(on: "2026-01-04")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await Self.state(shop).spent == 20_000)
    }

    // MARK: Customers

    @Test func `customer data inside an order only fills what no customer event carried`() async throws {
        let shop = try await TestShop.open()
        var order = try shop.order("1", product: "Q")
        var inside = CustomerEvent(externalID: "77", version: nil)
        inside.email = "order@example.test"
        inside.firstName = "Anna"
        order.customer = .registered(inside)
        try await shop.put(order)
        #expect(try await shop.engine.customer(.external("77", store: nil)).customer.email == "order@example.test")
        try await shop.register(email: "report@example.test")
        var later = try shop.order("2", product: "Q", version: "2026-01-05T10:00:00Z")
        later.customer = .registered(inside)
        try await shop.put(later)
        let customer = try await shop.engine.customer(.external("77", store: nil)).customer
        #expect(customer.email == "report@example.test")
        #expect(customer.firstName == "Anna")
    }

    @Test func `a deleted customer has no rules and no mail, and keeps its totals`() async throws {
        let shop = try await TestShop.open()
        // Whoever was deleted is not erased here when the time for that is over.
        var policy = RetentionPolicy.usual
        policy[.deletedCustomers] = 0
        _ = try await shop.engine.putRetention(policy, expecting: nil, by: "test")
        try await shop.addInactivity()
        try await shop.addLadder()
        try await shop.register()
        try await shop.buy("1", total: 5_000)
        try await shop.go("2026-01-02")
        try await customerEvent(shop) { $0.isDeleted = true }
        let (groups, mails) = (try await shop.groups(), try await shop.mails())
        try await shop.buy("2", on: "2026-01-03", total: 50_000)
        try await shop.cronDaily(from: "2026-03-01", to: "2026-04-10")
        #expect(try await shop.groups() == groups)
        #expect(try await shop.mails() == mails)
        #expect(try await Self.state(shop).spent == 55_000)
    }

    private func customerEvent(_ shop: TestShop, _ edit: (inout CustomerEvent) -> Void) async throws {
        let (store, engine, now) = (shop.store, shop.engine, shop.clock.now())
        var event = CustomerEvent(externalID: "77", version: now)
        edit(&event)
        let report = event
        try await engine.database.write { transaction in
            let intake = Intake(
                engine: engine, transaction: transaction, store: store, cause: Cause(actor: .shop), bodyHash: 0,
                receivedAt: now, now: now)
            let _: ID<Customer> = try intake.take(report)
        }
    }

    // MARK: Guests

    private static func guestShop(matching: Bool) async throws -> TestShop {
        let shop = try await TestShop.open()
        var patch = StorePatch()
        patch.matchesGuests = matching
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        try await shop.addRule()
        try await shop.addLadder("Ladder", [("silver", "100.00")])
        try await shop.run()
        return shop
    }

    private static func guestOrder(_ id: String, _ shop: TestShop, email: String = "Anna@Example.test") throws
        -> OrderEvent
    {
        var order = try shop.order(id, total: 20_000)
        order.customer = .guest(email: email)
        return order
    }

    @Test func `guests are ignored for groups`() async throws {
        let shop = try await Self.guestShop(matching: false)
        try await shop.register(email: "anna@example.test")
        try await shop.put(try Self.guestOrder("1", shop))
        try await shop.cron(on: "2026-01-02")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await Self.state(shop).orders == 0)
    }

    @Test func `with matching on their orders are history: spend yes, purchase rules and mails no`() async throws {
        let shop = try await Self.guestShop(matching: true)
        try await shop.register(email: "anna@example.test")
        try await shop.put(try Self.guestOrder("1", shop))
        #expect(try await Self.state(shop).spent == 20_000)
        try await shop.cron(on: "2026-01-02")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.mails().filter { $0 == "membership_granted" }.isEmpty)
    }

    @Test func `a later registration joins earlier orders`() async throws {
        let shop = try await Self.guestShop(matching: true)
        try await shop.put(try Self.guestOrder("1", shop))
        try await shop.go("2026-01-02")
        try await shop.register(email: "ANNA@example.test")
        #expect(try await Self.state(shop).spent == 20_000)
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `two customers with that address: the order joins neither`() async throws {
        let shop = try await Self.guestShop(matching: true)
        for customer in ["77", "78"] { try await shop.register(customer, email: "anna@example.test") }
        try await shop.put(try Self.guestOrder("1", shop))
        #expect(try await Self.state(shop).orders == 0)
    }

    // MARK: Money that does not count

    @Test func `without a rate foreign money is stored, not counted, and listed`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder("Ladder", [("silver", "100.00")])
        try await shop.register()
        var order = try shop.order("1", product: "Q", total: 20_000)
        order.amounts = OrderAmounts(currency: try #require(Currency("USD")), total: 20_000)
        try await shop.put(order)
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.unconvertedCurrency])
        order.version = shop.clock.now().adding(seconds: 5)
        order.amounts?.conversionRate = Decimal(mantissa: 2, scale: 0)
        try await shop.put(order)
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.engine.findings(store: nil).isEmpty)
    }

    @Test func `gift cards do not count`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder("Ladder", [("silver", "100.00")])
        try await shop.register()
        var order = try shop.order("1", product: "Q", total: 10_000)
        order.lines = [
            OrderLine(id: "1", productID: "Q", quantity: 1, total: 9_999),
            OrderLine(id: "2", productID: "G", quantity: 1, total: 1, isGiftCard: true),
        ]
        try await shop.put(order)
        #expect(try await Self.state(shop).spent == 9_999)
        #expect(try await shop.groups() == ["retail"])
    }

    // MARK: History

    @Test func `an earlier active_from set at creation applies to orders received afterwards`() async throws {
        let shop = try await TestShop.open(on: "2026-02-01")
        try await shop.register()
        try await shop.put(try shop.order("before", paid: "2026-01-10T10:00:00Z"))
        try await shop.addRule(
            [("validity", ["kind": "days", "count": 100])], header: [("active_from", "2026-01-01T00:00:00Z")])
        try await shop.cron(on: "2026-02-02")
        #expect(try await shop.groups() == ["retail"])
        try await shop.put(try shop.order("after", paid: "2026-01-12T10:00:00Z"))
        // Its term counts from the payment.
        #expect(try await shop.until("club") == "2026-04-22T22:00:00Z")
    }

    @Test func `an import mails nobody, whatever rules there are`() async throws {
        let shop = try await TestShop.open(on: "2026-02-01")
        try await shop.addRule([], header: [("active_from", "2025-01-01T00:00:00Z")])
        try await shop.addLadder("Ladder", [("silver", "10.00")])
        try await shop.addConditions(
            on: "order_paid", when: ["order_total": ["at_least": euros("1.00")]], [["grant": "gold"]],
            header: [("active_from", "2025-01-01T00:00:00Z")])
        try await shop.run()
        var chunks = [
            Array(
                "order_id,customer_id,product_id,quantity,unit_price,paid_at\n1,77,P,2,10.00,2026-01-20 10:00:00\n".utf8
            )
        ].makeIterator()
        _ = try await shop.engine.importOrders(OrderImportOptions()) { chunks.next() }
        try await shop.cron(on: "2026-02-02")
        #expect(try await shop.groups().contains("club"))
        #expect(try await shop.groups().contains("silver"))
        #expect(try await shop.mails().isEmpty)
    }
}
