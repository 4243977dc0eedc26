internal import Domain
internal import JSON

/// `{"product": {"in": [{"sku": "CLUB-YEAR"}]}}`: a line of the order is one of these products, by id, variant, SKU or
/// category, and not all of it was given back.
struct ProductLeaf: OrderLeaf {
    static let name = "product"
    let products: [ProductMatch]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        guard let value = reader.required("in") else {
            products = []
            return
        }
        var errors: [FieldError] = []
        products = (value.array ?? []).enumerated().compactMap { index, element in
            ProductMatch(reading: element, at: "\(pointer)/in/\(index)", errors: &errors)
        }
        reader.take(errors)
        if value.array?.isEmpty ?? true { reader.fail("in", "must list at least one product") }
    }

    var value: JSONValue { ["in": .array(products.map(\.value))] }

    func holds(for order: OrderFacts, in facts: ConditionFacts) -> Bool {
        order.keptLines.contains { line in products.contains { $0.matches(line) } }
    }

    var words: Sentence { .listed("condition.product", products.map(\.name)) }
}

extension OrderFacts {
    /// Lines of which something was bought and not given back.
    var keptLines: [OrderLine] { lines.filter { $0.quantity > $0.refundedQuantity } }
}
