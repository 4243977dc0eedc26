/// Fuzzes HTTP dates (RFC 9110 section 5.6.7) against templates: which byte must stand where, and a calendar that
/// counts days one after another.
func fuzz(_ bytes: [UInt8]) {
    let moments: [Int64] = [784_111_777, 0, 1_709_208_000, 4_107_542_400, 1_795_372_894, 946_684_799]
    let now = HTTPDate(secondsSinceEpoch: moments[Int(digest(bytes) % UInt64(moments.count))])
    let input = text(bytes)
    let read = HTTPDate(input, now: now)
    checkEqual(read?.secondsSinceEpoch, PlainDate.read(Array(input.utf8), now: now), "another instant of \(input)")
    guard let read else { return }
    let written = read.description
    check(written.utf8.count == 29, "\(written) has another length")
    checkEqual(HTTPDate(written, now: now), read, "written again it is another instant")
}

private enum PlainDate {
    /// Seconds since 1970; nil for what is no date.
    static func read(_ text: [UInt8], now: HTTPDate) -> Int64? {
        match(text, "WWW, DD MMM YYYY HH:mm:SS GMT", now, short) ?? match(text, "WWW MMM DD HH:mm:SS YYYY", now, short)
            ?? match(text, "WWW MMM  d HH:mm:SS YYYY", now, short)
            ?? weekdays.lazy.compactMap { day in
                let pattern = String(repeating: "W", count: day.count) + ", DD-MMM-YY HH:mm:SS GMT"
                return match(text, pattern, now, weekdays)
            }.first
    }

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let short = weekdays.map { String($0.prefix(3)) }
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter pattern: each letter stands for a byte of that part, everything else for itself; GMT at its end too.
    private static func match(_ text: [UInt8], _ pattern: String, _ now: HTTPDate, _ names: [String]) -> Int64? {
        guard text.count == pattern.utf8.count, !pattern.hasSuffix("GMT") || text.suffix(3) == Array("GMT".utf8)[...]
        else { return nil }
        var parts: [Character: String] = [:]
        for (byte, mark) in zip(text, pattern.hasSuffix("GMT") ? pattern.dropLast(3) : pattern[...]) {
            if mark.isLetter {
                parts[mark, default: ""].unicodeScalars.append(Unicode.Scalar(byte))
            } else if byte != mark.asciiValue {
                return nil
            }
        }
        guard let weekday = names.firstIndex(of: parts["W"] ?? ""), let month = months.firstIndex(of: parts["M"] ?? ""),
            let year = number(parts["Y"]), let day = number(parts["D"] ?? parts["d"]), let time = time(parts)
        else { return nil }
        let isShortYear = !pattern.contains("YYYY")
        let date = isShortYear ? latest(year, month, day, time, now) : days(year, month, day)
        guard let date, ((date + 4) % 7 + 7) % 7 == Int64(weekday) else { return nil }
        return date * 86_400 + time
    }

    private static func time(_ parts: [Character: String]) -> Int64? {
        guard let hour = number(parts["H"]), hour < 24, let minute = number(parts["m"]), minute < 60,
            let second = number(parts["S"]), second <= 60
        else { return nil }
        return hour * 3_600 + minute * 60 + min(second, 59)
    }

    private static func number(_ text: String?) -> Int64? {
        guard let text, text.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        return Int64(text)
    }

    /// The day in the latest of the years with these last two digits that lies at most fifty years ahead. A day that
    /// the latest year does not have is no date.
    private static func latest(_ digits: Int64, _ month: Int, _ day: Int64, _ time: Int64, _ now: HTTPDate) -> Int64? {
        var year = civilYear(now) + 50
        while year % 100 != digits { year -= 1 }
        guard let date = days(year, month, day) else { return nil }
        return date * 86_400 + time <= fiftyYears(after: now) ? date : days(year - 100, month, day)
    }

    private static func fiftyYears(after now: HTTPDate) -> Int64 {
        let total = now.secondsSinceEpoch
        let (day, time) = (total / 86_400, total % 86_400)
        let year = civilYear(now)
        let dayOfYear = day - firstDay(year)
        var month = 0
        var dayOfMonth = dayOfYear
        while dayOfMonth >= length(year, month) {
            dayOfMonth -= length(year, month)
            month += 1
        }
        return (monthStart(year + 50, month) + dayOfMonth) * 86_400 + time
    }

    private static func civilYear(_ date: HTTPDate) -> Int64 {
        var year: Int64 = 1970
        while firstDay(year + 1) * 86_400 <= date.secondsSinceEpoch { year += 1 }
        return year
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(_ year: Int64, _ month: Int) -> Int64 {
        month == 1 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    }

    private static func firstDay(_ year: Int64) -> Int64 {
        // Counted from year 0, of which 1970-01-01 is day 719,528.
        func leaps(before year: Int64) -> Int64 {
            year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
        }
        return year * 365 + leaps(before: year) - 719_528
    }

    private static func monthStart(_ year: Int64, _ month: Int) -> Int64 {
        (0..<month).reduce(firstDay(year)) { $0 + length(year, $1) }
    }

    /// Nil for a day that the month does not have.
    private static func days(_ year: Int64, _ month: Int, _ day: Int64) -> Int64? {
        guard (1...length(year, month)).contains(day) else { return nil }
        return monthStart(year, month) + day - 1
    }
}
