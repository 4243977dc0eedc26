import Domain
import JSON
import Testing

@testable import Engine

/// A3. 2-domain §6: rules that are off, out of season, deleted or edited; the master switch; groups that are deleted.
@Suite struct Section6SwitchTests {
    // MARK: Disabled, out of season

    @Test func `a disabled rule decides and mails nothing, and is caught up on with its reminder first`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity().rule.id
        try await shop.register()
        try await shop.enable(rule, false)
        try await shop.cronDaily(from: "2026-03-01", to: "2026-04-05")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails().isEmpty)
        try await shop.enable(rule, true)
        try await shop.cronDaily(from: "2026-04-05", to: "2026-05-04")
        #expect(try await shop.keyedMails() == ["inactivity_reminder 2026-01-01"])
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-05-05")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `its grants stay and dated ones still end`() async throws {
        let shop = try await TestShop.open()
        let ladder = try await shop.addLadder().rule.id
        let dated = try await shop.addConditions(
            on: "order_paid", when: ["order_total": ["at_least": euros("1.00")]],
            [["grant": "club", "validity": ["kind": "days", "count": 2]]]
        ).rule.id
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        #expect(try await shop.groups() == ["club", "retail", "silver"])
        for rule in [ladder, dated] { try await shop.enable(rule, false) }
        let mails = try await shop.mails()
        try await shop.cron(on: "2026-01-05", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.kinds().last == .expired)
        try await shop.refund("1", 20_000, total: 20_000)
        try await shop.cronDaily(from: "2026-01-05", to: "2026-01-08")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.mails() == mails)
    }

    @Test func `out of season a rule decides and mails nothing, from its first day on it does`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(
            remind: nil, header: [("season", ["from": "2026-05-01", "until": "2026-05-31"])])
        try await shop.register()
        try await shop.go("2026-03-03")
        try await shop.register("late")
        try await shop.cronDaily(from: "2026-04-28", to: "2026-04-30")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-05-01", "00:00:00")
        #expect(try await shop.groups() == ["sleepy"])
        // 90 days are over on 1 June, when the season is.
        try await shop.cronDaily(from: "2026-05-30", to: "2026-06-03")
        #expect(try await shop.groups(of: "late") == ["retail"])
        #expect(try await shop.groups() == ["sleepy"])
    }

    // MARK: The master switch

    @Test func `with the master switch off nothing changes`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.addLadder()
        try await shop.addConditions(on: "customer_registered", when: ["account_age_days": ["at_least": 0]])
        try await shop.register()
        try await shop.go("2026-01-02")
        try await shop.setAutomation(false)
        let changes = try await shop.changes().count
        try await shop.register("78")
        try await shop.buy("1", on: "2026-01-03", total: 90_000)
        try await shop.cronDaily(from: "2026-02-01", to: "2026-03-01")
        #expect(try await shop.changes().count == changes)
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.groups(of: "78").isEmpty)
    }

    @Test func `orders paid meanwhile do not fire later`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.addRule([("groups", ["gold"])])
        try await shop.addConditions(on: "order_paid", when: ["order_total": ["at_least": euros("1.00")]])
        try await shop.register()
        try await shop.cron(on: "2026-02-01")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.setAutomation(false)
        try await shop.buy("1", on: "2026-02-02", product: "P")
        try await shop.go("2026-02-03")
        try await shop.setAutomation(true)
        try await shop.cronDaily(from: "2026-02-03", to: "2026-02-05")
        #expect(try await shop.groups() == ["sleepy"])
        // Not even when the shop reports it anew.
        try await shop.put(
            try shop.order(
                "1", product: "P", paid: "2026-02-02T11:00:00Z", version: "2026-02-05T11:00:00Z", status: "completed",
                total: 5_000))
        try await shop.cron(on: "2026-02-06")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `whoever is past both limits when the switch is turned on is reminded first`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity()
        try await shop.register()
        try await shop.go("2026-01-02")
        try await shop.setAutomation(false)
        try await shop.go("2026-06-01")
        try await shop.setAutomation(true)
        try await shop.cronDaily(from: "2026-06-01", to: "2026-06-30")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.mails() == ["inactivity_reminder"])
        try await shop.cron(on: "2026-07-01")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `months decided while the switch was off are not made up for`() async throws {
        let shop = try await TestShop.open(on: "2025-12-15")
        try await shop.addTurnover()
        try await shop.register()
        try await shop.setAutomation(false)
        try await shop.go("2026-02-10")
        try await shop.setAutomation(true)
        try await shop.cronDaily(from: "2026-02-10", to: "2026-02-20")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups() == ["staff"])
    }

    // MARK: Deletion

    @Test(arguments: [Engine.Leaving.keep, .revoke]) func `a deleted rule's grants are kept, or revoked`(
        _ leaving: Engine.Leaving
    ) async throws {
        let shop = try await TestShop.open()
        let ladder = try await shop.addLadder().rule.id
        let inactivity = try await shop.addInactivity(remind: nil, change: 30).rule.id
        try await shop.register()
        try await shop.buy("1", "77", total: 20_000)
        try await shop.cron(on: "2026-01-31")
        #expect(try await shop.groups() == ["silver", "sleepy"])
        let revoked = try await [shop.delete(ladder, grants: leaving), shop.delete(inactivity, grants: leaving)]
        #expect(revoked == (leaving == .keep ? [0, 0] : [1, 1]))
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-03")
        // Whoever is left in no group has the store's default one again.
        #expect(try await shop.groups() == (leaving == .keep ? ["silver", "sleepy"] : ["retail"]))
    }

    @Test func `a dated grant of a deleted rule that was kept still ends`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addRule([("validity", ["kind": "days", "count": 2])]).rule.id
        try await shop.buy("1", product: "P")
        _ = try await shop.delete(rule, grants: .keep)
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.cron(on: "2026-01-04", "00:00:00")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.kinds().last == .expired)
    }

    // MARK: Edits

    @Test func `edits govern future verdicts`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addInactivity(remind: nil, change: 30).rule.id
        try await shop.register()
        try await shop.go("2026-01-20")
        try await shop.register("late")
        try await shop.cron(on: "2026-01-31")
        #expect(try await shop.groups() == ["sleepy"])
        try await shop.edit(rule, params: [("change_after_days", 60), ("target", "staff")])
        try await shop.cronDaily(from: "2026-02-18", to: "2026-03-20")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.groups(of: "late") == ["retail"])
        try await shop.cron(on: "2026-03-21")
        #expect(try await shop.groups(of: "late") == ["staff"])
        #expect(try await shop.changes(of: "late").last?.change.ruleRevision == 2)
    }

    @Test func `an order keeps the terms of the revision in force when it was paid`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addRule([("validity", ["kind": "days", "count": 10])]).rule.id
        try await shop.buy("1", "77", product: "P")
        try await shop.go("2026-01-02")
        try await shop.edit(rule, params: [("validity", ["kind": "days", "count": 100])])
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.until("club") == (try await shop.instant("2026-01-12", "00:00:00").description))
        try await shop.buy("2", "78", on: "2026-01-03", product: "P")
        #expect(
            try await shop.until("club", of: "78") == (try await shop.instant("2026-04-14", "00:00:00").description))
        // The second order extends by its own terms.
        try await shop.buy("3", "77", on: "2026-01-04", product: "P")
        #expect(try await shop.until("club") == (try await shop.instant("2026-04-22", "00:00:00").description))
    }

    // MARK: Groups

    @Test func `a group is not deleted while rules or members name it: 409 says which`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity("Sleepers")
        try await shop.register()
        try await shop.grant("sleepy")
        let group = try #require(try await shop.engine.groups(store: nil).first { $0.group.code == "sleepy" }).group.id
        do {
            try await shop.engine.deleteGroup(group, replacement: nil, by: "Anna")
            Issue.record("deleted")
        } catch Refusal.conflict(let reason) {
            #expect(reason.contains("“Sleepers”") && reason.contains("1 customer"))
        }
    }

    @Test func `unless another one replaces it, in rules and with members`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity("Sleepers", remind: nil)
        try await shop.register()
        try await shop.grant("sleepy", to: "77")
        try await shop.register("78")
        let group = try #require(try await shop.engine.groups(store: nil).first { $0.group.code == "sleepy" }).group.id
        try await shop.engine.deleteGroup(group, replacement: "staff", by: "Anna")
        #expect(try await shop.groups() == ["retail", "staff"])
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups(of: "78") == ["staff"])
    }
}
