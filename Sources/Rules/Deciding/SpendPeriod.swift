public import Domain
internal import JSON

/// Which days' spend counts on a given day.
public enum SpendPeriod: Sendable, Equatable {
    case lifetime
    /// That day and the N − 1 before it. 1 … 3,660.
    case rollingDays(Int)
    /// The days after the same day N months before (clamped), up to that day. 1 … 120.
    case rollingMonths(Int)
    case calendar(Unit, Span)

    public enum Unit: String, Sendable, CaseIterable {
        case month, quarter, year

        var months: Int {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            }
        }

        /// The first day of the unit that holds `day`.
        public func start(of day: CalendarDay) -> CalendarDay {
            let month = (day.month - 1) / months * months + 1
            return CalendarDay(year: day.year, month: month, day: 1) ?? day
        }
    }

    public enum Span: String, Sendable, CaseIterable {
        /// The unit that the day lies in, so far.
        case toDate = "to_date"
        /// The unit before it.
        case lastComplete = "last_complete"
    }

    private static let beginning = CalendarDay(daysSinceEpoch: -719_162)

    /// The days that count on `day`.
    public func window(on day: CalendarDay) -> ClosedRange<CalendarDay> {
        switch self {
        case .lifetime: return Self.beginning...day
        case .rollingDays(let count): return day.adding(days: 1 - count)...day
        case .rollingMonths(let count): return min(day.adding(months: -count).adding(days: 1), day)...day
        case .calendar(let unit, .toDate): return unit.start(of: day)...day
        case .calendar(let unit, .lastComplete):
            let end = unit.start(of: day).adding(days: -1)
            return unit.start(of: end)...end
        }
    }

    /// The first day of the period after the one that `day` lies in; nil where there are no periods.
    func end(of day: CalendarDay) -> CalendarDay? {
        guard case .calendar(let unit, _) = self else { return nil }
        return unit.start(of: day).adding(months: unit.months)
    }

    /// The days after `day` on which what counts may differ from the day before, given the days with spend; ascending.
    public func boundaries(after day: CalendarDay, spend: some Sequence<CalendarDay>) -> [CalendarDay] {
        var days: Set<CalendarDay> = []
        for spent in spend {
            days.insert(spent)
            switch self {
            case .lifetime: break
            case .rollingDays(let count): days.insert(spent.adding(days: count))
            case .rollingMonths(let count): days.insert(Self.leaving(spent, months: count))
            case .calendar(let unit, let span):
                let next = unit.start(of: unit.start(of: spent).adding(months: unit.months))
                days.insert(next)
                if span == .lastComplete { days.insert(unit.start(of: next.adding(months: unit.months))) }
            }
        }
        return days.filter { $0 > day }.sorted()
    }

    /// The first day whose window of N months no longer holds `spent`.
    private static func leaving(_ spent: CalendarDay, months: Int) -> CalendarDay {
        var day = spent.adding(months: months)
        while day.adding(months: -months) < spent { day = day.adding(days: 1) }
        return day
    }

    /// How many days back from a day its window may reach; nil for without end.
    public var reach: Int? {
        switch self {
        case .lifetime: nil
        case .rollingDays(let count): count
        case .rollingMonths(let count): count * 31 + 1
        case .calendar(let unit, let span): unit.months * 31 * (span == .toDate ? 1 : 2) + 1
        }
    }

    // MARK: On the wire

    static let kinds = ["lifetime", "rolling", "calendar"]

    init?(reading value: JSONValue, at pointer: String, errors: inout [FieldError]) {
        var reader = FieldReader(value, at: pointer)
        let kind = reader.choice("kind", of: Self.kinds)
        if kind == nil, reader.errors.isEmpty { reader.fail("kind", "is required") }
        var found: SpendPeriod?
        switch kind {
        case "lifetime": found = .lifetime
        case "rolling":
            let days = reader.integer("days", in: 1...3_660)
            let months = reader.integer("months", in: 1...120)
            switch (days, months) {
            case (let days?, nil): found = .rollingDays(Int(days))
            case (nil, let months?): found = .rollingMonths(Int(months))
            default: if reader.errors.isEmpty { reader.fail("days", "give either days or months") }
            }
        case "calendar":
            let unit = reader.choice("unit", of: Unit.allCases.map(\.rawValue)).flatMap(Unit.init)
            if unit == nil, reader.errors.isEmpty { reader.fail("unit", "is required") }
            let span = reader.choice("span", of: Span.allCases.map(\.rawValue)).flatMap(Span.init) ?? .toDate
            found = unit.map { .calendar($0, span) }
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
        case .lifetime: ["kind": "lifetime"]
        case .rollingDays(let count): ["kind": "rolling", "days": .integer(count)]
        case .rollingMonths(let count): ["kind": "rolling", "months": .integer(count)]
        case .calendar(let unit, let span):
            ["kind": "calendar", "unit": .string(unit.rawValue), "span": .string(span.rawValue)]
        }
    }

    /// In words.
    var sentence: Sentence {
        switch self {
        case .lifetime: Sentence("period.lifetime")
        case .rollingDays(let count): Sentence("period.days", [.init("count", .number(Int64(count)))])
        case .rollingMonths(let count): Sentence("period.months", [.init("count", .number(Int64(count)))])
        case .calendar(let unit, let span): Sentence("period.\(unit.rawValue).\(span.rawValue)")
        }
    }
}

extension Sequence<SpendDay> {
    /// What counts within `days` in those statuses, in minor units; stops at the largest number there is.
    public func sum(in days: ClosedRange<CalendarDay>, statuses: Set<ID<OrderStatus>>) -> Int64 {
        var sum: Int64 = 0
        for entry in self where days.contains(entry.day) && statuses.contains(entry.status) {
            let (next, overflow) = sum.addingReportingOverflow(entry.amount)
            sum = overflow ? .max : next
        }
        return sum
    }
}
