internal import Domain

/// What of someone's spend counts on a ladder. Asked for many days in a row, so each costs a search, not a sum.
struct LadderSpend {
    /// Ascending; a day stands once for each status.
    private let days: [CalendarDay]
    /// The sum of all before each of `days`, and of all at the end. Wide, so that it cannot overflow.
    private let sums: [Int128]
    private let period: SpendPeriod
    private let startDate: CalendarDay?

    init(_ spend: some Sequence<SpendDay>, rule: TiersRule, shop: ShopFacts) {
        let statuses = shop.counted(rule.statuses)
        let start = rule.startDate
        let counted = spend.filter { statuses.contains($0.status) && $0.day >= start ?? $0.day }
            .sorted { $0.day < $1.day }
        days = counted.map(\.day)
        sums = counted.reduce(into: [0]) { sums, entry in sums.append(sums[sums.count - 1] + Int128(entry.amount)) }
        period = rule.period
        startDate = start
    }

    /// The days that count on `day`; nil while the ladder's start date lies after them.
    func window(on day: CalendarDay) -> ClosedRange<CalendarDay>? {
        let window = period.window(on: day)
        let start = max(window.lowerBound, startDate ?? window.lowerBound)
        return start <= window.upperBound ? start...window.upperBound : nil
    }

    /// In minor units; stops at the largest number there is.
    func amount(on day: CalendarDay) -> Int64 {
        guard let window = window(on: day) else { return 0 }
        return Int64(clamping: sums[count { $0 <= window.upperBound }] - sums[count { $0 < window.lowerBound }])
    }

    /// The days after `day` on which another amount may count.
    func boundaries(after day: CalendarDay) -> [CalendarDay] { period.boundaries(after: day, spend: days) }

    /// How many of the days, from the first, satisfy a condition that no later one satisfies again.
    private func count(while condition: (CalendarDay) -> Bool) -> Int {
        var (low, high) = (0, days.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(days[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
