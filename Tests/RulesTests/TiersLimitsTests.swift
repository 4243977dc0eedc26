import Domain
import JSON
import Testing

@testable import Rules

/// What holds a ladder back: grace, floors, blocks, pins, undos and the common terms (2-domain §5 and §6).
@Suite struct TiersLimitsTests {
    // MARK: Grace

    @Test func `a demotion found at a check waits for the grace days, with a warning`() throws {
        var climb = try Climb([.init("grace_days", 10)])
        climb.hold("gold")
        try climb.spent(600, on: "2027-03-09")
        let found = climb.go(try climb.midnight("2027-03-10"))
        #expect(found.short == "remind tier_at_risk")
        #expect(
            found.notes == [.remember(.atRisk, key: "gold"), .remember(.reminded, key: "gold/2027-03-10")])
        let reminder = try #require(found.reminders.first)
        #expect(reminder.periodKey == "gold/2027-03-10")
        let money = { Sentence.Value.money(Money(minorUnits: $0, currency: Climb.euro)) }
        #expect(
            reminder.facts == [
                .init("current_group", .groups(["gold"])), .init("new_group", .groups(["silver"])),
                .init("spent", money(60_000)), .init("minimum", money(80_000)), .init("missing", money(20_000)),
                .init("benefits", .text("")), .init("deadline", .day(try Climb.day("2027-03-19"))),
                .init("change_on", .day(try Climb.day("2027-03-20"))),
            ])
        #expect(found.nextDay == "2027-03-20")
        #expect(try climb.go("2027-03-19").short == "nothing")
        let fall = climb.go(try climb.midnight("2027-03-20"))
        #expect(fall.short == "demoted silver -gold")
        #expect(fall.notes == [.forget(.atRisk, key: "gold")])
        #expect(climb.decisions.allSatisfy { $0.kind != .atRisk })
    }

    @Test(arguments: [.payment, .refund, .other, .registered, .check, .forced] as [Moment])
    func `a demotion that waits is dropped when the spend returns, at any moment`(_ moment: Moment) throws {
        var climb = try Climb([.init("grace_days", 10), .init("upgrade", "on_check")])
        climb.hold("gold")
        try climb.spent(600, on: "2027-03-09")
        try climb.go("2027-03-10")
        try climb.spent(200, on: "2027-03-12")
        let verdict = try climb.go("2027-03-12", moment)
        #expect(verdict.short == "nothing")
        #expect(verdict.notes == [.forget(.atRisk, key: "gold")])
        #expect(try climb.ask("2027-03-20").short == "nothing")
    }

    @Test func `lost again after it returned, the grace begins anew`() throws {
        var climb = try Climb([.init("grace_days", 10)])
        climb.hold("gold")
        try climb.go("2027-03-10")
        try climb.spent(800, on: "2027-03-12")
        try climb.go("2027-03-12", .payment)
        climb.spend = []
        try climb.go("2027-03-15", .refund)
        #expect(try climb.go("2027-03-16").reminders.first?.periodKey == "gold/2027-03-16")
        #expect(try climb.go("2027-03-25").short == "nothing")
        #expect(try climb.go("2027-03-26").short == "demoted  -gold")
    }

    @Test func `with monthly checks the fall comes with the first check after the grace`() throws {
        var climb = try Climb([.init("grace_days", 10), .init("check", ["kind": "monthly", "day": 31])])
        climb.hold("gold")
        let found = try climb.go("2027-01-31")
        #expect(found.reminders.first?.facts.contains(.init("change_on", .day(try Climb.day("2027-02-28")))) == true)
        #expect(found.nextDay == "2027-02-28")
        #expect(try climb.ask("2027-02-10").short == "nothing")
        #expect(try climb.ask("2027-02-28").short == "demoted  -gold")
    }

    @Test func `no grace left by an edit, the fall comes with the next check`() throws {
        var climb = try Climb([.init("grace_days", 10)])
        climb.hold("gold")
        try climb.go("2027-03-10")
        climb.rule = try Climb([.init("grace_days", 0)]).rule
        #expect(try climb.ask("2027-03-11").short == "demoted  -gold")
        climb.rule = try Climb([.init("downgrade", "never")]).rule
        #expect(try climb.ask("2027-03-11").notes == [.forget(.atRisk, key: "gold")])
    }

    // MARK: Floors

    static let floors: [(fact: MembershipFact, isFloor: Bool)] = [
        (MembershipFact(group: "gold", source: .manual, from: .zero), true),
        (MembershipFact(group: "gold", source: .rule, rule: ID(8), isPurchase: true, from: .zero), true),
        (MembershipFact(group: "gold", source: .rule, rule: ID(8), from: .zero), false),
        (MembershipFact(group: "gold", source: .manual, from: .zero, isInForce: false), false),
        (MembershipFact(group: "gold", source: .shop, isPinned: true, from: .zero), true),
        (MembershipFact(group: "retail", source: .manual, from: .zero), false),
    ]

    @Test(arguments: floors) func `a rung held by a manual or purchase grant is a floor`(
        _ test: (fact: MembershipFact, isFloor: Bool)
    ) throws {
        var climb = try Climb()
        climb.decisions = [Decision(.fired, "adopted", at: .zero)]
        climb.memberships = [test.fact]
        try climb.spent(1_500, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10").short == (test.isFloor ? "nothing" : "promoted gold"))
        try climb.spent(500, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10").short == "promoted platinum")
    }

    @Test func `under a floor one's own lower grant stays, and below it one lands on nothing`() throws {
        var climb = try Climb()
        climb.hold("silver")
        climb.memberships.append(MembershipFact(group: "gold", source: .manual, from: .zero))
        try climb.spent(1_500, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10").short == "nothing")
        climb.spend = []
        let fall = try climb.ask("2027-03-10")
        #expect(fall.short == "demoted  -silver")
        #expect(fall.act?.mail == nil)
        climb.memberships[0].group = "platinum"
        try climb.spent(600, on: "2027-03-10")
        let down = try climb.ask("2027-03-10")
        #expect(down.short == "demoted  -platinum")
        #expect(down.act?.mail?.facts.contains(.init("new_group", .groups(["gold"]))) == true)
    }

    @Test func `when a floor ends the ladder gives what is due at the next check`() throws {
        var climb = try Climb()
        let end = try climb.noon("2027-04-01")
        climb.memberships = [
            MembershipFact(group: "gold", source: .rule, rule: ID(8), isPurchase: true, from: .zero, end: end)
        ]
        try climb.spent(600, on: "2027-03-10")
        let now = try climb.ask("2027-03-10", .payment)
        #expect(now.short == "nothing")
        #expect(now.nextDay == "2027-04-02")
        climb.memberships = []
        #expect(try climb.ask("2027-04-02").short == "promoted silver")
    }

    // MARK: Blocks, pins, undos

    @Test func `a blocked rung is passed over`() throws {
        var climb = try Climb()
        climb.blocked = ["gold"]
        try climb.spent(1_500, on: "2027-03-10")
        #expect(try climb.go("2027-03-10", .payment).short == "promoted silver")
        #expect(try climb.ask("2027-03-10").short == "nothing")
        try climb.spent(500, on: "2027-03-10")
        #expect(try climb.go("2027-03-10", .payment).short == "promoted platinum -silver")
        climb.spend = []
        try climb.spent(900, on: "2027-03-11")
        #expect(try climb.ask("2027-03-11").short == "demoted silver -platinum")
    }

    @Test func `a pinned rung is left alone`() throws {
        var climb = try Climb()
        climb.hold("gold")
        climb.memberships[0].isPinned = true
        #expect(try climb.ask("2027-03-10", .forced).short == "nothing")
        try climb.spent(3_000, on: "2027-03-10")
        let verdict = try climb.ask("2027-03-10", .payment)
        #expect(verdict.isIdle)
        #expect(verdict.next == nil)
    }

    @Test func `what was undone comes again only upon a newer fact`() throws {
        var climb = try Climb()
        climb.hold("silver")
        try climb.spent(1_000, on: "2027-03-10")
        climb.decisions = [Decision(.settled, "gold", at: try climb.noon("2027-03-11"))]
        let resting = try climb.ask("2027-03-12", .forced)
        #expect(resting.short == "nothing")
        #expect(resting.next == nil)
        climb.lastFactAt = try climb.noon("2027-03-11").adding(milliseconds: 1)
        #expect(try climb.ask("2027-03-12").short == "promoted gold -silver")
        climb.lastFactAt = try climb.noon("2027-03-11")
        #expect(try climb.ask("2027-03-12").short == "nothing")
        climb.updatedAt = try climb.noon("2027-03-12")
        #expect(try climb.ask("2027-03-13").short == "promoted gold -silver")
    }

    @Test func `an undone fall is not found again, with or without grace`() throws {
        for grace in [0, 10] as [JSONValue] {
            var climb = try Climb([.init("grace_days", grace)])
            climb.hold("gold")
            climb.decisions = [Decision(.settled, "none", at: try climb.noon("2027-03-11"))]
            #expect(try climb.ask("2027-03-12").isIdle)
            try climb.spent(600, on: "2027-03-09")
            #expect(try climb.ask("2027-03-12").isIdle == false)
        }
    }

    // MARK: Common terms

    @Test func `excluded customers are left alone`() throws {
        var climb = try Climb()
        climb.hold("gold")
        climb.common.excludedCustomers = ["77"]
        #expect(try climb.ask("2027-03-10").isIdle)
        climb.common = CommonTerms(excludedGroups: ["staff"])
        climb.otherGroups = ["staff"]
        #expect(try climb.ask("2027-03-10").isIdle)
        climb.otherGroups = []
        #expect(try climb.ask("2027-03-10").short == "demoted  -gold")
        climb.common = CommonTerms(sourceGroups: ["retail"])
        #expect(try climb.ask("2027-03-10").next == nil)
    }

    @Test(arguments: ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `an account too new is asked again on the day it is old enough`(_ zone: String) throws {
        var climb = try Climb(zone: zone)
        climb.common.minimumAccountAgeDays = 30
        climb.registered = climb.zone.end(of: try Climb.day("2027-03-01")).adding(milliseconds: -1)
        try climb.spent(600, on: "2027-03-02")
        let early = try climb.ask("2027-03-30", .payment)
        #expect(early.short == "nothing")
        #expect(early.next?.at == (try climb.midnight("2027-03-31")))
        #expect(climb.ask(try climb.midnight("2027-03-31").adding(milliseconds: -1)).short == "nothing")
        #expect(climb.ask(try climb.midnight("2027-03-31")).short == "promoted silver")
    }
}
