internal import Domain
internal import JSON

/// `{"payment_method": {"in": ["transfer"]}}`: how the order was paid, by the code that the shop sends; capitals matter.
struct PaymentMethodLeaf: OrderLeaf {
    static let name = "payment_method"
    let methods: [String]

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) { methods = reader.listed() }

    var value: JSONValue { .listed(methods) }

    func holds(for order: OrderFacts, in facts: ConditionFacts) -> Bool {
        order.paymentMethod.map(methods.contains) ?? false
    }

    var words: Sentence { .listed("condition.payment", methods) }
}
