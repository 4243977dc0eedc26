internal import Domain
internal import JSON

/// `{"order_total": {"at_least": money}}`: the order's gross total in the store's currency. Where no rate is known, no
/// bounds hold.
struct OrderTotalLeaf: OrderLeaf {
    static let name = "order_total"
    let bounds: MoneyBounds

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        bounds = MoneyBounds(reading: &reader, at: pointer, shop: shop)
    }

    var value: JSONValue { .object(bounds.members) }

    func holds(for order: OrderFacts, in facts: ConditionFacts) -> Bool { bounds.contains(order.total, in: facts.shop) }

    var words: Sentence { bounds.words("condition.total") }

    func figure(in facts: ConditionFacts) -> Sentence? {
        guard let total = facts.order?.total else { return nil }
        let money = Money(minorUnits: total, currency: facts.shop.currency)
        return Sentence("condition.figure.money", [.init("amount", .money(money))])
    }
}
