/// How one locale writes numbers, amounts and dates. The tables are CLDR's (version 48), by hand, for the languages whose
/// mails are shipped and the regions that differ most.
struct LocaleConventions: Sendable {
    let numbers: NumberStyle
    let placement: CurrencyPlacement
    /// The sign of a currency by its code; any other currency is written as its code.
    let symbols: [String: String]
    let dates: LongDate
    /// What follows the number in a percentage.
    var percent = "%"

    /// Nil for a language without a table.
    static func of(_ locale: MailLocale) -> LocaleConventions? {
        switch locale.language {
        case "en": english(locale.region)
        case "fr": french(locale.region)
        case "pl": polish
        case "de": german(locale.region)
        case "es": spanish(locale.region)
        default: nil
        }
    }

    private static func english(_ region: String?) -> LocaleConventions {
        let isMonthFirst = region == nil || region == "US" || region == "CA"
        return LocaleConventions(
            numbers: .englishStyle, placement: .before, symbols: CurrencySymbols.english(region),
            dates: isMonthFirst ? .englishMonthFirst : .english)
    }

    private static func french(_ region: String?) -> LocaleConventions {
        let isCanada = region == "CA"
        return LocaleConventions(
            numbers: isCanada ? .frenchCanada : (region == "CH" ? .frenchSwitzerland : .french), placement: .after,
            symbols: isCanada ? CurrencySymbols.frenchCanada : CurrencySymbols.french, dates: .french,
            percent: isCanada ? "\u{A0}%" : "\u{202F}%")
    }

    private static let polish = LocaleConventions(
        numbers: .polish, placement: .after, symbols: CurrencySymbols.polish, dates: .polish)

    private static func german(_ region: String?) -> LocaleConventions {
        switch region {
        case "AT":
            LocaleConventions(
                numbers: .germanAustria, placement: .beforeSpaced, symbols: CurrencySymbols.german,
                dates: .germanAustria, percent: "\u{A0}%")
        case "CH", "LI":
            LocaleConventions(
                numbers: .germanSwitzerland, placement: region == "CH" ? .beforeWithSign : .beforeSpaced,
                symbols: CurrencySymbols.germanSwitzerland, dates: .german)
        default:
            LocaleConventions(
                numbers: .german, placement: .after, symbols: CurrencySymbols.german, dates: .german, percent: "\u{A0}%"
            )
        }
    }

    private static func spanish(_ region: String?) -> LocaleConventions {
        guard let region, pointRegions.contains(region) else {
            return LocaleConventions(
                numbers: .spanish, placement: .after, symbols: CurrencySymbols.spanish, dates: .spanish,
                percent: "\u{A0}%")
        }
        return LocaleConventions(
            numbers: .englishStyle, placement: .before, symbols: CurrencySymbols.spanishAmerica(region),
            dates: .spanish)
    }

    /// Where Spanish is written with a decimal point.
    private static let pointRegions: Set = ["419", "MX", "US", "PE", "GT", "HN", "NI", "PA", "DO", "SV", "PR"]
}
