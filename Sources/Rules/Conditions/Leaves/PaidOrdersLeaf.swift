internal import Domain
internal import JSON

/// `{"paid_orders": {"at_least": 3, "period": {…}}}`: how many orders in a status flagged paid lie in a period, of all time
/// where none is given. Free orders count.
struct PaidOrdersLeaf: ObjectLeaf {
    static let name = "paid_orders"
    let bounds: Bounds<Int>
    let period: SpendPeriod

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        bounds = Bounds(reading: &reader, at: pointer, in: 0...1_000_000)
        period = SpendPeriod(of: &reader, at: pointer)
    }

    var value: JSONValue { .object(bounds.members + [.init("period", period.value)]) }

    func holds(in facts: ConditionFacts) -> Bool { bounds.contains(count(facts)) }

    private func count(_ facts: ConditionFacts) -> Int {
        let window = period.window(on: facts.day)
        return facts.paidDays.reduce(0) { $0 + (window.contains($1.day) ? $1.orders : 0) }
    }

    var needs: FactNeeds { FactNeeds(spendDays: period.reach ?? .max) }

    func boundaries(in facts: ConditionFacts) -> [CalendarDay] {
        period.boundaries(after: facts.day, spend: facts.paidDays.map(\.day))
    }

    var words: Sentence { bounds.words("condition.paid_orders", [period.fact]) }

    func figure(in facts: ConditionFacts) -> Sentence? {
        Sentence("condition.figure.count", [.init("count", .number(Int64(count(facts))))])
    }
}

extension SpendPeriod {
    /// The member `period` of a leaf; of all time where there is none.
    init(of reader: inout FieldReader, at pointer: String) {
        var errors: [FieldError] = []
        let read = reader.value("period").flatMap {
            SpendPeriod(reading: $0, at: "\(pointer)/period", errors: &errors)
        }
        reader.take(errors)
        self = read ?? .lifetime
    }

    /// To stand within a sentence.
    var fact: Sentence.Fact { .init("period", .sentences([sentence])) }
}
