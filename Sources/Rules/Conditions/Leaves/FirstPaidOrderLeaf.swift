internal import Domain
internal import JSON

/// `{"first_paid_order": true}`: the order in question is the customer's first, by its payment, among those once paid and
/// not void now. Orders from imports and the first load count as earlier ones.
struct FirstPaidOrderLeaf: ConditionLeaf {
    static let name = "first_paid_order"
    static let isAboutOrder = true
    static let needsOrder = true

    init?(reading value: JSONValue, at pointer: String, shop: KnownShop, errors: inout [FieldError]) {
        guard value.bool == true else {
            errors.append(FieldError(pointer, "must be true; put not around it for later orders"))
            return nil
        }
    }

    var value: JSONValue { true }
    var needs: FactNeeds { FactNeeds(orders: true) }

    func holds(in facts: ConditionFacts) -> Bool {
        guard let order = facts.order else { return false }
        return facts.customer.orders.allSatisfy { ($0.paidAt, $0.id) >= (order.paidAt, order.id) }
    }

    var words: Sentence { Sentence("condition.first_order") }
}
