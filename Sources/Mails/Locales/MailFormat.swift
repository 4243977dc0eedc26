public import Domain

/// Writes dates, amounts and counts the way a locale's readers expect them (Unicode CLDR 48).
///
/// For English, French, Polish, German and Spanish, with the conventions of the regions in `LocaleConventions`. Any other
/// language gets a form that reads the same everywhere: `2026-11-22`, `1234.50 EUR`, `1234`.
public struct MailFormat: Sendable {
    public let locale: MailLocale
    private let conventions: LocaleConventions?

    public init(_ locale: MailLocale) {
        self.locale = locale
        conventions = LocaleConventions.of(locale)
    }

    /// The long form without the day of the week.
    public func date(_ day: CalendarDay) -> String { conventions?.dates.write(day) ?? day.description }

    /// A whole number with its thousands grouped.
    public func number(_ value: Int64) -> String {
        guard let numbers = conventions?.numbers else { return "\(value)" }
        return (value < 0 ? "-" : "") + numbers.grouped("\(value.magnitude)", by: numbers.group)
    }

    /// The amount with all decimals of its currency, and the currency's sign or code where the locale has it.
    public func money(_ money: Money) -> String {
        guard let conventions else { return money.description }
        let digits = conventions.numbers.decimal(money)
        let symbol = conventions.symbols[money.currency.code] ?? money.currency.code
        return conventions.placement.write(digits, symbol, isNegative: money.minorUnits < 0)
    }

    /// A share of a hundred, such as `7.5 %`, without superfluous zeros.
    public func percent(_ value: Decimal) -> String {
        var text = value.description[...]
        if value.scale > 0 { while text.last == "0" { text.removeLast() } }
        if text.last == "." { text.removeLast() }
        guard let conventions else { return "\(text) %" }
        let parts = text.split(separator: ".")
        return parts.joined(separator: conventions.numbers.mark) + conventions.percent
    }

    /// The number with its noun in the right form: `1 day`, `5 dni`. In a language without a table, the number alone.
    public func count(_ value: Int64, _ noun: CountedNoun) -> String {
        guard let rule = PluralRule(language: locale.language), let forms = noun.forms(language: locale.language) else {
            return number(value)
        }
        return "\(number(value)) \(forms.form(rule.category(of: value.magnitude)))"
    }
}
