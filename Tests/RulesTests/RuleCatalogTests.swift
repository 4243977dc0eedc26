import Domain
import JSON
import Testing

@testable import Rules

/// What every kind must satisfy; a new kind is tested by being in the catalog.
@Suite struct RuleCatalogTests {
    /// The least each kind can be made of.
    static let least: [String: JSONValue] = [
        "purchase": ["products": [["product_id": "93"]], "groups": ["club"]],
        "inactivity": ["change_after_days": 90, "target": "club"],
        "turnover": ["minimum": ["amount": "500.00", "currency": "EUR"], "target": "club"],
        "tiers": [
            "tiers": [["name": "Club", "required": ["amount": "100.00", "currency": "EUR"], "group": "club"]]
        ],
        "conditions": [
            "trigger": "customer_registered", "when": ["country": ["in": ["PL"]]], "actions": [["grant": "club"]],
        ],
    ]

    /// The least document of a kind: with a source group where one is needed.
    static func document(_ kind: String) throws -> JSONValue {
        let params = try #require(least[kind], "this kind has no row in the conformance test")
        let declaration = try #require(RuleCatalog.kind(named: kind)).declaration
        return declaration.needsSourceGroups
            ? ["source_groups": ["retail"], "params": params] : ["params": params]
    }

    static let shop = KnownShop(groups: ["club", "gold", "retail"])

    @Test(arguments: RuleCatalog.kinds.map { $0.declaration.kind })
    func `a kind reads back what it writes, and fills in every declared parameter`(_ kind: String) throws {
        let terms = try RuleCatalog.terms(kind: kind, document: Self.document(kind), shop: Self.shop)
        let again = try RuleCatalog.terms(kind: kind, document: .object(terms.document), shop: Self.shop)
        #expect(again.document == terms.document)
        #expect(terms.kind.parameters.map(\.name) == terms.declaration.parameters.map(\.name))
        for parameter in terms.declaration.parameters where !parameter.isRequired {
            #expect(terms.kind.parameters.first { $0.name == parameter.name }?.value == parameter.fallback)
        }
    }

    @Test(arguments: RuleCatalog.kinds.map { $0.declaration.kind })
    func `a kind's summary is in words`(_ kind: String) throws {
        let terms = try RuleCatalog.terms(kind: kind, document: Self.document(kind), shop: Self.shop)
        let words = Sentences.english.render(terms.summary) { _ in "Golf club" }
        #expect(words.contains("Golf club"))
        #expect(!words.contains("{") && !words.contains("summary."))
    }

    static let faults: [(document: JSONValue, pointers: [String])] = [
        ([:], ["/params"]),
        (["params": [:]], ["/params/products", "/params/groups"]),
        (["params": ["products": [], "groups": ["club"]]], ["/params/products"]),
        (
            ["params": ["products": [["product_id": "1"]], "groups": ["nowhere"], "colour": 1]],
            ["/params/groups/0", "/params/colour"]
        ),
        (
            ["params": ["products": [["product_id": "1", "sku": "A"]], "groups": ["club"]]], ["/params/products/0"]
        ),
        (
            [
                "params": [
                    "products": [["sku": "A"]], "groups": ["club"], "default_group": "gold",
                    "validity": ["kind": "days", "count": 0], "renew": "maybe", "per_unit": "yes",
                    "remind_before_days": 366,
                ]
            ],
            [
                "/params/default_group", "/params/validity/count", "/params/renew", "/params/per_unit",
                "/params/remind_before_days",
            ]
        ),
        (
            [
                "params": [
                    "products": [["sku": "A"]], "groups": ["club"],
                    "validity": ["kind": "date", "date": "2027-02-29"],
                ]
            ], ["/params/validity/date"]
        ),
        (
            [
                "params": ["products": [["sku": "A"]], "groups": ["club"]], "source_groups": ["x"],
                "minimum_account_age_days": -1, "mails": ["nonsense": true], "extra": 1,
            ], ["/source_groups/0", "/minimum_account_age_days", "/mails/nonsense", "/extra"]
        ),
    ]

    @Test(arguments: faults) func `every fault of a rule is named at once`(
        _ fault: (document: JSONValue, pointers: [String])
    ) throws {
        let error = #expect(throws: RuleError.self) {
            try RuleCatalog.terms(kind: "purchase", document: fault.document, shop: Self.shop)
        }
        let pointers = Set(error?.errors.map(\.pointer) ?? [])
        #expect(pointers == Set(fault.pointers))
    }

    @Test func `an unknown kind is refused with the kinds there are`() {
        let error = #expect(throws: RuleError.self) {
            try RuleCatalog.terms(kind: "magic", document: [:], shop: .unchecked)
        }
        #expect(error?.errors.first?.pointer == "/kind")
        #expect(error?.errors.first?.reason.contains("purchase") == true)
    }
}
