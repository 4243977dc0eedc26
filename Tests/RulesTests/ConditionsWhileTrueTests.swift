import Domain
import JSON
import Testing

@testable import Rules

/// `while_true` keeps the grant only while the tree holds (2-domain §5, `conditions`).
@Suite struct ConditionsWhileTrueTests {
    static let poles: JSONValue = ["country": ["in": ["PL"]]]

    @Test(arguments: ["customer_registered", "order_paid", "scheduled"])
    func `the rule's own grants end at any moment at which the tree no longer holds`(_ trigger: String) throws {
        let rule = try ConditionsRule.made(trigger, Self.poles, whileTrue: true)
        var shop = try ConditionShop("2026-05-02T10:00:00Z")
        try shop.hold("club", byRule: ConditionShop.rule)
        try shop.hold("gold", byRule: ID(8))
        for moment in [Moment.other, .check(isForced: false), .registered, .order(ID(1), becamePaid: false)] {
            shop.moment = moment
            shop.customer.country = "PL"
            #expect(shop.decide(rule).act == nil)
            shop.customer.country = "DE"
            let act = try #require(shop.decide(rule).act)
            #expect(act.kind == .ended && act.key == "tree" && act.releases == ["club"])
            #expect(act.leaves.isEmpty && act.joins.isEmpty && act.mail?.periodKey == "tree:2026-05-02")
            #expect(Sentences.english.render(act.reason) { $0 } == "It is no longer so that country is PL")
        }
    }

    @Test func `without while_true the grant stays`() throws {
        var shop = try ConditionShop("2026-05-02")
        try shop.hold("club", byRule: ConditionShop.rule)
        #expect(shop.decide(try ConditionsRule.made("scheduled", Self.poles)).isIdle)
    }

    @Test func `a scheduled rule grants again when the tree holds again, others only for a new event`() throws {
        let scheduled = try ConditionsRule.made("scheduled", Self.poles, whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        shop.customer.country = "PL"
        shop.apply(shop.decide(scheduled))
        shop.customer.country = "DE"
        try shop.setNow("2026-05-03")
        shop.apply(shop.decide(scheduled))
        #expect(shop.customer.groups.isEmpty)
        shop.customer.country = "PL"
        try shop.setNow("2026-05-04")
        #expect(shop.decide(scheduled).act?.kind == .granted)

        let registered = try ConditionsRule.made("customer_registered", Self.poles, whileTrue: true)
        try shop.note(.fired, "registered", at: "2026-01-01")
        for moment in [Moment.registered, .check(isForced: true), .other] {
            shop.moment = moment
            #expect(shop.decide(registered).isIdle)
        }
    }

    @Test func `who undid the end is left with the grant until something newer`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles, whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        try shop.hold("club", byRule: ConditionShop.rule)
        try shop.note(.settled, "tree", at: "2026-05-01")
        #expect(shop.decide(rule).isIdle)
        shop.customer.lastFactAt = try ConditionShop.instant("2026-05-01")
        #expect(shop.decide(rule).isIdle)
        shop.customer.lastFactAt = try ConditionShop.instant("2026-05-01T00:00:00.001Z")
        #expect(shop.decide(rule).act?.key == "tree")
    }

