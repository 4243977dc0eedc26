import Domain
import JSON
import Store
import Testing

@testable import Engine

/// What is found at single customers, and what the fixes make of it.
@Suite struct CustomerCheckTests {
    private func finding(_ shop: TestShop, _ kind: Finding.Kind) async throws -> FindingView? {
        try await shop.engine.checks(store: nil).first { $0.finding.kind == kind }
    }

    /// Customers of whom something is noted, with what.
    private func noted(_ shop: TestShop, _ kind: Finding.Kind) async throws -> [String] {
        guard let finding = try await finding(shop, kind) else { return [] }
        return try await shop.engine.customers(of: finding.finding.id, after: nil, limit: 100).map {
            "\($0.customer.externalID): \($0.sentence)"
        }
    }

    /// Writes a default group past the ledger, as no act of the engine would.
    private func force(_ group: String?, on customer: String, _ shop: TestShop) async throws {
        let id = try await shop.id(of: customer)
        try await shop.engine.database.write { transaction in
            let configuration = try shop.engine.configuration(transaction)
            var stored = try #require(try transaction.customer(id))
            stored.defaultGroup = group.flatMap { configuration.group(shop.store, code: $0)?.id }
            try transaction.updateDefault(stored)
        }
    }

    private func sweepAll(_ shop: TestShop, batch: Int = 5_000) async throws {
        let now = shop.clock.now()
        shop.clock.set(now.adding(seconds: Engine.sweepRestSeconds))
        while try await shop.engine.sweepChecks(batch: batch) > 0 {}
    }

    // MARK: The default group

    @Test func `a customer without a default group is found by the sweep and given one`() async throws {
        let shop = try await TestShop.open()
        for customer in ["1", "2", "3"] { try await shop.register(customer) }
        try await force(nil, on: "2", shop)
        #expect(try await noted(shop, .noDefault) == [])
        try await sweepAll(shop)
        #expect(try await noted(shop, .noDefault) == ["2: In Retail, without a default group"])
        let finding = try #require(try await finding(shop, .noDefault))
        #expect(finding.sentence == "1 customer has no default group" && finding.finding.kind.severity == .warning)
        let before = try await shop.changes(of: "2").count
        let dry = try await shop.engine.fix(finding.finding.id, .settleDefault, isDry: true, by: "Anna")
        #expect(try await shop.changes(of: "2").count == before)
        let done = try await shop.engine.fix(finding.finding.id, .settleDefault, isDry: false, by: "Anna")
        #expect((dry.customers, dry.changed) == (1, 1) && (done.customers, done.changed) == (1, 1))
        #expect(try await shop.defaultGroup(of: "2") == "retail")
        #expect(try await self.finding(shop, .noDefault) == nil)
    }

