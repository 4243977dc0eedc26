import Domain
import JSON
import Testing

@testable import Rules

/// Whom both kinds leave alone, and the words of both.
@Suite struct MoveTests {
    static let kinds: [(kind: String, params: JSONValue, due: String)] = [
        ("inactivity", ["change_after_days": 90, "target": "retail"], "2026-04-01 00:00"),
        ("turnover", ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail"], "2026-04-01 00:00"),
    ]

    /// A customer whose only order was on 1 January 2026.
    private func customer(_ test: (kind: String, params: JSONValue, due: String)) throws -> MoveCase {
        var found = try MoveCase(test.kind, test.params)
        try found.spend("2026-01-01")
        return found
    }

    @Test(arguments: kinds) func `a move ends every source group the customer is in, and only those`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        asked.question.customer.groups.insert("partner")
        asked.question.customer.memberships.append(
            MembershipFact(group: "partner", source: .manual, from: .zero))
        let verdict = try asked.ask(test.due)
        #expect(verdict.act?.leaves == ["wholesale", "partner"])
        #expect(verdict.act?.isMove == true && verdict.act?.kind == .moved)
        #expect(verdict.act?.joins.map(\.group) == ["retail"])
        #expect(verdict.act?.joins.first?.from == (try asked.instant(test.due)))
        #expect(verdict.act?.joins.first?.until == nil)
        #expect(verdict.act.map { verdict.notes == [.remember(.moved, key: $0.key)] } == true)
        #expect(verdict.reminders.isEmpty)
    }

