import Domain
import JSON
import Testing

@testable import Rules

/// What each condition means, with the boundary on both sides.
@Suite struct ConditionLeafTests {
    @Test(
        arguments: [
            ("PL", true), ("pl", true), ("DE", false), (nil, false),
        ] as [(String?, Bool)]) func `country is compared in capitals`(_ test: (country: String?, holds: Bool)) throws
    {
        var shop = try ConditionShop("2026-05-01")
        shop.customer.country = test.country
        #expect(try Condition.made(["country": ["in": ["PL"]]]).holds(in: shop.facts()) == test.holds)
    }

    @Test(
        arguments: [
            ("ann@example.edu", true), ("ann@EXAMPLE.edu", true), ("ann@cs.example.edu", true),
            ("ann@badexample.edu", false), ("ann@example.edu.pl", false), ("\"a@example.edu\"@x.org", false),
            ("example.edu", false), (nil, false),
        ] as [(String?, Bool)]) func `an e-mail domain stands for itself and its subdomains`(
            _ test: (email: String?, holds: Bool)
        ) throws
    {
        var shop = try ConditionShop("2026-05-01")
        shop.customer.email = test.email
        #expect(try Condition.made(["email_domain": ["in": ["example.edu"]]]).holds(in: shop.facts()) == test.holds)
    }

    @Test(
        arguments: [
            ("pl", "pl", true), ("pl", "pl-PL", true), ("pl", "pl_PL", true), ("pl", "PL-pl", true),
            ("pl", "pli", false),
            ("pl-PL", "pl", false), ("pl-PL", "pl-pl", true), ("zh-Hant", "zh-Hant-TW", true), ("pl", nil, false),
        ] as [(String, String?, Bool)]) func `a language stands for itself and what is narrower`(
            _ test: (listed: String, language: String?, holds: Bool)
        ) throws
    {
        var shop = try ConditionShop("2026-05-01")
        shop.customer.language = test.language
        let condition = try Condition.made(["language": ["in": [.string(test.listed)]]])
        #expect(condition.holds(in: shop.facts()) == test.holds)
    }

    @Test func `group and organization are those of the customer now`() throws {
        var shop = try ConditionShop("2026-05-01")
        let group = try Condition.made(["group": ["in": ["club", "gold"]]])
        let acme = try Condition.made(["organization": ["in": ["acme"]]])
        let any = try Condition.made(["organization": ["any": true]])
        #expect(![group, acme, any].contains { $0.holds(in: shop.facts()) })
        shop.customer.groups = ["gold"]
        shop.customer.organization = "other"
        #expect(group.holds(in: shop.facts()) && any.holds(in: shop.facts()) && !acme.holds(in: shop.facts()))
        shop.customer.organization = "acme"
        #expect(acme.holds(in: shop.facts()))
    }

    /// Registered late on 28 January by the local clock.
    static let ages: [(zone: String, registered: String, now: String, age: Int)] = [
        ("UTC", "2026-01-28T23:59:59Z", "2026-01-28T23:59:59.999Z", 0),
        ("UTC", "2026-01-28T23:59:59Z", "2026-02-27T23:59:59.999Z", 30),
        ("UTC", "2028-01-30T00:00:00Z", "2028-02-29", 30),
        ("UTC", "2026-01-30T00:00:00Z", "2026-03-01", 30),
        ("Europe/Warsaw", "2026-02-27T23:30:00Z", "2026-03-29T21:59:59.999Z", 29),
        ("Europe/Warsaw", "2026-02-27T23:30:00Z", "2026-03-29T22:00:00Z", 30),
        ("America/New_York", "2026-03-08T04:59:59Z", "2026-03-09", 2),
        ("Australia/Lord_Howe", "2026-04-04T12:59:59Z", "2026-04-06", 2),
        ("Asia/Kathmandu", "2026-04-04T18:15:00Z", "2026-04-05T18:14:59.999Z", 0),
        ("Asia/Kathmandu", "2026-04-04T18:14:59Z", "2026-04-05T18:14:59.999Z", 1),
    ]

