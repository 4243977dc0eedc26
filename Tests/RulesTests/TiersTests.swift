import Domain
import JSON
import Testing

@testable import Rules

/// The parts of a ladder: its arithmetic, its calendar and its parameters (2-domain §5, `tiers`).
@Suite struct TiersTests {
    /// Gold is kept far below what Silver requires.
    static let ladder = Ladder([
        .init(required: 100_000, retain: 20_000), .init(required: 0), .init(required: 50_000, retain: 40_000),
    ])

    @Test(
        arguments: [
            (-1, nil), (0, 0), (49_999, 0), (50_000, 1), (99_999, 1), (100_000, 2), (Int64.max, 2),
        ] as [(Int64, Int?)])
    func `the highest rung is reached whose required spend is there`(_ spend: Int64, _ rung: Int?) {
        #expect(Self.ladder.qualified(spend) == rung)
    }

    @Test(
        arguments: [
            (1, 39_999, false), (1, 40_000, true), (2, 19_999, false), (2, 20_000, true), (0, 0, true), (0, -1, false),
        ] as [(Int, Int64, Bool)])
    func `a rung is kept while spend is at least its retain, else its required`(
        _ rung: Int, _ spend: Int64, _ isKept: Bool
    ) {
        #expect(Self.ladder.isKept(rung, spend) == isKept)
    }

    @Test(
        arguments: [
            (2, 40_000, 1), (2, 39_999, 0), (2, -1, nil), (1, 0, 0), (0, 0, nil),
        ] as [(Int, Int64, Int?)])
    func `who falls lands on the highest lower rung kept by that test`(
        _ rung: Int, _ spend: Int64, _ landing: Int?
    ) {
        #expect(Self.ladder.landing(below: rung, spend) == landing)
    }

    @Test func `a barred rung is passed over, up and down`() {
        #expect(Self.ladder.qualified(100_000, barring: [2]) == 1)
        #expect(Self.ladder.landing(below: 2, 40_000, barring: [1]) == 0)
        #expect(Self.ladder.landing(below: 2, 40_000, barring: [0, 1]) == nil)
    }

    // MARK: Calendar

    static let checks: [(check: LadderCheck, day: String, next: String?, last: String?)] = [
        (.daily, "2027-02-28", "2027-03-01", "2027-02-28"),
        (.manual, "2027-02-28", nil, nil),
        (.monthly(1), "2027-03-01", "2027-04-01", "2027-03-01"),
        (.monthly(1), "2027-12-31", "2028-01-01", "2027-12-01"),
        (.monthly(15), "2027-03-14", "2027-03-15", "2027-02-15"),
        (.monthly(15), "2027-03-15", "2027-04-15", "2027-03-15"),
        (.monthly(31), "2027-02-27", "2027-02-28", "2027-01-31"),
        (.monthly(31), "2027-02-28", "2027-03-31", "2027-02-28"),
        (.monthly(29), "2028-02-28", "2028-02-29", "2028-01-29"),
        (.monthly(30), "2028-02-29", "2028-03-30", "2028-02-29"),
        (.monthly(31), "2027-04-29", "2027-04-30", "2027-03-31"),
    ]

    @Test(arguments: checks) func `check days 29 to 31 are the last of shorter months, each month anew`(
        _ test: (check: LadderCheck, day: String, next: String?, last: String?)
    ) throws {
        let day = try Climb.day(test.day)
        #expect(test.check.next(after: day)?.description == test.next)
        #expect(test.check.last(onOrBefore: day)?.description == test.last)
        #expect(test.check.isCheckDay(day) == (test.last == test.day))
    }

