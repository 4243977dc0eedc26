import Domain
import JSON
import Store
import Testing

@testable import Engine

/// What is found by looking at rules, groups, cron and the shop: there, and not one step beside it.
@Suite struct StandingCheckTests {
    /// Kinds and sentences, those of one kind where one is named.
    private func found(_ shop: TestShop, _ kind: Finding.Kind? = nil) async throws -> [String] {
        try await shop.engine.checks(store: nil).filter { kind == nil || $0.finding.kind == kind }.map {
            "\($0.finding.kind.rawValue): \($0.sentence)"
        }.sorted()
    }

    @Test func `a shop in order has nothing to look at`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        #expect(try await found(shop) == [])
        #expect(try await shop.engine.overview(store: nil).checks == 0)
    }

    // MARK: Rules

    @Test func `two rules that move from one group overlap, and no longer when one is off`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        let turnover = try await shop.addTurnover()
        #expect(
            try await found(shop) == [
                "rules_overlap: “Inactivity” and “Turnover” both take customers out of Retail. Of the two only the first in priority moves a customer on one day"
            ])
        let finding = try #require(try await shop.engine.checks(store: nil).first)
        #expect(finding.finding.links.map(\.label) == ["Turnover"] && finding.finding.kind.severity == .notice)
        try await shop.enable(turnover.rule.id, false)
        #expect(try await found(shop) == [])
    }

    @Test func `rules whose seasons never meet do not overlap, those that share a day do`() async throws {
        for (from, overlaps) in [("2026-02-01T00:00:00Z", false), ("2026-01-31T23:59:59Z", true)] {
            let shop = try await TestShop.open()
            try await shop.addInactivity(header: [
                ("season", ["from": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"])
            ])
            try await shop.addTurnover(header: [
                ("season", ["from": .string(from), "until": "2026-03-01T00:00:00Z"])
            ])
            #expect(try await found(shop, .rulesOverlap).isEmpty == !overlaps, "\(from)")
        }
    }

    @Test func `rules that send customers back and forth are named once`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.addTurnover("Back", from: ["sleepy"], to: "retail", with: [("direction", "reached")])
        #expect(
            try await found(shop) == [
                "rules_loop: The rules “Inactivity” and “Back” send customers back and forth: Retail, Sleepy. Neither does so without a new order, month or edit"
            ])
        let beside = try await TestShop.open()
        try await beside.addInactivity()
        try await beside.addTurnover("On", from: ["sleepy"], to: "staff", with: [("direction", "reached")])
        #expect(try await found(beside) == [])
    }

    @Test(arguments: [(90, true), (91, false)])
    func `two rules on inactivity with the same days are told, with other days not`(
        _ days: Int, _ isEqual: Bool
    ) async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        // Only the second knows those who never bought, so that the first does not take all of them away.
        try await shop.edit(try await shop.rule("Inactivity"), params: [("include_never_bought", false)])
        try await shop.addInactivity("Second", to: "staff", change: days)
        #expect(try await found(shop, .equalThresholds).isEmpty == !isEqual)
        #expect(try await found(shop, .rulesOverlap).isEmpty == isEqual)
    }

    @Test func `rungs that are kept with the same spend are told`() async throws {
        let shop = try await TestShop.open()
        func tiers(_ retain: String) -> JSONValue {
            [
                ["name": "silver", "required": euros("100.00"), "group": "silver"],
                ["name": "gold", "required": euros("500.00"), "group": "gold", "retain": euros(retain)],
            ]
        }
        let ladder = try await shop.addLadder("Ladder", [], with: [("tiers", tiers("100.01"))])
        #expect(try await found(shop) == [])
        try await shop.edit(ladder.rule.id, params: [("tiers", tiers("100.00"))])
        #expect(try await found(shop, .equalThresholds).count == 1)
    }

    @Test func `a rule that another always forestalls is out of reach, and one a day earlier is not`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        let late = try await shop.addInactivity("Late", to: "staff", change: 91)
        #expect(
            try await found(shop) == [
                "rule_unreachable: “Late” never gets its turn: “Inactivity” takes the customers of Retail away first"
            ])
        try await shop.edit(late.rule.id, params: [("change_after_days", 89)])
        #expect(try await found(shop, .ruleUnreachable).first?.contains("“Inactivity” never gets its turn") == true)
    }

    @Test func `a rule is out of reach once its season is over, and not a moment before`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(header: [
            ("season", ["from": "2026-01-01T00:00:00Z", "until": "2026-01-05T23:00:00Z"])
        ])
        shop.clock.set("2026-01-05T22:59:59Z")
        #expect(try await found(shop, .ruleUnreachable) == [])
        shop.clock.set("2026-01-05T23:00:00Z")
        #expect(
            try await found(shop, .ruleUnreachable) == [
                "rule_unreachable: “Inactivity” is on, but its season ended on 5 January 2026"
            ])
    }

    @Test func `two purchase rules that give one group for one product overlap, for another product not`() async throws
    {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.addRule([("products", [["product_id": "Q"]])], name: "Other")
        #expect(try await found(shop) == [])
        try await shop.addRule([("products", [["product_id": "Q"]])], name: "Third")
        #expect(try await found(shop, .rulesOverlap).count == 1)
    }

    // MARK: Groups

    @Test func `a group nobody knows is idle, and one in use is without its group in the shop`() async throws {
        let shop = try await TestShop.open()
        _ = try await shop.engine.createGroup(store: nil, code: "new", name: "New", GroupPatch(), by: "test")
        #expect(
            try await found(shop) == [
                "group_idle: Nobody is in New, no rule names it, and the shop does not know it"
            ])
        try await shop.register()
        try await shop.grant("new")
        #expect(try await found(shop, .groupIdle) == [])
        #expect(try await found(shop, .groupUnmapped).count == 1)
        var patch = GroupPatch()
        patch.externalID = "77"
        let id = try #require(
            try await shop.engine.groups(store: nil).first { $0.group.code == "new" }?.group.id)
        _ = try await shop.engine.patchGroup(id, patch, by: "test")
        #expect(try await found(shop) == [])
    }

    @Test func `a store without default group is told`() async throws {
        let shop = try await TestShop.open(defaultGroup: nil)
        #expect(try await found(shop, .storeDefaultMissing).count == 1)
        var patch = StorePatch()
        patch.defaultGroup = "retail"
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        #expect(try await found(shop) == [])
    }

    // MARK: Cron

    @Test func `cron is silent after a day and not before, and only where a rule waits for it`() async throws {
        let shop = try await TestShop.open()
        try await shop.go("2026-01-02", "06:00:01")
        #expect(try await found(shop) == [])
        try await shop.addInactivity()
        #expect(try await found(shop, .cronSilent).first?.hasPrefix("cron_silent: Cron has never run") == true)
        try await shop.run()
        #expect(try await found(shop) == [])
        try await shop.go("2026-01-03", "06:00:01")
        #expect(try await found(shop) == [])
        try await shop.go("2026-01-03", "06:00:02")
        #expect(
            try await found(shop) == [
                "cron_silent: Cron has not run since 2 January 2026: nothing is decided, and no term ends on record"
            ])
    }

    @Test func `a term that was over a day ago without anybody noting it is told, and recorded by the fix`()
        async throws
    {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.grant("club", until: try await shop.instant("2026-01-05"))
        try await shop.go("2026-01-06", "05:59:59")
        #expect(try await found(shop, .endsOverdue) == [])
        try await shop.go("2026-01-06", "06:00:00")
        let finding = try #require(
            try await shop.engine.checks(store: nil).first { $0.finding.kind == .endsOverdue })
        #expect(finding.finding.count == 1 && finding.examples.map(\.customer.externalID) == ["77"])
        let dry = try await shop.engine.fix(finding.finding.id, .recordEnds, isDry: true, by: "Anna")
        #expect(dry.changed == 1 && dry.run == nil)
        #expect(try await found(shop, .endsOverdue).count == 1)
        let done = try await shop.engine.fix(finding.finding.id, .recordEnds, isDry: false, by: "Anna")
        #expect(done.changed == 1 && done.items.map(\.sentence) == dry.items.map(\.sentence))
        #expect(try await found(shop, .endsOverdue) == [])
        #expect(try await shop.kinds().last == .expired)
    }

    // MARK: Setting aside

    @Test func `a finding that is set aside is told again when its time is over, and anew when it comes back`()
        async throws
    {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        let turnover = try await shop.addTurnover()
        try await shop.run()
        let first = try #require(try await shop.engine.checks(store: nil).first)
        let until = try await shop.instant("2026-01-02")
        _ = try await shop.engine.snooze(first.finding.id, until: until, note: "Meant so", by: "Anna")
        #expect(try await shop.engine.checks(store: nil).map(\.isSnoozed) == [true])
        #expect(try await shop.engine.overview(store: nil).checks == 0)
        shop.clock.set(until)
        #expect(try await shop.engine.checks(store: nil).map(\.isSnoozed) == [false])
        #expect(try await shop.engine.overview(store: nil).checks == 1)
        _ = try await shop.engine.snooze(first.finding.id, until: nil, note: "Meant so", by: "Anna")
        #expect(try await shop.engine.checks(store: nil).map(\.isSnoozed) == [true])
        try await shop.enable(turnover.rule.id, false)
        #expect(try await found(shop) == [])
        try await shop.enable(turnover.rule.id, true)
        let back = try #require(try await shop.engine.checks(store: nil).first)
        #expect(!back.isSnoozed && back.finding.firstAt == until && back.finding.id == first.finding.id)
        await #expect(throws: Refusal.invalid("/until", "must be in the future")) {
            _ = try await shop.engine.snooze(first.finding.id, until: until, note: "", by: "Anna")
        }
    }

    @Test func `looking twice writes once`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.addTurnover()
        let first = try await shop.engine.checks(store: nil).map(\.finding)
        try await shop.go("2026-01-01", "07:00:00")
        #expect(try await shop.engine.checks(store: nil).map(\.finding) == first)
    }
}