    @Test(arguments: kinds) func `the target claims the default where a source group was it`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        #expect(try asked.ask(test.due).act?.joins.first?.claimsDefault == true)
        asked.question.customer.defaultGroup = "club"
        #expect(try asked.ask(test.due).act?.joins.first?.claimsDefault == false)
        asked.question.customer.defaultGroup = nil
        #expect(try asked.ask(test.due).act?.joins.first?.claimsDefault == false)
    }

    @Test(arguments: kinds) func `a source group that rests on a purchase in term makes no candidate`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        asked.question.customer.memberships.append(
            MembershipFact(group: "wholesale", source: .rule, isPurchase: true, from: .zero, isInForce: true))
        #expect(try asked.ask(test.due).isIdle)
        #expect(try asked.ask(test.due).words.contains("rests on a purchase"))
        asked.question.customer.groups.insert("partner")
        asked.question.customer.memberships.append(
            MembershipFact(group: "partner", source: .manual, from: .zero))
        #expect(try asked.ask(test.due).act?.leaves == ["partner"])
        asked.question.customer.memberships[2].isInForce = false
        asked.question.customer.memberships[2].end = Timestamp(seconds: 1)
        #expect(try asked.ask(test.due).act?.leaves == ["wholesale", "partner"])
    }

    @Test(arguments: kinds) func `rules never touch pinned grants or blocked groups`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var pinned = try customer(test)
        pinned.question.customer.memberships[0].isPinned = true
        #expect(try pinned.ask(test.due).isIdle)
        #expect(try pinned.ask(test.due).words.contains("pinned"))
        var blocked = try customer(test)
        blocked.question.customer.blocked = ["retail"]
        #expect(try blocked.ask(test.due).isIdle)
        #expect(try blocked.ask(test.due).words == "retail is blocked for this customer")
        blocked.question.customer.blocked = ["club"]
        #expect(try blocked.ask(test.due).step == "move")
    }

    @Test(arguments: kinds) func `those left out by the common parameters are left alone, and told so`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        asked.question.common.excludedCustomers = ["7"]
        #expect(try asked.ask(test.due).words == "The rule leaves this customer out")
        asked.question.common.excludedCustomers = ["8"]
        asked.question.common.excludedGroups = ["club", "staff"]
        #expect(try asked.ask(test.due).words == "The rule leaves out members of club")
        asked.question.common.excludedGroups = []
        asked.question.customer.groups = ["club"]
        #expect(try asked.ask(test.due).words == "Is in none of these groups: wholesale, partner")
        #expect(try asked.ask(test.due).isIdle)
    }

    @Test(arguments: kinds) func `account age is judged by the local day`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        asked.question.customer.registeredAt = try asked.instant("2025-04-01 23:59")
        asked.question.customer.memberships[0].from = try asked.instant("2020-01-01 00:00")
        asked.question.common.minimumAccountAgeDays = 366
        let young = try asked.ask(test.due)
        #expect(young.isIdle)
        #expect(young.words == "The account is not yet 366 days old")
        #expect(young.next != nil)
        asked.question.common.minimumAccountAgeDays = 365
        #expect(try asked.ask(test.due).step == "move")
        #expect(try asked.ask(at: asked.start("2026-04-01").adding(milliseconds: -1)).step == "")
    }

    /// An import of old customers must not move them past the limit that holds back a run, nor be told of no mail.
    @Test(arguments: kinds) func `moves and reminders come of runs only`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        for moment in [Moment.order(ID(1), becamePaid: false), .registered, .other] {
            var asked = try customer(test)
            asked.question.moment = moment
            #expect(try asked.ask(test.due).isIdle)
            asked.question.moment = .check(isForced: false)
            #expect(try asked.ask(test.due).step == "move")
        }
    }

    @Test(arguments: kinds) func `what was owed and is no longer due is forgotten`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        var asked = try customer(test)
        try asked.remember(.owed, "2026-01", at: "2026-02-01 00:00")
        asked.question.customer.groups = ["club"]
        #expect(try asked.ask(test.due).notes == [.forget(.owed, key: "2026-01")])
    }

    @Test(arguments: kinds) func `the target cannot be one of the source groups`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) throws {
        let asked = try customer(test)
        let rule = try #require(try asked.terms().kind as? any MoveRule)
        #expect(
            rule.faults(common: CommonTerms(sourceGroups: ["wholesale", "retail"])).map(\.pointer) == ["/params/target"]
        )
        #expect(rule.faults(common: CommonTerms(sourceGroups: ["wholesale"])).isEmpty)
    }

    static let summaries: [(kind: String, params: JSONValue, words: String)] = [
        (
            "inactivity", ["change_after_days": 90, "target": "retail"],
            "Members of wholesale, partner who order nothing for 90 days move to retail. They are not reminded. For customers who never bought, the days count from their registration. The next paid order brings them back."
        ),
        (
            "inactivity",
            [
                "remind_after_days": 60, "change_after_days": 90, "target": "retail", "restore_on_purchase": false,
                "include_never_bought": false, "statuses": ["shipped"],
            ],
            "Members of wholesale, partner who order nothing for 90 days move to retail. They are reminded after 60 days; nobody moves without that reminder. Customers who never bought are left alone. Only orders in these statuses count: shipped."
        ),
        (
            "inactivity", ["remind_after_days": 1, "change_after_days": 2, "target": "retail"],
            "Members of wholesale, partner who order nothing for 2 days move to retail. They are reminded after 1 day; nobody moves without that reminder. For customers who never bought, the days count from their registration. The next paid order brings them back."
        ),
        (
            "turnover", ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail"],
            "Members of wholesale, partner whose orders of a month come to less than 500.00 EUR move to retail on day 1 of the next month. Only who was in one of these groups all that time is judged."
        ),
        (
            "turnover",
            [
                "minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail", "month": "current",
                "remind_day": 20, "change_day": 31, "whole_period_only": false, "statuses": ["paid", "shipped"],
            ],
            "Members of wholesale, partner whose orders up to day 30 of a month come to less than 500.00 EUR move to retail on day 31. On day 20 of that month, those who are below are reminded. Who joined one of these groups in between is judged too. In shorter months the last day takes the place of days 29 to 31. Only orders in these statuses count: paid, shipped."
        ),
        (
            "turnover",
            ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail", "direction": "reached"],
            "Members of wholesale, partner whose orders of a month come to 500.00 EUR or more move to retail on day 1 of the next month. Only who was in one of these groups all that time is judged."
        ),
        (
            "turnover",
            [
                "minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail", "direction": "reached",
                "month": "current", "change_day": 15,
            ],
            "Members of wholesale, partner whose orders up to day 14 of a month come to 500.00 EUR or more move to retail on day 15. Only who was in one of these groups all that time is judged."
        ),
    ]

    @Test(arguments: summaries) func `a rule is told in plain words`(
        _ test: (kind: String, params: JSONValue, words: String)
    ) throws {
        let summary = try MoveCase(test.kind, test.params).terms().summary
        #expect(Sentences.english.render(summary) { $0 } == test.words)
    }

    static let turnover = ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "retail"] as JSONValue

    static let faults: [(kind: String, params: JSONValue, pointers: Set<String>)] = [
        ("inactivity", [:], ["/params/change_after_days", "/params/target"]),
        (
            "inactivity", ["remind_after_days": 90, "change_after_days": 90, "target": "retail"],
            ["/params/change_after_days"]
        ),
        ("inactivity", ["remind_after_days": 89, "change_after_days": 90, "target": "retail"], []),
        (
            "inactivity",
            [
                "remind_after_days": 0, "change_after_days": 3_651, "target": "nowhere", "restore_on_purchase": 1,
                "include_never_bought": "no", "statuses": ["lost"], "colour": "red",
            ],
            [
                "/params/remind_after_days", "/params/change_after_days", "/params/target",
                "/params/restore_on_purchase", "/params/include_never_bought", "/params/statuses/0", "/params/colour",
            ]
        ),
        ("inactivity", ["remind_after_days": 3_649, "change_after_days": 3_650, "target": "retail"], []),
        ("turnover", [:], ["/params/minimum", "/params/target"]),
        ("turnover", turnover, []),
        ("turnover", with("minimum", ["amount": "0.00", "currency": "EUR"]), ["/params/minimum"]),
        ("turnover", with("minimum", ["amount": "0.01", "currency": "EUR"]), []),
        ("turnover", with("minimum", ["amount": "5.00", "currency": "USD"]), ["/params/minimum/currency"]),
        ("turnover", with("remind_day", 32, "change_day", 0), ["/params/remind_day", "/params/change_day"]),
        ("turnover", with("month", "next", "direction", "above"), ["/params/month", "/params/direction"]),
        ("turnover", with("month", "current"), ["/params/change_day"]),
        ("turnover", with("month", "current", "change_day", 2), []),
        ("turnover", with("month", "current", "change_day", 1, "remind_day", 1), ["/params/change_day"]),
        ("turnover", with("month", "current", "change_day", 20, "remind_day", 20), ["/params/remind_day"]),
        ("turnover", with("month", "current", "change_day", 20, "remind_day", 19), []),
        ("turnover", with("month", "previous", "change_day", 20, "remind_day", 31), []),
        ("turnover", with("direction", "reached", "remind_day", 20), ["/params/remind_day"]),
    ]

    private static func with(_ pairs: JSONValue...) -> JSONValue {
        var members = turnover.members ?? []
        for index in stride(from: 0, to: pairs.count, by: 2) {
            let name = pairs[index].string ?? ""
            members.removeAll { $0.name == name }
            members.append(.init(name, pairs[index + 1]))
        }
        return .object(members)
    }

    @Test(arguments: faults) func `every fault is named at its place`(
        _ test: (kind: String, params: JSONValue, pointers: Set<String>)
    ) throws {
        let asked = try MoveCase(test.kind, test.params)
        do throws(RuleError) {
            _ = try RuleCatalog.terms(
                kind: test.kind, document: ["source_groups": ["wholesale"], "params": .object(asked.params)],
                shop: MoveCase.shop)
            #expect(test.pointers.isEmpty)
        } catch {
            #expect(Set(error.errors.map(\.pointer)) == test.pointers)
        }
    }

    @Test(arguments: kinds) func `a rule without source groups is refused`(
        _ test: (kind: String, params: JSONValue, due: String)
    ) {
        let error = #expect(throws: RuleError.self) {
            try RuleCatalog.terms(kind: test.kind, document: ["params": test.params], shop: MoveCase.shop)
        }
        #expect(error?.errors.map(\.pointer) == ["/source_groups"])
    }
}
