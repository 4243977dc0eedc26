import Domain
import JSON
import Testing

@testable import Rules

/// How a tree of conditions is read, written and said.
@Suite struct ConditionTreeTests {
    /// One of each leaf: what is sent, what is written back, and its words.
    static let leaves: [(sent: JSONValue, written: JSONValue, words: String)] = [
        (["country": ["in": ["pl", "DE"]]], ["country": ["in": ["PL", "DE"]]], "Country is PL or DE"),
        (
            ["email_domain": ["in": ["Example.EDU"]]], ["email_domain": ["in": ["example.edu"]]],
            "E-mail domain is example.edu"
        ),
        (["language": ["in": ["pl"]]], ["language": ["in": ["pl"]]], "Language is pl"),
        (["group": ["in": ["club"]]], ["group": ["in": ["club"]]], "Group is Golf club"),
        (["organization": ["in": ["acme"]]], ["organization": ["in": ["acme"]]], "Organization is acme"),
        (["organization": ["any": true]], ["organization": ["any": true]], "Customer belongs to an organization"),
        (
            ["account_age_days": ["at_least": 1]], ["account_age_days": ["at_least": 1]],
            "Account age is at least 1 day"
        ),
        (
            ["days_since_last_order": ["at_most": 90, "at_least": nil]], ["days_since_last_order": ["at_most": 90]],
            "Time since the last order is at most 90 days"
        ),
        (
            ["paid_orders": ["at_least": 2, "at_most": 5]],
            ["paid_orders": ["at_least": 2, "at_most": 5, "period": ["kind": "lifetime"]]],
            "Number of paid orders of all time is from 2 to 5"
        ),
        (
            ["spend": ["at_least": euros("100"), "period": ["kind": "rolling", "days": 90]]],
            ["spend": ["at_least": euros("100.00"), "period": ["kind": "rolling", "days": 90]]],
            "Spend of the last 90 days is at least 100.00 EUR"
        ),
        (["first_paid_order": true], ["first_paid_order": true], "Order is the first paid one"),
        (
            ["order_total": ["at_most": euros("9.99")]], ["order_total": ["at_most": euros("9.99")]],
            "Order total is at most 9.99 EUR"
        ),
        (
            ["product": ["in": [["product_id": 93], ["sku": "TEE"]]]],
            ["product": ["in": [["product_id": "93"], ["sku": "TEE"]]]], "Order holds 93 or TEE"
        ),
        (["category": ["in": ["shirts"]]], ["category": ["in": ["shirts"]]], "Order category is shirts"),
        (["payment_method": ["in": ["cash"]]], ["payment_method": ["in": ["cash"]]], "Payment method is cash"),
    ]

    @Test(arguments: leaves)
    func `each leaf is written back with its defaults, and has words for itself and its opposite`(
        _ leaf: (sent: JSONValue, written: JSONValue, words: String)
    ) throws {
        let condition = try Condition.made(leaf.sent)
        #expect(condition.value == leaf.written)
        #expect(try Condition.made(condition.value) == condition)
        #expect(Sentences.english.render(condition.summary) { _ in "Golf club" } == leaf.words + ".")
        let opposite = try Condition.made(["not": leaf.sent]).summary
        let words = Sentences.english.render(opposite) { _ in "Golf club" }
        #expect(!words.contains("condition.") && !words.contains("{") && words != leaf.words + ".")
    }

    @Test func `the rows above cover every leaf of the catalog`() {
        let tested = Set(Self.leaves.compactMap { $0.sent.members?.first?.name })
        #expect(tested == Set(ConditionCatalog.leaves.map { $0.name }))
    }

    @Test func `every side of every bound has words, and so has its opposite`() throws {
        let low: [JSONValue] = [1, 1, 1, euros("1"), euros("1")]
        let high: [JSONValue] = [2, 2, 2, euros("2"), euros("2")]
        let names = ["account_age_days", "days_since_last_order", "paid_orders", "spend", "order_total"]
        for (index, name) in names.enumerated() {
            let sides: [[JSONValue.Member]] = [
                [.init("at_least", low[index])], [.init("at_most", high[index])],
                [.init("at_least", low[index]), .init("at_most", high[index])],
            ]
            for side in sides {
                let leaf = JSONValue.object([.init(name, .object(side))])
                for tree in [leaf, ["not": leaf]] {
                    let code = try #require(try Condition.made(tree).summary.first?.code)
                    #expect(Sentences.english.codes.contains(code))
                }
            }
        }
    }

