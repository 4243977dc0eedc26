import Domain
import JSON
import Testing

@testable import Engine
@testable import Store

/// X5. 2-domain §6, blast radius: per rule, counted before any write.
@Suite struct Section6BlastRadiusTests {
    /// A store of so many customers, the first `sleepers` of whom are due to be moved on 1 April.
    private static func shop(_ customers: Int, sleepers: Int) async throws -> TestShop {
        let shop = try await TestShop.open()
        try await shop.importMembers(
            (1...customers).map { "\($0);\($0 <= sleepers ? "2026-01-01" : "2026-03-15");retail;" })
        try await shop.addUser("boss", .admin)
        try await shop.addUser("clerk", .editor)
        return shop
    }

    private static func moved(_ shop: TestShop, _ group: String = "sleepy") async throws -> Int {
        try #require(try await shop.engine.groups(store: nil).first { $0.group.code == group }).members
    }

    private static func adminMails(_ shop: TestShop) async throws -> Int {
        try await shop.engine.database.read { snapshot in
            try snapshot.first(
                "SELECT count(*) FROM notifications WHERE template = 'run_report' AND customer_id IS NULL", []
            ) { $0[0] as Int } ?? 0
        }
    }

    @Test(arguments: [(101, 10, true), (101, 11, false), (120, 12, true), (120, 13, false)])
    func `a rule that would move more than a tenth of the store parks`(
        _ customers: Int, _ sleepers: Int, _ isApplied: Bool
    ) async throws {
        let shop = try await Self.shop(customers, sleepers: sleepers)
        try await shop.addInactivity(remind: nil)
        let run = try await shop.cron(on: "2026-04-01")
        #expect(run.state == (isApplied ? .finished : .waiting))
        #expect(try await Self.moved(shop) == (isApplied ? sleepers : 0))
    }

    @Test func `stores of 100 customers or fewer have no limit`() async throws {
        let shop = try await Self.shop(100, sleepers: 100)
        try await shop.addInactivity(remind: nil)
        #expect(try await shop.cron(on: "2026-04-01").state == .finished)
        #expect(try await Self.moved(shop) == 100)
    }

