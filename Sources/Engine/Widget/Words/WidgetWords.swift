internal import Rules

/// What the widget says in one language, each language in a file of its own.
///
/// Names in braces are filled in later: amounts and days by whoever shows them, the rest here. `{spent}`, `{threshold}`,
/// `{missing}`, `{keep_missing}` are amounts, `{from}`, `{deadline}`, `{keep_until}` days, `{tier}` and `{next}` names of
/// rungs, `{number}` a whole number of 2 or more, `{percent}` a share.
struct WidgetWords: Sendable {
    var title: String
    /// Above the bar.
    var spent: String
    /// What is missing to the next rung.
    var missing: String
    /// The next rung is reached and waits for a check.
    var ready: String
    /// On the highest rung.
    var top: String
    /// On a rung, and no other is promised.
    var held: String
    /// Nothing to show.
    var none: String
    /// Up to when what is missing can be bought.
    var deadline: String
    /// What is missing to keep the present rung, with a day and without one.
    var keepUntil: String
    var keep: String
    /// Above the benefits of the present rung, and of the next.
    var benefits: String
    var nextBenefits: String
    var discount: String
    var freeShipping: String
    /// Shown instead of a page that cannot be shown.
    var unavailable: String
    var period: Period

    /// Which orders count, as sentences.
    struct Period: Sendable {
        var ever: String
        /// From a day on.
        var since: String
        var today: String
        var days: String
        var pastMonth: String
        var pastMonths: String
        var thisMonth: String
        var lastMonth: String
        var thisQuarter: String
        var lastQuarter: String
        var thisYear: String
        var lastYear: String

        /// - Parameter hasStart: whether the ladder has a day before which nothing counts.
        func sentence(_ period: SpendPeriod, hasStart: Bool) -> (template: String, number: Int?) {
            switch period {
            case .lifetime: (hasStart ? since : ever, nil)
            case .rollingDays(1): (today, nil)
            case .rollingDays(let count): (days, count)
            case .rollingMonths(1): (pastMonth, nil)
            case .rollingMonths(let count): (pastMonths, count)
            case .calendar(.month, let span): (span == .toDate ? thisMonth : lastMonth, nil)
            case .calendar(.quarter, let span): (span == .toDate ? thisQuarter : lastQuarter, nil)
            case .calendar(.year, let span): (span == .toDate ? thisYear : lastYear, nil)
            }
        }
    }

    /// By language.
    static let shipped: [String: WidgetWords] = [
        "en": .english, "fr": .french, "pl": .polish, "de": .german, "es": .spanish,
    ]

    /// Puts values in the place of names in braces, all at once, so that no value is taken for a name. Names without a
    /// value stay.
    static func fill(_ template: String, _ values: [String: String]) -> String {
        var (result, rest) = ("", template[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open] + (values[name] ?? "{\(name)}")
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
