import Domain
import JSON
import Testing

@testable import Rules

/// What a ladder takes over, and ladders of organizations (2-domain §5, `tiers`).
@Suite struct TiersAdoptionTests {
    static func climb(_ params: [JSONValue.Member] = [], euros: Int64 = 1_000) throws -> Climb {
        var climb = try Climb(params)
        climb.enabledSince = try climb.noon("2027-03-09")
        climb.memberships = [
            MembershipFact(group: "silver", source: .import, from: .zero),
            MembershipFact(group: "gold", source: .shop, from: .zero),
        ]
        try climb.spent(euros, on: "2027-03-01")
        return climb
    }

    @Test func `enabling a ladder adopts shop and import grants, and keeps the highest rung held`() throws {
        var climb = try Self.climb()
        let verdict = try climb.go("2027-03-10")
        let act = try #require(verdict.act)
        #expect(verdict.short == "granted gold")
        #expect(act.key == "adopted")
        #expect(act.adopts == [.shop, .import])
        #expect(act.adoptsIn == ["silver", "gold"])
        #expect(act.joins.first?.isJoining == false)
        #expect(act.mail == nil)
        #expect(act.reward == nil)
        #expect(verdict.notes == [.remember(.fired, key: "adopted")])
        #expect(climb.held == ["gold"])
        #expect(try climb.ask("2027-03-11").isIdle)
    }

    @Test(
        arguments: [
            (799, "demoted silver"), (800, "granted gold"), (1_999, "granted gold"), (2_000, "promoted platinum"),
            (499, "demoted "),
        ] as [(Int64, String)])
    func `adopted grants obey the ladder at once`(_ euros: Int64, _ short: String) throws {
        let verdict = try Self.climb(euros: euros).ask("2027-03-10")
        #expect(verdict.short == short)
        #expect(verdict.act?.adoptsIn == ["silver", "gold"])
        #expect(verdict.act?.mail == nil)
    }

