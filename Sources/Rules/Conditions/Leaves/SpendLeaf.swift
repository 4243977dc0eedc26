internal import Domain
internal import JSON

/// `{"spend": {"at_least": money, "period": {…}}}`: what the customer's orders in a status flagged paid count for in a
/// period, by the store's basis and less refunds; of all time where no period is given.
struct SpendLeaf: ObjectLeaf {
    static let name = "spend"
    let bounds: MoneyBounds
    let period: SpendPeriod

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        bounds = MoneyBounds(reading: &reader, at: pointer, shop: shop)
        period = SpendPeriod(of: &reader, at: pointer)
    }

    var value: JSONValue { .object(bounds.members + [.init("period", period.value)]) }

    func holds(in facts: ConditionFacts) -> Bool { bounds.contains(amount(facts), in: facts.shop) }

    private func amount(_ facts: ConditionFacts) -> Int64 {
        facts.customer.spend.sum(in: period.window(on: facts.day), statuses: facts.shop.counted(nil))
    }

    var needs: FactNeeds { FactNeeds(spendDays: period.reach ?? .max) }

    func boundaries(in facts: ConditionFacts) -> [CalendarDay] {
        period.boundaries(after: facts.day, spend: facts.customer.spend.map(\.day))
    }

    var words: Sentence { bounds.words("condition.spend", [period.fact]) }

    func figure(in facts: ConditionFacts) -> Sentence? {
        let money = Money(minorUnits: amount(facts), currency: facts.shop.currency)
        return Sentence("condition.figure.money", [.init("amount", .money(money))])
    }
}
