public import Domain

/// One calendar month of the store: what a turnover rule judges.
public struct TurnoverMonth: Hashable, Comparable, Sendable {
    public let firstDay: CalendarDay

    /// The month that `day` lies in.
    public init(of day: CalendarDay) { firstDay = day.adding(days: 1 - day.day) }

    /// Reads `YYYY-MM`.
    public init?(key: String) {
        guard let day = CalendarDay(text: "\(key)-01") else { return nil }
        firstDay = day
    }

    /// `2026-10`: the key of what is decided. Keys sort as months do.
    public var key: String { String(firstDay.description.prefix(7)) }

    public var lastDay: CalendarDay { day(31) }

    /// The day of that number, 1 … 31; the last one where the month is shorter.
    public func day(_ number: Int) -> CalendarDay {
        let length = CalendarDay.length(ofMonth: firstDay.month, year: firstDay.year)
        return firstDay.adding(days: min(number, length) - 1)
    }

    public func adding(_ months: Int) -> TurnoverMonth { TurnoverMonth(of: firstDay.adding(months: months)) }

    public static func < (left: Self, right: Self) -> Bool { left.firstDay < right.firstDay }
}
