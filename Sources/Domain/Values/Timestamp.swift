/// An instant, in whole milliseconds since 1970-01-01T00:00:00Z (leap seconds are not counted).
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public init(seconds: Int64) { self.milliseconds = seconds * 1_000 }

    public static let zero = Timestamp(milliseconds: 0)

    /// Reads RFC 3339 `date-time` (section 5.6): `T` or a space between date and time, a fraction of any length
    /// (cut to milliseconds), `Z` or a numeric offset. A leap second `:60` counts as the second before it.
    /// Nil for anything else, above all for a time without a zone.
    public init?(rfc3339 text: some StringProtocol) {
        guard let (local, offset) = Self.parse(Array(text.utf8)), let offset else { return nil }
        self.milliseconds = local - offset
    }

    /// Reads the same form without a zone, taken as UTC (WooCommerce's `*_gmt` fields). Nil where a zone is given.
    public init?(utcWithoutZone text: some StringProtocol) {
        guard let (local, offset) = Self.parse(Array(text.utf8)), offset == nil else { return nil }
        self.milliseconds = local
    }

    /// Reads a local date and time without a zone, seconds optional (`2010-12-01 08:26` or with `T`),
    /// as told by the clocks of `zone`. In the hour that a change of the clocks repeats, the earlier instant;
    /// in the hour that it skips, the instant of the change.
    public init?(local text: some StringProtocol, zone: Zone) {
        var bytes = Array(text.utf8)
        if bytes.count == 16 { bytes += Array(":00".utf8) }
        guard let (local, offset) = Self.parse(bytes), offset == nil else { return nil }
        self = zone.instant(localMilliseconds: local)
    }

    public func adding(milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: self.milliseconds + milliseconds) }

    public func adding(seconds: Int64) -> Timestamp { adding(milliseconds: seconds * 1_000) }

    /// RFC 3339 in UTC; the fraction appears only where it is not zero (`2026-11-22T10:15:30Z`, `….250Z`).
    public var description: String {
        let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
        var text = Array("\(CalendarDay(daysSinceEpoch: Int(days)))T00:00:00.000Z".utf8)
        let start = text.count - 13
        func put(_ value: Int64, _ place: Int, _ width: Int) {
            var value = value
            for index in stride(from: start + place + width - 1, through: start + place, by: -1) {
                text[index] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
                value /= 10
            }
        }
        put(rest / 3_600_000, 0, 2)
        put(rest / 60_000 % 60, 3, 2)
        put(rest / 1_000 % 60, 6, 2)
        put(rest % 1_000, 9, 3)
        if rest % 1_000 == 0 { text.removeSubrange((start + 8)..<(start + 12)) }
        return String(decoding: text, as: UTF8.self)
    }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// `date-time = full-date "T" full-time`, the zone optional. Milliseconds as if the clock showed UTC, and the
    /// offset in milliseconds where one is given.
    private static func parse(_ bytes: [UInt8]) -> (local: Int64, offset: Int64?)? {
        guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == 0x20,
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let day = CalendarDay(text: String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = twoDigits(bytes, 11, max: 23), let minute = twoDigits(bytes, 14, max: 59),
            let second = twoDigits(bytes, 17, max: 60)
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            var scale: Int64 = 100
            let start = position
            while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
                fraction += Int64(bytes[position] - 0x30) * scale
                scale /= 10
                position += 1
            }
            guard position > start else { return nil }
        }
        let seconds = (hour * 60 + minute) * 60 + min(second, 59)
        let local = Int64(day.daysSinceEpoch) * 86_400_000 + seconds * 1_000 + fraction
        if position == bytes.count { return (local, nil) }
        guard let offset = offset(bytes, at: position) else { return nil }
        return (local, offset)
    }

    /// `time-offset = "Z" / ("+" / "-") time-hour ":" time-minute`, to the end of the text.
    private static func offset(_ bytes: [UInt8], at position: Int) -> Int64? {
        let sign: Int64
        switch bytes[position] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return position + 1 == bytes.count ? 0 : nil
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard bytes.count == position + 6, bytes[position + 3] == UInt8(ascii: ":"),
            let hours = twoDigits(bytes, position + 1, max: 23), let minutes = twoDigits(bytes, position + 4, max: 59)
        else { return nil }
        return sign * (hours * 60 + minutes) * 60_000
    }

    private static func twoDigits(_ bytes: [UInt8], _ at: Int, max: Int64) -> Int64? {
        guard bytes[at] >= 0x30, bytes[at] <= 0x39, bytes[at + 1] >= 0x30, bytes[at + 1] <= 0x39 else { return nil }
        let value = Int64(bytes[at] - 0x30) * 10 + Int64(bytes[at + 1] - 0x30)
        return value <= max ? value : nil
    }
}

extension Int64 {
    /// Quotient rounded towards minus infinity, and the remainder, never negative for a positive divisor.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
