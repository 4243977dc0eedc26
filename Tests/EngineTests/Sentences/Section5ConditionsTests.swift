import Domain
import JSON
import Testing

@testable import Engine

/// C2, C3, C5. 2-domain §5, `conditions`.
@Suite struct Section5ConditionsTests {
    private static let always: JSONValue = ["account_age_days": ["at_least": 0]]

    // MARK: Triggers

    @Test func `customer_registered fires once, when the customer becomes known`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addConditions(
            on: "customer_registered", when: ["email_domain": ["in": ["example.test"]]]
        ).rule.id
        try await shop.register()
        #expect(try await shop.groups() == ["club", "retail"])
        #expect(try await shop.mails() == ["group_change"])
        try await shop.act("club", .revoke(block: false, blockUntil: nil))
        try await shop.go("2026-01-02")
        try await shop.register(on: "2026-01-01")
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.decisions(rule) == ["fired registered"])
    }

    @Test func `who was there before the rule, and who is imported, is not newly registered`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.go("2026-01-02")
        try await shop.addConditions(on: "customer_registered", when: Self.always)
        try await shop.importMembers(["78;2026-01-02;;"])
        try await shop.cronDaily(from: "2026-01-02", to: "2026-01-04")
        #expect(try await shop.groups() == ["retail"])
        #expect(try await shop.groups(of: "78") == ["retail"])
    }

    @Test func `order_paid fires in the order's transaction, once for each order`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "order_paid", when: ["product": ["in": [["product_id": "Q"]]]],
            [["grant": "club", "validity": ["kind": "days", "count": 10]]])
        try await shop.register()
        try await shop.put(try shop.order("1", product: "Q", status: "pending"))
        #expect(try await shop.groups() == ["retail"])
        try await shop.go("2026-01-02")
        try await shop.put(try shop.order("1", product: "Q"))
        #expect(try await shop.groups() == ["club", "retail"])
        let end = try await shop.until("club")
        #expect(end == (try await shop.instant("2026-01-13", "00:00:00").description))
        // The same order reported again fires no second time; another extends the term.
        try await shop.act("club", .revoke(block: false, blockUntil: nil))
        try await shop.go("2026-01-03")
        try await shop.put(
            try shop.order(
                "1", product: "Q", paid: "2026-01-02T05:00:00Z", version: "2026-01-03T05:00:00Z", status: "completed"))
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("2", on: "2026-01-04")
        #expect(try await shop.until("club") == (try await shop.instant("2026-01-15", "00:00:00").description))
    }

    @Test func `orders paid before active_from do not fire`() async throws {
        let shop = try await TestShop.open()
        try await shop.register()
        try await shop.go("2026-01-05")
        try await shop.addConditions(on: "order_paid", when: Self.always)
        try await shop.put(try shop.order("1", product: "Q", paid: "2026-01-04T10:00:00Z"))
        #expect(try await shop.groups() == ["retail"])
        try await shop.buy("2", on: "2026-01-06")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `scheduled asks everyone each day`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(on: "scheduled", when: ["account_age_days": ["at_least": 3]])
        try await shop.register()
        try await shop.cronDaily(from: "2026-01-01", to: "2026-01-03")
        #expect(try await shop.groups() == ["retail"])
        try await shop.cron(on: "2026-01-04", "00:00:00")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    @Test func `scheduled asks again about who joined since`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(on: "scheduled", when: ["account_age_days": ["at_least": 3]])
        try await shop.run()
        try await shop.go("2026-01-02")
        try await shop.register()
        try await shop.cronDaily(from: "2026-01-03", to: "2026-01-05")
        #expect(try await shop.groups() == ["club", "retail"])
    }

    // MARK: The tree

    @Test func `first paid order: an imported or earlier one counts, a void one does not`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(on: "order_paid", when: ["first_paid_order": true])
        for customer in ["new", "old", "void"] { try await shop.register(customer) }
        try await shop.put(try shop.order("o", customer: "old", product: "Q", paid: "2025-06-01T10:00:00Z"))
        try await shop.put(try shop.order("v", customer: "void", product: "Q", paid: "2025-06-01T10:00:00Z"))
        try await shop.put(
            try shop.order(
                "v", customer: "void", product: "Q", paid: "2025-06-01T10:00:00Z", version: "2025-06-02T10:00:00Z",
                status: "cancelled"))
        try await shop.go("2026-01-02")
        for customer in ["new", "old", "void"] { try await shop.buy("b\(customer)", customer) }
        #expect(try await shop.groups(of: "new") == ["club", "retail"])
        #expect(try await shop.groups(of: "old") == ["retail"])
        #expect(try await shop.groups(of: "void") == ["club", "retail"])
    }

    @Test func `all, any and not, over spend, orders, country, organization and groups`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "order_paid",
            when: [
                "all": [
                    ["spend": ["at_least": euros("100.00")]],
                    ["any": [["country": ["in": ["PL"]]], ["paid_orders": ["at_least": 3]]]],
                    ["not": ["group": ["in": ["staff"]]]],
                ]
            ])
        for (customer, country) in [("pole", "PL"), ("german", "DE"), ("staff", "PL")] {
            try await shop.register(customer, country: country)
        }
        try await shop.grant("staff", to: "staff")
        for customer in ["pole", "german", "staff"] { try await shop.buy("1\(customer)", customer, total: 10_000) }
        #expect(try await shop.groups(of: "pole") == ["club", "retail"])
        #expect(try await shop.groups(of: "german") == ["retail"])
        #expect(try await shop.groups(of: "staff") == ["retail", "staff"])
        for order in ["2", "3"] { try await shop.buy(order, "german", total: 100) }
        #expect(try await shop.groups(of: "german") == ["club", "retail"])
    }

    // MARK: Actions

    @Test func `grant, revoke and set default in one act`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "order_paid", when: ["order_total": ["at_least": euros("50.00")]],
            [["grant": "gold"], ["revoke": "club"], ["set_default": "gold"]])
        try await shop.register()
        try await shop.grant("club")
        try await shop.buy("1", total: 4_999)
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.buy("2", total: 5_000)
        #expect(try await shop.groups() == ["gold", "retail"])
        #expect(try await shop.defaultGroup() == "gold")
        #expect(try await shop.changes().filter { $0.change.rule != nil && $0.change.kind == .granted }.count == 1)
    }

    @Test func `purchases in term and pins are not revoked, blocked groups not granted`() async throws {
        let shop = try await TestShop.open()
        try await shop.addRule()
        try await shop.addConditions(
            on: "order_paid", when: ["product": ["in": [["product_id": "Q"]]]],
            [["revoke": "club"], ["revoke": "staff"], ["grant": "gold"]])
        try await shop.register()
        try await shop.buy("1", product: "P")
        try await shop.grant("staff")
        try await shop.act("staff", .pin)
        try await shop.act("gold", .block(until: nil))
        try await shop.buy("2")
        #expect(try await shop.groups() == ["club", "retail", "staff"])
    }

    // MARK: While true

    @Test func `while_true keeps the grant only while the tree holds: a refund takes it in its own transaction`()
        async throws
    {
        for isWhileTrue in [true, false] {
            let shop = try await TestShop.open()
            try await shop.addConditions(
                on: "order_paid", when: ["spend": ["at_least": euros("100.00")]],
                with: [("while_true", .bool(isWhileTrue))])
            try await shop.register()
            try await shop.buy("1", total: 10_000)
            #expect(try await shop.groups() == ["club", "retail"])
            try await shop.go("2026-01-02")
            try await shop.refund("1", 1, total: 10_000)
            #expect(try await shop.groups() == (isWhileTrue ? ["retail"] : ["club", "retail"]))
        }
    }

    @Test func `and ends it when time alone makes it false`() async throws {
        let shop = try await TestShop.open()
        try await shop.addConditions(
            on: "order_paid", when: ["days_since_last_order": ["at_most": 10]], with: [("while_true", true)])
        try await shop.register()
        try await shop.buy("1", on: "2026-01-02")
        try await shop.cron(on: "2026-01-12", "23:59:59")
        #expect(try await shop.groups() == ["club", "retail"])
        try await shop.cron(on: "2026-01-13", "00:00:00")
        #expect(try await shop.groups() == ["retail"])
    }

    @Test func `an edit applies to what was granted only while_true`() async throws {
        let shop = try await TestShop.open()
        let rule = try await shop.addConditions(
            on: "order_paid", when: ["spend": ["at_least": euros("100.00")]], with: [("while_true", true)]
        ).rule.id
        try await shop.register()
        try await shop.buy("1", total: 10_000)
        try await shop.go("2026-01-02")
        try await shop.edit(rule, params: [("when", ["spend": ["at_least": euros("200.00")]])])
        try await shop.cron(on: "2026-01-03")
        #expect(try await shop.groups() == ["retail"])
    }
}
