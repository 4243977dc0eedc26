internal import Domain

/// An instant as a mail's header writes it: `Sun, 22 Nov 2026 10:15:30 +0100` (RFC 5322 section 3.3).
enum MailDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// To the second, with the zone's offset to the minute. Nil outside the years 1 to 9999.
    static func write(_ instant: Timestamp, zone: Zone) -> String? {
        // Roughly the years that can be written; what lies just outside is found below.
        guard abs(instant.milliseconds / 1_000) < 300_000_000_000 else { return nil }
        let offset = Int(zone.offset(at: instant) / 60_000)
        let seconds = floored(Int(instant.milliseconds), 1_000).quotient + offset * 60
        let (days, rest) = floored(seconds, 86_400)
        guard (-719_162...2_932_896).contains(days) else { return nil }
        let day = CalendarDay(daysSinceEpoch: days)
        let time = "\(pad(rest / 3_600)):\(pad(rest / 60 % 60)):\(pad(rest % 60))"
        let sign = offset < 0 ? "-" : "+"
        let zoneText = sign + pad(abs(offset) / 60) + pad(abs(offset) % 60)
        let weekday = weekdays[floored(days + 4, 7).remainder]
        return "\(weekday), \(day.day) \(months[day.month - 1]) \(pad(day.year, 4)) \(time) \(zoneText)"
    }

    private static func floored(_ value: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
        let remainder = ((value % divisor) + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
