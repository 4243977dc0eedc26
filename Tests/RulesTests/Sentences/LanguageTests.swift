import Domain
import Testing

@testable import Rules

/// What every language has to have, so that none falls behind English.
@Suite struct LanguageTests {
    static let all: [Language] = [.english, .french, .polish, .german, .spanish]

    @Test func `every language is offered, English first`() {
        #expect(Sentences.languages.map(\.language) == ["en", "fr", "pl", "de", "es"])
        #expect(Self.all.map(\.tag) == Sentences.languages.map(\.language))
    }

    @Test(arguments: all) func `every language has exactly the codes of English`(_ language: Language) {
        let (own, english) = (Set(language.words.keys), Set(English.words.keys))
        #expect(english.subtracting(own).sorted() == [])
        #expect(own.subtracting(english).sorted() == [])
        #expect(Set(language.clauses.keys).subtracting(english).sorted() == [])
    }

    @Test(arguments: all) func `every sentence tells the same facts as in English`(_ language: Language) throws {
        for (code, words) in Array(language.words) + Array(language.clauses) {
            let english = try #require(English.words[code])
            #expect(Self.facts(words) == Self.facts(english), "\(code)")
        }
    }

    @Test(arguments: all) func `every noun has as many forms as the language has`(_ language: Language) {
        for (code, words) in Array(language.words) + Array(language.clauses) {
            for case .fact(_, .counted(let forms)) in SentenceTemplate(words).pieces {
                #expect(forms.count == language.plural.forms && !forms.contains(""), "\(code)")
            }
        }
    }

    @Test(arguments: all) func `every manner in braces is one that there is`(_ language: Language) {
        for (code, words) in Array(language.words) + Array(language.clauses) {
            for part in words.split(separator: "{").dropFirst() where !part.contains("|") {
                let inner = part.prefix { $0 != "}" }.split(separator: ":")
                #expect(inner.count == 1 || ["and", "or", "whole"].contains(inner[1]), "\(code)")
            }
        }
    }

    @Test(arguments: all) func `every code has words without a stray sign, for one, few and many`(
        _ language: Language
    ) {
        let sentences = Sentences(language)
        for (code, words) in language.words {
            for count: Int64 in [0, 1, 2, 5, 22] {
                let facts = Self.facts(words).sorted().map { Sentence.Fact($0, Self.value($0, code, count)) }
                let said = sentences.render(Sentence(code, facts)) { "«\($0)»" }
                let within = sentences.render(
                    Sentence("change.reverted", [.init("what", .sentences([.init(code, facts)]))])
                ) { $0 }
                for text in [said, within] {
                    #expect(
                        !text.isEmpty && text != code && !text.contains { "{}|@#".contains($0) }, "\(code): \(text)")
                    #expect(!text.contains("  ") && text == text.trimmed && !text.contains(" ,"), "\(code): \(text)")
                }
            }
        }
    }

    @Test(arguments: all) func `a sentence by itself begins with a capital, a fact, or goes on from another`(
        _ language: Language
    ) throws {
        for (code, words) in language.words where !code.hasPrefix("period.") && !code.hasPrefix("condition.figure.") {
            let first = try #require(words.first)
            let isOpen = first.isUppercase || !first.isLetter
            #expect(isOpen, "\(code): \(words)")
        }
    }

    @Test func `marks stand as each language sets them`() {
        for (code, words) in French.words {
            #expect(!words.contains(" :") && !words.contains(" ;") && !words.contains("'"), "\(code)")
            #expect(!words.contains("« ") && !words.contains(" »"), "\(code)")
            for (before, after) in zip(words, words.dropFirst()) where after == ";" {
                #expect(before == "\u{202F}", "\(code)")
            }
        }
        for language in [Language.polish, .german, .spanish] {
            for (code, words) in language.words {
                #expect(!words.contains { "\"“'\u{A0}".contains($0) && language.tag != "de" }, "\(code)")
            }
        }
        for (code, words) in German.words where words.contains("„") || words.contains("“") {
            #expect(words.count { $0 == "„" } == words.count { $0 == "“" }, "\(code)")
        }
    }

    // MARK: Samples

    /// The names in braces.
    private static func facts(_ words: String) -> Set<String> {
        Set(
            words.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
                String(part.prefix { $0 != "}" && $0 != "|" && $0 != ":" })
            })
    }

    private static func value(_ name: String, _ code: String, _ count: Int64) -> Sentence.Value {
        switch name {
        case "condition": .sentences([Sentence("condition.country", [.init("list", .texts(["PL", "DE"]))])])
        case "parts": .sentences([Sentence("condition.first_order"), Sentence("condition.organization.any")])
        case "figure": .sentences([Sentence("condition.figure.days", [.init("count", .number(count))])])
        case "period": .sentences([Sentence("period.days", [.init("count", .number(count))])])
        case "what": .sentences([Sentence("change.imported")])
        case "groups", "sources", "new_group": .groups(count == 1 ? ["gold"] : ["gold", "silver"])
        case "list": .texts(["a", "b", "c"])
        case "spent", "minimum", "required", "retain", "needed", "amount":
            Currency("EUR").map { .money(Money(minorUnits: 1, currency: $0)) } ?? .text(name)
        case "count", "days", "limit", "number", "change_day", "customers": .number(count)
        case "least", "most": .number(count)
        case "day" where code != "summary.turnover.remind": .day(CalendarDay(daysSinceEpoch: 20_000))
        case "last_day" where code.hasPrefix("summary."): .number(count)
        case let name
        where name.hasSuffix("_on") || ["since", "from", "to", "first", "last", "last_day", "deadline"].contains(name):
            .day(CalendarDay(daysSinceEpoch: 20_000))
        default: .text("Text")
        }
    }
}

extension Language: CustomTestStringConvertible {
    public var testDescription: String { tag }
}

extension String {
    fileprivate var trimmed: String { String(trimmingPrefix(" ").reversed().trimmingPrefix(" ").reversed()) }
}
