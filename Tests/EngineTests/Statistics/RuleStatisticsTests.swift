import Domain
import JSON
import Store
import Testing

@testable import Engine

/// What rules did, whether reminders helped, and how ladders stand.
@Suite struct RuleStatisticsTests {
    /// Three customers are reminded on 2 March. 77 buys on the 10th; b and c are moved on 1 April, the 30th day after
    /// the reminder; c buys in its last second, b in the first of the next day.
    private static func reminded() async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addInactivity(with: [("restore_on_purchase", true)])
        for customer in ["77", "b", "c"] { try await shop.register(customer) }
        try await shop.count(on: "2026-03-02")
        try await shop.buy("1", "77", on: "2026-03-10")
        try await shop.count(on: "2026-04-01")
        try await shop.go("2026-04-01", "23:59:59")
        try await shop.buy("2", "c")
        try await shop.go("2026-04-02", "00:00:00")
        try await shop.buy("3", "b")
        return shop
    }

    private static let acts = [
        "rule_name", "rule_kind", "candidates", "reminded", "bought", "joined", "left", "moved", "restored",
    ]

    @Test func `who buys by the end of the 30th day after a reminder is counted, once a run has counted the day`()
        async throws
    {
        let shop = try await Self.reminded()
        let before = try await shop.figures(.rules, "2026-03-01", "2026-03-31", .month, Self.acts)
        #expect(before == ["03-01 Inactivity inactivity 0 3 1 0 0 0 0"], "as of the run of 1 April")
        try await shop.count(on: "2026-04-02")
        let rows = try await shop.figures(.rules, "2026-03-01", "2026-04-30", .month, Self.acts)
        #expect(
            rows == [
                "03-01 Inactivity inactivity 0 3 2 0 0 0 0",
                // Two left retail for sleepy, and each came back.
                "04-01 Inactivity inactivity 2 0 0 4 4 2 2",
            ])
        let table = try await shop.statistics(.rules, "2026-03-01", "2026-03-31")
        #expect(table.countedUntil?.description == "2026-04-02")
    }

    @Test func `once its 30 days are over, what became of a reminder stands`() async throws {
        let shop = try await Self.reminded()
        try await shop.count(on: "2026-04-02")
        // The first order was never paid, as it turns out.
        try await shop.cancel("1")
        try await shop.count(on: "2026-04-03")
        let rows = try await shop.figures(.rules, "2026-03-01", "2026-03-31", .month, Self.acts)
        #expect(rows == ["03-01 Inactivity inactivity 0 3 2 0 0 0 0"])
    }

    @Test func `days that no run has counted are made up for`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.register()
        try await shop.count(on: "2026-03-02")
        try await shop.buy("1", on: "2026-03-10")
        // Nothing ran for months.
        try await shop.count(on: "2026-08-01")
        let rows = try await shop.figures(.rules, "2026-03-01", "2026-03-31", .month, ["reminded", "bought"])
        #expect(rows == ["03-01 1 1"])
    }

    @Test func `a rehearsal is no run and makes no candidates`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil)
        try await shop.register()
        try await shop.go("2026-04-01")
        try await shop.run(isDry: true)
        #expect(try await shop.figures(.rules, "2026-04-01", "2026-04-01", Self.acts).isEmpty)
        #expect(try await shop.figures(.runs, "2026-04-01", "2026-04-01", ["runs"]).isEmpty)
        try await shop.run()
        #expect(
            try await shop.figures(.rules, "2026-04-01", "2026-04-01", ["candidates", "moved"]) == ["04-01 1 1"])
        #expect(
            try await shop.figures(.runs, "2026-04-01", "2026-04-01", ["trigger", "runs", "finished", "changed"])
                == ["04-01 cron 1 1 1"])
    }

    // MARK: Ladders

    /// 77 climbs to silver on 1 February with an order in the 90 days before, two in those after, and one on the 91st.
    private static func climbed() async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.buy("1", on: "2026-01-10", total: 6_000)
        try await shop.buy("2", on: "2026-02-01", total: 5_000)
        try await shop.buy("3", on: "2026-02-02", total: 3_000)
        try await shop.buy("4", on: "2026-05-02", total: 2_001)
        return shop
    }

    private static let effects = [
        "rung", "members", "joined", "orders_before", "orders_after", "revenue_before", "revenue_after",
    ]

    @Test func `orders before and after joining are compared once the 90 days after are over`() async throws {
        let shop = try await Self.climbed()
        try await shop.count(on: "2026-05-02", "13:00:00")
        let early = try await shop.figures(.tiers, "2026-02-01", "2026-02-28", .month, Self.effects)
        #expect(early.isEmpty)
        try await shop.buy("5", on: "2026-05-03", total: 1_000)
        try await shop.count(on: "2026-05-03", "13:00:00")
        let rows = try await shop.figures(.tiers, "2026-02-01", "2026-02-28", .month, Self.effects)
        #expect(rows == ["02-01 silver - 1 1.00 2.00 60.00 50.01"])
    }

    @Test func `joining that was undone does not count, and figures are per member`() async throws {
        let shop = try await Self.climbed()
        try await shop.go("2026-02-01", "18:00:00")
        for customer in ["b", "c"] {
            try await shop.put(try shop.order("o\(customer)", customer: customer, product: "Q", total: 20_000))
        }
        try await shop.go("2026-02-03")
        try await shop.undo(.promoted, of: "c")
        try await shop.count(on: "2026-05-03")
        let rows = try await shop.figures(.tiers, "2026-02-01", "2026-02-28", .month, Self.effects)
        // 60.00 and 50.01 shared by two; half a cent is rounded up.
        #expect(rows == ["02-01 silver - 2 0.50 1.00 30.00 25.01"])
    }

    @Test func `rungs are told as the last counted day of each bucket found them`() async throws {
        let shop = try await Self.climbed()
        try await shop.count(on: "2026-05-02", "13:00:00")
        try await shop.buy("5", on: "2026-05-03", total: 40_000)
        try await shop.count(on: "2026-05-03", "13:00:00")
        let columns = ["rung", "group", "day", "members", "near_next", "at_risk", "spent"]
        let days = try await shop.figures(.tiers, "2026-05-01", "2026-05-03", columns)
        #expect(
            days == [
                "05-02 silver silver 2026-05-02 1 0 0 160.01", "05-02 gold gold 2026-05-02 0 0 0 0.00",
                "05-02 platinum platinum 2026-05-02 0 0 0 0.00", "05-03 silver silver 2026-05-03 0 0 0 0.00",
                "05-03 gold gold 2026-05-03 1 0 0 560.01", "05-03 platinum platinum 2026-05-03 0 0 0 0.00",
            ])
        let month = try await shop.figures(.tiers, "2026-05-01", "2026-05-31", .month, columns)
        #expect(month.first == "05-01 silver silver 2026-05-03 0 0 0 0.00" && month.count == 3)
        let other = try await shop.addInactivity().rule.id
        await #expect(throws: Refusal.self) {
            try await shop.statistics(.tiers, "2026-05-01", "2026-05-03", rule: other)
        }
    }

    // MARK: Mails

    @Test func `mails are told by template and state, on the day they were written`() async throws {
        let shop = try await Self.reminded()
        let columns = ["template", "state", "count"]
        // Whoever buys need not be reminded any more.
        let march = try await shop.figures(.mails, "2026-03-01", "2026-03-31", .month, columns)
        #expect(march == ["03-01 inactivity_reminder cancelled 3"])
        let days = try await shop.figures(.mails, "2026-04-01", "2026-04-02", columns)
        #expect(
            days == [
                "04-01 group_change queued 2", "04-01 group_restored queued 1", "04-02 group_restored queued 1",
            ])
        let rule = try await shop.addInactivity("Other", from: ["club"]).rule.id
        #expect(try await shop.figures(.mails, "2026-03-01", "2026-04-30", columns, rule: rule).isEmpty)
    }
}
