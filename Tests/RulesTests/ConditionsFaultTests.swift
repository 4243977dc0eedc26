import Domain
import JSON
import Testing

@testable import Rules

/// What a conditions rule refuses to be, and how it says what it is.
@Suite struct ConditionsFaultTests {
    private static let poles: JSONValue = ["country": ["in": ["PL"]]]

    static let faults: [(params: [String: JSONValue], pointers: Set<String>)] = [
        (["trigger": nil, "when": nil, "actions": nil], ["/params/trigger", "/params/when", "/params/actions"]),
        (["trigger": "daily", "extra": 1], ["/params/trigger", "/params/extra"]),
        (["when": ["first_paid_order": true]], ["/params/when/first_paid_order"]),
        (
            ["trigger": "scheduled", "when": ["all": [["first_paid_order": true]]]],
            ["/params/when/all/0/first_paid_order"]
        ),
        (["trigger": "order_paid", "when": ["first_paid_order": true]], []),
        (["trigger": "nonsense", "when": ["first_paid_order": true]], ["/params/trigger"]),
        (["actions": []], ["/params/actions"]),
        (["actions": .array(Array(repeating: ["revoke": "club"], count: 11))], ["/params/actions"]),
        (["actions": ["grant"]], ["/params/actions/0"]),
        (["actions": [[:], ["grant": "club", "revoke": "gold"]]], ["/params/actions/0", "/params/actions/1"]),
        (["actions": [["grant": nil]]], ["/params/actions/0/grant"]),
        (
            ["actions": [["grant": "nowhere"], ["revoke": "nowhere"], ["set_default": "nowhere"]]],
            [
                "/params/actions/0/grant", "/params/actions/1/revoke", "/params/actions/2/set_default",
            ]
        ),
        (
            ["actions": [["grant": "club", "set_default": "yes", "validity": ["kind": "days"], "until": 1]]],
            [
                "/params/actions/0/set_default", "/params/actions/0/validity/count", "/params/actions/0/until",
            ]
        ),
        (["actions": [["revoke": "club", "validity": ["kind": "none"]]]], ["/params/actions/0/validity"]),
        (["actions": [["set_default": true]]], ["/params/actions/0/set_default"]),
        (["actions": [["grant": "club"], ["revoke": "gold"], ["revoke": "club"]]], ["/params/actions/2"]),
        (["actions": [["revoke": "club"], ["grant": "club"]]], ["/params/actions/1"]),
        (["actions": [["grant": "club"], ["grant": "club", "set_default": true]]], ["/params/actions/1"]),
        (["actions": [["set_default": "club"], ["revoke": "club"]]], ["/params/actions/1"]),
        (["actions": [["grant": "club", "set_default": true], ["set_default": "gold"]]], ["/params/actions/1"]),
        (["actions": [["grant": "club"], ["set_default": "club"]]], []),
        (["while_true": 1], ["/params/while_true"]),
        (["while_true": true, "actions": [["revoke": "club"]]], ["/params/while_true"]),
        (
            [
                "while_true": true, "when": ["group": ["in": ["gold"]]],
                "actions": [["grant": "club"], ["revoke": "gold"]],
            ], ["/params/while_true"]
        ),
        (
            [
                "while_true": true, "when": ["group": ["in": ["gold"]]],
                "actions": [["grant": "club"], ["revoke": "retail"]],
            ], []
        ),
    ]

    @Test(arguments: faults) func `every fault of a rule is named at once, at its place`(
        _ fault: (params: [String: JSONValue], pointers: Set<String>)
    ) {
        var params: [String: JSONValue] = [
            "trigger": "customer_registered", "when": Self.poles, "actions": [["grant": "club"]],
        ]
        params.merge(fault.params) { $1 }
        let document = JSONValue.object(params.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
        #expect(ConditionsRule.faults(document) == fault.pointers)
    }

    @Test func `a rule is written back with every default filled in`() throws {
        let rule = try ConditionsRule.made(
            "order_paid", ["spend": ["at_least": euros("1")]],
            [["grant": "club"], ["revoke": "gold"], ["set_default": "retail"]])
        #expect(
            JSONValue.object(rule.parameters) == [
                "trigger": "order_paid",
                "when": ["spend": ["at_least": euros("1.00"), "period": ["kind": "lifetime"]]],
                "actions": [
                    ["grant": "club", "set_default": false, "validity": ["kind": "none"]], ["revoke": "gold"],
                    ["set_default": "retail"],
                ],
                "while_true": false,
            ])
        #expect(rule.targetGroups == ["club"])
        #expect(rule.groupsNamed == ["club", "gold", "retail"])
        #expect(rule.needs == FactNeeds(orders: true, spendDays: .max))
    }

    @Test func `a rule is said in plain words`() throws {
        let rule = try ConditionsRule.made(
            "customer_registered",
            ["all": [["country": ["in": ["PL"]]], ["not": ["group": ["in": ["staff"]]]]]],
            [
                ["grant": "club", "set_default": true, "validity": ["kind": "days", "count": 365]],
                ["grant": "gold", "validity": ["kind": "date", "date": "2026-12-31"]], ["revoke": "retail"],
            ], whileTrue: true)
        let words = Sentences.english.render(rule.summary(common: CommonTerms())) { $0.uppercased() }
        #expect(
            words == "When a customer registers, this is asked, and all of it must hold. Country is PL. "
                + "Group is not STAFF. Then the customer joins CLUB for 365 days, to the end of the last one. "
                + "CLUB becomes the default group. Then the customer joins GOLD to the end of 31 December 2026. "
                + "Then the customer leaves RETAIL, unless by a purchase in term or pinned. "
                + "The membership ends as soon as that no longer holds.")
    }

    @Test(arguments: ["customer_registered", "order_paid", "scheduled"])
    func `every trigger and action has words`(_ trigger: String) throws {
        for when in [["country": ["in": ["PL"]]], ["all": [Self.poles, Self.poles]]] as [JSONValue] {
            let rule = try ConditionsRule.made(
                trigger, when,
                [
                    ["grant": "club", "validity": ["kind": "months", "count": 1]], ["grant": "gold"],
                    ["set_default": "staff"],
                ])
            for sentence in rule.summary(common: CommonTerms()) {
                #expect(Sentences.english.codes.contains(sentence.code))
            }
        }
    }
}
