import Domain
import Testing

struct CalendarDayTests {
    private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text: text)) }

    @Test(
        "days exist up to the end of their month and no further",
        arguments: [
            ("2026-01-31", true), ("2026-01-32", false), ("2026-02-28", true), ("2026-02-29", false),
            ("2024-02-29", true),
            ("2024-02-30", false), ("2000-02-29", true), ("1900-02-29", false), ("2100-02-29", false),
            ("2400-02-29", true),
            ("2026-04-30", true), ("2026-04-31", false), ("2026-12-31", true), ("2026-13-01", false),
            ("2026-00-01", false),
            ("2026-01-00", false), ("0000-01-01", false), ("0001-01-01", true), ("9999-12-31", true),
        ])
    func existence(text: String, exists: Bool) { #expect((CalendarDay(text: text) != nil) == exists) }

    @Test(
        "other spellings are refused",
        arguments: [
            "", "2026-1-1", "2026-01-1", "20260101", "2026/01/01", "2026-01-01 ", " 2026-01-01", "-026-01-01",
            "2026-01-01T",
            "+026-01-01", "２０２６-01-01", "2026-01-0x",
        ])
    func spellings(text: String) { #expect(CalendarDay(text: text) == nil) }

    @Test(
        "the number of a day since 1970 and back",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("1970-12-31", 364), ("1972-02-29", 789), ("1972-03-01", 790),
            ("2000-01-01", 10_957), ("2026-11-22", 20_779), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
        ])
    func daysSinceEpoch(text: String, number: Int) throws {
        #expect(try day(text).daysSinceEpoch == number)
        #expect(CalendarDay(daysSinceEpoch: number).description == text)
    }

    @Test("every day from 1583 to 2600 follows the one before it")
    func everyDay() {
        var (year, month, day) = (1583, 1, 1)
        var number = CalendarDay(year: 1583, month: 1, day: 1)?.daysSinceEpoch ?? 0
        var failures = 0
        while year <= 2600 {
            let value = CalendarDay(daysSinceEpoch: number)
            if value.year != year || value.month != month || value.day != day || value.daysSinceEpoch != number {
                failures += 1
            }
            number += 1
            day += 1
            if day > CalendarDay.length(ofMonth: month, year: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(failures == 0)
    }

    @Test(
        "days are added over months, years and leap days, and stop at the range's ends",
        arguments: [
            ("2026-01-01", 90, "2026-04-01"), ("2024-01-01", 90, "2024-03-31"), ("2024-02-28", 1, "2024-02-29"),
            ("2026-02-28", 1, "2026-03-01"), ("2026-03-01", -1, "2026-02-28"), ("2025-12-31", 1, "2026-01-01"),
            ("2026-05-05", 0, "2026-05-05"), ("9999-12-31", 1, "9999-12-31"), ("0001-01-01", -1, "0001-01-01"),
        ])
    func addingDays(start: String, days: Int, expected: String) throws {
        #expect(try day(start).adding(days: days).description == expected)
    }

    @Test(
        "months are added from the anchor, ending with the last day where the month is shorter",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2026-01-31", 2, "2026-03-31"), ("2026-01-31", 3, "2026-04-30"),
            ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"),
            ("2026-11-30", 3, "2027-02-28"), ("2026-12-01", 1, "2027-01-01"), ("2026-03-31", -1, "2026-02-28"),
            ("2026-01-15", -1, "2025-12-15"), ("2026-08-31", 0, "2026-08-31"), ("9999-12-31", 1, "9999-12-31"),
        ])
    func addingMonths(start: String, months: Int, expected: String) throws {
        #expect(try day(start).adding(months: months).description == expected)
    }

    @Test("the number kept in the database spells the day")
    func rawValue() throws {
        #expect(try day("2026-11-22").rawValue == 20_261_122)
        #expect(CalendarDay(rawValue: 20_261_122)?.description == "2026-11-22")
        for raw: Int32 in [0, 1, 20_260_229, 20_261_301, 20_260_100, -20_260_101, 100_000_101, .max, .min] {
            #expect(CalendarDay(rawValue: raw) == nil)
        }
        #expect(try day("2026-01-31") < day("2026-02-01"))
    }
}
