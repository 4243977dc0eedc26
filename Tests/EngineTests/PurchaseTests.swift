import Domain
import JSON
import Store
import Testing

@testable import Engine

/// B1–B4 through the whole engine: an order comes in, cron runs, the customer's groups are looked at.
@Suite struct PurchaseTests {
    // MARK: B1, B2

    @Test func `buying the product makes the buyer a member, once, with one mail`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        for _ in 1...3 { try await shop.put(try shop.order()) }
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.changes().filter { $0.groupsAdded == ["club"] }.count == 1)
        #expect(try await shop.mails() == ["membership_granted"])
    }

    @Test func `an unpaid order, a free one, a test and one of another product give nothing`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        var test = try shop.order("test")
        test.isTest = true
        let orders = [
            try shop.order("unpaid", status: "pending"), try shop.order("free", total: 0),
            try shop.order("other", product: "Q"), test,
        ]
        for order in orders {
            try await shop.put(order)
            #expect(try await shop.groups() == ["retail"], "order \(order.externalID)")
        }
        #expect(try await shop.mails().isEmpty)
    }

    @Test func `several groups are joined and the default follows the rule only where it names one`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("groups", ["club", "gold"])])
        try await shop.put(try shop.order())
        #expect(try await shop.groups() == ["club", "gold", "retail"])
        #expect(try await shop.defaultGroup() == "retail")

        try await shop.addRule([("groups", ["gold"]), ("default_group", "gold")], name: "Gold")
        try await shop.put(try shop.order("2"))
        #expect(try await shop.defaultGroup() == "gold")
    }

    @Test func `orders paid before the rule began, or while it was off, do not fire later`() async throws {
        let shop = try await TestShop()
        try await shop.put(try shop.order("early"))
        shop.clock.set("2026-11-22T13:00:00Z")
        let rule = try await shop.addRule()
        try await shop.put(
            try shop.order("early", paid: "2026-11-22T12:00:00Z", version: "2026-11-22T13:00:00Z", status: "completed"))
        #expect(try await shop.groups() == ["retail"])
        _ = try await shop.engine.patchRule(rule.rule.id, revision: 1, ["enabled": false], by: "test")
        try await shop.put(try shop.order("meanwhile"))
        shop.clock.set("2026-11-22T14:00:00Z")
        _ = try await shop.engine.patchRule(rule.rule.id, revision: 2, ["enabled": true], by: "test")
        try await shop.put(
            try shop.order(
                "meanwhile", paid: "2026-11-22T13:00:00Z", version: "2026-11-22T14:00:00Z", status: "completed"))
        try await shop.cron()
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `a season counts by the days of the store, the last one included`() async throws {
        let shop = try await TestShop()
        let season: JSONValue = ["from": "2026-12-01", "until": "2026-12-24"]
        let rule = try await shop.addRule(header: [("season", season), ("active_from", "2026-11-01T00:00:00Z")])
        #expect(rule.document["season"] == season)
        let cases = [
            ("2026-11-30T22:59:59Z", false), ("2026-11-30T23:00:00Z", true), ("2026-12-24T22:59:59Z", true),
            ("2026-12-24T23:00:00Z", false),
        ]
        for (index, (paid, isMember)) in cases.enumerated() {
            shop.clock.set(paid)
            try await shop.put(try shop.order("s\(index)", customer: "c\(index)"))
            #expect(try await shop.groups(of: "c\(index)").contains("club") == isMember, "paid at \(paid)")
        }
    }

    // MARK: B3

    static let terms: [(validity: JSONValue, units: Int64, until: String?)] = [
        (["kind": "none"], 1, nil),
        // The end of the last local day, in Berlin: the next midnight is 23:00 UTC in winter, 22:00 in summer.
        (["kind": "days", "count": 30], 1, "2026-12-22T23:00:00Z"),
        (["kind": "days", "count": 30], 2, "2027-01-21T23:00:00Z"),
        (["kind": "months", "count": 6], 1, "2027-05-22T22:00:00Z"),
        (["kind": "date", "date": "2026-12-31"], 3, "2026-12-31T23:00:00Z"),
    ]

    @Test(arguments: terms) func `a term ends at the end of its last local day`(
        _ term: (validity: JSONValue, units: Int64, until: String?)
    ) async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", term.validity)])
        try await shop.put(try shop.order(units: term.units))
        #expect(try await shop.until("club") == term.until)
    }

    @Test func `a membership holds to the last instant, whatever cron does, and cron records its end`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 1])])
        try await shop.put(try shop.order())
        try await shop.cron(at: "2026-11-23T22:59:59Z")
        #expect(try await shop.groups() == ["club", "retail"])
        shop.clock.set("2026-11-23T23:00:00Z")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.changes().last?.change.kind != .expired)
        try await shop.cron()
        #expect(try await shop.changes().last?.change.kind == .expired)
        #expect(try await shop.mails() == ["membership_granted", "membership_expired"])
        let again = try await shop.cron()
        #expect(again.report.contains(#""changed":0"#))
    }

    @Test func `the reminder is given once, from its day on`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 30]), ("remind_before_days", 7)])
        try await shop.put(try shop.order())
        try await shop.cron(at: "2026-12-14T22:59:59Z")
        #expect(try await shop.mails() == ["membership_granted"])
        try await shop.cron(at: "2026-12-14T23:00:00Z")
        try await shop.cron(at: "2026-12-15T23:00:00Z")
        #expect(try await shop.mails() == ["membership_granted", "membership_expiring"])
    }

    @Test func `nobody is reminded of a membership that was taken away by hand`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 30]), ("remind_before_days", 7)])
        try await shop.put(try shop.order())
        _ = try await shop.engine.changeGroups(
            .external("77", store: nil), group: "club", .revoke(block: nil, blockUntil: nil), reason: nil, by: "Anna")
        try await shop.cron(at: "2026-12-16T12:00:00Z")
        #expect(try await shop.mails() == ["membership_granted"])
    }

    @Test func `a refund of the first of two orders shortens what the second added`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order("1"))
        shop.clock.set("2026-11-24T12:00:00Z")
        try await shop.put(try shop.order("2"))
        #expect(try await shop.until("club") == "2026-12-12T23:00:00Z")
        try await shop.put(
            try shop.order("1", paid: "2026-11-22T12:00:00Z", version: "2026-11-24T12:00:00Z", status: "refunded"))
        #expect(try await shop.until("club") == "2026-12-04T23:00:00Z")
    }

    @Test func `void ends it, paid again brings the original dates back without a second mail`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order())
        shop.clock.set("2026-11-24T12:00:00Z")
        let void = try shop.order(paid: "2026-11-22T12:00:00Z", version: "2026-11-24T12:00:00Z", status: "cancelled")
        try await shop.put(void)
        #expect(try await shop.groups() == ["retail"])
        try await shop.put(try shop.order(paid: "2026-11-22T12:00:00Z", version: "2026-11-25T12:00:00Z"))
        #expect(try await shop.until("club") == "2026-12-02T23:00:00Z")
        #expect(try await shop.mails() == ["membership_granted"])
    }

    @Test func `giving back all units of the line ends it, some of them shorten it`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order(units: 2))
        var event = try shop.order(units: 2, version: "2026-11-22T13:00:00Z")
        for (refunded, until) in [(1, "2026-12-02T23:00:00Z"), (2, nil)] as [(Int64, String?)] {
            event.version = event.version?.adding(seconds: 60)
            event.refunded = refunded * 500
            event.lines?[0].refundedQuantity = refunded
            try await shop.put(event)
            #expect(try await shop.until("club") == until)
        }
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an amount given back without lines ends nothing and is put before the merchant`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(try shop.order())
        var event = try shop.order(version: "2026-11-22T13:00:00Z")
        event.refunded = 400
        try await shop.put(event)
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.refundWithoutLines])
        event.version = event.version?.adding(seconds: 60)
        event.refunded = 1_000
        try await shop.put(event)
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.engine.findings(store: nil).isEmpty)
    }

    @Test func `two rules make two reasons, and the membership lasts to the later end`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])], name: "Ten")
        try await shop.addRule([("validity", ["kind": "days", "count": 20])], name: "Twenty")
        try await shop.put(try shop.order())
        #expect(try await shop.until("club") == "2026-12-12T23:00:00Z")
        try await shop.cron(at: "2026-12-03T00:00:00Z")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.mails().contains("membership_expired") == false)
    }

    // MARK: B4

    @Test func `with the master switch off nothing changes, not even an end`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 1])])
        try await shop.put(try shop.order())
        let off = Store.Automation.off(since: shop.clock.now())
        let id = shop.store
        try await shop.engine.database.write { transaction in
            var store = try #require(try transaction.stores().first { $0.id == id })
            store.automation = off
            try transaction.update(store)
            try transaction.stampConfiguration()
        }
        shop.clock.set("2026-12-01T12:00:00Z")
        try await shop.put(try shop.order("2", customer: "78"))
        try await shop.cron()
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.groups(of: "78") == [])
    }

    @Test func `an order that moves to another customer takes its membership along`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(try shop.order(customer: "77"))
        try await shop.put(try shop.order(customer: "78", version: "2026-11-22T13:00:00Z"))
        #expect(try await shop.groups(of: "77") == ["retail"])
        #expect(try await shop.groups(of: "78") == ["club", "retail"])
    }

    @Test func `nobody is looked at for ever because of a rule that is off`() async throws {
        let shop = try await TestShop()
        let rule = try await shop.addRule([("validity", ["kind": "days", "count": 30]), ("remind_before_days", 7)])
        try await shop.put(try shop.order())
        _ = try await shop.engine.patchRule(rule.rule.id, revision: 1, ["enabled": false], by: "test")
        #expect(try await shop.cron(at: "2026-12-16T12:00:00Z").report.contains(#""evaluated":1"#))
        #expect(try await shop.cron().report.contains(#""evaluated":0"#))
        // Switched on again it looks at its customers anew, and its own terms still ended meanwhile.
        shop.clock.set("2026-12-17T12:00:00Z")
        _ = try await shop.engine.patchRule(rule.rule.id, revision: 2, ["enabled": true], by: "test")
        try await shop.cron()
        #expect(try await shop.mails() == ["membership_granted", "membership_expiring"])
        try await shop.cron(at: "2026-12-22T23:00:00Z")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `a block until a date gives the membership back when it is over`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        let anna = CustomerReference.external("77", store: nil)
        try await shop.put(try shop.order("other", product: "Q"))
        _ = try await shop.engine.changeGroups(
            anna, group: "club", .block(until: Timestamp(rfc3339: "2026-12-01T00:00:00Z")), reason: nil, by: "Anna")
        try await shop.put(try shop.order())
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.withheldPurchase])
        try await shop.cron(at: "2026-11-30T23:59:59Z")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(at: "2026-12-01T00:00:00Z")
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.engine.findings(store: nil).isEmpty)
    }

    @Test func `a pinned membership outlives the rule, and a customer without automation is left alone`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 1])])
        try await shop.put(try shop.order())
        let anna = CustomerReference.external("77", store: nil)
        _ = try await shop.engine.changeGroups(anna, group: "club", .pin, reason: nil, by: "Anna")
        try await shop.cron(at: "2026-12-01T00:00:00Z")
        #expect(try await shop.groups() == ["club", "retail"])
        var off = CustomerPatch()
        off.isAutomated = false
        _ = try await shop.engine.upsertCustomer(externalID: "78", store: nil, off, by: "Anna")
        try await shop.put(try shop.order("2", customer: "78"))
        #expect(try await shop.groups(of: "78").contains("club") == false)
        #expect(try await shop.engine.findings(store: nil).map(\.finding.kind) == [.withheldPurchase])
    }

    @Test func `an order that turns out to be a guest's takes the membership back`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(try shop.order())
        var guest = try shop.order(version: "2026-11-22T13:00:00Z")
        guest.customer = .guest(email: nil)
        try await shop.put(guest)
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `a payment a little ahead of our clock is announced at once, and only once`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order(paid: "2026-11-22T12:00:05Z"))
        #expect(try await shop.groups() == ["club", "retail"])
        let changes = try await shop.changes().count
        try await shop.cron(at: "2026-11-22T12:00:05Z")
        try await shop.put(try shop.order(paid: "2026-11-22T12:00:05Z", version: "2026-11-22T13:00:00Z"))
        #expect(try await shop.mails() == ["membership_granted"])
        #expect(try await shop.changes().count == changes)
    }

    @Test func `a pin taken off leaves the other reasons as they were`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order())
        let anna = CustomerReference.external("77", store: nil)
        _ = try await shop.engine.changeGroups(anna, group: "club", .pin, reason: nil, by: "Anna")
        #expect(try await shop.until("club") == nil)
        _ = try await shop.engine.changeGroups(anna, group: "club", .unpin, reason: nil, by: "Anna")
        #expect(try await shop.until("club") == "2026-12-02T23:00:00Z")
    }

    @Test func `an undone act of a person leaves the purchase to the rule`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order())
        let anna = CustomerReference.external("77", store: nil)
        let revoked = try #require(
            try await shop.engine.changeGroups(
                anna, group: "club", .revoke(block: nil, blockUntil: nil), reason: nil, by: "Anna"))
        _ = try await shop.engine.revert(revoked.change.id, by: "Anna")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.put(try shop.order(version: "2026-11-22T13:00:00Z", status: "refunded"))
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `what was given back while the master switch was off is found when it is on again`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(try shop.order())
        var patch = StorePatch()
        patch.isAutomated = false
        _ = try await shop.engine.patchStore(key: "default", patch, by: "Anna")
        try await shop.put(try shop.order(version: "2026-11-22T13:00:00Z", status: "refunded"))
        try await shop.put(try shop.order("2", customer: "78", product: "Q"))
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.defaultGroup(of: "78") == nil)
        patch.isAutomated = true
        _ = try await shop.engine.patchStore(key: "default", patch, by: "Anna")
        try await shop.cron()
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.groups(of: "78") == ["retail"])
        #expect(try await shop.defaultGroup(of: "78") == "retail")
    }

    // MARK: By hand

    @Test func `a membership taken away by hand stays away, until the block is lifted`() async throws {
        let shop = try await TestShop()
        try await shop.addRule()
        try await shop.put(try shop.order())
        let anna = CustomerReference.external("77", store: nil)
        _ = try await shop.engine.changeGroups(
            anna, group: "club", .revoke(block: nil, blockUntil: nil), reason: nil, by: "Anna")
        try await shop.put(try shop.order(version: "2026-11-22T13:00:00Z", status: "completed"))
        #expect(try await shop.groups() == ["retail"])
        _ = try await shop.engine.changeGroups(anna, group: "club", .unblock, reason: nil, by: "Anna")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `an undone purchase stays undone, and a newer one counts by itself`() async throws {
        let shop = try await TestShop()
        try await shop.addRule([("validity", ["kind": "days", "count": 10])])
        try await shop.put(try shop.order())
        let granted = try #require(try await shop.changes().first { $0.groupsAdded == ["club"] })
        _ = try await shop.engine.revert(granted.change.id, by: "Anna")
        #expect(try await shop.groups() == ["retail"])
        try await shop.put(try shop.order(version: "2026-11-22T13:00:00Z", status: "completed"))
        #expect(try await shop.groups() == ["retail"])
        await #expect(throws: Refusal.self) { try await shop.engine.revert(granted.change.id, by: "Anna") }
        shop.clock.set("2026-11-24T12:00:00Z")
        try await shop.put(try shop.order("2"))
        #expect(try await shop.until("club") == "2026-12-04T23:00:00Z")
    }
}
