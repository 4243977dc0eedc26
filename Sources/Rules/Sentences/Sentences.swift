public import Domain

/// Turns sentences into words of one language.
public struct Sentences: Sendable {
    /// Words for each code. Facts stand in braces: `{order}`, and plurals as `{count|day|days}`.
    private let words: [String: String]
    private let monthNames: [String]

    public static let english = Sentences(words: English.words, monthNames: English.months)

    init(words: [String: String], monthNames: [String]) {
        self.words = words
        self.monthNames = monthNames
    }

    /// The sentence in words. A code without words is shown as it is, so that nothing is ever lost.
    ///
    /// - Parameter groupName: the name of a group, by its code.
    public func render(_ sentence: Sentence, groupName: (String) -> String) -> String {
        guard let template = words[sentence.code] else { return sentence.code }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let parts = rest[rest.index(after: open)..<close].split(separator: "|", omittingEmptySubsequences: false)
            result += fill(parts, sentence, groupName)
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Several sentences in a row, each closed by a full stop.
    public func render(_ sentences: [Sentence], groupName: (String) -> String) -> String {
        sentences.map { render($0, groupName: groupName) + "." }.joined(separator: " ")
    }

    private func fill(_ parts: [Substring], _ sentence: Sentence, _ groupName: (String) -> String) -> String {
        guard let name = parts.first, let value = sentence[String(name)] else { return "" }
        if parts.count == 3, case .number(let number) = value {
            return "\(number) \(number == 1 ? parts[1] : parts[2])"
        }
        switch value {
        case .text(let text): return text
        case .number(let number): return String(number)
        case .day(let day): return text(day)
        case .money(let money): return money.description
        case .groups(let codes): return codes.map(groupName).joined(separator: ", ")
        }
    }

    /// `3 May 2027`.
    public func text(_ day: CalendarDay) -> String { "\(day.day) \(monthNames[day.month - 1]) \(day.year)" }

    /// The codes that have words.
    var codes: Set<String> { Set(words.keys) }
}
