import Domain
import JSON
import Testing

@testable import Rules

/// Up and down a ladder (2-domain §5, `tiers`).
@Suite struct TiersMovesTests {
    static let rolling: JSONValue.Member = .init("period", ["kind": "rolling", "days": 30])

    /// Which moments move someone up who has enough, and down who has too little.
    static let moments: [(params: [JSONValue.Member], day: String, moment: Moment, up: Bool, down: Bool)] = [
        ([], "2027-03-10", .payment, true, false),
        ([], "2027-03-10", .refund, true, false),
        ([], "2027-03-10", .check, true, true),
        ([], "2027-03-10", .forced, true, true),
        ([], "2027-03-10", .other, false, false),
        ([], "2027-03-10", .registered, false, false),
        ([.init("upgrade", "on_check")], "2027-03-10", .payment, false, false),
        ([.init("upgrade", "on_check")], "2027-03-10", .check, true, true),
        ([.init("downgrade", "never")], "2027-03-10", .check, true, false),
        ([.init("downgrade", "never")], "2027-03-10", .forced, true, false),
        ([.init("downgrade", "immediate")], "2027-03-10", .refund, true, true),
        ([.init("downgrade", "immediate")], "2027-03-10", .payment, true, false),
        ([.init("downgrade", "immediate")], "2027-03-10", .check, true, true),
        ([.init("downgrade", "immediate")], "2027-03-10", .other, false, false),
        ([.init("downgrade", "immediate"), .init("grace_days", 30)], "2027-03-10", .refund, true, true),
        ([.init("downgrade", "immediate"), .init("grace_days", 30)], "2027-03-10", .check, true, true),
        ([.init("check", ["kind": "manual"])], "2027-03-10", .check, false, false),
        ([.init("check", ["kind": "manual"])], "2027-03-10", .payment, true, false),
        ([.init("check", ["kind": "manual"])], "2027-03-10", .forced, true, true),
        ([.init("check", ["kind": "monthly", "day": 10])], "2027-03-10", .check, true, true),
        ([.init("check", ["kind": "monthly", "day": 11])], "2027-03-10", .check, false, false),
        ([.init("check", ["kind": "monthly", "day": 11])], "2027-03-10", .forced, true, true),
        ([.init("check", ["kind": "monthly", "day": 9])], "2027-03-10", .check, false, false),
    ]

    @Test(arguments: moments) func `a ladder moves people when its terms say so`(
        _ test: (params: [JSONValue.Member], day: String, moment: Moment, up: Bool, down: Bool)
    ) throws {
        var climb = try Climb(test.params)
        // The checks up to the day before were made.
        climb.progress = Progress(decided: try Climb.day(test.day).adding(days: -1).description)
        climb.hold("gold")
        try climb.spent(2_000, on: test.day)
        #expect(try climb.ask(test.day, test.moment).short == (test.up ? "promoted platinum -gold" : "nothing"))
        climb.spend = []
        try climb.spent(500, on: test.day)
        #expect(try climb.ask(test.day, test.moment).short == (test.down ? "demoted silver -gold" : "nothing"))
    }