    @Test func `every month has one check day, whatever its number`() throws {
        let first = try Climb.day("2027-01-01")
        for number in 1...31 {
            let check = LadderCheck.monthly(number)
            let days = (0..<1461).map { first.adding(days: $0) }.filter(check.isCheckDay)
            #expect(days.count == 48)
            for (day, next) in zip(days, days.dropFirst()) { #expect(check.next(after: day) == next) }
        }
    }

    // MARK: Parameters

    @Test func `tiers are kept sorted by what they require, with every default filled in`() throws {
        let climb = try Climb(tiers: [
            Climb.tier("Gold", "1000.00", [.init("reward", ["voucher": ["percent": 10, "days_valid": 30]])]),
            Climb.tier("Bronze", "0.00", [.init("benefits", "Free delivery")]),
        ])
        #expect(climb.rule.targetGroups == ["bronze", "gold"])
        #expect(climb.rule.tiers[1].reward == Reward(rung: "gold", value: .percent(10), daysValid: 30))
        let wire = climb.rule.parameters.first { $0.name == "tiers" }?.value
        #expect(
            wire?[0] == [
                "name": "Bronze", "required": Climb.euros("0.00"), "group": "bronze", "retain": nil,
                "benefits": "Free delivery", "reward": nil,
            ])
        #expect(wire?[1]?["reward"] == ["voucher": ["percent": 10, "days_valid": 30]])
    }

    @Test func `what is written is read back, whatever is set`() throws {
        let params: JSONValue = [
            "tiers": [
                Climb.tier(
                    "Gold", "1000.00",
                    [
                        .init("retain", Climb.euros("0.00")), .init("benefits", "Tea"),
                        .init("reward", ["voucher": ["amount": Climb.euros("5.00"), "days_valid": 3650]]),
                    ])
            ],
            "period": ["kind": "calendar", "unit": "quarter", "span": "last_complete"], "start_date": "2027-02-28",
            "upgrade": "on_check", "downgrade": "immediate", "check": ["kind": "monthly", "day": 31],
            "grace_days": 365, "statuses": ["paid"], "per_organization": true, "adopt_manual": true,
            "set_default": false,
        ]
        let shop = KnownShop(groups: ["gold"], statuses: ["paid"], currency: Climb.euro)
        let first = try RuleCatalog.terms(kind: "tiers", document: ["params": params], shop: shop)
        let again = try RuleCatalog.terms(kind: "tiers", document: .object(first.document), shop: .unchecked)
        #expect(first.kind as? TiersRule == again.kind as? TiersRule)
        for member in params.members ?? [] where member.name != "tiers" {
            #expect(again.kind.parameters.first { $0.name == member.name }?.value == member.value)
        }
        let words = Sentences.english.render(again.summary) { $0 }
        #expect(words.contains("What counts is the spend of the last full quarter."))
        #expect(words.contains("0.00 EUR is enough to stay") && !words.contains("summary."))
    }

    static let faults: [(params: JSONValue, pointers: [String])] = [
        ([:], ["/tiers"]),
        (["tiers": []], ["/tiers"]),
        (["tiers": [1, [:]]], ["/tiers/0", "/tiers/1/name", "/tiers/1/required", "/tiers/1/group"]),
        (
            ["tiers": [Climb.tier("Gold", "10.00"), Climb.tier("gold", "10.0")]],
            ["/tiers/1/required", "/tiers/1/group"]
        ),
        (
            [
                "tiers": [
                    Climb.tier("Gold", "10.00", [.init("retain", Climb.euros("10.00"))]),
                    Climb.tier("Silver", "5.00", [.init("retain", Climb.euros("4.99")), .init("colour", 1)]),
                ]
            ], ["/tiers/0/retain", "/tiers/1/colour"]
        ),
        (
            [
                "tiers": [
                    [
                        "name": "Gold", "required": ["amount": "1", "currency": "USD"], "group": "nowhere",
                        "benefits": .string(String(repeating: "x", count: 501)),
                    ]
                ]
            ], ["/tiers/0/required/currency", "/tiers/0/group", "/tiers/0/benefits"]
        ),
        (
            ["tiers": [Climb.tier("Gold", "1", [.init("reward", ["voucher": ["percent": 0, "days_valid": 0]])])]],
            ["/tiers/0/reward/voucher/percent", "/tiers/0/reward/voucher/days_valid"]
        ),
        (
            ["tiers": [Climb.tier("Gold", "1", [.init("reward", ["voucher": ["days_valid": 1]])])]],
            ["/tiers/0/reward/voucher/percent"]
        ),
        (
            [
                "tiers": [
                    Climb.tier(
                        "Gold", "1",
                        [
                            .init(
                                "reward",
                                ["voucher": ["days_valid": 1, "percent": 1, "amount": Climb.euros("1.00")]])
                        ])
                ]
            ], ["/tiers/0/reward/voucher/percent"]
        ),
        (["tiers": [Climb.tier("Gold", "1", [.init("reward", [:])])]], ["/tiers/0/reward/voucher"]),
        (
            [
                "tiers": [Climb.tier("Gold", "1")], "period": ["kind": "rolling"], "start_date": "2027-02-29",
                "upgrade": "never", "downgrade": "on_payment", "check": ["kind": "monthly"], "grace_days": 366,
                "statuses": ["lost"], "per_organization": 1, "adopt_manual": "yes", "set_default": 0,
            ],
            [
                "/period/days", "/start_date", "/upgrade", "/downgrade", "/check/day", "/grace_days", "/statuses/0",
                "/per_organization", "/adopt_manual", "/set_default",
            ]
        ),
        (
            ["tiers": [Climb.tier("Gold", "1")], "check": ["kind": "monthly", "day": 32]], ["/check/day"]
        ),
        (["tiers": [Climb.tier("Gold", "1")], "check": ["kind": "daily", "day": 1]], ["/check/day"]),
    ]

