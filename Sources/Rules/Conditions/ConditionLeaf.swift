internal import Domain
internal import JSON

/// One thing that a condition can ask. A new one is one file that conforms to this, one line in `ConditionCatalog`, and
/// its words in the `…Conditions` file of each language: those of `words` and, with `.not` behind the code, of its opposite.
protocol ConditionLeaf: Sendable {
    /// Its name on the wire.
    static var name: String { get }
    /// Whether it is about an order.
    static var isAboutOrder: Bool { get }
    /// Whether it makes no sense without one order in question.
    static var needsOrder: Bool { get }

    /// Nil where faulty, with every fault named.
    init?(reading value: JSONValue, at pointer: String, shop: KnownShop, errors: inout [FieldError])

    /// What stands behind the name on the wire, with every default filled in.
    var value: JSONValue { get }
    func holds(in facts: ConditionFacts) -> Bool
    var needs: FactNeeds { get }
    /// Days on which time alone may change the answer; those up to today are left out by the caller.
    func boundaries(in facts: ConditionFacts) -> [CalendarDay]
    var groupsNamed: [String] { get }
    /// What it asks, in words that begin with a capital letter.
    var words: Sentence { get }
    /// What is the case now, where that is a figure.
    func figure(in facts: ConditionFacts) -> Sentence?
}

extension ConditionLeaf {
    static var isAboutOrder: Bool { false }
    static var needsOrder: Bool { false }
    var needs: FactNeeds { FactNeeds() }
    var groupsNamed: [String] { [] }
    func boundaries(in facts: ConditionFacts) -> [CalendarDay] { [] }
    func figure(in facts: ConditionFacts) -> Sentence? { nil }
}

/// A leaf written as an object.
protocol ObjectLeaf: ConditionLeaf {
    /// Names every fault through `reader`; what it makes of faulty input is not used.
    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop)
}

extension ObjectLeaf {
    init?(reading value: JSONValue, at pointer: String, shop: KnownShop, errors: inout [FieldError]) {
        guard value.members != nil else {
            errors.append(FieldError(pointer, "must be an object"))
            return nil
        }
        var reader = FieldReader(value, at: pointer)
        self.init(reading: &reader, at: pointer, shop: shop)
        reader.finish()
        errors += reader.errors
        guard reader.errors.isEmpty else { return nil }
    }
}

/// A leaf about an order: the one in question, else any paid one of the customer's.
protocol OrderLeaf: ObjectLeaf {
    func holds(for order: OrderFacts, in facts: ConditionFacts) -> Bool
}

extension OrderLeaf {
    static var isAboutOrder: Bool { true }
    var needs: FactNeeds { FactNeeds(orders: true) }

    func holds(in facts: ConditionFacts) -> Bool { facts.orders.contains { holds(for: $0, in: facts) } }
}

/// All there is to ask. Adding a leaf is one line here.
enum ConditionCatalog {
    static let leaves: [any ConditionLeaf.Type] = [
        CountryLeaf.self, EmailDomainLeaf.self, LanguageLeaf.self, GroupLeaf.self, OrganizationLeaf.self,
        AccountAgeLeaf.self, LastOrderLeaf.self, PaidOrdersLeaf.self, SpendLeaf.self,
        FirstPaidOrderLeaf.self, OrderTotalLeaf.self, ProductLeaf.self, CategoryLeaf.self, PaymentMethodLeaf.self,
    ]

    static let names = ["all", "any", "not"] + leaves.map { $0.name }
}

extension FieldReader {
    /// The list under `in`, which must not be empty, each text in the form that `form` gives it.
    ///
    /// - Parameter fault: what is said of a text that `form` refuses.
    mutating func listed(_ fault: String = "", form: (String) -> String? = { $0 }) -> [String] {
        guard required("in") != nil, let texts = texts("in") else { return [] }
        if texts.isEmpty, errors.isEmpty { fail("in", "must not be empty") }
        var formed: [String] = []
        for (index, text) in texts.enumerated() {
            guard let text = form(text) else {
                failRaw("in/\(index)", fault)
                continue
            }
            if formed.contains(text) { failRaw("in/\(index)", "is listed twice") } else { formed.append(text) }
        }
        return formed
    }
}

extension JSONValue {
    /// `{"in": […]}`
    static func listed(_ texts: [String]) -> JSONValue { ["in": .array(texts.map(JSONValue.string))] }
}

extension Sentence {
    /// The words of a leaf that lists texts.
    static func listed(_ code: String, _ texts: [String]) -> Sentence {
        Sentence(code, [.init("list", .texts(texts))])
    }
}
