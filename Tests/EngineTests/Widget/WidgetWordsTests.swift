import Domain
import JSON
import Rules
import Testing

@testable import Engine

@Suite("Words of the widget")
struct WidgetWordsTests {
    /// Every text with its name.
    private func texts(_ words: WidgetWords) -> [String: String] {
        let all = Array(Mirror(reflecting: words).children) + Array(Mirror(reflecting: words.period).children)
        return all.reduce(into: [:]) { found, child in
            if let name = child.label, let text = child.value as? String { found[name] = text }
        }
    }

    private func names(_ text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
            $0.split(separator: "}").first.map(String.init)
        }.sorted()
    }

    @Test("Every language says everything, and names the same figures", arguments: ["fr", "pl", "de", "es"])
    func complete(_ language: String) throws {
        let english = texts(.english)
        let other = texts(try #require(WidgetWords.shipped[language]))
        #expect(english.count == 27 && Set(other.keys) == Set(english.keys))
        for (name, text) in english {
            let words = other[name] ?? ""
            #expect(!words.isEmpty && words != text, "\(name)")
            #expect(names(words) == names(text), "\(name)")
        }
    }

    @Test("A value is never taken for a name")
    func fills() {
        let filled = WidgetWords.fill("{a} and {b} and {c}, { {a}", ["a": "{b}", "b": "}{"])
        #expect(filled == "{b} and }{ and {c}, { {a}")
        #expect(WidgetWords.fill("", ["a": "b"]).isEmpty && WidgetWords.fill("{a", ["a": "b"]) == "{a")
    }

    @Test(
        "A period has a sentence of its own",
        arguments: [
            (SpendPeriod.lifetime, false, "All your orders count.", nil),
            (.lifetime, true, "Orders since {from} count.", nil),
            (.rollingDays(1), false, "Orders of today count.", nil),
            (.rollingDays(2), true, "Orders of the last {number} days count.", 2),
            (.rollingMonths(1), false, "Orders of the past month count.", nil),
            (.rollingMonths(12), false, "Orders of the last {number} months count.", 12),
            (.calendar(.month, .toDate), false, "Orders of this calendar month count.", nil),
            (.calendar(.quarter, .lastComplete), false, "Orders of the last quarter count.", nil),
            (.calendar(.year, .lastComplete), true, "Orders of the last calendar year count.", nil),
        ] as [(SpendPeriod, Bool, String, Int?)])
    func periods(_ period: SpendPeriod, hasStart: Bool, text: String, number: Int?) {
        let sentence = WidgetWords.english.period.sentence(period, hasStart: hasStart)
        #expect(sentence.template == text && sentence.number == number)
    }

    @Test(
        "The first language that is shipped is spoken, its region's way; else English",
        arguments: [
            (["de-AT", "en"], "de-AT"), (["it", "pl"], "pl"), (["it"], "en"), ([], "en"), (["FR_ca"], "fr-CA"),
            (["nonsense", "*", "es-MX"], "es-MX"),
        ])
    func languages(_ wanted: [String], spoken: String) {
        #expect(WidgetSpeech(wanted).language == spoken)
    }

    @Test("Benefits are lines, in the language's own words")
    func benefits() throws {
        let benefits = Group.Benefits(
            discountPercent: Decimal("7.50"), freeShipping: true, text: "Einladungen zu Verkostungen")
        #expect(
            WidgetSpeech(["de"]).benefits(benefits)
                == ["7,5\u{A0}% Rabatt", "kostenloser Versand", "Einladungen zu Verkostungen"])
        #expect(WidgetSpeech(["de"]).benefits(.init()).isEmpty)
        #expect(WidgetSpeech(["en"]).benefits(.init(discountPercent: Decimal("0"))).isEmpty)
    }
}
