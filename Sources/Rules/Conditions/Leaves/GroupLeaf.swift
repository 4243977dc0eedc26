internal import Domain
internal import JSON

/// `{"group": {"in": ["club"]}}`: whether the customer is in one of these groups now.
struct GroupLeaf: ObjectLeaf {
    static let name = "group"
    let codes: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        codes = reader.required("in") == nil ? [] : reader.groups("in", known: shop.groups) ?? []
        if codes.isEmpty, reader.errors.isEmpty { reader.fail("in", "must not be empty") }
    }

    var value: JSONValue { .listed(codes) }

    func holds(in facts: ConditionFacts) -> Bool { codes.contains(where: facts.customer.groups.contains) }

    var groupsNamed: [String] { codes }

    var words: Sentence { Sentence("condition.group", [.init("groups", .groups(codes))]) }
}
