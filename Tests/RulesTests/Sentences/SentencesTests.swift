import Domain
import Testing

@testable import Rules

/// How sentences are put into words: facts, counted nouns, sentences within sentences.
@Suite struct SentencesTests {
    @Test(arguments: [
        ("en", "en"), ("pl", "pl"), ("PL", "pl"), ("pl-PL", "pl"), ("pl_PL", "pl"), ("de-CH-1996", "de"),
        ("pt-BR", "en"),
        ("", "en"), ("-", "en"), ("plx", "en"), ("es-419", "es"), ("fr-", "fr"),
    ])
    func `a language is found by its tag, by what that is a special case of, or it is English`(
        _ tag: String, _ language: String
    ) {
        #expect(Sentences.of(tag).language == language)
    }

    @Test func `a tag without words can be told from English`() {
        #expect(Sentences.exact("pt-BR") == nil)
        #expect(Sentences.exact("en-GB")?.language == "en")
    }

    @Test(
        arguments: [
            (Plural.one, [1], [0, 2, 11, 21, 1_000_000], []), (.upToOne, [0, 1], [2, 11, 21], []),
            (.oneFewMany, [1], [2, 3, 4, 22, 24, 104], [0, 5, 11, 12, 14, 21, 25, 112, 1_000]),
        ] as [(Plural, [UInt64], [UInt64], [UInt64])])
    func `a noun's form follows the language's rule`(
        _ plural: Plural, _ first: [UInt64], _ second: [UInt64], _ third: [UInt64]
    ) {
        for (form, numbers) in [first, second, third].enumerated() {
            for number in numbers { #expect(plural.form(number) == form, "\(number)") }
        }
    }

    private static func said(_ language: String, _ sentence: Sentence) -> String {
        Sentences.of(language).render(sentence) { $0.uppercased() }
    }

    @Test(arguments: [
        ("en", "30 days", "Spend of the last 30 days is at least 2"),
        ("fr", "30 jours", "Le total des dépenses des 30 derniers jours est d’au moins 2"),
        ("pl", "30 dni", "Suma wydatków z ostatnich 30 dni to co najmniej 2"),
        ("de", "30 Tage", "Die Summe der Ausgaben der letzten 30 Tage ist mindestens 2"),
        ("es", "30 días", "El gasto de los últimos 30 días es de al menos 2"),
    ])
    func `numbers stand where the language has them`(_ language: String, _ figure: String, _ condition: String) {
        let count = Sentence.Fact("count", .number(30))
        #expect(Self.said(language, Sentence("condition.figure.days", [count])) == figure)
        let spend = Sentence(
            "condition.spend.least",
            [.init("period", .sentences([Sentence("period.days", [count])])), .init("least", .number(2))])
        #expect(Self.said(language, spend) == condition)
    }

    @Test(arguments: [
        ("en", "joined A", "joined A, B"), ("fr", "dans le groupe A", "dans les groupes A, B"),
        ("pl", "dołączyło do grupy A", "dołączyło do grup A, B"), ("de", "in die Gruppe A", "in die Gruppen A, B"),
        ("es", "en el grupo A", "en los grupos A, B"),
    ])
    func `the word for groups follows how many there are`(_ language: String, _ one: String, _ many: String) {
        let facts: ([String]) -> [Sentence.Fact] = { [.init("count", .number(5)), .init("groups", .groups($0))] }
        #expect(Self.said(language, Sentence("run.granted", facts(["a"]))).hasSuffix(one))
        #expect(Self.said(language, Sentence("run.granted", facts(["a", "b"]))).hasSuffix(many))
    }

    /// Country PL or DE, and not (first order or language is pl), with a figure.
    private static let tree = Sentence(
        "condition.all",
        [
            .init(
                "parts",
                .sentences([
                    Sentence("condition.country", [.init("list", .texts(["PL", "DE", "OM"]))]),
                    Sentence(
                        "condition.none",
                        [
                            .init(
                                "condition",
                                .sentences([
                                    Sentence(
                                        "condition.any",
                                        [
                                            .init(
                                                "parts",
                                                .sentences([
                                                    Sentence("condition.first_order"),
                                                    Sentence("condition.language", [.init("list", .texts(["pl"]))]),
                                                ]))
                                        ])
                                ]))
                        ]),
                    Sentence(
                        "condition.with_figure",
                        [
                            .init(
                                "condition",
                                .sentences([Sentence("condition.age.least", [.init("least", .number(30))])])),
                            .init(
                                "figure", .sentences([Sentence("condition.figure.days", [.init("count", .number(2))])])),
                        ]),
                ]))
        ])

    @Test(arguments: [
        (
            "en",
            "Country is PL or DE or OM and not (order is the first paid one or language is pl) "
                + "and account age is at least 30 days (now 2 days)"
        ),
        (
            "fr",
            "Le pays est PL, DE ou OM et non (la commande est la première payée ou la langue est pl) "
                + "et le compte a au moins 30 jours (actuellement 2 jours)"
        ),
        (
            "pl",
            "Kraj to PL, DE lub OM i nieprawda, że (zamówienie jest pierwszym opłaconym lub język to pl) "
                + "i wiek konta to co najmniej 30 dni (teraz 2 dni)"
        ),
        (
            "de",
            "Das Land ist PL, DE oder OM und nicht (die Bestellung ist die erste bezahlte oder die Sprache ist pl) "
                + "und das Konto ist mindestens 30 Tage alt (jetzt 2 Tage)"
        ),
        (
            "es",
            "El país es PL, DE u OM y no (el pedido es el primero pagado o el idioma es pl) "
                + "y la antigüedad de la cuenta es de al menos 30 días (ahora 2 días)"
        ),
    ])
    func `a tree of conditions makes one sentence in each language`(_ language: String, _ words: String) {
        #expect(Self.said(language, Self.tree) == words)
    }

    @Test func `within a German sentence the verb of a condition stands at the end`() {
        let ended = Sentence("conditions.ended", [.init("condition", .sentences([Self.tree]))])
        #expect(
            Self.said("de", ended)
                == "Es gilt nicht mehr, dass das Land PL, DE oder OM ist und es nicht so ist, dass (die Bestellung die "
                + "erste bezahlte ist oder die Sprache pl ist) und das Konto mindestens 30 Tage alt ist (jetzt 2 Tage)")
        #expect(Self.said("pl", ended).hasPrefix("Ten warunek nie jest już spełniony: kraj to PL, DE lub OM i "))
    }