    @Test(arguments: ages) func `account age is counted in local days`(
        _ test: (zone: String, registered: String, now: String, age: Int)
    ) throws {
        let shop = try ConditionShop(test.now, zone: test.zone, registered: test.registered)
        func holds(_ name: String, _ days: Int) throws -> Bool {
            let bounds = JSONValue.object([.init(name, .integer(days))])
            return try Condition.made(["account_age_days": bounds]).holds(in: shop.facts())
        }
        #expect(try holds("at_least", test.age))
        #expect(try !holds("at_least", test.age + 1))
        #expect(try holds("at_most", test.age))
        if test.age > 0 { #expect(try !holds("at_most", test.age - 1)) }
    }

    @Test func `without a registration, age counts from the first mention`() throws {
        let shop = try ConditionShop("2026-01-31", registered: nil)
        #expect(try Condition.made(["account_age_days": ["at_least": 30, "at_most": 30]]).holds(in: shop.facts()))
    }

    @Test(arguments: [("2026-03-31", false), ("2026-04-01", true)])
    func `90 days since an order of 1 January are reached on 1 April`(_ test: (now: String, holds: Bool)) throws {
        var shop = try ConditionShop(test.now)
        try shop.spend("2025-05-01", 1_000)
        try shop.spend("2026-01-01", 0)
        try shop.spend("2026-03-01", 1_000, status: ConditionShop.pending)
        let facts = shop.facts()
        #expect(try Condition.made(["days_since_last_order": ["at_least": 90]]).holds(in: facts) == test.holds)
        #expect(try Condition.made(["days_since_last_order": ["at_most": 89]]).holds(in: facts) != test.holds)
    }

    @Test func `who never bought is within no bounds of days since the last order`() throws {
        let shop = try ConditionShop("2026-05-01")
        #expect(try !Condition.made(["days_since_last_order": ["at_least": 0]]).holds(in: shop.facts()))
        #expect(try !Condition.made(["days_since_last_order": ["at_most": 36_500]]).holds(in: shop.facts()))
        #expect(try Condition.made(["not": ["days_since_last_order": ["at_most": 89]]]).holds(in: shop.facts()))
    }

    @Test func `paid orders and spend count statuses flagged paid within the period`() throws {
        var shop = try ConditionShop("2026-05-31")
        try shop.spend("2026-05-01", 5_000, orders: 2)
        try shop.spend("2026-05-02", 4_999)
        try shop.spend("2026-05-31", 5_001)
        try shop.spend("2026-05-31", 70_000, orders: 9, status: ConditionShop.pending)
        let month: JSONValue = ["kind": "rolling", "days": 30]
        let cases: [(JSONValue, Bool)] = [
            (["paid_orders": ["at_least": 4]], true), (["paid_orders": ["at_least": 5]], false),
            (["paid_orders": ["at_most": 4]], true), (["paid_orders": ["at_most": 3]], false),
            (["paid_orders": ["at_least": 2, "at_most": 2, "period": month]], true),
            (["spend": ["at_least": euros("150")]], true), (["spend": ["at_least": euros("150.01")]], false),
            (["spend": ["at_most": euros("150")]], true), (["spend": ["at_most": euros("149.99")]], false),
            (["spend": ["at_least": euros("100"), "at_most": euros("100"), "period": month]], true),
        ]
        for (tree, holds) in cases { #expect(try Condition.made(tree).holds(in: shop.facts()) == holds, "\(tree)") }
    }

    @Test func `with an order in question, conditions on an order speak of that one`() throws {
        var shop = try ConditionShop("2026-05-31")
        let first = try shop.pay(1, at: "2026-05-01", total: 5_000, sku: "A", category: "x", method: "cash")
        let second = try shop.pay(2, at: "2026-05-02", total: nil, sku: "B", category: "y", method: "card")
        let cases: [(tree: JSONValue, first: Bool, second: Bool, any: Bool)] = [
            (["first_paid_order": true], true, false, false),
            (["order_total": ["at_least": euros("50")]], true, false, true),
            (["order_total": ["at_least": euros("50.01")]], false, false, false),
            (["order_total": ["at_most": euros("50")]], true, false, true),
            (["product": ["in": [["sku": "B"]]]], false, true, true),
            (["product": ["in": [["sku": "C"]]]], false, false, false),
            (["category": ["in": ["x", "z"]]], true, false, true),
            (["payment_method": ["in": ["card"]]], false, true, true),
            (["payment_method": ["in": ["CARD"]]], false, false, false),
            // Without an order in question each speaks of any paid order, not of one and the same.
            (["all": [["category": ["in": ["x"]]], ["payment_method": ["in": ["card"]]]]], false, false, true),
        ]
        for test in cases {
            let condition = try Condition.made(test.tree)
            #expect(condition.holds(in: shop.facts(order: first)) == test.first, "\(test.tree)")
            #expect(condition.holds(in: shop.facts(order: second)) == test.second, "\(test.tree)")
            #expect(condition.holds(in: shop.facts()) == test.any, "\(test.tree)")
        }
    }

    @Test func `a line given back as a whole is not in the order`() throws {
        var shop = try ConditionShop("2026-05-31")
        var order = try shop.pay(1, at: "2026-05-01")
        let condition = try Condition.made(["category": ["in": ["shirts"]]])
        order.lines[0].quantity = 2
        order.lines[0].refundedQuantity = 1
        #expect(condition.holds(in: shop.facts(order: order)))
        order.lines[0].refundedQuantity = 2
        #expect(!condition.holds(in: shop.facts(order: order)))
    }

    @Test func `of two orders paid at one instant, the first is that of the lower id`() throws {
        var shop = try ConditionShop("2026-05-31")
        let second = try shop.pay(2, at: "2026-05-01")
        let first = try shop.pay(1, at: "2026-05-01")
        let condition = try Condition.made(["first_paid_order": true])
        #expect(condition.holds(in: shop.facts(order: first)) && !condition.holds(in: shop.facts(order: second)))
    }

    // MARK: Boundaries

    static let trees: [JSONValue] = [
        ["account_age_days": ["at_least": 200, "at_most": 210]],
        ["days_since_last_order": ["at_least": 30, "at_most": 45]],
        ["paid_orders": ["at_least": 2, "period": ["kind": "rolling", "days": 90]]],
        ["paid_orders": ["at_most": 1, "period": ["kind": "calendar", "unit": "quarter", "span": "last_complete"]]],
        ["spend": ["at_least": euros("100"), "period": ["kind": "rolling", "months": 1]]],
        ["spend": ["at_least": euros("60"), "period": ["kind": "calendar", "unit": "month", "span": "to_date"]]],
        ["spend": ["at_least": euros("250")]],
        [
            "any": [
                ["not": ["days_since_last_order": ["at_most": 20]]],
                ["all": [["account_age_days": ["at_most": 181]], ["spend": ["at_most": euros("1000")]]]],
            ]
        ],
    ]

    @Test(arguments: trees, ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
    func `time alone changes the answer only on a day that is foreseen`(_ tree: JSONValue, _ zone: String) throws {
        let condition = try Condition.made(tree)
        var shop = try ConditionShop("2026-01-31", zone: zone, registered: "2026-01-01")
        for (day, amount) in [
            ("2025-12-31", 9_000), ("2026-01-31", 6_000), ("2026-02-28", 6_000), ("2026-05-31", 8_000),
        ] {
            try shop.spend(day, Int64(amount))
        }
        let today = shop.zone.day(at: shop.at)
        let foreseen = Set(condition.boundaries(in: shop.facts()))
        #expect(foreseen.allSatisfy { $0 > today })
        var before = condition.holds(in: shop.facts())
        for offset in 1...500 {
            let day = today.adding(days: offset)
            shop.at = shop.zone.start(of: day)
            let now = condition.holds(in: shop.facts())
            if now != before { #expect(foreseen.contains(day), "\(day)") }
            before = now
            shop.at = shop.zone.end(of: day).adding(milliseconds: -1)
            #expect(condition.holds(in: shop.facts()) == now)
        }
    }

    @Test func `how far back spend is read follows from the period`() throws {
        let needs = try [
            ["days_since_last_order": ["at_most": 30]], ["days_since_last_order": ["at_least": 30]],
            ["paid_orders": ["at_least": 1, "period": ["kind": "rolling", "days": 90]]],
            ["spend": ["at_most": euros("1")]],
            ["country": ["in": ["PL"]]],
        ].map { try Condition.made($0).needs.spendDays }
        #expect(needs == [31, .max, 90, .max, nil])
    }
}
