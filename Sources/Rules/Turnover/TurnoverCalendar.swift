public import Domain

/// When a turnover rule reminds and decides, and which days it counts. A period is named by the month that it counts.
public struct TurnoverCalendar: Sendable, Equatable {
    public let month: CountedMonth
    /// 1 … 31; nil for no reminder.
    public let remindDay: Int?
    /// 1 … 31; with the current month 2 … 31.
    public let changeDay: Int

    public enum CountedMonth: String, Sendable, CaseIterable {
        /// The month that the change day lies in, up to the day before it.
        case current
        /// The whole month before it.
        case previous
    }

    public init(month: CountedMonth, remindDay: Int?, changeDay: Int) {
        self.month = month
        self.remindDay = remindDay
        self.changeDay = changeDay
    }

    /// The days whose spend counts, whenever it is looked at.
    public func countedDays(of period: TurnoverMonth) -> ClosedRange<CalendarDay> {
        let last = month == .current ? changeDay(of: period).adding(days: -1) : period.lastDay
        return period.firstDay...max(period.firstDay, last)
    }

    /// The day on which the period is decided, from 00:00.
    public func changeDay(of period: TurnoverMonth) -> CalendarDay {
        (month == .current ? period : period.adding(1)).day(changeDay)
    }

    /// The day from which customers are reminded: within the counted month, and before the change day even where a
    /// short month makes the two equal.
    public func remindDay(of period: TurnoverMonth) -> CalendarDay? {
        remindDay.map { min(period.day($0), changeDay(of: period).adding(days: -1)) }
    }

    /// The latest period whose change day has come on `day`.
    public func latestDecided(on day: CalendarDay) -> TurnoverMonth {
        // Its change day lies in the month of `day` or in the one before.
        let nearest = TurnoverMonth(of: day).adding(month == .current ? 0 : -1)
        return changeDay(of: nearest) <= day ? nearest : nearest.adding(-1)
    }

    /// The period whose reminders go out on `day`: from its reminder day to the last day that counts, because a later
    /// one could no longer be heeded.
    public func reminding(on day: CalendarDay) -> TurnoverMonth? {
        let period = TurnoverMonth(of: day)
        guard let first = remindDay(of: period), first <= day, day <= countedDays(of: period).upperBound else {
            return nil
        }
        return period
    }

    /// The first instant after `instant` at which reminders or changes of some period fall due.
    public func nextSweep(after instant: Timestamp, zone: Zone) -> Timestamp? {
        let period = latestDecided(on: zone.day(at: instant))
        // The next period's change day is still ahead; no reminder of a period after the third can come before it.
        return (1...3).flatMap { instants(of: period.adding($0), zone: zone) }
            .filter { $0 > instant }.min()
    }

    /// When reminders and changes of the period fall due.
    func instants(of period: TurnoverMonth, zone: Zone) -> [Timestamp] {
        [remindDay(of: period), changeDay(of: period)].compactMap { $0 }.map(zone.start(of:))
    }
}