    @Test func `a default group that is not held is found, and left by the customer's next change`() async throws {
        let shop = try await TestShop.open()
        try await shop.register("1")
        try await force("gold", on: "1", shop)
        try await sweepAll(shop)
        #expect(
            try await noted(shop, .defaultNotHeld) == [
                "1: The default group is Gold, and the customer is not in it"
            ])
        try await shop.grant("club", to: "1")
        #expect(try await finding(shop, .defaultNotHeld) == nil)
        #expect(try await shop.defaultGroup(of: "1") == "retail")
    }

    @Test func `who is in no group where the store has no default one is in order`() async throws {
        let shop = try await TestShop.open(defaultGroup: nil)
        try await shop.register("1")
        try await shop.register("2")
        try await shop.grant("club", to: "2")
        try await sweepAll(shop)
        #expect(try await finding(shop, .noDefault) == nil)
    }

    // MARK: Two rungs

    /// A customer on gold by the ladder, whom the shop has put on silver too.
    private func onTwoRungs(_ source: Grant.Source = .shop, pin: Bool = false) async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.buy("1", total: 60_000)
        let id = try await shop.id()
        let now = shop.clock.now()
        try await shop.engine.database.write { transaction in
            let silver = try #require(
                try shop.engine.configuration(transaction).group(shop.store, code: "silver")?.id)
            _ = try transaction.insert(
                Grant(
                    id: ID(0), customer: id, group: silver, source: source, origin: "forced", from: now, claimedAt: now,
                    isPinned: pin, reason: Sentence("change.shop")))
        }
        try await sweepAll(shop)
        return shop
    }

    @Test func `two rungs of one ladder are found, the lower one is ended, and the run is undone as one`() async throws
    {
        let shop = try await onTwoRungs()
        let finding = try #require(try await finding(shop, .twoRungs))
        #expect(try await noted(shop, .twoRungs) == ["77: On several rungs of “Ladder”: Gold, Silver"])
        let mails = try await shop.mails()
        let dry = try await shop.engine.fix(finding.finding.id, .endLower, isDry: true, by: "Anna")
        #expect(try await shop.groups() == ["gold", "retail", "silver"])
        let done = try await shop.engine.fix(finding.finding.id, .endLower, isDry: false, by: "Anna")
        #expect(dry.items.map(\.sentence) == ["The customer stands on a higher rung of the same ladder."])
        #expect(done.items.map(\.sentence) == dry.items.map(\.sentence) && done.changed == dry.changed)
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.mails() == mails)
        #expect(try await self.finding(shop, .twoRungs) == nil)
        let run = try #require(done.run)
        let change = try #require(try await shop.changes().last?.change)
        #expect(change.run == run && change.by == "Anna" && change.kind == .ended)
        let reverted = try await shop.engine.revertRun(run, skipsBlocked: false, by: "Anna")
        #expect(reverted.reverted == 1)
        #expect(try await shop.groups() == ["gold", "retail", "silver"])
        #expect(try await self.finding(shop, .twoRungs)?.finding.count == 1)
    }

    @Test(arguments: [(Grant.Source.manual, false), (.shop, true)])
    func `a lower rung that a person gave or pinned is meant`(_ source: Grant.Source, _ pin: Bool) async throws {
        let shop = try await onTwoRungs(source, pin: pin)
        #expect(try await finding(shop, .twoRungs) == nil)
    }

    // MARK: Unexplained

    /// A member of a club whose rule is gone.
    private func orphaned(_ validity: JSONValue = ["kind": "none"]) async throws -> TestShop {
        let shop = try await TestShop.open()
        let rule = try await shop.addRule([("validity", validity)])
        try await shop.put(try shop.order("1"))
        _ = try await shop.delete(rule.rule.id, grants: .keep)
        try await sweepAll(shop)
        return shop
    }

    @Test func `a membership for good by a rule that is gone is found; one with a term ends by itself`() async throws {
        #expect(
            try await noted(try await orphaned(), .unexplainedMembership) == ["77: In Club by a rule that is gone"])
        let dated = try await orphaned(["kind": "days", "count": 3])
        #expect(try await finding(dated, .unexplainedMembership) == nil)
    }

    @Test(arguments: [(Fix.adopt, ["club", "retail"]), (.end, ["retail"])])
    func `it is kept as one by hand, or ended`(_ fix: Fix, _ groups: [String]) async throws {
        let shop = try await orphaned()
        let finding = try #require(try await finding(shop, .unexplainedMembership))
        #expect(finding.fixes == [.adopt, .end])
        let dry = try await shop.engine.fix(finding.finding.id, fix, isDry: true, by: "Anna")
        let done = try await shop.engine.fix(finding.finding.id, fix, isDry: false, by: "Anna")
        #expect(dry.changed == 1 && done.changed == 1)
        #expect(try await shop.groups() == groups)
        #expect(try await self.finding(shop, .unexplainedMembership) == nil)
        let run = try #require(done.run)
        _ = try await shop.engine.revertRun(run, skipsBlocked: false, by: "Anna")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await self.finding(shop, .unexplainedMembership) != nil)
    }

    // MARK: The sweep

    @Test func `the sweep goes in bounded steps, comes round to everyone, and rests`() async throws {
        let shop = try await TestShop.open()
        for number in 1...7 { try await shop.register("\(number)") }
        for number in [1, 4, 7] { try await force(nil, on: "\(number)", shop) }
        var steps: [Int] = []
        var counts: [Int] = []
        for _ in 0..<4 {
            steps.append(try await shop.engine.sweepChecks(batch: 3))
            counts.append(try await finding(shop, .noDefault)?.finding.count ?? 0)
        }
        #expect(steps == [3, 3, 1, 0] && counts == [1, 2, 3, 3])
        shop.clock.set(shop.clock.now().adding(seconds: Engine.sweepRestSeconds))
        #expect(try await shop.engine.sweepChecks(batch: 3) == 3)
        let pages = try #require(try await finding(shop, .noDefault)).finding.id
        let first = try await shop.engine.customers(of: pages, after: nil, limit: 2)
        let second = try await shop.engine.customers(of: pages, after: first.last?.customer.id, limit: 2)
        #expect((first + second).map(\.customer.externalID) == ["1", "4", "7"])
    }

    @Test func `a fix that the finding does not have is refused`() async throws {
        let shop = try await orphaned()
        let finding = try #require(try await finding(shop, .unexplainedMembership))
        await #expect(throws: Refusal.invalid("/fix", "is none of this finding's")) {
            _ = try await shop.engine.fix(finding.finding.id, .settleDefault, isDry: false, by: "Anna")
        }
    }
}
