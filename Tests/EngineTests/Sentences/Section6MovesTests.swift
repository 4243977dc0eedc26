import Domain
import JSON
import Testing

@testable import Engine

/// X3, X10. 2-domain §6: move rules, one move a day, no ping-pong.
@Suite struct Section6MovesTests {
    // MARK: Move rules

    @Test(arguments: ["inactivity", "turnover"]) func `move rules need at least one source group`(
        _ kind: String
    ) async throws {
        let shop = try await TestShop.open()
        await #expect(throws: Refusal.self) {
            if kind == "inactivity" {
                try await shop.addInactivity(from: [])
            } else {
                try await shop.addTurnover(from: [])
            }
        }
    }

    @Test func `they act on every source group the customer is in`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(from: ["retail", "club"])
        try await shop.register()
        try await shop.importMembers(["77;;club;"])
        try await shop.grant("gold")
        try await shop.cronDaily(from: "2026-03-01", to: "2026-04-01")
        #expect(try await shop.groups() == ["gold", "sleepy"])
    }

    @Test func `they end import, shop, unpinned manual and non-purchase rule grants there`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(on: "customer_registered", when: ["account_age_days": ["at_least": 0]])
        try await shop.addInactivity(from: ["club"], remind: nil)
        try await shop.register()
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.importMembers(["77;;club;"])
        try await shop.grant("club")
        // The shop's own grant is made where nothing of ours explains it.
        try await shop.register("78")
        try await shop.act("club", .revoke(block: false, blockUntil: nil), on: "78")
        try await shop.go("2026-01-02")
        try await shop.shopReports("78", groups: ["club"])
        #expect(try await shop.groups(of: "78").contains("club"))
        try await shop.cronDaily(from: "2026-05-01", to: "2026-05-02")
        #expect(try await shop.groups() == ["retail", "sleepy"])
        #expect(try await shop.groups(of: "78") == ["retail", "sleepy"])
    }

    @Test func `never a purchase grant in term: a source group that rests on one makes no candidate`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule([("validity", ["kind": "days", "count": 100])])
        try await shop.addInactivity(from: ["club", "retail"], remind: nil, change: 30)
        try await shop.register()
        try await shop.buy("1", product: "P")
        try await shop.grant("club")
        try await shop.cron(on: "2026-02-01")
        // Retail goes; the club rests on the purchase, and even the manual grant beside it stays.
        #expect(try await shop.groups() == ["club", "sleepy"])
        try await shop.act("sleepy", .revoke(block: false, blockUntil: nil))
        #expect(try await shop.says(try await shop.rule("Inactivity")).verdict == .nothing)
        // The purchase is over after 11 April; what is left there is the manual grant.
        try await shop.cronDaily(from: "2026-04-11", to: "2026-04-13")
        #expect(!(try await shop.groups().contains("club")))
    }

    @Test func `a pinned membership is not moved`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil)
        try await shop.register()
        try await shop.act("retail", .pin)
        try await shop.cronDaily(from: "2026-04-01", to: "2026-04-03")
        #expect(try await shop.groups() == ["retail"])
        try await shop.act("retail", .unpin)
        try await shop.cron(on: "2026-04-04")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `the target becomes the default where a source group was it, and only there`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(from: ["club"], remind: nil)
        try await shop.register()
        try await shop.register("78")
        try await shop.importMembers(["77;;club;", "78;;club;"])
        try await shop.act("club", .makeDefault)
        try await shop.act("gold", .grant(until: nil, makeDefault: true, pin: false), on: "78")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.defaultGroup() == "sleepy")
        #expect(try await shop.defaultGroup(of: "78") == "gold")
    }

    // MARK: One move a day

    @Test func `the lowest priority number wins, and ties go by rule id`() async throws {
        for (late, winner) in [(10, "staff"), (100, "sleepy")] {
            let shop = try await TestShop.open()
            try await shop.addInactivity("First", to: "sleepy", remind: nil)
            try await shop.addInactivity("Second", to: "staff", remind: nil, header: [("priority", .integer(late))])
            try await shop.register()
            try await shop.cron(on: "2026-04-01")
            #expect(try await shop.groups() == [winner])
        }
    }

    @Test func `at most one move per customer per local day, whatever runs there are`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity("First", to: "sleepy", remind: nil)
        try await shop.addInactivity("Second", from: ["sleepy"], to: "staff", remind: nil)
        try await shop.register()
        for time in ["00:00:00", "06:00:00", "23:59:59"] {
            try await shop.cron(on: "2026-04-01", time)
            #expect(try await shop.groups() == ["sleepy"])
        }
        try await shop.cron(on: "2026-04-02", "00:00:00")
        #expect(try await shop.groups() == ["staff"])
    }

    @Test func `a loser keeps its period and is asked the next day, even past its change day`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(header: [("priority", 1)])
        try await shop.register()
        try await shop.cron(on: "2026-03-02")
        try await shop.go("2026-03-15")
        let turnover = try await shop.addTurnover(from: ["retail", "sleepy"]).rule.id
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.decisions(turnover) == ["owed 2026-03"])
        // What is bought meanwhile is not of the period.
        try await shop.buy("1", on: "2026-04-01", total: 50_000)
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-04-02")
        #expect(try await shop.groups() == ["staff"])
        #expect(try await shop.decisions(turnover) == ["moved 2026-03"])
    }

    @Test func `restores, purchases, ladders and conditions do not count as moves`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "scheduled", when: ["account_age_days": ["at_least": 90]], [["revoke": "club"]],
            header: [("priority", 1)])
        try await shop.addLadder(
            "Ladder", [("gold", "10.00")], with: [("upgrade", "on_check")], header: [("priority", 2)])
        try await shop.addRule([("groups", ["platinum"])], header: [("priority", 3)])
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.register()
        try await shop.importMembers(["77;;club;"])
        try await shop.buy("1", on: "2026-03-02")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["gold", "sleepy"])
        try await shop.put(try shop.order("2", product: "P"))
        #expect(try await shop.groups() == ["gold", "platinum", "retail"])
    }

    // MARK: No ping-pong

    /// Whoever is inactive goes to sleepy; whoever has been in sleepy for a while would go back.
    private static func fighting() async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        try await shop.addInactivity("There", remind: nil, with: [("restore_on_purchase", false)])
        let back = try await shop.addInactivity(
            "Back", from: ["sleepy"], to: "retail", remind: nil, change: 1, with: [("restore_on_purchase", false)])
        try await shop.register()
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.cronDaily(from: "2026-04-02", to: "2026-04-10")
        #expect(try await shop.groups() == ["sleepy"])
        return (shop, back.rule.id)
    }

    @Test func `a rule does not return a customer to a group another rule took away, and says so`() async throws {
        let (shop, back) = try await Self.fighting()
        #expect(try await shop.kinds().filter { $0 == .moved }.count == 1)
        let answer = try await shop.says(back)
        #expect(answer.verdict == .nothing)
        #expect(
            answer.sentence == "Another rule took the customer out of that group, and nothing new has happened since")
    }

    @Test func `a counted order is a newer fact`() async throws {
        let (shop, _) = try await Self.fighting()
        try await shop.buy("1", on: "2026-04-11")
        try await shop.cron(on: "2026-04-12")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an applied edit is a newer fact`() async throws {
        let (shop, back) = try await Self.fighting()
        try await shop.go("2026-04-11")
        try await shop.edit(back, params: [("change_after_days", 2)])
        try await shop.cron(on: "2026-04-12")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `a new period is a newer fact, the old one is not`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.addTurnover("There")
        try await shop.addTurnover("Back", from: ["staff"], to: "retail", with: [("whole_period_only", false)])
        try await shop.register()
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-10")
        #expect(try await shop.groups() == ["staff"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `preview names pairs of rules that fight`() async throws {
        let (shop, back) = try await Self.fighting()
        let preview = try await shop.engine.previewRule(
            document: nil, id: back, store: nil, at: nil, since: nil, limit: 10)
        #expect(preview.fights.map(\.rule.name) == ["There"])
    }
}
