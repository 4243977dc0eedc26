internal import Domain

/// Reads the amounts and dates of files, as people and shops write them.
enum ImportText {
    // MARK: Amounts

    /// `1.234,56 €` and its like: a sign, digits in groups of three or in one, the decimal mark, digits; a currency sign
    /// before or after. Nil for anything else.
    static func decimal(_ text: String, mark: ImportMapping.DecimalMark) -> Decimal? {
        // Shops write amounts with nothing but the point, whatever the person's country.
        let bare = text.filter { !$0.isCurrencySymbol && !$0.isWhitespace }
        let isNegative = bare.hasPrefix("-")
        let digits = isNegative ? bare.dropFirst() : bare[...]
        let parts = digits.split(separator: Character(mark.rawValue), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = ungrouped(parts[0], mark) else { return nil }
        let fraction = parts.count == 2 ? ".\(parts[1])" : ""
        return Decimal("\(isNegative ? "-" : "")\(whole)\(fraction)")
    }

    /// `1.234.567` without its grouping; nil where groups are not of three digits.
    private static func ungrouped(_ text: Substring, _ mark: ImportMapping.DecimalMark) -> String? {
        let marks = mark == .point ? ",'’" : ".'’"
        let groups = text.split(omittingEmptySubsequences: false) { marks.contains($0) }
        guard groups.count > 1 else { return String(text) }
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        return groups.joined()
    }

    // MARK: Dates

    /// RFC 3339, or a date, or a date and time by the clocks of `zone`; the first instant of a date alone.
    static func instant(_ text: String, _ order: ImportMapping.DateOrder, _ zone: Zone) -> Timestamp? {
        if let instant = Timestamp(rfc3339: text) ?? Timestamp(local: text, zone: zone) { return instant }
        if let day = CalendarDay(text: text) { return zone.start(of: day) }
        if let instant = withOffset(text) { return instant }
        let date = text.prefix { !$0.isWhitespace && $0 != "T" && $0 != "," }
        guard let day = day(date, order) else { return nil }
        let time = text.dropFirst(date.count).drop { $0.isWhitespace || $0 == "T" || $0 == "," }
        guard !time.isEmpty else { return zone.start(of: day) }
        return clock(time).flatMap { Timestamp(local: "\(day) \($0)", zone: zone) }
    }

    /// `2026-01-05 10:15:30 -0500`, as Shopify exports it.
    private static func withOffset(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let sign = parts[2].first, sign == "+" || sign == "-", parts[2].count == 5 else {
            return parts.count == 3 && parts[2] == "UTC" ? Timestamp(rfc3339: "\(parts[0])T\(parts[1])Z") : nil
        }
        return Timestamp(rfc3339: "\(parts[0])T\(parts[1])\(parts[2].prefix(3)):\(parts[2].suffix(2))")
    }

    /// A date of three numbers; a year has four digits.
    static func day(_ text: some StringProtocol, _ order: ImportMapping.DateOrder) -> CalendarDay? {
        let parts = text.split(omittingEmptySubsequences: false) { ".-/".contains($0) }
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            return nil
        }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3 else { return nil }
        if parts[0].count == 4 { return CalendarDay(year: numbers[0], month: numbers[1], day: numbers[2]) }
        guard parts[2].count == 4 else { return nil }
        switch order {
        case .monthFirst: return CalendarDay(year: numbers[2], month: numbers[0], day: numbers[1])
        case .dayFirst, .yearFirst: return CalendarDay(year: numbers[2], month: numbers[1], day: numbers[0])
        }
    }

    /// `9:05`, `09:05:30` or `9:05 PM`, as `HH:MM:SS`.
    private static func clock(_ text: Substring) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        let parts = (words.first ?? "").split(separator: ":").compactMap { Int($0) }
        guard (1...2).contains(words.count), (2...3).contains(parts.count) else { return nil }
        var hour = parts[0]
        if words.count == 2 {
            let half = words[1].lowercased().filter { $0 != "." }
            guard half == "am" || half == "pm", (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(hour)):\(two(parts[1])):\(two(parts.count == 3 ? parts[2] : 0))"
    }
}
