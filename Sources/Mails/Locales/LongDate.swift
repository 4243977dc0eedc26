internal import Domain

/// How a locale writes a day in full, without the day of the week.
struct LongDate: Sendable {
    private enum Order {
        /// `22 listopada 2026`, with what stands after the day and after the month.
        case dayFirst(afterDay: String, afterMonth: String)
        /// `November 22, 2026`
        case monthFirst
    }

    private let order: Order
    private let months: [String]
    /// How the first day of a month is written.
    private let first: String

    private init(_ order: Order, _ months: String, first: String = "1") {
        self.order = order
        self.months = months.split(separator: " ").map(String.init)
        self.first = first
    }

    func write(_ day: CalendarDay) -> String {
        let month = months[day.month - 1]
        switch order {
        case .dayFirst(let afterDay, let afterMonth):
            return "\(day.day == 1 ? first : "\(day.day)")\(afterDay)\(month)\(afterMonth)\(day.year)"
        case .monthFirst: return "\(month) \(day.day), \(day.year)"
        }
    }

    private static let spaced = Order.dayFirst(afterDay: " ", afterMonth: " ")
    private static let dotted = Order.dayFirst(afterDay: ". ", afterMonth: " ")

    private static let englishMonths =
        "January February March April May June July August September October November December"
    private static let germanMonths =
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"

    static let english = LongDate(spaced, englishMonths)
    static let englishMonthFirst = LongDate(.monthFirst, englishMonths)
    /// CLDR writes `1 janvier`; French readers expect `1er`.
    static let french = LongDate(
        spaced, "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", first: "1er")
    static let polish = LongDate(
        spaced,
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")
    static let german = LongDate(dotted, germanMonths)
    static let germanAustria = LongDate(dotted, "Jänner" + germanMonths.dropFirst("Januar".count))
    static let spanish = LongDate(
        .dayFirst(afterDay: " de ", afterMonth: " de "),
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
}