    @Test(arguments: faults) func `every fault of a ladder is named at once`(
        _ fault: (params: JSONValue, pointers: [String])
    ) {
        let shop = KnownShop(groups: ["gold", "silver"], statuses: ["paid"], currency: Climb.euro)
        let error = #expect(throws: RuleError.self) {
            try RuleCatalog.terms(kind: "tiers", document: ["params": fault.params], shop: shop)
        }
        #expect(error?.errors.map(\.pointer).sorted() == fault.pointers.map { "/params" + $0 }.sorted())
    }

    @Test(
        arguments: [
            (["kind": "lifetime"], .max), (["kind": "rolling", "days": 365], 396),
            (["kind": "rolling", "months": 12], 404),
        ] as [(JSONValue, Int)])
    func `a ladder needs the spend of its period, and of a check missed before it`(
        _ period: JSONValue, _ days: Int
    ) throws {
        let climb = try Climb([.init("period", period), .init("per_organization", true)])
        #expect(climb.rule.needs == FactNeeds(spendDays: days, byOrganization: true))
    }

    // MARK: Progress

    static let progress: [(held: Int?, spend: Int64, next: String?, missing: Int64, percent: Int)] = [
        (nil, 0, "Silver", 50_000, 0), (nil, -5, "Silver", 50_000, 0), (nil, 49_999, "Silver", 1, 99),
        (nil, 50_000, "Silver", 0, 100), (nil, 100_000, "Gold", 0, 100), (0, 50_000, "Gold", 50_000, 50),
        (1, 10_000, "Platinum", 190_000, 5), (2, 0, nil, 0, 100),
    ]

    @Test(arguments: progress) func `progress tells the next rung and what is missing`(
        _ test: (held: Int?, spend: Int64, next: String?, missing: Int64, percent: Int)
    ) throws {
        let found = try Climb().rule.progress(held: test.held, spend: test.spend)
        #expect(found.next?.name == test.next)
        #expect(found.missing == test.missing)
        #expect(found.percent == test.percent)
        #expect(found.held?.name == test.held.map { ["Silver", "Gold", "Platinum"][$0] })
    }

    @Test func `progress counts a rung held by other means`() throws {
        var climb = try Climb()
        climb.hold("silver")
        climb.memberships.append(MembershipFact(group: "gold", source: .manual, from: .zero))
        try climb.spent(1_500, on: "2027-01-01")
        let customer = climb.question(.zero, .check).customer
        let shop = climb.question(.zero, .check).shop
        let found = climb.rule.progress(
            of: customer, rule: Climb.ruleID, on: try Climb.day("2027-01-01"), shop: shop)
        #expect(found.held?.name == "Gold")
        #expect(found.spend == 150_000)
        #expect(found.percent == 75)
    }
}
