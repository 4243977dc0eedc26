/// An instant as HTTP writes it, to the second: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
public struct HTTPDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, from year 0 to 9999.
    public let secondsSinceEpoch: Int64

    public init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    /// Reads the three forms of an HTTP date (see `HTTPDateReader`).
    ///
    /// - Parameter now: tells the century of the form that has a year of two digits.
    /// - Returns: nil for anything else, also for a day of the week that does not fit.
    public init?(_ text: String, now: HTTPDate) {
        var reader = HTTPDateReader(text)
        guard let date = reader.read(now: now) else { return nil }
        self = date
    }

    /// An instant of the calendar (proleptic Gregorian, UTC).
    ///
    /// - Parameters:
    ///   - month: from 1.
    ///   - secondOfDay: from 0.
    /// - Returns: nil for a day that the month does not have.
    init?(year: Int64, month: Int, day: Int64, secondOfDay: Int64) {
        let days = Self.daysSinceEpoch(year: year, month: month, day: day)
        guard Self.civil(days) == (year, Int64(month), day) else { return nil }
        secondsSinceEpoch = days * 86_400 + secondOfDay
    }

    public var description: String {
        let second = secondOfDay
        let (year, month, day) = Self.civil(days)
        let weekday = Self.weekdays[weekday].prefix(3)
        let time = "\(Self.pad(second / 3_600)):\(Self.pad(second / 60 % 60)):\(Self.pad(second % 60))"
        return "\(weekday), \(Self.pad(day)) \(Self.months[Int(month) - 1]) \(Self.pad(year, 4)) \(time) GMT"
    }

    /// The complete line `Date: … CRLF`, for `ResponseWriter`.
    public var fieldLine: [UInt8] { Array("Date: \(description)\r\n".utf8) }

    public static func < (left: Self, right: Self) -> Bool { left.secondsSinceEpoch < right.secondsSinceEpoch }

    /// From 0 for Sunday.
    var weekday: Int { Int(((days + 4) % 7 + 7) % 7) }

    var year: Int64 { Self.civil(days).year }

    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    var secondOfDay: Int64 { (secondsSinceEpoch % 86_400 + 86_400) % 86_400 }

    var days: Int64 { (secondsSinceEpoch - secondOfDay) / 86_400 }

    private static func pad(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days of the proleptic Gregorian calendar, counted in years that begin in March so that the leap day comes last.
    static func daysSinceEpoch(year: Int64, month: Int, day: Int64) -> Int64 {
        // 400 years later, which is 146,097 days: January of year 0 belongs to a year before it.
        let shifted = (month > 2 ? year : year - 1) + 400
        let monthFromMarch = Int64((month + 9) % 12)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097
    }

    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468 + 146_097
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + (era - 1) * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }
}
