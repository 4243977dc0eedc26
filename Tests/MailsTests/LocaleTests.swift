import Domain
import Mails
import Testing

/// Locales, and what they make of dates, amounts and counts. `_` stands for U+00A0 and `~` for U+202F.
@Suite struct LocaleTests {
    private func format(_ tag: String) throws -> MailFormat { MailFormat(try #require(MailLocale(tag))) }

    private func spaced(_ text: String) -> String {
        String(text.map { $0 == "_" ? "\u{A0}" : $0 == "~" ? "\u{202F}" : $0 })
    }

    @Test(arguments: [
        ("pt-BR", "pt-BR"), ("PT_br", "pt-BR"), ("en", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"),
        ("sr_latn", "sr-Latn"), ("fil", "fil"), ("", nil), ("e", nil), ("engl", nil), ("en-", nil), ("en--GB", nil),
        ("en-G", nil), ("en-GB-x", nil), ("e1", nil), ("en-4190", nil), ("en_US.UTF-8", nil), ("../../etc", nil),
    ]) func `A tag is read in any case, and nothing else is`(_ tag: String, _ expected: String?) {
        #expect(MailLocale(tag)?.description == expected)
    }

    @Test(arguments: [
        ("pt-BR", "pl", ["pt-BR", "pt", "pl", "en"]),
        ("zh-Hant-TW", "de-AT", ["zh-Hant-TW", "zh-Hant", "zh", "de-AT", "de", "en"]),
        ("en-GB", "en", ["en-GB", "en"]),
        ("de", "de-CH", ["de", "de-CH", "en"]),
        ("en", "fr", ["en", "fr"]),
    ]) func `A text is looked for in the locale, the store's own and English`(
        _ tag: String, _ store: String, _ expected: [String]
    ) throws {
        let chain = try #require(MailLocale(tag)).fallbacks(storeDefault: try #require(MailLocale(store)))
        #expect(chain.map(\.description) == expected)
    }

    @Test(arguments: [
        ("en", "2026-11-22", "November 22, 2026"), ("en-US", "2026-01-01", "January 1, 2026"),
        ("en-GB", "2026-11-22", "22 November 2026"), ("en-CA", "2026-05-09", "May 9, 2026"),
        ("en-AU", "2026-05-09", "9 May 2026"), ("fr", "2026-08-01", "1er août 2026"),
        ("fr", "2026-08-02", "2 août 2026"), ("fr-CA", "2026-12-31", "31 décembre 2026"),
        ("pl", "2026-11-22", "22 listopada 2026"), ("pl", "2024-02-29", "29 lutego 2024"),
        ("de", "2026-03-01", "1. März 2026"), ("de-AT", "2026-01-31", "31. Jänner 2026"),
        ("de-AT", "2026-02-01", "1. Februar 2026"), ("es", "2026-09-01", "1 de septiembre de 2026"),
        ("es-MX", "2026-12-24", "24 de diciembre de 2026"), ("it", "2026-11-22", "2026-11-22"),
    ]) func `A day is written in full`(_ tag: String, _ day: String, _ expected: String) throws {
        #expect(try format(tag).date(try #require(CalendarDay(text: day))) == expected)
    }

    @Test(arguments: [
        ("en", 123_450, "EUR", "€1,234.50"), ("en", -123_450, "USD", "-$1,234.50"), ("en", 0, "GBP", "£0.00"),
        ("en", 123_450, "PLN", "PLN_1,234.50"), ("en", 1, "CAD", "CA$0.01"), ("en", 100_000_000, "JPY", "¥100,000,000"),
        ("en", 1_234, "KWD", "KWD_1.234"), ("en", -1, "KWD", "-KWD_0.001"), ("en-GB", 99_999, "USD", "US$999.99"),
        ("en-GB", 100_000, "JPY", "JP¥100,000"), ("en-CA", 500, "CAD", "$5.00"), ("en-AU", 500, "AUD", "$5.00"),
        ("en-AU", 500, "EUR", "EUR_5.00"),
        ("fr", 123_450, "EUR", "1~234,50_€"), ("fr", -100_000_000, "EUR", "-1~000~000,00_€"),
        ("fr", 99_999, "EUR", "999,99_€"), ("fr", 100_000, "EUR", "1~000,00_€"), ("fr", 200, "USD", "2,00_$US"),
        ("fr", 1_000, "JPY", "1~000_JPY"), ("fr-CA", 123_450, "CAD", "1_234,50_$"),
        ("fr-CA", 200, "USD", "2,00_$_US"), ("fr-CH", 123_450, "CHF", "1~234.50_CHF"),
        ("pl", 123_450, "PLN", "1234,50_zł"), ("pl", 999_999, "PLN", "9999,99_zł"),
        ("pl", 1_000_000, "PLN", "10_000,00_zł"), ("pl", -1, "PLN", "-0,01_zł"), ("pl", 0, "EUR", "0,00_€"),
        ("pl", 12_345, "JPY", "12_345_JPY"), ("pl", 1_000_000, "KWD", "1000,000_KWD"),
        ("de", 123_450, "EUR", "1.234,50_€"), ("de", -99, "EUR", "-0,99_€"), ("de", 100_000, "JPY", "100.000_¥"),
        ("de-AT", 123_450, "EUR", "€_1.234,50"), ("de-AT", -123_450, "EUR", "-€_1.234,50"),
        ("de-CH", 123_456_700, "CHF", "CHF_1'234'567.00"), ("de-CH", -50, "CHF", "CHF-0.50"),
        ("de-LI", -50, "CHF", "-CHF_0.50"),
        ("es", 123_450, "EUR", "1234,50_€"), ("es", 1_234_550, "EUR", "12.345,50_€"), ("es", 100, "USD", "1,00_US$"),
        ("es-MX", -123_450, "MXN", "-$1,234.50"), ("es-MX", 123_450, "EUR", "EUR_1,234.50"),
        ("it", 123_450, "EUR", "1234.50 EUR"), ("it", -5, "KWD", "-0.005 KWD"), ("ja", 1_200, "JPY", "1200 JPY"),
    ]) func `An amount is grouped, marked and signed as its readers expect`(
        _ tag: String, _ units: Int, _ code: String, _ expected: String
    ) throws {
        let money = Money(minorUnits: Int64(units), currency: try #require(Currency(code)))
        #expect(try format(tag).money(money) == spaced(expected))
    }

    @Test func `The greatest and the smallest amounts are written too`() throws {
        let euro = try #require(Currency("EUR"))
        #expect(try format("de").money(Money(minorUnits: .max, currency: euro)) == "92.233.720.368.547.758,07\u{A0}€")
        #expect(try format("de").money(Money(minorUnits: .min, currency: euro)) == "-92.233.720.368.547.758,08\u{A0}€")
        #expect(try format("en").number(.min) == "-9,223,372,036,854,775,808")
    }

    @Test(arguments: [
        ("en", 0, "0 days"), ("en", 1, "1 day"), ("en", 2, "2 days"), ("en", -1, "-1 day"), ("en", 101, "101 days"),
        ("en", 1_000_000, "1,000,000 days"),
        ("fr", 0, "0 jour"), ("fr", 1, "1 jour"), ("fr", 2, "2 jours"), ("fr", -1, "-1 jour"),
        ("fr", 1_000_000, "1~000~000 de jours"), ("fr", 1_000_001, "1~000~001 jours"),
        ("pl", 0, "0 dni"), ("pl", 1, "1 dzień"), ("pl", 2, "2 dni"), ("pl", 1_000_000, "1_000_000 dni"),
        ("de", 0, "0 Tage"), ("de", 1, "1 Tag"), ("de", 12, "12 Tage"), ("de", 1_000_000, "1.000.000 Tage"),
        ("es", 0, "0 días"), ("es", 1, "1 día"), ("es", 22, "22 días"), ("es", 1_000_000, "1.000.000 de días"),
        ("es", 2_000_000, "2.000.000 de días"), ("es", 1_000, "1000 días"),
        ("it", 12, "12"), ("it", -1_000, "-1000"),
    ]) func `A count has its noun in the right form`(_ tag: String, _ count: Int, _ expected: String) throws {
        #expect(try format(tag).count(Int64(count), .day) == spaced(expected))
    }

    @Test(arguments: [
        (0, "0 zamówień"), (1, "1 zamówienie"), (2, "2 zamówienia"), (4, "4 zamówienia"), (5, "5 zamówień"),
        (11, "11 zamówień"), (12, "12 zamówień"), (14, "14 zamówień"), (15, "15 zamówień"), (21, "21 zamówień"),
        (22, "22 zamówienia"), (25, "25 zamówień"), (101, "101 zamówień"), (102, "102 zamówienia"),
        (112, "112 zamówień"), (122, "122 zamówienia"), (-3, "-3 zamówienia"),
    ]) func `Polish has three forms`(_ count: Int, _ expected: String) throws {
        #expect(try format("pl").count(Int64(count), .order) == expected)
    }

    @Test(arguments: ["en", "fr", "pl", "de", "es"], CountedNoun.allCases)
    func `Each language has each noun in the singular and in the plural`(_ tag: String, _ noun: CountedNoun) throws {
        let (one, five) = (try format(tag).count(1, noun).dropFirst(2), try format(tag).count(5, noun).dropFirst(2))
        #expect(!one.isEmpty)
        #expect(one != five || (tag == "fr" && noun == .month))
    }
}
