import Domain
import JSON
import Testing

@testable import Engine

/// X4. 2-domain §6: an undo sticks until something newer, and is refused where something newer rests on it.
@Suite struct Section6UndoTests {
    // MARK: Spells and periods

    private static func movedAndUndone() async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.register()
        try await shop.cron(on: "2026-03-02")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.undo(.moved)
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.defaultGroup() == "retail")
        return shop
    }

    @Test func `undo marks that spell as settled, and the rule acts again only on a newer one`() async throws {
        let shop = try await Self.movedAndUndone()
        try await shop.cronDaily(from: "2026-04-01", to: "2026-04-20")
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("1", on: "2026-04-21")
        try await shop.cron(on: "2026-06-20")
        #expect(try await shop.keyedMails().last == "inactivity_reminder 2026-04-21")
        try await shop.cron(on: "2026-07-19")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-07-20")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `the void of a newer order does not wake a settled spell`() async throws {
        let shop = try await Self.movedAndUndone()
        try await shop.buy("1", on: "2026-04-21")
        try await shop.go("2026-04-22")
        try await shop.cancel("1")
        try await shop.cronDaily(from: "2026-04-23", to: "2026-04-30")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an undone reminder's spell is undone by its move: nothing is mailed again`() async throws {
        let shop = try await Self.movedAndUndone()
        let mails = try await shop.mails()
        try await shop.cronDaily(from: "2026-04-02", to: "2026-05-01")
        #expect(try await shop.mails() == mails)
    }

    @Test func `undo marks that period as settled, and the next month is decided again`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.addTurnover()
        try await shop.register()
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups() == ["staff"])
        try await shop.undo(.moved)
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-10")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups() == ["staff"])
    }

    // MARK: Rungs

    private static func promotedAndUndone() async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        let rule = try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.go("2026-01-03")
        try await shop.undo(.promoted)
        #expect(try await shop.groups() == ["retail"])
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-10")
        #expect(try await shop.groups() == ["retail"])
        return (shop, rule.rule.id)
    }

    @Test func `an undone rung stays undone at each check, until a counted order`() async throws {
        let (shop, _) = try await Self.promotedAndUndone()
        try await shop.buy("2", on: "2026-01-11", total: 100)
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `until a refund`() async throws {
        let (shop, _) = try await Self.promotedAndUndone()
        try await shop.go("2026-01-11")
        try await shop.refund("1", 100, total: 20_000)
        try await shop.cron(on: "2026-01-12")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `until a void`() async throws {
        let (shop, _) = try await Self.promotedAndUndone()
        try await shop.go("2026-01-11")
        // Both reported at once: what counts is that there is something newer.
        try await shop.put(try shop.order("other", product: "Q", status: "pending", total: 500))
        try await shop.cron()
        #expect(try await shop.groups() == ["retail"])
        try await shop.go("2026-01-12")
        try await shop.buy("3", total: 100)
        try await shop.undo(.promoted)
        #expect(try await shop.groups() == ["retail"])
        try await shop.go("2026-01-13")
        try await shop.cancel("3", total: 100)
        try await shop.cron(on: "2026-01-14")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `until an edit`() async throws {
        let (shop, rule) = try await Self.promotedAndUndone()
        try await shop.go("2026-01-11")
        try await shop.edit(rule, params: [("grace_days", 3)])
        try await shop.cron(on: "2026-01-12")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `an undone rung does not keep the customer from a higher one`() async throws {
        let (shop, _) = try await Self.promotedAndUndone()
        try await shop.buy("2", on: "2026-01-11", total: 40_000)
        #expect(try await shop.groups() == ["gold", "retail"])
    }

    @Test func `until a new period`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder(with: [("period", ["kind": "calendar", "unit": "year"])])
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.cron(on: "2027-01-01")
        #expect(try await shop.groups() == ["retail"])
        try await shop.undo(.demoted)
        for day in ["2027-01-02", "2027-06-01", "2027-12-31"] {
            try await shop.cron(on: day)
            #expect(try await shop.groups() == ["retail", "silver"])
        }
        try await shop.cron(on: "2028-01-01")
        #expect(try await shop.groups() == ["retail"])
    }

    // MARK: Trees

    @Test func `an undone end of a while_true grant sticks until a counted order`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "customer_registered", when: ["country": ["in": ["PL"]]], with: [("while_true", true)])
        try await shop.register(country: "PL")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.go("2026-01-02")
        try await shop.register(country: "DE")
        #expect(try await shop.groups() == ["retail"])
        try await shop.undo(.ended)
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-06")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.buy("1", on: "2026-01-07")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an undone scheduled grant is not given again the next day, but for something newer`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(on: "scheduled", when: ["account_age_days": ["at_least": 1]])
        try await shop.register()
        try await shop.cron(on: "2026-01-02")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.undo(.granted)
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-06")
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("1", on: "2026-01-06")
        try await shop.cron(on: "2026-01-07")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    // MARK: What an undo does not do

    @Test func `a revert writes no block`() async throws {
        let shop = try await Self.movedAndUndone()
        #expect(try await shop.engine.customer(.external("77", store: nil)).blocks.isEmpty)
        let (ladder, _) = try await Self.promotedAndUndone()
        #expect(try await ladder.engine.customer(.external("77", store: nil)).blocks.isEmpty)
    }

    @Test func `a revert is refused, with the reason, where something newer rests on it`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.buy("2", on: "2026-01-03", total: 40_000)
        let promotions = try await shop.changes().filter { $0.change.kind == .promoted }
        #expect(promotions.map(\.isRevertible) == [false, true])
        do {
            _ = try await shop.engine.revert(promotions[0].change.id, by: "Anna")
            Issue.record("reverted")
        } catch Refusal.conflict(let reason) {
            #expect(reason == "Something newer rests on it: undo that first.")
        }
        try await shop.undo(.promoted)
        try await shop.undo(.promoted)
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an undo is not undone, and nothing is undone twice`() async throws {
        let shop = try await Self.movedAndUndone()
        for change in try await shop.changes() where [.moved, .reverted].contains(change.change.kind) {
            await #expect(throws: Refusal.self) { try await shop.engine.revert(change.change.id, by: "Anna") }
        }
    }

    // MARK: Runs

    private static func movedThree() async throws -> (TestShop, Run) {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil)
        for customer in ["1", "2", "3"] { try await shop.register(customer) }
        return (shop, try await shop.cron(on: "2026-04-01"))
    }

    @Test func `a run is undone as a whole, and the next one does not do the same`() async throws {
        let (shop, run) = try await Self.movedThree()
        let result = try await shop.engine.revertRun(run.id, skipsBlocked: false, by: "Anna")
        #expect(result.reverted == 3 && result.skipped.isEmpty)
        try await shop.cronDaily(from: "2026-04-02", to: "2026-04-04")
        for customer in ["1", "2", "3"] { #expect(try await shop.groups(of: customer) == ["retail"]) }
    }

    @Test func `a run is not undone where something newer rests on one of its changes, unless that one is left out`()
        async throws
    {
        let (shop, run) = try await Self.movedThree()
        try await shop.buy("1", "2", on: "2026-04-01")
        #expect(try await shop.groups(of: "2") == ["retail"])
        await #expect(throws: Refusal.self) {
            try await shop.engine.revertRun(run.id, skipsBlocked: false, by: "Anna")
        }
        #expect(try await shop.groups(of: "1") == ["sleepy"])
        let result = try await shop.engine.revertRun(run.id, skipsBlocked: true, by: "Anna")
        #expect(result.reverted == 2 && result.skipped.count == 1)
        for customer in ["1", "2", "3"] { #expect(try await shop.groups(of: customer) == ["retail"]) }
    }
}