    @Test func `a pinned grant stays, and so does that of a customer excluded by name`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles, whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        try shop.hold("club", byRule: ConditionShop.rule, isPinned: true)
        #expect(shop.decide(rule).isIdle)
        try shop.hold("gold", byRule: ConditionShop.rule)
        #expect(shop.decide(rule).act?.releases == ["gold"])
        // The rule's own act may change whether it admits the customer by group: that is no shelter.
        shop.common.excludedGroups = ["gold"]
        #expect(shop.decide(rule).act?.releases == ["gold"])
        shop.common.excludedCustomers = ["77"]
        #expect(shop.decide(rule).isIdle)
    }

    @Test func `the rule's own grants do not count where it asks about groups`() throws {
        let outsiders = try ConditionsRule.made("scheduled", ["not": ["group": ["in": ["club"]]]], whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        shop.apply(shop.decide(outsiders))
        #expect(shop.customer.groups == ["club"])
        #expect(shop.decide(outsiders).isIdle)
        try shop.hold("club")
        #expect(shop.decide(outsiders).act?.key == "tree")
        let members = try ConditionsRule.made("scheduled", ["group": ["in": ["club"]]], whileTrue: true)
        #expect(shop.decide(members).isIdle)
        shop.customer.memberships.removeLast()
        #expect(shop.decide(members).act?.key == "tree")
    }

    // MARK: Orders

    static let big: JSONValue = ["order_total": ["at_least": euros("100")]]

    @Test func `after the event, the tree is judged over the orders it was judged by`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.big, whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        try shop.pay(9, at: "2026-04-01", total: 50_000)
        try shop.pay(1, at: "2026-05-01")
        shop.apply(shop.decide(rule))
        #expect(shop.customer.groups == ["club"])
        // A small one later neither grants nor ends.
        try shop.pay(2, at: "2026-05-02", total: 100)
        let declined = shop.decide(rule)
        #expect(declined.act == nil && declined.notes == [.remember(.fired, key: "order:2")])
        shop.apply(declined)
        shop.moment = .other
        #expect(shop.decide(rule).isIdle)
        // The one it acted upon falls away; the old one, which it never judged, does not stand in.
        shop.customer.orders.removeAll { $0.id == ID(1) }
        #expect(shop.decide(rule).act?.key == "tree")
    }

    @Test func `giving back a later order does not end what an earlier one earned`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.big, whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        for id in 1...2 {
            try shop.pay(Int64(id), at: "2026-05-0\(id)")
            shop.apply(shop.decide(rule))
        }
        shop.moment = .order(ID(2), becamePaid: false)
        shop.customer.orders[1].total = 0
        #expect(shop.decide(rule).isIdle)
        shop.customer.orders.removeLast()
        #expect(shop.decide(rule).isIdle)
        shop.customer.orders.removeLast()
        #expect(shop.decide(rule).act?.key == "tree")
    }

    @Test func `where the tree asks nothing about an order, the order may fall away`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.poles, whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        shop.customer.country = "PL"
        try shop.pay(1, at: "2026-05-01")
        shop.apply(shop.decide(rule))
        shop.customer.orders = []
        #expect(shop.decide(rule).isIdle)
    }

    @Test func `a new order that counts extends rather than ends, though the earlier one fell away`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.big, whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        try shop.hold("club", until: "2026-06-01", byRule: ConditionShop.rule)
        try shop.note(.fired, "order:1", at: "2026-05-01")
        try shop.pay(2, at: "2026-05-02")
        let verdict = shop.decide(rule)
        #expect(verdict.act?.kind == .granted && verdict.act?.joins.first?.until == nil)
    }

    // MARK: Next

    @Test func `the first day on which time alone makes the tree fail is foreseen`() throws {
        let rule = try ConditionsRule.made(
            "customer_registered", ["account_age_days": ["at_most": 90]], whileTrue: true)
        for zone in ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"] {
            var shop = try ConditionShop("2026-01-01", zone: zone, registered: "2026-01-01")
            shop.moment = .registered
            let verdict = shop.decide(rule)
            #expect(verdict.act != nil)
            #expect(verdict.next?.at == (try ConditionShop.instant("2026-04-02", shop.zone)))
            shop.apply(verdict)
            shop.moment = .check(isForced: false)
            let next = try #require(shop.decide(rule).next)
            #expect(next == verdict.next)
            #expect(
                Sentences.english.render(next.sentence) { $0 }
                    == "The conditions no longer hold on 2 April 2026, and the membership of club ends")
            shop.at = next.at.adding(milliseconds: -1)
            #expect(shop.decide(rule).act == nil)
            shop.at = next.at
            #expect(shop.decide(rule).act?.key == "tree" && shop.decide(rule).next == nil)
        }
    }

    @Test func `a day that changes nothing is not waited for`() throws {
        let rule = try ConditionsRule.made(
            "order_paid", ["spend": ["at_least": euros("100"), "period": ["kind": "rolling", "days": 30]]],
            whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        try shop.spend("2026-04-10", 5_000)
        try shop.pay(1, at: "2026-05-01")
        let verdict = shop.decide(rule)
        // 10 May lets the first order go, which leaves just enough; 31 May the second.
        #expect(verdict.next?.at == (try ConditionShop.instant("2026-05-31")))
    }

    @Test func `nothing is waited for while an earlier order still bears the tree`() throws {
        let when: JSONValue = ["any": [Self.big, ["account_age_days": ["at_most": 150]]]]
        let rule = try ConditionsRule.made("order_paid", when, whileTrue: true)
        var shop = try ConditionShop("2026-05-03")
        try shop.pay(2, at: "2026-05-02", total: 100)
        #expect(shop.decide(rule).next?.at == (try ConditionShop.instant("2026-06-01")))
        try shop.note(.fired, "order:1", at: "2026-05-01")
        try shop.pay(1, at: "2026-05-01")
        shop.moment = .order(ID(2), becamePaid: true)
        let verdict = shop.decide(rule)
        #expect(verdict.act?.key == "order:2" && verdict.next == nil)
    }

    @Test func `nothing is waited for past the end of the grants`() throws {
        let when: JSONValue = ["account_age_days": ["at_most": 90]]
        for (days, next) in [(90, nil), (91, "2026-04-02")] as [(Int, String?)] {
            let actions: JSONValue = [["grant": "club", "validity": ["kind": "days", "count": .integer(days)]]]
            let rule = try ConditionsRule.made("customer_registered", when, actions, whileTrue: true)
            var shop = try ConditionShop("2026-01-01", registered: "2026-01-01")
            shop.moment = .registered
            #expect(shop.decide(rule).next?.at == (try next.map { try ConditionShop.instant($0) }))
        }
    }

    @Test func `the end of a membership that the tree asks about is waited for to the instant`() throws {
        let rule = try ConditionsRule.made("customer_registered", ["group": ["in": ["gold"]]], whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        try shop.hold("club", byRule: ConditionShop.rule)
        try shop.hold("gold", until: "2026-06-01T09:30:00Z")
        #expect(shop.decide(rule).next?.at == (try ConditionShop.instant("2026-06-01T09:30:00Z")))
        try shop.hold("gold", until: "2026-07-01T09:30:00Z")
        #expect(shop.decide(rule).next?.at == (try ConditionShop.instant("2026-07-01T09:30:00Z")))
        try shop.hold("gold")
        #expect(shop.decide(rule).next == nil)
    }

    @Test func `a scheduled rule waits for nothing, as it looks every day`() throws {
        let rule = try ConditionsRule.made("scheduled", ["account_age_days": ["at_most": 200]], whileTrue: true)
        var shop = try ConditionShop("2026-05-02")
        #expect(shop.decide(rule).next == nil)
        try shop.hold("club", byRule: ConditionShop.rule)
        #expect(shop.decide(rule).next == nil)
    }
}
