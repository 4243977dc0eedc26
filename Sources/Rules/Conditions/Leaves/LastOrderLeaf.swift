internal import Domain
internal import JSON

/// `{"days_since_last_order": {"at_least": 90}}`: local days since the latest order in a status flagged paid.
///
/// Who never bought has no such number: no bounds hold, neither `at_least` nor `at_most`. To reach them too, put
/// `{"not": {"days_since_last_order": {"at_most": 89}}}`.
struct LastOrderLeaf: ObjectLeaf {
    static let name = "days_since_last_order"
    let bounds: Bounds<Int>

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        bounds = Bounds(reading: &reader, at: pointer, in: 0...36_500)
    }

    var value: JSONValue { .object(bounds.members) }

    func holds(in facts: ConditionFacts) -> Bool { Self.days(facts).map(bounds.contains) ?? false }

    private static func days(_ facts: ConditionFacts) -> Int? {
        let today = facts.day
        guard let last = facts.paidDays.map(\.day).filter({ $0 <= today }).max() else { return nil }
        return today.daysSinceEpoch - last.daysSinceEpoch
    }

    /// With `at_least` any order counts, however old.
    var needs: FactNeeds {
        FactNeeds(spendDays: bounds.least == nil ? bounds.most.map { $0 + 1 } ?? .max : .max)
    }

    func boundaries(in facts: ConditionFacts) -> [CalendarDay] {
        let days = facts.paidDays.map(\.day)
        let today = facts.day
        let last = days.last { $0 <= today }
        let steps = [0, bounds.least, bounds.most.map { $0 + 1 }].compactMap { $0 }
        return (days.filter { $0 > today } + [last].compactMap { $0 }).flatMap { day in
            steps.map(day.adding(days:))
        }
    }

    var words: Sentence { bounds.words("condition.since") }

    func figure(in facts: ConditionFacts) -> Sentence? {
        guard let days = Self.days(facts) else { return Sentence("condition.figure.never") }
        return Sentence("condition.figure.days", [.init("count", .number(Int64(days)))])
    }
}