    @Test(arguments: [("i", "e"), ("h", "y"), ("hi", "e"), ("x", "y")])
    func `a junction changes before the sound it would swallow`(_ last: String, _ word: String) {
        #expect(Language.spanish.and.join(["a", last]) == "a \(word) \(last)")
        #expect(Language.spanish.and.join([last]) == last)
        #expect(Language.spanish.and.join([]) == "")
    }

    @Test func `what was undone is told as it was, with its capital`() {
        let what = Sentence.Fact("what", .sentences([Sentence("change.group_replaced", [.init("old", .text("x"))])]))
        #expect(Self.said("en", Sentence("change.reverted", [what])) == "Undone: Group x was replaced")
        #expect(
            Self.said("de", Sentence("change.reverted", [what])) == "Rückgängig gemacht: „Die Gruppe x wurde ersetzt“")
    }

    @Test func `facts that were stored as text are still told`() {
        let facts: [Sentence.Fact] = [.init("condition", .text("country is PL"))]
        #expect(Self.said("en", Sentence("conditions.day", facts)) == "It is so that country is PL")
        let spend: [Sentence.Fact] = [.init("period", .text("of all time")), .init("least", .number(2))]
        #expect(Self.said("en", Sentence("condition.spend.least", spend)) == "Spend of all time is at least 2")
        #expect(Self.said("en", Sentence("change.reverted", [.init("what", .text("Imported"))])) == "Undone: Imported")
    }

    @Test func `a code without words is shown as it is, and a fact that lacks is left out`() {
        #expect(Self.said("pl", Sentence("no.such.code")) == "no.such.code")
        #expect(Self.said("en", Sentence("change.merged")) == "Merged with customer ")
    }

    @Test func `the style writes days, amounts and numbers, within inner sentences too`() throws {
        let style = SentenceStyle(day: { _ in "DAY" }, money: { _ in "MONEY" }, number: { "<\($0)>" })
        let money = Money(minorUnits: 123_450, currency: try #require(Currency("PLN")))
        let day = try #require(CalendarDay(year: 2027, month: 5, day: 3))
        let spend = Sentence(
            "condition.spend.least",
            [
                .init("period", .sentences([Sentence("period.days", [.init("count", .number(7))])])),
                .init("least", .money(money)),
            ])
        let reason = Sentence(
            "conditions.registered", [.init("day", .day(day)), .init("condition", .sentences([spend]))])
        let english = Sentences.english
        #expect(
            english.render(reason, style: style) { $0 }
                == "Registered on DAY, and spend of the last <7> days is at least MONEY")
        #expect(
            english.render(reason) { $0 }
                == "Registered on 3 May 2027, and spend of the last 7 days is at least 1234.50 PLN")
    }
}
