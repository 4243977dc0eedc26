import Domain
import Testing

@testable import Rules

/// When turnover rules remind and decide, worked out by hand (2-domain §3, §5 `turnover`).
@Suite struct TurnoverCalendarTests {
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text: text)) }

    struct Period: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let calendar: TurnoverCalendar
        let key: String
        let counted: (String, String)
        let remind: String?
        let change: String

        init(
            _ description: String, _ month: TurnoverCalendar.CountedMonth, remind remindDay: Int?,
            change changeDay: Int,
            _ key: String, _ first: String, _ last: String, _ remind: String?, _ change: String
        ) {
            testDescription = description
            calendar = TurnoverCalendar(month: month, remindDay: remindDay, changeDay: changeDay)
            self.key = key
            counted = (first, last)
            self.remind = remind
            self.change = change
        }
    }

    static let periods: [Period] = [
        Period(
            "previous and day 1: the whole month, decided as the next begins", .previous, remind: 20, change: 1,
            "2026-01", "2026-01-01", "2026-01-31", "2026-01-20", "2026-02-01"),
        Period(
            "the reminder of day 20 concerns the month then running", .previous, remind: 20, change: 5, "2026-12",
            "2026-12-01", "2026-12-31", "2026-12-20", "2027-01-05"),
        Period(
            "current counts days 1 to the change day − 1", .current, remind: 10, change: 15, "2026-01", "2026-01-01",
            "2026-01-14", "2026-01-10", "2026-01-15"),
        Period(
            "day 2 counts day 1 alone", .current, remind: nil, change: 2, "2026-02", "2026-02-01", "2026-02-01", nil,
            "2026-02-02"),
        Period(
            "day 31 in January", .current, remind: 30, change: 31, "2026-01", "2026-01-01", "2026-01-30", "2026-01-30",
            "2026-01-31"),
        Period(
            "clamped to one day, the reminder goes the day before: February", .current, remind: 30, change: 31,
            "2026-02", "2026-02-01", "2026-02-27", "2026-02-27", "2026-02-28"),
        Period(
            "and of a leap year", .current, remind: 30, change: 31, "2028-02", "2028-02-01", "2028-02-28",
            "2028-02-28", "2028-02-29"),
        Period(
            "and a month of 30 days", .current, remind: 30, change: 31, "2026-04", "2026-04-01", "2026-04-29",
            "2026-04-29", "2026-04-30"),
        Period(
            "29 and 30 in February", .current, remind: 29, change: 30, "2026-02", "2026-02-01", "2026-02-27",
            "2026-02-27", "2026-02-28"),
        Period(
            "29 and 30 in February of a leap year", .current, remind: 29, change: 30, "2028-02", "2028-02-01",
            "2028-02-28", "2028-02-28", "2028-02-29"),
        Period(
            "28 and 29 in February", .current, remind: 28, change: 29, "2026-02", "2026-02-01", "2026-02-27",
            "2026-02-27", "2026-02-28"),
        Period(
            "each month anew: 31 is 28 February …", .previous, remind: 31, change: 31, "2026-01", "2026-01-01",
            "2026-01-31", "2026-01-31", "2026-02-28"),
        Period(
            "… and 31 March", .previous, remind: 31, change: 31, "2026-02", "2026-02-01", "2026-02-28", "2026-02-28",
            "2026-03-31"),
        Period(
            "reminded on the last day, decided on the next", .previous, remind: 31, change: 1, "2026-06", "2026-06-01",
            "2026-06-30", "2026-06-30", "2026-07-01"),
    ]

    @Test(arguments: periods) func `a period has its days`(_ test: Period) throws {
        let period = try #require(TurnoverMonth(key: test.key))
        #expect(period.key == test.key)
        let counted = test.calendar.countedDays(of: period)
        #expect(counted.lowerBound.description == test.counted.0)
        #expect(counted.upperBound.description == test.counted.1)
        #expect(test.calendar.remindDay(of: period)?.description == test.remind)
        #expect(test.calendar.changeDay(of: period).description == test.change)
    }

    static let latest: [(month: TurnoverCalendar.CountedMonth, change: Int, day: String, key: String)] = [
        (.previous, 1, "2026-01-31", "2025-12"), (.previous, 1, "2026-02-01", "2026-01"),
        (.previous, 1, "2026-02-28", "2026-01"), (.previous, 15, "2026-02-14", "2025-12"),
        (.previous, 15, "2026-02-15", "2026-01"), (.previous, 31, "2026-02-27", "2025-12"),
        (.previous, 31, "2026-02-28", "2026-01"), (.previous, 31, "2026-03-30", "2026-01"),
        (.previous, 31, "2026-03-31", "2026-02"), (.previous, 1, "2026-01-01", "2025-12"),
        (.current, 15, "2026-01-14", "2025-12"), (.current, 15, "2026-01-15", "2026-01"),
        (.current, 31, "2028-02-28", "2028-01"), (.current, 31, "2028-02-29", "2028-02"),
        (.current, 2, "2026-01-01", "2025-12"), (.current, 2, "2026-01-02", "2026-01"),
    ]

    @Test(arguments: latest) func `the latest period is the one whose change day has come`(
        _ test: (month: TurnoverCalendar.CountedMonth, change: Int, day: String, key: String)
    ) throws {
        let calendar = TurnoverCalendar(month: test.month, remindDay: nil, changeDay: test.change)
        #expect(calendar.latestDecided(on: try day(test.day)).key == test.key)
    }

    static let reminding: [(calendar: TurnoverCalendar, day: String, key: String?)] = [
        (.init(month: .previous, remindDay: 20, changeDay: 1), "2026-01-19", nil),
        (.init(month: .previous, remindDay: 20, changeDay: 1), "2026-01-20", "2026-01"),
        (.init(month: .previous, remindDay: 20, changeDay: 1), "2026-01-31", "2026-01"),
        (.init(month: .previous, remindDay: 20, changeDay: 1), "2026-02-01", nil),
        // The month is over: nothing could be done about it, though its change day is still to come.
        (.init(month: .previous, remindDay: 20, changeDay: 5), "2026-02-02", nil),
        (.init(month: .previous, remindDay: 1, changeDay: 5), "2026-02-02", "2026-02"),
        (.init(month: .current, remindDay: 10, changeDay: 15), "2026-01-14", "2026-01"),
        (.init(month: .current, remindDay: 10, changeDay: 15), "2026-01-15", nil),
        (.init(month: .current, remindDay: 30, changeDay: 31), "2026-02-26", nil),
        (.init(month: .current, remindDay: 30, changeDay: 31), "2026-02-27", "2026-02"),
        (.init(month: .current, remindDay: 30, changeDay: 31), "2026-02-28", nil),
        (.init(month: .previous, remindDay: nil, changeDay: 1), "2026-01-20", nil),
    ]

    @Test(arguments: reminding) func `reminders go out from their day to the last that counts`(
        _ test: (calendar: TurnoverCalendar, day: String, key: String?)
    ) throws {
        #expect(test.calendar.reminding(on: try day(test.day))?.key == test.key)
    }

    static let zones = ["Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]

    /// Three years of sweeps, over every change of the clocks and the leap day, against the days listed one by one.
    @Test(arguments: zones) func `everyone is asked at midnight of each reminder and change day, and at no other time`(
        _ name: String
    ) throws {
        let zone = try #require(Zone(name))
        for month in TurnoverCalendar.CountedMonth.allCases {
            for (remind, change) in [(20, 25), (28, 29), (30, 31), (1, 2), (29, 31)] {
                let calendar = TurnoverCalendar(month: month, remindDay: remind, changeDay: change)
                let first = TurnoverMonth(of: try day("2026-12-01"))
                let days = (0..<38).map { first.adding($0) }
                    .flatMap { [calendar.remindDay(of: $0), calendar.changeDay(of: $0)] }.compactMap { $0 }
                let expected = Set(days).map(zone.start(of:)).sorted()
                    .filter { $0 > zone.start(of: first.adding(1).lastDay) }.prefix(60)
                var found: [Timestamp] = []
                var at = zone.start(of: first.adding(1).lastDay)
                for _ in expected {
                    at = try #require(calendar.nextSweep(after: at, zone: zone))
                    found.append(at)
                }
                #expect(found == Array(expected))
            }
        }
    }

    @Test(arguments: zones) func `a sweep is at the first instant of the local day`(_ name: String) throws {
        let zone = try #require(Zone(name))
        let calendar = TurnoverCalendar(month: .previous, remindDay: 29, changeDay: 1)
        let due = zone.start(of: try day("2026-03-29"))
        #expect(calendar.nextSweep(after: due.adding(milliseconds: -1), zone: zone) == due)
        #expect(calendar.nextSweep(after: due, zone: zone) == zone.start(of: try day("2026-04-01")))
    }

    /// However late the day on which a period is still looked at, its spend is among what was read.
    @Test func `spend is read far enough back`() throws {
        var furthest = 0
        for month in TurnoverCalendar.CountedMonth.allCases {
            for change in (month == .current ? 2 : 1)...31 {
                let calendar = TurnoverCalendar(month: month, remindDay: nil, changeDay: change)
                for offset in 0..<(366 * 5) {
                    let today = try day("2026-01-01").adding(days: offset)
                    let first = calendar.latestDecided(on: today).adding(-1).firstDay
                    furthest = max(furthest, today.daysSinceEpoch - first.daysSinceEpoch)
                }
            }
        }
        #expect(furthest == 121)
        #expect(TurnoverRule.spendDays > furthest)
    }

    @Test func `months are read from their keys`() {
        #expect(TurnoverMonth(key: "2026-02")?.lastDay.description == "2026-02-28")
        for bad in ["2026-13", "2026", "2026-1", "", "2026-01-01", "x"] { #expect(TurnoverMonth(key: bad) == nil) }
    }
}