    @Test(
        arguments: [
            (799, "demoted silver -gold"), (800, "nothing"), (1_999, "nothing"), (2_000, "promoted platinum -gold"),
            (500, "demoted silver -gold"), (499, "demoted  -gold"),
        ] as [(Int64, String)])
    func `a rung is kept while spend is at least its retain`(_ euros: Int64, _ short: String) throws {
        var climb = try Climb()
        climb.hold("gold")
        try climb.spent(euros, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10").short == short)
    }

    @Test func `one leap over two rungs gives the highest, and only its reward`() throws {
        let voucher: JSONValue.Member = .init("reward", ["voucher": ["percent": 10, "days_valid": 30]])
        let large: JSONValue.Member = .init(
            "reward", ["voucher": ["amount": Climb.euros("25.00"), "days_valid": 60]])
        var climb = try Climb(tiers: [Climb.tier("Silver", "1.00", [voucher]), Climb.tier("Gold", "2.00", [large])])
        try climb.spent(5, on: "2027-03-10")
        let verdict = try climb.go("2027-03-10", .payment)
        #expect(verdict.short == "promoted gold")
        let amount = Money(minorUnits: 2_500, currency: Climb.euro)
        #expect(verdict.act?.reward == Reward(rung: "gold", value: .amount(amount), daysValid: 60))
        #expect(verdict.notes == [.remember(.rewarded, key: "gold")])
    }

    @Test func `a reward is given once per customer and tier`() throws {
        let voucher: JSONValue.Member = .init("reward", ["voucher": ["percent": 10, "days_valid": 30]])
        var climb = try Climb(tiers: [Climb.tier("Gold", "2.00", [voucher])])
        try climb.spent(5, on: "2027-03-10")
        try climb.go("2027-03-10", .payment)
        climb.spend = []
        #expect(try climb.go("2027-03-11").short == "demoted  -gold")
        try climb.spent(5, on: "2027-03-12")
        let again = try climb.go("2027-03-12", .payment)
        #expect(again.short == "promoted gold")
        #expect(again.act?.reward == nil)
        #expect(again.notes == [])
    }

    @Test func `a promotion joins, claims the default and tells what comes next`() throws {
        var climb = try Climb()
        climb.hold("silver")
        try climb.spent(1_200, on: "2027-03-10")
        let act = try climb.ask("2027-03-10", .payment).act
        #expect(act?.key == "gold")
        #expect(act?.joins.first?.isJoining == true)
        #expect(act?.joins.first?.claimsDefault == true)
        #expect(act?.isMove == false)
        #expect(act?.mail?.template == "tier_promoted")
        let money = { Sentence.Value.money(Money(minorUnits: $0, currency: Climb.euro)) }
        #expect(
            act?.mail?.facts == [
                .init("current_group", .groups(["silver"])), .init("new_group", .groups(["gold"])),
                .init("spent", money(120_000)), .init("next_tier", .text("Platinum")),
                .init("missing", money(80_000)), .init("benefits", .text("")),
            ])
        #expect(try Climb([.init("set_default", false)]).rule.setsDefault == false)
    }

    @Test func `a demotion does not join, and off the ladder its key is none`() throws {
        var climb = try Climb([.init("set_default", false)])
        climb.hold("gold")
        try climb.spent(600, on: "2027-03-10")
        let act = try climb.ask("2027-03-10").act
        #expect(act?.kind == .demoted)
        #expect(act?.key == "silver")
        #expect(act?.joins.first?.isJoining == false)
        #expect(act?.joins.first?.claimsDefault == false)
        #expect(act?.mail?.template == "tier_demoted")
        climb.spend = []
        let gone = try climb.ask("2027-03-10").act
        #expect(gone?.key == "none")
        #expect(gone?.joins == [])
        #expect(gone?.mail?.facts.contains(.init("new_group", .groups([]))) == true)
    }

    @Test func `mails that are switched off are not sent`() throws {
        var climb = try Climb([.init("grace_days", 5)])
        climb.common.mails = ["tier_promoted": false, "tier_demoted": false, "tier_at_risk": false]
        try climb.spent(600, on: "2027-03-10")
        #expect(try climb.go("2027-03-10", .payment).act?.mail == nil)
        climb.spend = []
        let risk = try climb.go("2027-03-11")
        #expect(risk.reminders == [])
        #expect(risk.notes == [.remember(.atRisk, key: "silver")])
        let fall = try climb.go("2027-03-16")
        #expect(fall.short == "demoted  -silver")
        #expect(fall.act?.mail == nil)
    }

    // MARK: Spend that counts

