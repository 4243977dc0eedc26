import Domain
import JSON
import Testing

@testable import Rules

/// Rules of the kind `conditions`: what they do, once for each event (2-domain §5, `conditions`).
@Suite struct ConditionsRuleTests {
    static let students: JSONValue = [
        "all": [["country": ["in": ["PL"]]], ["email_domain": ["in": ["example.edu"]]]]
    ]
    static let poles: JSONValue = ["country": ["in": ["PL"]]]

    /// A Polish student who has just registered.
    private func registered(
        _ at: String = "2026-01-31T12:00:00Z", zone: String = "UTC", now: String? = nil
    ) throws -> ConditionShop {
        var shop = try ConditionShop(now ?? at, zone: zone, registered: at)
        shop.customer.country = "PL"
        shop.customer.email = "ann@example.edu"
        shop.moment = .registered
        return shop
    }

    // MARK: Registration

    @Test func `who registers and meets the conditions joins the group for the term`() throws {
        let rule = try ConditionsRule.made(
            "customer_registered", Self.students,
            [["grant": "club", "set_default": true, "validity": ["kind": "days", "count": 365]]])
        let shop = try registered()
        let verdict = shop.decide(rule)
        let act = try #require(verdict.act)
        #expect(act.kind == .granted && act.key == "registered" && !act.isMove)
        let grant = try #require(act.joins.first)
        #expect(grant.group == "club" && grant.claimsDefault && grant.isJoining && grant.order == nil)
        #expect(grant.from == shop.at)
        #expect(grant.until == (try ConditionShop.instant("2027-02-01")))
        #expect(verdict.notes == [.remember(.fired, key: "registered")])
        #expect(act.mail?.template == "group_change" && act.mail?.periodKey == "registered")
        #expect(
            Sentences.english.render(act.reason) { $0 }
                == "Registered on 31 January 2026, and country is PL and e-mail domain is example.edu")
        #expect(verdict.next == nil)
    }

    @Test func `a registration is judged once, whether anything came of it or not`() throws {
        let rule = try ConditionsRule.made("customer_registered", Self.poles)
        var shop = try registered()
        shop.apply(shop.decide(rule))
        shop.customer.memberships = []
        #expect(shop.decide(rule).isIdle)
        var foreign = try registered()
        foreign.customer.country = "DE"
        let declined = foreign.decide(rule)
        #expect(declined.act == nil && declined.notes == [.remember(.fired, key: "registered")])
        #expect(Sentences.english.render(declined.sentence) { $0 } == "It is not so that country is PL")
        foreign.apply(declined)
        foreign.customer.country = "PL"
        #expect(foreign.decide(rule).isIdle)
    }

    @Test(arguments: [("2026-01-31T12:00:00Z", true), ("2026-01-31T12:00:00.001Z", false)])
    func `only those who registered since the rule is active are asked`(
        _ test: (activeFrom: String, acts: Bool)
    ) throws {
        var shop = try registered(now: "2026-02-10")
        shop.activeFrom = Timestamp(rfc3339: test.activeFrom)
        let verdict = shop.decide(try ConditionsRule.made("customer_registered", Self.poles))
        #expect((verdict.act != nil) == test.acts)
        // What came before may still be applied later, by hand.
        #expect(verdict.notes.isEmpty != test.acts)
        shop.activeFrom = nil
        #expect(shop.decide(try ConditionsRule.made("customer_registered", Self.poles)).isIdle)
    }

    @Test func `a rule on registration acts at no other moment`() throws {
        let rule = try ConditionsRule.made("customer_registered", Self.poles)
        var shop = try registered()
        for moment in [Moment.check(isForced: false), .check(isForced: true), .other, .order(ID(1), becamePaid: true)] {
            shop.moment = moment
            #expect(shop.decide(rule).isIdle && shop.decide(rule).next == nil)
        }
        #expect(rule.nextSweep(after: shop.at, zone: .utc) == nil)
    }

    @Test func `without a registration date the first mention counts`() throws {
        var shop = try registered()
        shop.customer.registeredAt = nil
        let rule = try ConditionsRule.made(
            "customer_registered", Self.poles, [["grant": "club", "validity": ["kind": "days", "count": 60]]])
        #expect(shop.decide(rule).act?.joins.first?.until == (try ConditionShop.instant("2026-03-03")))
    }

    // MARK: Terms

    static let terms: [(zone: String, at: String, validity: JSONValue, lastDay: String?)] = [
        ("UTC", "2026-01-31T12:00:00Z", ["kind": "none"], nil),
        ("UTC", "2026-01-31T12:00:00Z", ["kind": "days", "count": 1], "2026-02-01"),
        ("UTC", "2026-01-31T12:00:00Z", ["kind": "months", "count": 1], "2026-02-28"),
        ("UTC", "2026-01-31T12:00:00Z", ["kind": "months", "count": 2], "2026-03-31"),
        ("UTC", "2028-01-31T12:00:00Z", ["kind": "months", "count": 1], "2028-02-29"),
        ("UTC", "2028-02-29T12:00:00Z", ["kind": "months", "count": 12], "2029-02-28"),
        ("UTC", "2026-01-31T12:00:00Z", ["kind": "date", "date": "2026-01-31"], "2026-01-31"),
        ("Europe/Warsaw", "2026-03-27T23:30:00Z", ["kind": "days", "count": 1], "2026-03-29"),
        ("America/New_York", "2026-11-01T03:59:59Z", ["kind": "days", "count": 1], "2026-11-01"),
        ("Australia/Lord_Howe", "2026-10-03T13:30:00Z", ["kind": "months", "count": 1], "2026-11-04"),
        ("Asia/Kathmandu", "2026-01-30T18:15:00Z", ["kind": "months", "count": 1], "2026-02-28"),
    ]

    @Test(arguments: terms) func `a term ends at the end of its last local day`(
        _ test: (zone: String, at: String, validity: JSONValue, lastDay: String?)
    ) throws {
        let shop = try registered(test.at, zone: test.zone)
        let rule = try ConditionsRule.made(
            "customer_registered", Self.poles, [["grant": "club", "validity": test.validity]])
        let join = try #require(shop.decide(rule).act?.joins.first)
        let lastDay = test.lastDay.flatMap { CalendarDay(text: $0) }
        #expect(join.until == lastDay.map(shop.zone.end(of:)))
    }

    @Test func `a term that is already over gives nothing`() throws {
        let rule = try ConditionsRule.made(
            "order_paid", Self.poles, [["grant": "club", "validity": ["kind": "date", "date": "2026-03-31"]]])
        for (now, acts) in [("2026-03-31T23:59:59.999Z", true), ("2026-04-01", false)] {
            var shop = try ConditionShop(now)
            shop.customer.country = "PL"
            try shop.pay(1, at: "2026-03-30T10:00:00Z")
            let verdict = shop.decide(rule)
            #expect((verdict.act != nil) == acts)
            #expect(verdict.notes == [.remember(.fired, key: "order:1")])
        }
    }

    // MARK: Paid orders

    private func buyer(_ now: String = "2026-05-02") throws -> ConditionShop {
        var shop = try ConditionShop(now)
        shop.customer.country = "PL"
        return shop
    }

    @Test func `a paid order is acted upon once, with terms counted from its payment`() throws {
        let rule = try ConditionsRule.made(
            "order_paid", ["order_total": ["at_least": euros("100")]],
            [["grant": "club", "validity": ["kind": "days", "count": 30]]])
        #expect(rule.needs.orders)
        var shop = try buyer()
        try shop.pay(1, at: "2026-05-01T10:00:00Z")
        let verdict = shop.decide(rule)
        #expect(verdict.act?.key == "order:1")
        #expect(verdict.act?.joins.first?.from == (try ConditionShop.instant("2026-05-01T10:00:00Z")))
        #expect(verdict.act?.joins.first?.until == (try ConditionShop.instant("2026-06-01")))
        #expect(
            verdict.act.map { Sentences.english.render($0.reason) { $0 } }
                == "Order N1 was paid on 1 May 2026, and order total is at least 100.00 EUR")
        shop.apply(verdict)
        #expect(shop.decide(rule).isIdle)
        try shop.pay(2, at: "2026-05-02", total: 9_999)
        let declined = shop.decide(rule)
        #expect(declined.act == nil && declined.notes == [.remember(.fired, key: "order:2")])
        shop.apply(declined)
        shop.customer.orders[1].total = 10_000
        #expect(shop.decide(rule).isIdle)
    }

    @Test func `the full report may come after the one of the status`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.poles)
        var shop = try buyer()
        shop.moment = .order(ID(1), becamePaid: true)
        #expect(shop.decide(rule).isIdle)
        try shop.pay(1, at: "2026-05-01", becamePaid: false)
        #expect(shop.decide(rule).act?.key == "order:1")
    }

    @Test func `orders paid before the rule was active do not fire it`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.poles)
        var shop = try buyer()
        shop.activeFrom = try ConditionShop.instant("2026-05-01")
        try shop.pay(1, at: "2026-04-30T23:59:59.999Z")
        #expect(shop.decide(rule).isIdle)
        try shop.pay(2, at: "2026-05-01")
        #expect(shop.decide(rule).act?.key == "order:2")
    }

    @Test func `orders paid while the master switch was off do not fire later`() throws {
        let rule = try ConditionsRule.made("order_paid", Self.poles)
        var shop = try buyer()
        shop.automatedSince = try ConditionShop.instant("2026-05-01")
        try shop.pay(1, at: "2026-04-30T23:59:59.999Z", becamePaid: false)
        #expect(shop.decide(rule).isIdle)
        shop.moment = .order(ID(1), becamePaid: true)
        #expect(shop.decide(rule).act != nil)
        try shop.pay(2, at: "2026-05-01", becamePaid: false)
        #expect(shop.decide(rule).act != nil)
    }

    @Test func `another order extends the term and never shortens it`() throws {
        let rule = try ConditionsRule.made(
            "order_paid", Self.poles, [["grant": "club", "validity": ["kind": "days", "count": 30]]])
        for (until, acts) in [("2026-06-01", true), ("2026-06-02", false), ("2026-07-01", false), (nil, false)] {
            var shop = try buyer()
            try shop.hold("club", from: "2026-03-01", until: until, byRule: ConditionShop.rule)
            try shop.pay(1, at: "2026-05-02")
            let act = shop.decide(rule).act
            #expect((act != nil) == acts)
            guard let act else { continue }
            #expect(act.joins.first?.until == (try ConditionShop.instant("2026-06-02")))
            #expect(act.joins.first?.from == (try ConditionShop.instant("2026-03-01")))
        }
    }

    @Test func `a pinned grant of the rule is not extended`() throws {
        var shop = try buyer()
        try shop.hold("club", until: "2026-06-01", byRule: ConditionShop.rule, isPinned: true)
        try shop.pay(1, at: "2026-05-02")
        #expect(shop.decide(try ConditionsRule.made("order_paid", Self.poles)).act == nil)
    }

    @Test func `a person's undo of an order's act stands`() throws {
        var shop = try buyer()
        try shop.pay(1, at: "2026-05-01")
        try shop.note(.settled, "order:1", at: "2026-05-01")
        let rule = try ConditionsRule.made("order_paid", Self.poles)
        #expect(shop.decide(rule).isIdle)
        try shop.pay(2, at: "2026-05-02")
        #expect(shop.decide(rule).act?.key == "order:2")
    }

    // MARK: Actions

    @Test func `revoking ends all grants but purchases in term and pinned ones`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles, [["revoke": "club"]])
        var shop = try buyer()
        shop.moment = .check(isForced: false)
        #expect(shop.decide(rule).act == nil)
        try shop.hold("club", byRule: ConditionShop.rule, isPurchase: true)
        try shop.hold("club", isPinned: true)
        #expect(shop.decide(rule).act == nil)
        try shop.hold("club", source: .shop)
        let act = try #require(shop.decide(rule).act)
        #expect(act.kind == .ended && act.leaves == ["club"] && act.joins.isEmpty && act.releases.isEmpty)
    }

    @Test func `a group that is held can become the default without being granted`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles, [["set_default": "gold"], ["revoke": "club"]])
        var shop = try buyer()
        #expect(shop.decide(rule).isIdle)
        try shop.hold("gold")
        let act = try #require(shop.decide(rule).act)
        #expect(act.kind == .granted && act.makesDefault == "gold" && act.leaves.isEmpty)
        shop.customer.blocked = ["gold"]
        #expect(shop.decide(rule).isIdle)
        shop.customer.blocked = []
        shop.customer.defaultGroup = "gold"
        #expect(shop.decide(rule).isIdle)
        // Chosen otherwise since: not overruled again before something new.
        shop.customer.defaultGroup = "retail"
        try shop.note(.fired, "day:2026-04-01", at: "2026-04-01")
        #expect(shop.decide(rule).isIdle)
        shop.customer.lastFactAt = try ConditionShop.instant("2026-04-02")
        #expect(shop.decide(rule).act?.makesDefault == "gold")
    }

    @Test func `blocked groups are not granted, the rest is`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles, [["grant": "club"], ["grant": "gold"]])
        var shop = try buyer()
        shop.customer.blocked = ["club"]
        #expect(shop.decide(rule).act?.joins.map(\.group) == ["gold"])
        shop.customer.blocked = ["club", "gold"]
        let verdict = shop.decide(rule)
        #expect(verdict.isIdle)
        #expect(
            Sentences.english.render(verdict.sentence) { $0 }
                == "The conditions hold, but club, gold is blocked for this customer")
    }

    @Test func `no mail is planned where the rule sends none`() throws {
        var shop = try buyer()
        shop.common.mails = ["group_change": false]
        let act = shop.decide(try ConditionsRule.made("scheduled", Self.poles)).act
        #expect(act != nil && act?.mail == nil)
    }

    @Test func `customers the rule is not for are left alone`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles)
        var shop = try buyer("2026-01-30T23:59:59.999Z")
        shop.common.minimumAccountAgeDays = 30
        #expect(shop.decide(rule).isIdle)
        try shop.setNow("2026-01-31")
        #expect(shop.decide(rule).act != nil)
        shop.common.excludedCustomers = ["77"]
        #expect(shop.decide(rule).isIdle)
        shop.common = CommonTerms(sourceGroups: ["retail"])
        #expect(shop.decide(rule).isIdle)
        try shop.hold("retail")
        #expect(shop.decide(rule).act != nil)
        shop.common.excludedGroups = ["retail"]
        #expect(shop.decide(rule).isIdle)
    }

    // MARK: Every day

    static let midnights: [(zone: String, after: String, at: String)] = [
        ("UTC", "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"),
        ("Europe/Warsaw", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("America/New_York", "2026-11-01T12:00:00Z", "2026-11-02T05:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"),
        ("Asia/Kathmandu", "2026-05-01T18:14:59Z", "2026-05-01T18:15:00Z"),
    ]

    @Test(arguments: midnights) func `a scheduled rule looks at everyone at each local midnight`(
        _ test: (zone: String, after: String, at: String)
    ) throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles)
        let zone = try #require(Zone(test.zone))
        #expect(
            rule.nextSweep(after: try ConditionShop.instant(test.after), zone: zone)
                == (try ConditionShop.instant(test.at)))
    }

    @Test func `a scheduled rule acts where its grant is not held, and only at checks`() throws {
        let rule = try ConditionsRule.made(
            "scheduled", Self.poles, [["grant": "club", "validity": ["kind": "days", "count": 1]]])
        var shop = try buyer()
        try shop.hold("club")
        let verdict = shop.decide(rule)
        #expect(verdict.act?.key == "day:2026-05-02" && verdict.next == nil)
        #expect(verdict.act?.joins.first?.until == (try ConditionShop.instant("2026-05-04")))
        shop.apply(verdict)
        #expect(shop.decide(rule).isIdle)
        try shop.setNow("2026-05-03")
        #expect(shop.decide(rule).isIdle)
        try shop.setNow("2026-05-04")
        shop.customer.memberships = []
        shop.moment = .other
        #expect(shop.decide(rule).isIdle)
        shop.moment = .check(isForced: false)
        #expect(shop.decide(rule).act?.key == "day:2026-05-04")
    }

    @Test func `a scheduled rule acts once a day, and what was undone waits for something new`() throws {
        let rule = try ConditionsRule.made("scheduled", Self.poles)
        var shop = try buyer("2026-05-02T08:00:00Z")
        shop.apply(shop.decide(rule))
        shop.customer.memberships = []
        #expect(shop.decide(rule).isIdle)
        try shop.setNow("2026-05-03")
        #expect(shop.decide(rule).act != nil)
        try shop.note(.settled, "day:2026-05-02", at: "2026-05-02T09:00:00Z")
        #expect(shop.decide(rule).isIdle)
        shop.customer.lastFactAt = try ConditionShop.instant("2026-05-02T09:00:00Z")
        #expect(shop.decide(rule).isIdle)
        shop.customer.lastFactAt = try ConditionShop.instant("2026-05-02T09:00:00.001Z")
        #expect(shop.decide(rule).act != nil)
        shop.customer.lastFactAt = nil
        shop.ruleUpdatedAt = try ConditionShop.instant("2026-05-02T10:00:00Z")
        #expect(shop.decide(rule).act != nil)
    }
}
