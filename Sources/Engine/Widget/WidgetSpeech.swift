internal import Domain
internal import Mails

/// The language of one answer: its words, and how it writes amounts, days and shares.
struct WidgetSpeech: Sendable {
    let words: WidgetWords
    private let format: MailFormat

    /// - Parameter wanted: BCP 47, the one wanted most first. Where none is shipped, it is English.
    init(_ wanted: [String]) {
        let locale = wanted.lazy.compactMap { MailLocale($0) }.first { WidgetWords.shipped[$0.language] != nil }
        format = MailFormat(locale ?? .english)
        words = WidgetWords.shipped[format.locale.language] ?? .english
    }

    var language: String { format.locale.description }

    func money(_ money: Money) -> String { format.money(money) }

    func day(_ day: CalendarDay) -> String { format.date(day) }

    /// What members of a group get, each as one line.
    func benefits(_ benefits: Group.Benefits) -> [String] {
        var lines: [String] = []
        if let percent = benefits.discountPercent, percent.isPositive {
            lines.append(WidgetWords.fill(words.discount, ["percent": format.percent(percent)]))
        }
        if benefits.freeShipping { lines.append(words.freeShipping) }
        return (lines + [benefits.text]).filter { !$0.isEmpty }
    }
}
