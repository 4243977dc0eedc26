/// Reads a date in the form that is written today and in the two that are obsolete (RFC 9110 section 5.6.7):
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
struct HTTPDateReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    /// - Parameter now: tells the century of a year of two digits.
    mutating func read(now: HTTPDate) -> HTTPDate? {
        guard let weekday = readWeekday(), let date = readAfter(weekday, now), rest.isEmpty else { return nil }
        return date
    }

    private enum Weekday {
        case short(Int)
        case long(Int)
    }

    /// `day-name-l` before `day-name`, which is its beginning.
    private mutating func readWeekday() -> Weekday? {
        if let long = name(HTTPDate.weekdays) { return .long(long) }
        return name(HTTPDate.weekdays.map { String($0.prefix(3)) }).map { .short($0) }
    }

    private mutating func readAfter(_ weekday: Weekday, _ now: HTTPDate) -> HTTPDate? {
        switch weekday {
        case .short(let day):
            let date = skip(",") ? readFixdate() : readAsctime()
            return date?.weekday == day ? date : nil
        case .long(let day):
            let date = readTwoDigitYear(now)
            return date?.weekday == day ? date : nil
        }
    }

    /// `IMF-fixdate = day-name "," SP day SP month SP year SP time-of-day SP GMT`, from its first SP on.
    private mutating func readFixdate() -> HTTPDate? {
        guard skip(" "), let day = number(2), skip(" "), let month = name(HTTPDate.months), skip(" "),
            let year = number(4), skip(" "), let second = readTime(), skip(" GMT")
        else { return nil }
        return HTTPDate(year: year, month: month + 1, day: day, secondOfDay: second)
    }

    /// `asctime-date = day-name SP month SP ( 2DIGIT / ( SP 1DIGIT )) SP time-of-day SP year`, from its first SP on.
    private mutating func readAsctime() -> HTTPDate? {
        guard skip(" "), let month = name(HTTPDate.months), skip(" "), let day = skip(" ") ? number(1) : number(2),
            skip(" "), let second = readTime(), skip(" "), let year = number(4)
        else { return nil }
        return HTTPDate(year: year, month: month + 1, day: day, secondOfDay: second)
    }

    /// `rfc850-date = day-name-l "," SP day "-" month "-" 2DIGIT SP time-of-day SP GMT`, from its comma on.
    private mutating func readTwoDigitYear(_ now: HTTPDate) -> HTTPDate? {
        guard skip(", "), let day = number(2), skip("-"), let month = name(HTTPDate.months), skip("-"),
            let year = number(2), skip(" "), let second = readTime(), skip(" GMT")
        else { return nil }
        func date(_ year: Int64) -> HTTPDate? {
            HTTPDate(year: year, month: month + 1, day: day, secondOfDay: second)
        }
        let latest = now.year + 50
        let candidate = latest - (latest - year) % 100
        // A date more than fifty years ahead means the past: the year that ended with the same digits last.
        guard candidate == latest, let ahead = date(candidate), ahead > now.inFiftyYears else { return date(candidate) }
        return date(candidate - 100)
    }

    /// `time-of-day = hour ":" minute ":" second`: seconds of the day. The leap second is read as the one before.
    private mutating func readTime() -> Int64? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2), hour < 24,
            minute < 60, second < 61
        else { return nil }
        return hour * 3_600 + minute * 60 + min(second, 59)
    }

    private mutating func number(_ count: Int) -> Int64? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isDigit) else { return nil }
        rest.removeFirst(count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// The place in `names` of the one that stands here. Case-sensitive, as the grammar is.
    private mutating func name(_ names: [String]) -> Int? { names.firstIndex { skip($0) } }

    private mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest.removeFirst(text.utf8.count)
        return true
    }
}

extension HTTPDate {
    /// The same day and time fifty years later; on 29 February the day after.
    fileprivate var inFiftyYears: HTTPDate {
        let (year, month, day) = Self.civil(days)
        let later = Self.daysSinceEpoch(year: year + 50, month: Int(month), day: day)
        return HTTPDate(secondsSinceEpoch: later * 86_400 + secondOfDay)
    }
}