    @Test func `an adopted rung that is not earned gets the grace of all others`() throws {
        let verdict = try Self.climb([.init("grace_days", 7)], euros: 0).ask("2027-03-10")
        #expect(verdict.short == "granted gold remind tier_at_risk")
        #expect(
            verdict.notes == [
                .remember(.fired, key: "adopted"), .remember(.atRisk, key: "gold"),
                .remember(.reminded, key: "gold/2027-03-10"),
            ])
        #expect(verdict.nextDay == "2027-03-17")
    }

    @Test func `manual grants are adopted only if asked, and are a floor otherwise`() throws {
        for isAsked in [true, false] {
            var climb = try Self.climb([.init("adopt_manual", .bool(isAsked))], euros: 0)
            climb.memberships = [MembershipFact(group: "gold", source: .manual, from: .zero)]
            let verdict = try climb.ask("2027-03-10")
            #expect(verdict.short == (isAsked ? "demoted " : "nothing"))
            #expect(verdict.act?.adopts == (isAsked ? [.shop, .import, .manual] : nil))
        }
    }

    @Test func `what came after the ladder was enabled is not adopted`() throws {
        for (after, isAdopted) in [(0, true), (1, false)] as [(Int64, Bool)] {
            var climb = try Self.climb(euros: 0)
            climb.memberships = [
                MembershipFact(
                    group: "gold", source: .shop, from: try climb.noon("2027-03-09").adding(milliseconds: after))
            ]
            #expect(try climb.ask("2027-03-10").short == (isAdopted ? "demoted " : "nothing"))
        }
    }

    @Test func `who has nothing to adopt gets no note`() throws {
        var climb = try Self.climb(euros: 0)
        climb.memberships = [MembershipFact(group: "retail", source: .shop, from: .zero)]
        #expect(try climb.ask("2027-03-10").isIdle)
    }

    @Test func `pinned and blocked groups are not adopted`() throws {
        var climb = try Self.climb(euros: 0)
        climb.memberships[1].isPinned = true
        climb.blocked = ["silver"]
        #expect(try climb.ask("2027-03-10").isIdle)
    }

    @Test func `an order before the first check moves nobody below what will be adopted`() throws {
        var climb = try Self.climb(euros: 600)
        let early = try climb.go("2027-03-09", .payment)
        #expect(early.short == "nothing")
        #expect(early.next?.at == (try climb.noon("2027-03-09")))
        try climb.spent(1_400, on: "2027-03-09")
        #expect(try climb.go("2027-03-09", .payment).short == "promoted platinum")
        let first = try climb.go("2027-03-10")
        #expect(first.act?.kind == .granted)
        #expect(first.act?.joins == [])
        #expect(climb.held == ["platinum"])
    }

    @Test func `adoption is for the first check even where the schedule allows no move`() throws {
        for check in [["kind": "manual"], ["kind": "monthly", "day": 1]] as [JSONValue] {
            var climb = try Self.climb([.init("check", check)], euros: 0)
            #expect(try climb.go("2027-03-10").short == "granted gold")
            #expect(try climb.go("2027-03-11").short == "nothing")
            #expect(try climb.go("2027-04-01", .forced).short == "demoted  -gold")
        }
    }

    @Test func `an undone adoption rests until a newer fact`() throws {
        var climb = try Self.climb(euros: 3_000)
        climb.decisions = [Decision(.settled, "adopted", at: try climb.noon("2027-03-10"))]
        #expect(try climb.ask("2027-03-11", .forced).isIdle)
        climb.lastFactAt = try climb.noon("2027-03-11")
        #expect(try climb.ask("2027-03-12").short == "promoted platinum")
    }

    @Test func `a ladder that is only tried out shows what it would adopt and move, whatever its schedule`() throws {
        var climb = try Self.climb([.init("check", ["kind": "manual"])], euros: 0)
        climb.enabledSince = nil
        climb.progress = nil
        #expect(try climb.ask("2027-03-10").short == "demoted ")
    }

    // MARK: Organizations

    static let teams: [(held: String?, team: String?, short: String)] = [
        (nil, "gold", "promoted gold"), ("silver", "gold", "promoted gold -silver"), ("gold", "gold", "nothing"),
        ("platinum", "gold", "demoted gold -platinum"), ("gold", nil, "demoted  -gold"), (nil, nil, "nothing"),
        (nil, "elsewhere", "nothing"),
    ]

    @Test(arguments: teams) func `a member of an organization stands on its rung, at once and at any moment`(
        _ test: (held: String?, team: String?, short: String)
    ) throws {
        for moment in [.other, .payment, .check, .registered] as [Moment] {
            var climb = try Climb([
                .init("per_organization", true), .init("downgrade", "never"), .init("upgrade", "on_check"),
                .init("grace_days", 30), .init("check", ["kind": "manual"]),
            ])
            if let held = test.held { climb.hold(held) }
            climb.team = TeamFacts(rung: test.team)
            let verdict = try climb.go("2027-03-10", moment)
            #expect(verdict.short == test.short)
            #expect(try climb.ask("2027-03-10", moment).isIdle)
        }
    }

    @Test func `leaving takes the organization's rung at once, and one counts alone`() throws {
        var climb = try Climb([.init("per_organization", true), .init("downgrade", "never")])
        climb.team = TeamFacts(rung: "gold")
        try climb.go("2027-03-10", .other)
        #expect(climb.held == ["gold"])
        climb.team = nil
        try climb.spent(600, on: "2027-03-01")
        let left = try climb.go("2027-03-11", .other)
        #expect(left.short == "demoted silver -gold")
        #expect(left.notes == [.forget(.fired, key: "organization")])
        #expect(try climb.go("2027-03-12").isIdle)
    }

    @Test func `joining an organization without a rung takes one's own, and leaving brings it back`() throws {
        var climb = try Climb([.init("per_organization", true)])
        climb.hold("gold")
        climb.team = TeamFacts(rung: nil)
        #expect(try climb.go("2027-03-10", .other).short == "demoted  -gold")
        climb.team = nil
        try climb.spent(1_000, on: "2027-03-01")
        #expect(try climb.go("2027-03-11", .other).short == "promoted gold")
    }

    @Test func `floors and blocks hold against the organization's rung`() throws {
        var climb = try Climb([.init("per_organization", true)])
        climb.team = TeamFacts(rung: "gold")
        climb.blocked = ["gold"]
        #expect(try climb.ask("2027-03-10", .other).short == "promoted silver")
        climb.blocked = []
        let end = try climb.noon("2027-04-01")
        climb.memberships = [MembershipFact(group: "gold", source: .manual, from: .zero, end: end)]
        let verdict = try climb.ask("2027-03-10", .other)
        #expect(verdict.short == "nothing")
        #expect(verdict.next?.at == end)
        climb.hold("silver")
        #expect(try climb.ask("2027-03-10", .other).short == "nothing")
        climb.hold("platinum")
        #expect(try climb.ask("2027-03-10", .other).act?.joins == [])
    }

    @Test func `without an organization, a ladder of organizations counts the customer alone`() throws {
        var climb = try Climb([.init("per_organization", true)])
        try climb.spent(600, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10", .payment).short == "promoted silver")
    }

    @Test func `an organization is stepped like a customer`() throws {
        let climb = try Climb([.init("grace_days", 5)])
        let shop = climb.question(.zero, .check).shop
        let day = try Climb.day("2027-03-10")
        let spend = [SpendDay(day: day, status: Climb.paid, amount: 150_000, orders: 3)]
        func step(_ held: Int?, _ spend: [SpendDay], floor: Int? = nil, since: Timestamp? = nil) -> LadderStep {
            climb.rule.step(
                held: held, floor: floor, blocked: [], spend: spend, atRiskSince: since, moment: .check, day: day,
                shop: shop)
        }
        #expect(step(nil, spend) == .promote(to: 1))
        #expect(step(nil, spend, floor: 1) == .stay)
        #expect(step(1, spend) == .stay)
        #expect(step(1, spend, since: .zero) == .riskGone)
        #expect(step(2, spend) == .atRisk(to: 1, until: try Climb.day("2027-03-15")))
        #expect(step(2, spend, since: .zero) == .demote(to: 1))
        #expect(step(2, spend, since: try climb.noon("2027-03-06")) == .stay)
        #expect(step(0, [], since: .zero) == .demote(to: nil))
    }
}