    @Test func `a parked rule that has nobody left to move stands still no more`() async throws {
        let shop = try await Self.shop(110, sleepers: 20)
        try await shop.addInactivity(remind: nil)
        let parked = try await shop.cron(on: "2026-04-01")
        #expect(parked.state == .waiting)
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.ruleParked])
        for customer in 1...20 { try await shop.buy("o\(customer)", "\(customer)", on: "2026-04-02", total: 1_000) }
        #expect(try await shop.cron(on: "2026-04-03").state == .finished)
        #expect(try await shop.engine.findings(store: nil).isEmpty)
        #expect(try await shop.engine.run(parked.id).state == .cancelled)
        #expect(try await Self.moved(shop) == 0)
    }

    @Test func `the share is settable per rule`() async throws {
        let shop = try await Self.shop(110, sleepers: 22)
        try await shop.addInactivity("Wide", remind: nil, header: [("max_share", 20)])
        #expect(try await shop.cron(on: "2026-04-01").state == .finished)
        #expect(try await Self.moved(shop) == 22)
        let narrow = try await Self.shop(110, sleepers: 3)
        try await narrow.addInactivity("Narrow", remind: nil, header: [("max_share", 2)])
        #expect(try await narrow.cron(on: "2026-04-01").state == .waiting)
        #expect(try await Self.moved(narrow) == 0)
    }

    @Test func `only that rule parks, with one admin mail, and it holds no other rule back`() async throws {
        let shop = try await Self.shop(120, sleepers: 30)
        try await shop.importMembers((1...5).map { "\($0);;retail|club;" })
        try await shop.addInactivity("All", remind: nil, header: [("priority", 1)])
        try await shop.addInactivity("Club", from: ["club"], to: "staff", remind: nil, header: [("priority", 2)])
        let ladder = try await shop.addLadder().rule.id
        try await shop.buy("o", "120", on: "2026-03-31", total: 20_000)
        let first = try await shop.cron(on: "2026-04-01")
        #expect(first.state == .waiting)
        #expect(try await Self.moved(shop) == 0)
        #expect(try await Self.moved(shop, "staff") == 5)
        #expect(try await shop.engine.rule(ladder).members == 1)
        #expect(try await shop.says(try await shop.rule("All"), of: "7").verdict == .change)
        // Nothing was written for those it would have moved.
        #expect(try await shop.changes(of: "7").filter { $0.change.kind == .moved }.isEmpty)
        #expect(try await shop.keyedMails(of: "7").isEmpty)
        #expect(try await Self.adminMails(shop) == 1)
        for day in ["2026-04-02", "2026-04-03"] { #expect(try await shop.cron(on: day).state == .waiting) }
        #expect(try await Self.adminMails(shop) == 1)
        #expect(try await shop.engine.findings(store: nil).filter { $0.finding.kind == .ruleParked }.count == 1)
    }

    @Test func `reminders do not park a rule`() async throws {
        let shop = try await Self.shop(120, sleepers: 120)
        try await shop.addInactivity()
        #expect(try await shop.cron(on: "2026-03-02").state == .finished)
        #expect(try await shop.mails(of: "1") == ["inactivity_reminder"])
    }

    @Test func `confirm evaluates again and applies, with mails, and the next run has nothing to do`() async throws {
        let shop = try await Self.shop(120, sleepers: 30)
        try await shop.addInactivity(remind: nil)
        let run = try await shop.cron(on: "2026-04-01")
        try await shop.go("2026-04-01", "18:00:00")
        // One has bought since, and is not moved.
        try await shop.buy("o", "30")
        let finished = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
        #expect(finished.state == .finished)
        #expect(try await Self.moved(shop) == 29)
        #expect(try await shop.mails(of: "1") == ["group_change"])
        #expect(try await shop.engine.findings(store: nil).allSatisfy { $0.finding.kind != .ruleParked })
        #expect(try shop.count(try await shop.cron(on: "2026-04-02"), "changed") == 0)
        await #expect(throws: Refusal.self) { try await shop.engine.confirmRun(run.id, by: "Anna") }
    }

    @Test(arguments: [(3, true), (4, false)])
    func `confirm applies up to 110 % of the count shown, above it the rule parks again`(
        _ more: Int, _ isApplied: Bool
    ) async throws {
        let shop = try await Self.shop(120, sleepers: 30)
        try await shop.go("2026-01-02")
        try await shop.importMembers((31...(30 + more)).map { "\($0);2026-01-02;retail;" })
        try await shop.addInactivity(remind: nil)
        let run = try await shop.cron(on: "2026-04-01")
        try await shop.go("2026-04-02")
        let finished = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
        #expect(finished.state == (isApplied ? .finished : .waiting))
        #expect(try await Self.moved(shop) == (isApplied ? 30 + more : 0))
        guard !isApplied else { return }
        // The new count is the one that is shown now.
        _ = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
        #expect(try await Self.moved(shop) == 30 + more)
    }

    @Test func `a parked run that is dismissed leaves all undone, and the next one counts again`() async throws {
        let shop = try await Self.shop(120, sleepers: 30)
        try await shop.addInactivity(remind: nil)
        let run = try await shop.cron(on: "2026-04-01")
        #expect(try await shop.engine.cancelRun(run.id, by: "Anna").state == .cancelled)
        #expect(try await Self.moved(shop) == 0)
        #expect(try await shop.cron(on: "2026-04-02").state == .waiting)
    }

    @Test func `expiry and webhooks are exempt`() async throws {
        let shop = try await Self.shop(120, sleepers: 0)
        try await shop.addRule([("validity", ["kind": "days", "count": 1])])
        try await shop.addLadder("Ladder", [("silver", "10.00")])
        try await shop.run()
        for customer in 1...30 { try await shop.buy("o\(customer)", "\(customer)", product: "P") }
        #expect(try await Self.moved(shop, "club") == 30)
        #expect(try await Self.moved(shop, "silver") == 30)
        #expect(try await shop.cron(on: "2026-01-03").state == .finished)
        #expect(try await Self.moved(shop, "club") == 0)
    }

    @Test(arguments: ["turnover", "tiers", "conditions"]) func `it holds for every kind that acts on runs`(
        _ kind: String
    ) async throws {
        let shop = try await Self.shop(120, sleepers: 120)
        switch kind {
        case "turnover": try await shop.addTurnover(to: "sleepy", with: [("whole_period_only", false)])
        case "tiers": try await shop.addLadder("Ladder", [("sleepy", "0.00")])
        default:
            try await shop.addConditions(
                on: "scheduled", when: ["account_age_days": ["at_least": 0]], [["grant": "sleepy"]])
        }
        let run = try await shop.cron(on: "2026-02-01")
        #expect(run.state == .waiting)
        #expect(try await Self.moved(shop) == 0)
        try await shop.go("2026-02-02")
        #expect(try await shop.engine.confirmRun(run.id, by: "Anna").finished.value.state == .finished)
        #expect(try await Self.moved(shop) == 120)
    }

    @Test func `a parked month is decided when confirmed, and overtaken by the next one`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.importMembers((1...120).map { "\($0);2025-01-01;retail;" })
        let turnover = try await shop.addTurnover(to: "sleepy").rule.id
        let run = try await shop.cron(on: "2026-02-01")
        #expect(run.state == .waiting)
        try await shop.go("2026-02-03")
        try await shop.buy("o", "120", total: 10_000)
        _ = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
        // What was bought in February is not of January.
        #expect(try await Self.moved(shop) == 120)
        #expect(try await shop.decisions(turnover, "1") == ["moved 2026-01"])

        let other = try await TestShop.open(on: "2025-12-15")
        try await other.importMembers((1...120).map { "\($0);2025-01-01;retail;" })
        let rule = try await other.addTurnover(to: "sleepy").rule.id
        #expect(try await other.cron(on: "2026-02-01").state == .waiting)
        try await other.buy("o", "120", on: "2026-02-03", total: 10_000)
        let next = try await other.cron(on: "2026-03-01")
        #expect(next.state == .waiting)
        _ = try await other.engine.confirmRun(next.id, by: "Anna").finished.value
        #expect(try await Self.moved(other) == 119)
        #expect(try await other.decisions(rule, "1") == ["moved 2026-02"])
    }

    @Test func `an organization's move counts its members`() async throws {
        let shop = try await TestShop.open()
        try await shop.importMembers(
            (1...120).map { "\($0);2026-01-01;\($0 <= 40 ? "acme" : "")" },
            head: "customer_id;registered_at;organization_id")
        try await shop.addLadder(
            "Ladder", [("sleepy", "10.00")], with: [("per_organization", true), ("upgrade", "on_check")])
        try await shop.run()
        try await shop.buy("1", "1", on: "2026-01-02")
        let run = try await shop.cron(on: "2026-01-03")
        #expect(run.state == .waiting)
        #expect(try await Self.moved(shop) == 0)
    }

    @Test func `a preview says that a run would stop`() async throws {
        let shop = try await Self.shop(120, sleepers: 30)
        let rule = try await shop.addInactivity(remind: nil).rule.id
        let preview = try await shop.engine.previewRule(
            document: nil, id: rule, store: nil, at: try await shop.instant("2026-04-01"), since: nil, limit: 5)
        #expect(preview.exceedsShare)
        #expect(preview.outcomes[.move] == 30)
        #expect(preview.items.count == 5 && preview.isTruncated)
    }
}
