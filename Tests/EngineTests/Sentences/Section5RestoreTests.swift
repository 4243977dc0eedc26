import Domain
import JSON
import Testing

@testable import Engine

/// A8. 2-domain §5, `inactivity`: `restore_on_purchase`.
@Suite struct Section5RestoreTests {
    /// A customer who was moved from club (and retail) to sleepy on 1 April.
    private static func moved(
        from sources: [String] = ["retail", "club"], with params: Members = [], clubUntil: String? = nil
    ) async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity(from: sources, with: params).rule.id
        try await shop.register()
        if let clubUntil {
            try await shop.grant("club", until: try await shop.instant(clubUntil, "00:00:00"))
        } else {
            try await shop.importMembers(["77;;club;"])
        }
        try await shop.cron(on: "2026-03-02")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.defaultGroup() == "sleepy")
        return (shop, rule)
    }

    @Test func `the next paid order gives back what the rule took, in the order's own transaction`() async throws {
        let (shop, rule) = try await Self.moved()
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.defaultGroup() == "retail")
        #expect(try await shop.kinds().last == .restored)
        #expect(try await shop.keyedMails().last == "group_restored 2026-01-01")
        let change = try #require(try await shop.changes().last)
        #expect(change.orderExternalID == "1" && change.change.rule == rule)
    }

    @Test func `switched off, the order leaves the customer where they are`() async throws {
        let (shop, _) = try await Self.moved(with: [("restore_on_purchase", false)])
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.kinds().last == .moved)
    }

    @Test func `a free, an unpaid and a test order, and one paid before, give nothing back`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.go("2026-05-01")
        try await shop.put(try shop.order("free", product: "Q", total: 0))
        try await shop.put(try shop.order("unpaid", product: "Q", status: "pending"))
        var test = try shop.order("test", product: "Q")
        test.isTest = true
        try await shop.put(test)
        try await shop.put(try shop.order("old", product: "Q", paid: "2025-12-24T10:00:00Z"))
        #expect(try await shop.groups() == ["sleepy"])
        // Paid at last.
        try await shop.put(try shop.order("unpaid", product: "Q", version: "2026-05-01T10:00:00Z"))
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `what was ended comes back only if still within term`() async throws {
        for (until, groups) in [("2026-05-02", ["club", "retail"]), ("2026-05-01", ["retail"])] {
            let (shop, _) = try await Self.moved(clubUntil: until)
            try await shop.buy("1", on: "2026-05-01")
            #expect(try await shop.groups() == groups)
            try await shop.cron(on: "2026-05-02", "00:00:00")
            #expect(try await shop.groups() == ["retail"])
        }
    }

    @Test func `the default returns if untouched since`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.act("gold", .grant(until: nil, makeDefault: true, pin: false))
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["club", "gold", "retail"])
        #expect(try await shop.defaultGroup() == "gold")
    }

    @Test func `a default chosen by hand before the move returns with its group`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(from: ["retail", "club"], remind: nil)
        try await shop.register()
        try await shop.act("club", .grant(until: nil, makeDefault: true, pin: false))
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.defaultGroup() == "sleepy")
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.defaultGroup() == "club")
    }

    @Test func `pins win: a pinned target stays`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.act("sleepy", .pin)
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["club", "retail", "sleepy"])
    }

    @Test func `blocks win: a blocked group does not come back`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.act("club", .block(until: nil))
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `only this rule's own target grant goes`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.grant("sleepy")
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["club", "retail", "sleepy"])
    }

    @Test func `only the latest unrestored demotion is taken back, and only once`() async throws {
        let (shop, rule) = try await Self.moved()
        try await shop.buy("1", on: "2026-05-01")
        try await shop.buy("2", on: "2026-05-02")
        #expect(try await shop.kinds().filter { $0 == .restored }.count == 1)
        try await shop.cron(on: "2026-07-01")
        try await shop.cron(on: "2026-07-31")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.buy("3", on: "2026-08-10")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(
            try await shop.decisions(rule).filter { $0.hasPrefix("restored") } == [
                "restored 2026-01-01", "restored 2026-05-02",
            ])
    }

    @Test func `each rule gives back its own`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity("First", to: "sleepy", remind: nil, change: 30)
        try await shop.addInactivity(
            "Second", from: ["sleepy"], to: "staff", remind: nil, change: 60, with: [("restore_on_purchase", false)])
        try await shop.register()
        try await shop.cron(on: "2026-01-31")
        try await shop.cron(on: "2026-03-02")
        #expect(try await shop.groups() == ["staff"])
        try await shop.buy("1", on: "2026-03-03")
        // The first gives retail back; staff is the other's, which promises nothing.
        #expect(try await shop.groups() == ["retail", "staff"])
    }

    @Test
    func `if that order becomes void, the spell is the earlier one under a new key, and the reminder is given anew`()
        async throws
    {
        let (shop, rule) = try await Self.moved()
        try await shop.buy("1", on: "2026-05-01")
        let restoring = try #require(try await shop.changes().last).change.id
        try await shop.go("2026-05-10")
        try await shop.cancel("1")
        try await shop.cron()
        #expect(try await shop.keyedMails().last == "inactivity_reminder 2026-01-01/\(restoring)")
        // Reckoned from that day: 30 days between the two limits.
        try await shop.cronDaily(from: "2026-05-11", to: "2026-06-08")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.cron(on: "2026-06-09")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.decisions(rule).contains("moved 2026-01-01/\(restoring)"))
        try await shop.buy("2", on: "2026-06-20")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `a restoring order that is void and paid again gives back no second time by itself`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.buy("1", on: "2026-05-01")
        try await shop.go("2026-05-02")
        try await shop.cancel("1")
        try await shop.go("2026-05-03")
        try await shop.put(
            try shop.order(
                "1", product: "Q", paid: "2026-05-01T10:00:00Z", version: "2026-05-03T04:00:00Z", total: 5_000))
        try await shop.cronDaily(from: "2026-05-03", to: "2026-05-05")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.kinds().filter { $0 == .restored }.count == 1)
        #expect(try await shop.mails() == ["inactivity_reminder", "group_change", "group_restored"])
    }

    @Test func `restoring is not joining: the spell counts from the order`() async throws {
        let (shop, rule) = try await Self.moved()
        try await shop.go("2026-05-20")
        // Paid on 1 May, reported on the 20th.
        try await shop.put(try shop.order("1", product: "Q", paid: "2026-05-01T10:00:00Z"))
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-06-30", "00:00:00")))
    }

    @Test func `an undone restoring leaves the customer in the target, until the next order`() async throws {
        let (shop, _) = try await Self.moved()
        try await shop.buy("1", on: "2026-05-01")
        try await shop.undo(.restored)
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.cronDaily(from: "2026-05-02", to: "2026-05-04")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.buy("2", on: "2026-05-05")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `an order paid before the move and reported after it gives back too`() async throws {
        let (shop, rule) = try await Self.moved()
        try await shop.go("2026-04-05")
        try await shop.put(try shop.order("1", product: "Q", paid: "2026-03-20T10:00:00Z"))
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.says(rule).nextAt == (try await shop.instant("2026-05-19", "00:00:00")))
    }

    @Test func `who was restored within a month was not in the group throughout it`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.addTurnover()
        try await shop.register()
        try await shop.cron(on: "2026-01-31")
        try await shop.cron(on: "2026-02-02")
        try await shop.buy("1", on: "2026-03-05")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("2", on: "2026-04-02", total: 100)
        try await shop.cron(on: "2026-05-01")
        #expect(try await shop.groups() == ["staff"])
    }

    @Test func `a rule that is off gives nothing back`() async throws {
        let (shop, rule) = try await Self.moved()
        try await shop.enable(rule, false)
        try await shop.buy("1", on: "2026-05-01")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `a guest's order joined by e-mail is history: it gives nothing back`() async throws {
        let (shop, _) = try await Self.moved()
        var patch = StorePatch()
        patch.matchesGuests = true
        _ = try await shop.engine.patchStore(key: "default", patch, by: "test")
        try await shop.go("2026-05-01")
        var order = try shop.order("1", product: "Q")
        order.customer = .guest(email: "C77@example.test")
        try await shop.put(order)
        #expect(try await shop.groups() == ["sleepy"])
    }
}
