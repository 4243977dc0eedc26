public import Domain
internal import JSON

/// On which days a ladder is checked.
public enum LadderCheck: Sendable, Equatable {
    case daily
    /// On that day of each month, 1 … 31; in shorter months on the last day.
    case monthly(Int)
    /// Only when a person or the command line asks for it.
    case manual

    public func isCheckDay(_ day: CalendarDay) -> Bool { first(onOrAfter: day) == day }

    /// The first check day after `day`; nil where no day is one.
    public func next(after day: CalendarDay) -> CalendarDay? { first(onOrAfter: day.adding(days: 1)) }

    public func first(onOrAfter day: CalendarDay) -> CalendarDay? {
        switch self {
        case .daily: return day
        case .manual: return nil
        case .monthly(let number):
            let here = Self.day(number, inMonthOf: day)
            return here >= day ? here : Self.day(number, inMonthOf: Self.start(of: day).adding(months: 1))
        }
    }

    public func last(onOrBefore day: CalendarDay) -> CalendarDay? {
        switch self {
        case .daily: return day
        case .manual: return nil
        case .monthly(let number):
            let here = Self.day(number, inMonthOf: day)
            return here <= day ? here : Self.day(number, inMonthOf: Self.start(of: day).adding(months: -1))
        }
    }

    private static func start(of day: CalendarDay) -> CalendarDay { day.adding(days: 1 - day.day) }

    private static func day(_ number: Int, inMonthOf day: CalendarDay) -> CalendarDay {
        let length = CalendarDay.length(ofMonth: day.month, year: day.year)
        return start(of: day).adding(days: min(number, length) - 1)
    }

    // MARK: On the wire

    static let kinds = ["daily", "monthly", "manual"]

    init?(reading value: JSONValue, at pointer: String, errors: inout [FieldError]) {
        var reader = FieldReader(value, at: pointer)
        let kind = reader.choice("kind", of: Self.kinds)
        if kind == nil, reader.errors.isEmpty { reader.fail("kind", "is required") }
        var found: LadderCheck?
        switch kind {
        case "daily": found = .daily
        case "manual": found = .manual
        case "monthly":
            let day = reader.integer("day", in: 1...31)
            if day == nil, reader.errors.isEmpty { reader.fail("day", "is required") }
            found = day.map { .monthly(Int($0)) }
        default: break
        }
        if kind != nil { reader.finish() }
        errors += reader.errors
        guard let found, reader.errors.isEmpty else { return nil }
        self = found
    }

    /// As on the wire.
    var value: JSONValue {
        switch self {
        case .daily: ["kind": "daily"]
        case .monthly(let day): ["kind": "monthly", "day": .integer(day)]
        case .manual: ["kind": "manual"]
        }
    }
}
