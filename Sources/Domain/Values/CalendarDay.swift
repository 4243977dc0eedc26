/// A day of the proleptic Gregorian calendar, without time or zone: a *local* day of some store.
///
/// Range: 0001-01-01 … 9999-12-31.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `yyyymmdd`, the form kept in the database.
    public let rawValue: Int32

    public var year: Int { Int(rawValue) / 10_000 }
    public var month: Int { Int(rawValue) / 100 % 100 }
    public var day: Int { Int(rawValue) % 100 }

    /// Nil when the date does not exist (29 February of a common year, day 31 of June, year 0).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// Nil unless `rawValue` spells an existing date as `yyyymmdd`.
    public init?(rawValue: Int32) {
        let value = Int(rawValue)
        self.init(year: value / 10_000, month: value / 100 % 100, day: value % 100)
    }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`).
    public init?(text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day that lies `daysSinceEpoch` days after 1970-01-01. Clamped to the type's range.
    public init(daysSinceEpoch: Int) {
        // Years are counted from 1 March, so that the leap day is the last of its year.
        let shifted = min(max(daysSinceEpoch, -719_162), 2_932_896) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Days since 1970-01-01; negative before it.
    public var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    public func adding(days: Int) -> CalendarDay { CalendarDay(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day of the month `months` later; where that month is shorter, its last day.
    ///
    /// Always add the whole number of months to the original anchor: 31 January + 1 is 28 February, + 2 is 31 March.
    public func adding(months: Int) -> CalendarDay {
        let index = min(max(year * 12 + month - 1 + months, 12), 9999 * 12 + 11)
        let (year, month) = (index / 12, index % 12 + 1)
        return CalendarDay(unchecked: year, month, min(day, Self.length(ofMonth: month, year: year)))
    }

    public var description: String {
        var (text, value) = (Array("0000-00-00".utf8), Int(rawValue))
        for place in [9, 8, 6, 5, 3, 2, 1, 0] {
            text[place] += UInt8(value % 10)
            value /= 10
        }
        return String(decoding: text, as: UTF8.self)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Days in a month, 28 … 31.
    public static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        rawValue = Int32(year * 10_000 + month * 100 + day)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}
