import Domain
import JSON
import Store
import Testing

@testable import Engine

/// D1, D2, D3, D4, D5, E1, E2, E3, E6. 2-domain §5, `tiers`: rising, falling, checks.
@Suite struct Section5TiersTests {
    private static func shop(
        _ rungs: [(String, String)] = TestShop.rungs, with params: Members = [], header: Members = []
    ) async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        let rule = try await shop.addLadder("Ladder", rungs, with: params, header: header).rule.id
        try await shop.register()
        try await shop.run()
        return (shop, rule)
    }

    private static func paid(_ amount: Int64, with params: Members = []) async throws -> (TestShop, ID<Rule>) {
        let (shop, rule) = try await Self.shop(with: params)
        try await shop.buy("1", on: "2026-01-02", total: amount)
        return (shop, rule)
    }

    // MARK: Rising

    @Test func `on_payment promotes in the order's own transaction, with mail and default`() async throws {
        let (shop, _) = try await Self.paid(10_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.defaultGroup() == "silver")
        #expect(try await shop.mails() == ["tier_promoted"])
        let change = try #require(try await shop.changes().last)
        #expect(change.change.kind == .promoted && change.orderExternalID == "1")
    }

    @Test func `a customer holds at most one rung`() async throws {
        let (shop, _) = try await Self.paid(10_000)
        try await shop.buy("2", on: "2026-01-03", total: 45_000)
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.defaultGroup() == "gold")
        try await shop.buy("3", on: "2026-01-03", total: 45_000)
        #expect(try await shop.groups() == ["platinum", "retail"])
    }

    @Test func `on_check waits for the check`() async throws {
        let (shop, _) = try await Self.paid(10_000, with: [("upgrade", "on_check")])
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-01-03", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `set_default off leaves the default alone, and a tier may cost nothing`() async throws {
        let (shop, _) = try await Self.shop([("club", "0.00"), ("silver", "1.00")], with: [("set_default", false)])
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.defaultGroup() == "retail")
    }

    @Test func `a voucher is given once per customer and tier`() async throws {
        let shop = try await TestShop.open()
        let tier: JSONValue = [
            "name": "Silver", "required": euros("100.00"), "group": "silver",
            "reward": ["voucher": ["percent": 10, "days_valid": 30]],
        ]
        try await shop.add("tiers", "Ladder", [("tiers", [tier]), ("downgrade", "immediate")])
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 10_000)
        try await shop.cancel("1", total: 10_000)
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("2", on: "2026-01-03", total: 10_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        let id = try await shop.id()
        let vouchers = try await shop.engine.database.read { try $0.vouchers(of: id) }
        #expect(vouchers.map(\.lastDay.description) == ["2026-02-01"])
    }

    @Test func `a group belongs to at most one ladder`() async throws {
        let (shop, _) = try await Self.shop()
        await #expect(throws: Refusal.self) { try await shop.addLadder("Other", [("gold", "1.00")]) }
        await #expect(throws: Refusal.self) { try await shop.addLadder("Same", [("club", "1.00"), ("staff", "1.00")]) }
    }

    // MARK: Falling

    @Test func `immediate demotes in the refund's transaction, without grace`() async throws {
        let (shop, _) = try await Self.paid(60_000, with: [("downgrade", "immediate"), ("grace_days", 10)])
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.refund("1", 20_000, total: 60_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.go("2026-01-03")
        try await shop.cancel("1", total: 60_000)
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.defaultGroup() == "retail")
        #expect(try await shop.mails() == ["tier_promoted", "tier_demoted", "tier_demoted"])
    }

    @Test func `on_check demotes at the next check`() async throws {
        let (shop, _) = try await Self.shop()
        try await shop.cron(on: "2026-01-02", "00:00:00")
        try await shop.buy("1", on: "2026-01-02", total: 60_000)
        try await shop.refund("1", 20_000, total: 60_000)
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cron(on: "2026-01-02", "23:59:59")
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cron(on: "2026-01-03", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `never does not`() async throws {
        let (shop, _) = try await Self.paid(60_000, with: [("downgrade", "never")])
        try await shop.cancel("1", total: 60_000)
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-05")
        #expect(try await shop.groups() == ["gold", "retail"])
    }

    @Test func `a demotion found at a check waits for its grace, with tier_at_risk`() async throws {
        let (shop, _) = try await Self.paid(60_000, with: [("grace_days", 5)])
        try await shop.refund("1", 20_000, total: 60_000)
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-07")
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.mails() == ["tier_promoted", "tier_at_risk"])
        try await shop.cron(on: "2026-01-08")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.mails() == ["tier_promoted", "tier_at_risk", "tier_demoted"])
    }

    @Test func `and is dropped if the spend returns`() async throws {
        let (shop, rule) = try await Self.paid(60_000, with: [("grace_days", 5)])
        try await shop.refund("1", 20_000, total: 60_000)
        try await shop.cron(on: "2026-01-03")
        try await shop.buy("2", on: "2026-01-05", total: 10_000)
        #expect(try await shop.decisions(rule).filter { $0.hasPrefix("at_risk") }.isEmpty)
        try await shop.cronDaily(from: "2026-01-06", to: "2026-01-15")
        #expect(try await shop.groups() == ["gold", "retail"])
        // A later fall has its own grace.
        try await shop.refund("2", 5_000, total: 10_000)
        try await shop.cronDaily(from: "2026-01-16", to: "2026-01-20")
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cron(on: "2026-01-21")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.mails().filter { $0 == "tier_at_risk" }.count == 2)
    }

    @Test
    func `a rung is kept while the spend is at least its retain, and who falls lands on the highest lower one kept`()
        async throws
    {
        let shop = try await TestShop.open()
        func tier(_ group: String, _ required: String, _ retain: String?) -> JSONValue {
            [
                "name": .string(group), "required": euros(required), "group": .string(group),
                "retain": retain.map(euros) ?? .null,
            ]
        }
        try await shop.add(
            "tiers", "Ladder",
            [
                (
                    "tiers",
                    [
                        tier("silver", "100.00", nil), tier("gold", "500.00", "50.00"),
                        tier("platinum", "1000.00", "800.00"),
                    ]
                ),
                ("downgrade", "immediate"),
            ])
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 100_000)
        try await shop.refund("1", 20_000, total: 100_000)
        #expect(try await shop.groups() == ["platinum", "retail"])
        try await shop.go("2026-01-03")
        try await shop.refund("1", 94_999, total: 100_000)
        // 50.01 is enough to keep gold, though not to reach silver.
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.go("2026-01-04")
        try await shop.refund("1", 95_001, total: 100_000)
        #expect(try await shop.groups() == ["retail"])
    }

    // MARK: Periods and checks

    @Test func `what ages is found at checks, from 00:00 of the first day without it`() async throws {
        let period: JSONValue = ["kind": "rolling", "days": 30]
        for downgrade in ["on_check", "immediate"] {
            let (shop, _) = try await Self.paid(
                10_000, with: [("period", period), ("downgrade", .string(downgrade))])
            // 30 days with the 2nd as the first: the last is 31 January.
            try await shop.cron(on: "2026-01-31", "23:59:59")
            #expect(try await shop.groups() == ["retail", "silver"])
            try await shop.cron(on: "2026-02-01", "00:00:00")
            #expect(try await shop.groups() == ["retail"])
        }
    }

    @Test func `a calendar year begins anew`() async throws {
        let (shop, _) = try await Self.paid(10_000, with: [("period", ["kind": "calendar", "unit": "year"])])
        try await shop.cron(on: "2026-12-31")
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.cron(on: "2027-01-01", "00:00:00")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `before the start date nothing counts`() async throws {
        let (shop, _) = try await Self.shop(with: [("start_date", "2026-01-03")])
        try await shop.buy("1", on: "2026-01-02", total: 10_000)
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("2", on: "2026-01-03", total: 10_000)
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `a monthly check comes on its day, the last one of shorter months`() async throws {
        let (shop, _) = try await Self.paid(
            10_000, with: [("upgrade", "on_check"), ("check", ["kind": "monthly", "day": 31])])
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-30")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-01-31", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.go("2026-02-01")
        try await shop.refund("1", 5_000, total: 10_000)
        try await shop.cronDaily(from: "2026-02-02", to: "2026-02-27")
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.cron(on: "2026-02-28", "00:00:00")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `manual: only when somebody asks for it`() async throws {
        let (shop, _) = try await Self.paid(10_000, with: [("upgrade", "on_check"), ("check", ["kind": "manual"])])
        try await shop.cronDaily(from: "2026-01-03", to: "2026-02-05")
        try await shop.run([.tiers])
        #expect(try await shop.groups() == ["retail"])
        try await shop.run([.tiers], forced: true)
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `the tiers task forces a check between two of them`() async throws {
        let (shop, _) = try await Self.paid(
            10_000, with: [("upgrade", "on_check"), ("check", ["kind": "monthly", "day": 1])])
        try await shop.run([.rules, .expiry], forced: true)
        #expect(try await shop.groups() == ["retail"])
        try await shop.run([.tiers], forced: true)
        #expect(try await shop.groups() == ["retail", "silver"])
        let changes = try await shop.changes().count
        try await shop.run([.tiers], forced: true)
        #expect(try await shop.changes().count == changes)
    }

    @Test func `after months without cron each ladder checks once`() async throws {
        let (shop, _) = try await Self.paid(60_000, with: [("period", ["kind": "rolling", "days": 30])])
        let run = try await shop.cron(on: "2026-07-01")
        #expect(try shop.count(run, "changed") == 1)
        #expect(try await shop.mails() == ["tier_promoted", "tier_demoted"])
        #expect(try shop.count(try await shop.run(), "evaluated") == 0)
    }
}
