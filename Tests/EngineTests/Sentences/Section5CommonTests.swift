import Domain
import JSON
import Testing

@testable import Engine

/// 2-domain §5, common parameters, and what of `purchase` the tests of purchases leave open.
@Suite struct Section5CommonTests {
    // MARK: Whom rules leave alone

    @Test func `source groups, excluded groups and excluded customers`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(
            remind: nil, change: 30,
            header: [("excluded_groups", ["staff"]), ("excluded_customers", ["vip"])])
        try await shop.addRule(
            [("groups", ["gold"])], header: [("source_groups", ["club"]), ("excluded_groups", ["staff"])])
        for customer in ["77", "staff", "vip"] { try await shop.register(customer) }
        try await shop.grant("staff", to: "staff")
        try await shop.cron(on: "2026-01-31")
        #expect(try await shop.groups() == ["sleepy"])
        #expect(try await shop.groups(of: "staff") == ["retail", "staff"])
        #expect(try await shop.groups(of: "vip") == ["retail"])
        try await shop.grant("club", to: "vip")
        try await shop.grant("club", to: "staff")
        for customer in ["77", "staff", "vip"] { try await shop.buy("p\(customer)", customer, product: "P") }
        #expect(try await shop.groups(of: "vip") == ["club", "gold", "retail"])
        #expect(try await shop.groups(of: "staff") == ["club", "retail", "staff"])
        #expect(!(try await shop.groups().contains("gold")))
    }

    @Test func `who leaves an excluded group is asked at the next run`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30, header: [("excluded_groups", ["staff"])])
        try await shop.register()
        try await shop.grant("staff", until: try await shop.instant("2026-02-10", "00:00:00"))
        try await shop.cronDaily(from: "2026-01-31", to: "2026-02-09")
        #expect(try await shop.groups() == ["retail", "staff"])
        try await shop.cron(on: "2026-02-10")
        #expect(try await shop.groups() == ["sleepy"])
    }

    @Test func `minimum account age counts in local days`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30, header: [("minimum_account_age_days", 40)])
        try await shop.addLadder(header: [("minimum_account_age_days", 10)])
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.cron(on: "2026-01-10", "23:59:59")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-01-11", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.cron(on: "2026-02-09", "23:59:59")
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.cron(on: "2026-02-10", "00:00:00")
        #expect(try await shop.groups() == ["silver", "sleepy"])
    }

    @Test func `customers with automation off are left alone, and looked at when it is on again`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.addLadder()
        try await shop.addConditions(on: "order_paid", when: ["account_age_days": ["at_least": 0]])
        try await shop.register()
        try await setAutomated(false, shop)
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.cronDaily(from: "2026-02-01", to: "2026-02-05")
        #expect(try await shop.groups() == ["retail"])
        try await setAutomated(true, shop)
        try await shop.cron(on: "2026-02-06")
        #expect(try await shop.groups() == ["silver", "sleepy"])
    }

    private func setAutomated(_ isOn: Bool, _ shop: TestShop) async throws {
        var patch = CustomerPatch()
        patch.isAutomated = isOn
        _ = try await shop.engine.patchCustomer(.external("77", store: nil), patch, by: "test")
    }

    @Test func `a paid purchase so withheld raises a Check`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        for customer in ["77", "blocked"] { try await shop.register(customer) }
        try await setAutomated(false, shop)
        try await shop.act("club", .block(until: nil), on: "blocked")
        for customer in ["77", "blocked"] { try await shop.buy(customer, customer, product: "P") }
        let findings = try await shop.engine.findings(store: nil).filter { $0.finding.kind == .withheldPurchase }
        #expect(Set(findings.map(\.finding.subjectLabel)) == ["77", "blocked"])
    }

    @Test func `mails are switched off one by one`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder(header: [("mails", ["tier_promoted": false])])
        try await shop.addInactivity(header: [("mails", ["group_change": false])])
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", total: 20_000)
        try await shop.cron(on: "2026-03-02")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.mails() == ["inactivity_reminder"])
    }

    @Test func `a blocked target makes nobody a candidate`() async throws {
        let shop = try await TestShop.open()
        try await shop.addInactivity(remind: nil, change: 30)
        try await shop.register()
        try await shop.act("sleepy", .block(until: try await shop.instant("2026-02-10", "00:00:00")))
        try await shop.cronDaily(from: "2026-01-31", to: "2026-02-09")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-02-10")
        #expect(try await shop.groups() == ["sleepy"])
    }

    // MARK: Purchases

    private static func buys(_ params: Members) async throws -> TestShop {
        let shop = try await TestShop.open(on: "2026-01-31")
        try await shop.addRule(params)
        try await shop.register()
        try await shop.buy("1", on: "2026-01-31", product: "P")
        return shop
    }

    private func lastDay(_ shop: TestShop) async throws -> String? {
        guard let text = try await shop.until("club"), let until = Timestamp(rfc3339: text) else { return nil }
        let zone = try await shop.engine.store(key: "default").store.zone
        return zone.day(at: until.adding(milliseconds: -1)).description
    }

    @Test func `under extend a chain sums months from its first paid day, and begins anew after its end`() async throws
    {
        let shop = try await Self.buys([("validity", ["kind": "months", "count": 1])])
        #expect(try await lastDay(shop) == "2026-02-28")
        try await shop.buy("2", on: "2026-02-15", product: "P")
        #expect(try await lastDay(shop) == "2026-03-31")
        try await shop.cron(on: "2026-04-01")
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("3", on: "2026-04-01", product: "P")
        #expect(try await lastDay(shop) == "2026-05-01")
    }

    @Test func `under restart the latest order counts, under keep the first while it is in term`() async throws {
        for (renew, day, after) in [("restart", "2026-02-14", "2026-02-10"), ("keep", "2026-02-10", "2026-02-14")] {
            let shop = try await Self.buys([
                ("validity", ["kind": "days", "count": 10]), ("renew", .string(renew)),
            ])
            var second = try shop.order("2", units: 5)
            shop.clock.set(try await shop.instant("2026-02-04"))
            second = try shop.order("2", units: 5)
            try await shop.put(second)
            #expect(try await lastDay(shop) == day, "\(renew)")
            // The one that counts falls away.
            try await shop.go("2026-02-05")
            try await shop.cancel(
                renew == "restart" ? "2" : "1", total: renew == "restart" ? 1_000 : 5_000, product: "P")
            #expect(try await lastDay(shop) == after, "\(renew)")
        }
    }

    @Test func `a line added later starts with the version that introduced it`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02")
        try await shop.go("2026-01-05")
        var edited = try shop.order(
            "1", product: "Q", paid: "2026-01-02T11:00:00Z", version: shop.clock.now().description, total: 5_000)
        edited.lines?.append(OrderLine(id: "2", productID: "P", quantity: 1, total: 0))
        try await shop.put(edited)
        #expect(try await lastDay(shop) == "2026-01-15")
    }

    @Test func `a move takes an import away, a purchase in term never`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.addTurnover(from: ["club"], with: [("whole_period_only", false)])
        for customer in ["77", "78"] { try await shop.register(customer) }
        try await shop.buy("1", "77", product: "P")
        try await shop.importMembers(["78;;club;"])
        try await shop.cron(on: "2026-03-01")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.groups(of: "78") == ["retail", "staff"])
    }
}
