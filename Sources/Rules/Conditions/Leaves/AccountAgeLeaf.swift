internal import Domain
internal import JSON

/// `{"account_age_days": {"at_least": 30}}`: local days since the day of registration, which is day 0; where the shop
/// never said, since the first mention. N days are reached at 00:00 of day D + N.
struct AccountAgeLeaf: ObjectLeaf {
    static let name = "account_age_days"
    let bounds: Bounds<Int>

    init(reading reader: inout FieldReader, at pointer: String, shop: KnownShop) {
        bounds = Bounds(reading: &reader, at: pointer, in: 0...36_500)
    }

    var value: JSONValue { .object(bounds.members) }

    func holds(in facts: ConditionFacts) -> Bool { bounds.contains(Self.age(facts)) }

    private static func age(_ facts: ConditionFacts) -> Int {
        facts.day.daysSinceEpoch - facts.registeredOn.daysSinceEpoch
    }

    func boundaries(in facts: ConditionFacts) -> [CalendarDay] {
        [bounds.least, bounds.most.map { $0 + 1 }].compactMap { $0 }.map(facts.registeredOn.adding(days:))
    }

    var words: Sentence { bounds.words("condition.age") }

    func figure(in facts: ConditionFacts) -> Sentence? {
        Sentence("condition.figure.days", [.init("count", .number(Int64(Self.age(facts))))])
    }
}