    @Test func `what must hold together is said one by one, what lies deeper in brackets`() throws {
        let condition = try Condition.made([
            "all": [
                ["country": ["in": ["PL"]]],
                [
                    "any": [
                        ["spend": ["at_least": euros("100")]],
                        ["all": [["not": ["group": ["in": ["club"]]]], ["account_age_days": ["at_least": 30]]]],
                    ]
                ],
                ["not": ["any": [["language": ["in": ["pl"]]], ["first_paid_order": true]]]],
            ]
        ])
        #expect(
            condition.summary.map { Sentences.english.render($0) { $0 } } == [
                "Country is PL",
                "Spend of all time is at least 100.00 EUR or "
                    + "(group is not club and account age is at least 30 days)",
                "Not (language is pl or order is the first paid one)",
            ])
        #expect(
            Sentences.english.render(condition.sentence) { $0 }
                == "Country is PL and (spend of all time is at least 100.00 EUR or "
                + "(group is not club and account age is at least 30 days)) "
                + "and not (language is pl or order is the first paid one)")
        #expect(condition.groupsNamed == ["club"])
        #expect(condition.needs == FactNeeds(orders: true, spendDays: .max))
    }

    @Test func `a tree of many conditions makes a sentence of bounded length`() throws {
        let leaf: JSONValue = ["country": ["in": ["PL"]]]
        let half: JSONValue = ["all": .array(Array(repeating: leaf, count: 98))]
        let condition = try Condition.made(["any": [half, half]])
        let words = Sentences.english.render(condition.sentence) { $0 }
        let told = Array(repeating: "country is PL", count: 10).joined(separator: " and ")
        #expect(words == "(\(told) and …)")
    }

    @Test func `a long list within a condition is cut where it is kept, and whole in a summary`() throws {
        let products = (0..<200).map { JSONValue.object([.init("sku", .string("club\($0)"))]) }
        let condition = try Condition.made(["product": ["in": .array(products)]])
        let kept = Sentences.english.render(condition.sentence) { $0 }
        #expect(kept.hasPrefix("Order holds club0 or club1 or ") && kept.hasSuffix(" or …"))
        #expect((400...700).contains(kept.count))
        #expect(Sentences.english.render(condition.summary) { $0 }.hasSuffix(" or club199."))
    }

    @Test func `a customer is told in figures what is missing`() throws {
        var shop = try ConditionShop("2026-02-01")
        try shop.spend("2026-01-20", 4_000)
        let condition = try Condition.made([
            "all": [
                ["spend": ["at_least": euros("100")]], ["account_age_days": ["at_least": 30]],
                ["days_since_last_order": ["at_least": 90]], ["paid_orders": ["at_least": 2]],
            ]
        ])
        #expect(
            Sentences.english.render(condition.unmet(in: shop.facts())) { $0 }
                == "Spend of all time is at least 100.00 EUR (now 40.00 EUR) and time since the last order is at least "
                + "90 days (now 12 days) and number of paid orders of all time is at least 2 (now 1)")
    }

    static let faults: [(tree: JSONValue, pointers: [String])] = [
        (nil, ["/when"]),
        ([:], ["/when"]),
        ("PL", ["/when"]),
        (["country": ["in": ["PL"]], "language": ["in": ["pl"]]], ["/when"]),
        (["colour": ["in": ["red"]]], ["/when/colour"]),
        (["a/b": true], ["/when/a~1b"]),
        (["all": []], ["/when/all"]),
        (["any": [:]], ["/when/any"]),
        (["not": []], ["/when/not"]),
        (["all": [["any": [["country": nil]]]]], ["/when/all/0/any/0/country"]),
        (["country": ["in": []]], ["/when/country/in"]),
        (["country": [:]], ["/when/country/in"]),
        (
            ["country": ["in": ["POL", "P1", "Pł", "PL", "pl"], "of": 1]],
            [
                "/when/country/in/0", "/when/country/in/1", "/when/country/in/2", "/when/country/in/4",
                "/when/country/of",
            ]
        ),
        (
            ["email_domain": ["in": ["a@b.c", ".edu", "x..y", "*.edu", "b.c", "B.C"]]],
            [
                "/when/email_domain/in/0", "/when/email_domain/in/1", "/when/email_domain/in/2",
                "/when/email_domain/in/3",
                "/when/email_domain/in/5",
            ]
        ),
        (
            ["language": ["in": ["p", "pl_PL", "pl-", "polish-language"]]],
            [
                "/when/language/in/0", "/when/language/in/1", "/when/language/in/2",
            ]
        ),
        (["group": ["in": ["club", "nowhere"]]], ["/when/group/in/1"]),
        (["group": ["in": []]], ["/when/group/in"]),
        (["organization": [:]], ["/when/organization"]),
        (["organization": ["any": false]], ["/when/organization/any"]),
        (["organization": ["any": true, "in": ["acme"]]], ["/when/organization"]),
        (["account_age_days": [:]], ["/when/account_age_days"]),
        (["account_age_days": ["at_least": 2, "at_most": 1]], ["/when/account_age_days/at_most"]),
        (
            ["account_age_days": ["at_least": -1, "at_most": 36_501]],
            [
                "/when/account_age_days/at_least", "/when/account_age_days/at_most",
            ]
        ),
        (
            ["days_since_last_order": ["period": ["kind": "lifetime"], "at_most": 1]],
            [
                "/when/days_since_last_order/period"
            ]
        ),
        (["paid_orders": ["period": ["kind": "rolling"]]], ["/when/paid_orders/period/days", "/when/paid_orders"]),
        (["spend": ["at_least": ["amount": "1.00", "currency": "PLN"]]], ["/when/spend/at_least/currency"]),
        (["spend": ["at_least": euros("2"), "at_most": euros("1.99")]], ["/when/spend/at_most"]),
        (["spend": ["at_least": ["amount": "1.005", "currency": "EUR"]]], ["/when/spend/at_least/amount"]),
        (["order_total": [:]], ["/when/order_total"]),
        (["first_paid_order": false], ["/when/first_paid_order"]),
        (["product": ["in": []]], ["/when/product/in"]),
        (
            ["product": ["in": [["sku": "A", "product_id": "1"], ["id": "1"]]]],
            [
                "/when/product/in/0", "/when/product/in/1/id",
            ]
        ),
        (["category": ["in": ["a", "a"]]], ["/when/category/in/1"]),
        (["payment_method": ["in": "cash"]], ["/when/payment_method/in"]),
    ]

    @Test(arguments: faults) func `every fault of a tree is named at its place`(
        _ fault: (tree: JSONValue, pointers: [String])
    ) {
        var errors: [FieldError] = []
        let condition = Condition(
            reading: fault.tree, at: "/when", shop: ConditionShop.known, hasOrder: true, errors: &errors)
        #expect(condition == nil)
        #expect(Set(errors.map(\.pointer)) == Set(fault.pointers))
    }

    @Test func `a tree is at most 10 levels deep`() {
        func nested(_ depth: Int) -> JSONValue {
            depth == 1 ? ["country": ["in": ["PL"]]] : ["not": nested(depth - 1)]
        }
        #expect(Self.errors(nested(10)).isEmpty)
        #expect(Self.errors(nested(11)) == ["/when" + String(repeating: "/not", count: 10)])
        #expect(Self.errors(nested(60)).count == 1)
    }

    @Test func `a tree holds at most 200 conditions`() {
        func wide(_ count: Int) -> JSONValue {
            ["all": .array(Array(repeating: ["country": ["in": ["PL"]]], count: count - 1))]
        }
        #expect(Self.errors(wide(200)).isEmpty)
        #expect(Self.errors(wide(201)) == ["/when/all/199"])
        #expect(Self.errors(["any": [wide(300), wide(300)]]).count == 1)
    }

    private static func errors(_ tree: JSONValue) -> [String] {
        var errors: [FieldError] = []
        _ = Condition(reading: tree, at: "/when", shop: .unchecked, hasOrder: true, errors: &errors)
        return errors.map(\.pointer)
    }

    @Test func `a segment has no order in question`() throws {
        let error = #expect(throws: RuleError.self) {
            try Condition.segment(
                reading: ["any": [["first_paid_order": true], ["category": ["in": []]]]], shop: ConditionShop.known)
        }
        #expect(error?.errors.map(\.pointer) == ["/when/any/0/first_paid_order", "/when/any/1/category/in"])
        let segment = try Condition.segment(reading: ["category": ["in": ["shirts"]]], shop: ConditionShop.known)
        var shop = try ConditionShop("2026-05-01")
        #expect(!segment.holds(in: shop.facts()))
        try shop.pay(1, at: "2026-04-01")
        #expect(segment.holds(in: shop.facts()))
        #expect(segment.needs == FactNeeds(orders: true))
    }
}
