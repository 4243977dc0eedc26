import Domain
import JSON
import Store
import Testing

@testable import Engine

/// Fixes of what orders, the master switch and the shop left behind.
@Suite struct FixTests {
    private func finding(_ shop: TestShop, _ kind: Finding.Kind) async throws -> FindingView? {
        try await shop.engine.checks(store: nil).first { $0.finding.kind == kind }
    }

    // MARK: The master switch

    @Test func `orders paid while automation was off are told at the switch, and rules judge them when asked`()
        async throws
    {
        let shop = try await TestShop.open()
        try await shop.addRule([("validity", ["kind": "days", "count": 30])])
        try await shop.go("2026-01-02")
        try await shop.setAutomation(false)
        try await shop.go("2026-01-03")
        try await shop.put(try shop.order("1"))
        try await shop.put(try shop.order("2", customer: "78", product: "other"))
        try await shop.go("2026-01-04")
        #expect(try await finding(shop, .paidWhileOff) == nil)
        try await shop.setAutomation(true)
        let found = try #require(try await finding(shop, .paidWhileOff))
        #expect(
            found.sentence
                == "1 order was paid while automation was off, from 2 January 2026 to 4 January 2026, and no rule has acted on them"
        )
        #expect(try await !shop.groups().contains("club"))
        let dry = try await shop.engine.fix(found.finding.id, .applyRules, isDry: true, by: "Anna")
        #expect(try await !shop.groups().contains("club"))
        let mails = try await shop.mails()
        let done = try await shop.engine.fix(found.finding.id, .applyRules, isDry: false, by: "Anna")
        #expect(dry.changed == 1 && done.changed == 1 && done.items.map(\.sentence) == dry.items.map(\.sentence))
        #expect(try await shop.until("club") == "2026-02-02T23:00:00Z", "counted from the payment")
        #expect(try await shop.mails() == mails)
        #expect(try await finding(shop, .paidWhileOff) == nil)
    }

    @Test func `a switch without orders between says nothing`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.put(try shop.order("1"))
        try await shop.go("2026-01-02")
        try await shop.setAutomation(false)
        try await shop.go("2026-01-03")
        try await shop.setAutomation(true)
        #expect(try await finding(shop, .paidWhileOff) == nil)
    }

    @Test func `ends that waited are listed with their customers and confirmed by the fix`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.grant("club", until: try await shop.instant("2026-01-03"))
        try await shop.go("2026-01-02")
        try await shop.setAutomation(false)
        try await shop.go("2026-01-04")
        try await shop.setAutomation(true)
        let found = try #require(try await finding(shop, .pendingEnds))
        #expect(found.examples.map(\.customer.externalID) == ["77"])
        let dry = try await shop.engine.fix(found.finding.id, .confirmEnds, isDry: true, by: "Anna")
        #expect(dry.changed == 1)
        #expect(try await shop.groups() == ["club", "retail"])
        let done = try await shop.engine.fix(found.finding.id, .confirmEnds, isDry: false, by: "Anna")
        #expect(done.items.map(\.sentence) == dry.items.map(\.sentence))
        #expect(try await shop.groups() == ["retail"])
        #expect(try await finding(shop, .pendingEnds) == nil)
    }

    // MARK: Orders

    @Test func `a purchase withheld from a customer is given once automation is on for them`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.register()
        var off = CustomerPatch()
        off.isAutomated = false
        _ = try await shop.engine.upsertCustomer(externalID: "77", store: nil, off, by: "test")
        try await shop.put(try shop.order("1"))
        let found = try #require(try await finding(shop, .withheldPurchase))
        let idle = try await shop.engine.fix(found.finding.id, .applyRules, isDry: false, by: "Anna")
        #expect(idle.changed == 0)
        #expect(try await finding(shop, .withheldPurchase) != nil)
        var on = CustomerPatch()
        on.isAutomated = true
        _ = try await shop.engine.upsertCustomer(externalID: "77", store: nil, on, by: "test")
        let dry = try await shop.engine.fix(found.finding.id, .applyRules, isDry: true, by: "Anna")
        #expect(dry.changed == 1)
        #expect(try await !shop.groups().contains("club"))
        _ = try await shop.engine.fix(found.finding.id, .applyRules, isDry: false, by: "Anna")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await finding(shop, .withheldPurchase) == nil)
    }

    @Test(arguments: [(Fix.mapPaid, 1, Int64(1_000)), (.mapOpen, 0, 0)])
    func `a status is given its meaning, and its orders count or not`(
        _ fix: Fix, _ orders: Int, _ spent: Int64
    ) async throws {
        let shop = try await TestShop.open()
        var order = try shop.order("1")
        order.status = StatusReport(code: "odd")
        try await shop.put(order)
        let found = try #require(try await finding(shop, .unmappedStatus))
        let dry = try await shop.engine.fix(found.finding.id, fix, isDry: true, by: "Anna")
        #expect(dry.orders == orders)
        #expect(try await finding(shop, .unmappedStatus) != nil)
        _ = try await shop.engine.fix(found.finding.id, fix, isDry: false, by: "Anna")
        #expect(try await shop.spent("77") == spent)
        #expect(try await finding(shop, .unmappedStatus) == nil)
    }

    // MARK: The shop

    /// A customer whom Echelon has in `club`, and the shop has not.
    private func differing() async throws -> (TestShop, ID<ConnectorRecord>) {
        let shop = try await TestShop()
        let connector = try await shop.addConnector()
        for number in 1...20 { try await shop.customer("c\(number)") }
        #expect(try await shop.lose("club", of: ["c1"], connector) == 1)
        return (shop, connector)
    }

    @Test func `what the shop lost is told, and written again`() async throws {
        let (shop, connector) = try await differing()
        let found = try #require(try await finding(shop, .shopDiffers))
        #expect(found.finding.count == 1 && found.examples.map(\.customer.externalID) == ["c1"])
        let dry = try await shop.engine.fix(found.finding.id, .tellShop, isDry: true, by: "Anna")
        #expect(dry.items.map(\.sentence) == ["The shop is told again about Club."])
        #expect(try await finding(shop, .shopDiffers) != nil)
        let done = try await shop.engine.fix(found.finding.id, .tellShop, isDry: false, by: "Anna")
        #expect(done.changed == 1)
        #expect(try await finding(shop, .shopDiffers) == nil)
        let isQueued = try await shop.engine.database.read { try $0.shopWriteCount(connector, .queued) } > 0
        #expect(isQueued)
        #expect(try await shop.groups(of: "c1").contains("club"))
    }

    @Test func `or the shop is believed, and the run takes that back`() async throws {
        let (shop, _) = try await differing()
        let found = try #require(try await finding(shop, .shopDiffers))
        let done = try await shop.engine.fix(found.finding.id, .believeShop, isDry: false, by: "Anna")
        #expect(try await !shop.groups(of: "c1").contains("club"))
        #expect(try await finding(shop, .shopDiffers) == nil)
        _ = try await shop.engine.revertRun(try #require(done.run), skipsBlocked: false, by: "Anna")
        #expect(try await shop.groups(of: "c1").contains("club"))
    }

    @Test func `what ended here and is still in the shop an hour later is told`() async throws {
        let (shop, _) = try await differing()
        try await shop.act("club", .revoke(block: false, blockUntil: nil), on: "c1")
        let now = shop.clock.now()
        shop.clock.set(now.adding(seconds: StandingChecks.patienceSeconds - 1))
        #expect(try await finding(shop, .endedInShop) == nil)
        shop.clock.set(now.adding(seconds: StandingChecks.patienceSeconds))
        #expect(try await finding(shop, .endedInShop)?.finding.count == 1)
    }
}
