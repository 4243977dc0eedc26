public import Domain

/// The tables of figures there are.
public enum StatisticsKind: String, Sendable, CaseIterable {
    case groups, changes, rules, tiers, mails, runs, intake

    /// Whether its figures can be narrowed to one rule.
    public var takesRule: Bool {
        switch self {
        case .changes, .rules, .tiers, .mails: true
        case .groups, .runs, .intake: false
        }
    }
}

/// What is asked of a table of figures.
public struct StatisticsQuery: Sendable {
    /// The first day; nil for as many buckets before the last day as are usual.
    public var from: CalendarDay?
    /// The last day, itself counted; nil for today.
    public var to: CalendarDay?
    /// A store's key; nil for all.
    public var store: String?
    public var rule: ID<Rule>?
    public var bucket = Bucket.day
    /// Leaves out the runs that covered more than the one store.
    public var isBound = false

    public init() {}

    /// How long a stretch of days one row tells of.
    public enum Bucket: String, Sendable, CaseIterable {
        /// From Monday to Sunday.
        case week
        case day, month

        /// The first day of the one that `day` is in.
        func start(of day: CalendarDay) -> CalendarDay {
            switch self {
            case .day: day
            // Day 0 of the epoch was a Thursday.
            case .week: day.adding(days: -(((day.daysSinceEpoch + 3) % 7 + 7) % 7))
            case .month: day.adding(days: 1 - day.day)
            }
        }

        /// The first day of the next one.
        func next(after start: CalendarDay) -> CalendarDay {
            switch self {
            case .day: start.adding(days: 1)
            case .week: start.adding(days: 7)
            case .month: start.adding(months: 1)
            }
        }

        /// The first day where none is asked for: 30 days, or 12 weeks or months, the last one among them.
        func usualStart(before to: CalendarDay) -> CalendarDay {
            switch self {
            case .day: to.adding(days: -29)
            case .week: start(of: to).adding(days: -77)
            case .month: start(of: to).adding(months: -11)
            }
        }
    }
}

/// The days asked for, cut into buckets. Those at the ends hold only days that were asked for.
struct Period: Sendable {
    static let mostBuckets = 750

    let from: CalendarDay
    let to: CalendarDay
    let bucket: StatisticsQuery.Bucket
    /// Ascending; none where there would be too many.
    let buckets: [(from: CalendarDay, to: CalendarDay)]

    /// - Parameter today: the last day where none is asked for.
    init(_ query: StatisticsQuery, today: CalendarDay) {
        let to = query.to ?? today
        bucket = query.bucket
        self.to = to
        from = query.from ?? query.bucket.usualStart(before: to)
        var (buckets, start) = ([(from: CalendarDay, to: CalendarDay)](), from)
        while start <= to, buckets.count <= Self.mostBuckets {
            let next = bucket.next(after: bucket.start(of: start))
            // The calendar ends with the year 9999.
            let isLast = next <= start
            buckets.append((start, isLast ? to : min(to, next.adding(days: -1))))
            if isLast { break }
            start = next
        }
        self.buckets = buckets
    }

    /// Why these days cannot be asked for; nil where they can.
    var fault: (name: String, reason: String)? {
        if from > to { return ("from", "must not be after 'to', \(to)") }
        guard buckets.count > Self.mostBuckets else { return nil }
        return (
            "bucket",
            "would make more than \(Self.mostBuckets) rows a line: ask for fewer days, or for weeks or months"
        )
    }

    /// Which bucket a day of the period is in.
    func index(of day: CalendarDay) -> Int {
        var (low, high) = (0, buckets.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if buckets[middle].from <= day { low = middle } else { high = middle }
        }
        return low
    }
}
