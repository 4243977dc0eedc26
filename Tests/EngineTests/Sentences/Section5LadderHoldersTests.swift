import Domain
import JSON
import Shops
import Store
import Testing

@testable import Engine

/// D6. 2-domain §5, `tiers`: adoption, floors, blocks, first calculations, organizations.
@Suite struct Section5LadderHoldersTests {
    // MARK: Adoption

    @Test func `enabling a ladder adopts import and shop grants, manual ones only if asked`() async throws {
        for adoptsManual in [false, true] {
            let shop = try await TestShop.open()
            for customer in ["import", "shop", "hand"] { try await shop.register(customer) }
            try await shop.importMembers(["import;;gold;"])
            try await shop.go("2026-01-02")
            try await shop.shopReports("shop", groups: ["retail", "gold"])
            try await shop.grant("gold", to: "hand")
            let rule = try await shop.addLadder(with: [("adopt_manual", .bool(adoptsManual)), ("grace_days", 10)]).rule
                .id
            let preview = try await shop.engine.previewRule(
                document: nil, id: rule, store: nil, at: nil, since: nil, limit: 10)
            #expect(preview.candidates == 3)
            try await shop.run()
            for (customer, isAdopted) in [("import", true), ("shop", true), ("hand", adoptsManual)] {
                #expect(try await shop.groups(of: customer) == ["gold", "retail"])
                let held = try await shop.engine.customer(.external(customer, store: nil)).memberships
                let sources = held.first { $0.group.code == "gold" }?.grants.map(\.grant.source)
                let manual: Grant.Source = customer == "hand" ? .manual : .rule
                #expect(sources == [isAdopted ? .rule : manual], "\(customer)")
            }
            // What is adopted obeys the ladder: nobody has bought anything.
            try await shop.cronDaily(from: "2026-01-03", to: "2026-01-20")
            for (customer, isAdopted) in [("import", true), ("shop", true), ("hand", adoptsManual)] {
                #expect(
                    try await shop.groups(of: customer) == (isAdopted ? ["retail"] : ["gold", "retail"]), "\(customer)")
            }
        }
    }

    @Test func `adoption keeps the highest rung held`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.importMembers(["77;;silver|platinum;"])
        try await shop.addLadder(with: [("grace_days", 10)])
        try await shop.run()
        #expect(try await shop.groups() == ["platinum", "retail"])
    }

    @Test func `what is imported after the ladder was enabled is not adopted`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addLadder().rule.id
        try await shop.register()
        try await shop.run()
        try await shop.go("2026-01-02")
        try await shop.importMembers(["77;2026-01-01;gold;2026-01-02"])
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-05")
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.engine.rule(rule).members == 0)
    }

    @Test func `an adoption is undone and not done again`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.importMembers(["77;;gold;"])
        try await shop.addLadder()
        try await shop.run()
        let adopting = try #require(try await shop.changes().last)
        #expect(adopting.change.key == "adopted")
        _ = try await shop.engine.revert(adopting.change.id, by: "Anna")
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cronDaily(from: "2026-01-02", to: "2026-01-05")
        #expect(try await shop.groups() == ["gold", "retail"])
    }

    // MARK: Floors and blocks

    @Test func `a rung held by hand is a floor: the ladder grants only a higher one`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.grant("gold")
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.buy("2", on: "2026-01-03", total: 90_000)
        #expect(try await shop.groups() == ["gold", "platinum", "retail"])
        try await shop.go("2026-01-04")
        try await shop.cancel("2", total: 90_000)
        try await shop.cron(on: "2026-01-05")
        #expect(try await shop.groups() == ["gold", "retail"])
    }

    @Test func `so is one bought; when it ends, the ladder gives what the spend is worth`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule([("groups", ["gold"]), ("validity", ["kind": "days", "count": 10])])
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000, product: "P")
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cron(on: "2026-01-12", "23:59:59")
        #expect(try await shop.groups() == ["gold", "retail"])
        try await shop.cron(on: "2026-01-13", "00:00:00")
        #expect(try await shop.groups() == ["retail", "silver"])
    }

    @Test func `a blocked rung is passed over`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.act("gold", .block(until: nil))
        try await shop.buy("1", on: "2026-01-02", total: 60_000)
        #expect(try await shop.groups() == ["retail", "silver"])
        try await shop.act("gold", .unblock)
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.groups() == ["gold", "retail"])
    }

    @Test func `a rung taken away by hand stays away`() async throws {
        let shop = try await TestShop.open()
        try await shop.addLadder()
        try await shop.register()
        try await shop.run()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.act("silver", .revoke(block: nil, blockUntil: nil))
        try await shop.buy("2", on: "2026-01-03", total: 100)
        try await shop.cron(on: "2026-01-04")
        #expect(try await shop.groups() == ["retail"])
    }

    // MARK: First calculation

    @Test func `the first calculation mails nothing, later ones do`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02", total: 20_000)
        try await shop.addLadder()
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.groups() == ["retail", "silver"])
        #expect(try await shop.mails().isEmpty)
        try await shop.buy("2", on: "2026-01-04", total: 40_000)
        #expect(try await shop.mails() == ["tier_promoted"])
    }

    @Test func `not even where it had to be confirmed`() async throws {
        let shop = try await TestShop.open()
        try await shop.importMembers((1...110).map { "\($0);2026-01-01;;" })
        for customer in 1...20 { try await shop.buy("\(customer)", "\(customer)", total: 20_000) }
        try await shop.addLadder()
        let run = try await shop.cron(on: "2026-01-03")
        #expect(run.state == .waiting)
        _ = try await shop.engine.confirmRun(run.id, by: "Anna").finished.value
        #expect(try await shop.groups(of: "1").contains("silver"))
        #expect(try await shop.mails(of: "1").isEmpty)
    }

    // MARK: Organizations

    /// Anna (1) and Bert (2) of Acme; the ladder counts by organization.
    private static func acme(with params: Members = []) async throws -> (TestShop, ID<Rule>) {
        let shop = try await TestShop.open()
        let rule = try await shop.addLadder("Ladder", TestShop.rungs, with: [("per_organization", true)] + params).rule
            .id
        try await shop.register("1", in: "acme")
        try await shop.register("2", in: "acme")
        try await shop.run()
        return (shop, rule)
    }

    private static func groups(_ shop: TestShop, _ customers: String...) async throws -> [[String]] {
        var groups: [[String]] = []
        for customer in customers { groups.append(try await shop.groups(of: customer)) }
        return groups
    }

    @Test func `its customers' orders count together, and all of them stand on its tier`() async throws {
        let (shop, _) = try await Self.acme()
        try await shop.buy("1", "1", on: "2026-01-02", total: 6_000)
        #expect(try await Self.groups(shop, "1", "2") == [["retail"], ["retail"]])
        try await shop.buy("2", "2", on: "2026-01-03", total: 4_000)
        #expect(try await Self.groups(shop, "1", "2") == [["retail", "silver"], ["retail", "silver"]])
    }

    @Test func `joining gives the organization's tier at once`() async throws {
        let (shop, _) = try await Self.acme()
        try await shop.buy("1", "1", on: "2026-01-02", total: 20_000)
        try await shop.go("2026-01-05")
        try await shop.register("3", in: "acme")
        #expect(try await shop.groups(of: "3").contains("silver"))
    }

    @Test(arguments: ["never", "on_check"]) func `leaving takes it at once, no downgrade, no grace`(
        _ downgrade: String
    ) async throws {
        let (shop, _) = try await Self.acme(with: [("downgrade", .string(downgrade)), ("grace_days", 10)])
        try await shop.buy("1", "1", on: "2026-01-02", total: 20_000)
        #expect(try await shop.groups(of: "2") == ["retail", "silver"])
        try await shop.go("2026-01-05")
        try await leave(shop, "2")
        #expect(try await Self.groups(shop, "1", "2") == [["retail", "silver"], ["retail"]])
        #expect(try await shop.mails(of: "2").filter { $0 == "tier_at_risk" }.isEmpty)
    }

    private func leave(_ shop: TestShop, _ customer: String) async throws {
        var patch = CustomerPatch()
        patch.organization = OrganizationReport.none
        _ = try await shop.engine.upsertCustomer(externalID: customer, store: nil, patch, by: "test")
    }

    @Test func `an order counts for ever for the organization at its paid time`() async throws {
        let (shop, _) = try await Self.acme()
        try await shop.buy("1", "1", on: "2026-01-02", total: 20_000)
        try await shop.go("2026-01-05")
        try await leave(shop, "1")
        try await shop.cron(on: "2026-01-06")
        // The organization keeps what was bought for it; who left keeps nothing of it.
        #expect(try await shop.groups(of: "2") == ["retail", "silver"])
        #expect(try await shop.groups(of: "1") == ["retail"])
        // What is bought afterwards is one's own.
        try await shop.buy("2", "1", on: "2026-01-07", total: 10_000)
        #expect(try await shop.groups(of: "1") == ["retail", "silver"])
    }

    @Test func `a late event about the organization corrects it`() async throws {
        let (shop, _) = try await Self.acme()
        try await shop.register("3")
        try await shop.buy("1", "3", on: "2026-01-10", total: 20_000)
        #expect(try await Self.groups(shop, "1", "3") == [["retail"], ["retail", "silver"]])
        // Reported on the 20th: the customer had joined on the 5th.
        try await shop.go("2026-01-20")
        let (store, engine, now) = (shop.store, shop.engine, shop.clock.now())
        var event = CustomerEvent(externalID: "3", version: try await shop.instant("2026-01-05"))
        event.organization = .member(externalID: "acme", name: nil)
        let late = event
        try await engine.database.write { transaction in
            let intake = Intake(
                engine: engine, transaction: transaction, store: store, cause: Cause(actor: .shop), bodyHash: 0,
                receivedAt: now, now: now)
            let _: ID<Customer> = try intake.take(late)
        }
        try await shop.cron(on: "2026-01-21")
        #expect(try await Self.groups(shop, "1", "2") == [["retail", "silver"], ["retail", "silver"]])
    }

    @Test func `the organization falls with a refund, where that is immediate`() async throws {
        let (shop, _) = try await Self.acme(with: [("downgrade", "immediate")])
        try await shop.buy("1", "1", on: "2026-01-02", total: 20_000)
        try await shop.go("2026-01-03")
        try await shop.cancel("1", "1", total: 20_000)
        #expect(try await Self.groups(shop, "1", "2") == [["retail"], ["retail"]])
    }

    @Test func `the organization falls at a check after its grace`() async throws {
        let (shop, _) = try await Self.acme(
            with: [("period", ["kind": "rolling", "days": 30]), ("grace_days", 5)])
        try await shop.buy("1", "1", on: "2026-01-02", total: 20_000)
        try await shop.cron(on: "2026-02-01")
        try await shop.cron(on: "2026-02-05")
        #expect(try await Self.groups(shop, "1", "2") == [["retail", "silver"], ["retail", "silver"]])
        try await shop.cron(on: "2026-02-06")
        #expect(try await Self.groups(shop, "1", "2") == [["retail"], ["retail"]])
    }

    @Test func `who is in no organization climbs alone`() async throws {
        let (shop, _) = try await Self.acme()
        try await shop.buy("1", "9", on: "2026-01-02", total: 20_000)
        #expect(try await shop.groups(of: "9") == ["retail", "silver"])
        #expect(try await shop.groups(of: "1") == ["retail"])
    }
}