    @Test(
        arguments: [
            ([], 100_000), ([.init("statuses", ["shipped"])], 20_000),
            ([.init("statuses", ["paid", "shipped"])], 120_000),
            ([.init("start_date", "2027-01-02")], 70_000), ([.init("start_date", "2027-01-01")], 100_000),
            ([.init("start_date", "2027-04-01")], 0),
            ([.init("period", ["kind": "rolling", "days": 31])], 70_000),
            ([.init("period", ["kind": "rolling", "days": 32])], 100_000),
            ([.init("period", ["kind": "rolling", "months": 1])], 70_000),
            ([.init("period", ["kind": "calendar", "unit": "month"])], 70_000),
            ([.init("period", ["kind": "calendar", "unit": "month", "span": "last_complete"])], 30_000),
            (
                [
                    .init("period", ["kind": "calendar", "unit": "month", "span": "last_complete"]),
                    .init("start_date", "2027-01-02"),
                ], 0
            ),
        ] as [([JSONValue.Member], Int64)])
    func `the period, the start date and the statuses say what counts`(
        _ params: [JSONValue.Member], _ amount: Int64
    ) throws {
        var climb = try Climb(params)
        try climb.spent(300, on: "2027-01-01")
        try climb.spent(700, on: "2027-02-01")
        try climb.spent(200, on: "2027-02-01", status: Climb.shipped)
        let question = climb.question(try climb.noon("2027-02-01"), .check)
        #expect(climb.rule.spent(climb.spend, on: question.day, shop: question.shop) == amount)
    }

    @Test func `spend of any size counts, refunds beyond it too, and orders may come in any order`() throws {
        var climb = try Climb([.init("period", ["kind": "rolling", "days": 2])])
        let day = try Climb.day("2027-03-10")
        for (offset, amount) in [(0, Int64.max), (-1, Int64.max), (-2, 5), (1, 7)] {
            climb.spend.append(
                SpendDay(day: day.adding(days: offset), status: Climb.paid, amount: amount, orders: 1))
        }
        let shop = climb.question(.zero, .check).shop
        #expect(climb.rule.spent(climb.spend, on: day, shop: shop) == .max)
        #expect(climb.rule.spent(climb.spend, on: day.adding(days: -2), shop: shop) == 5)
        #expect(climb.rule.spent(climb.spend, on: day.adding(days: 2), shop: shop) == 7)
        #expect(climb.rule.spent(climb.spend, on: day.adding(days: 3), shop: shop) == 0)
        climb.spend = [SpendDay(day: day, status: Climb.paid, amount: -1, orders: 1)]
        #expect(try climb.ask("2027-03-10", .forced).short == "nothing")
    }

    // MARK: What the rule says

    static let says: [(held: String?, euros: Int64, words: String)] = [
        (nil, 100, "Stands on no tier, with 100.00 EUR spent so far; 400.00 EUR more for Silver"),
        (nil, 500, "Stands on no tier yet; 500.00 EUR spent so far is enough for Silver"),
        ("silver", 600, "Stands on Silver, with 600.00 EUR spent so far; 400.00 EUR more for Gold"),
        ("silver", 1_000, "Stands on Silver; 1000.00 EUR spent so far is enough for Gold"),
        ("gold", 700, "Stands on Gold with only 700.00 EUR spent so far; 100.00 EUR more to keep it"),
        ("platinum", 2_000, "Stands on Platinum, the highest tier, with 2000.00 EUR spent so far"),
    ]

    @Test(arguments: says) func `the sentence tells the rung, the spend and what is missing`(
        _ test: (held: String?, euros: Int64, words: String)
    ) throws {
        var climb = try Climb()
        if let held = test.held { climb.hold(held) }
        try climb.spent(test.euros, on: "2027-03-10")
        #expect(try climb.ask("2027-03-10", .other).words == test.words)
    }

    @Test func `the sentence names the days that count`() throws {
        let rolling = try Climb([Self.rolling]).ask("2027-03-10")
        #expect(rolling.words.contains("0.00 EUR spent since 9 February 2027;"))
        let complete = try Climb([
            .init("period", ["kind": "calendar", "unit": "month", "span": "last_complete"])
        ]).ask("2027-03-10")
        #expect(complete.words.contains("0.00 EUR spent from 1 February 2027 to 28 February 2027;"))
    }
}
