internal import Domain
internal import JSON

/// `{"category": {"in": ["memberships"]}}`: a line of the order lies in one of these categories, as the shop names them,
/// and not all of it was given back.
struct CategoryLeaf: OrderLeaf {
    static let name = "category"
    let categories: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) { categories = reader.listed() }

    var value: JSONValue { .listed(categories) }

    func holds(for order: OrderFacts, in facts: ConditionFacts) -> Bool {
        order.keptLines.contains { line in line.categories.contains(where: categories.contains) }
    }

    var words: Sentence { .listed("condition.category", categories) }
}
