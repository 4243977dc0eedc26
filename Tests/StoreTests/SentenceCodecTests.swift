import Domain
import Testing

@testable import Store

/// Sentences as they stand in columns.
@Suite struct SentenceCodecTests {
    private static func nested(_ depth: Int) -> Sentence {
        (0..<depth).reduce(Sentence("period.lifetime")) { inner, _ in
            Sentence("condition.all", [.init("parts", .sentences([inner, Sentence("condition.more")]))])
        }
    }

    @Test func `every fact comes back as it was, sentences within sentences too`() throws {
        let day = try #require(CalendarDay(year: 2027, month: 5, day: 3))
        let money = Money(minorUnits: -5, currency: try #require(Currency("PLN")))
        let facts: [Sentence.Fact] = [
            .init("text", .text("“a” \\ {b}")), .init("texts", .texts(["PL", ""])), .init("none", .texts([])),
            .init("number", .number(.min)), .init("day", .day(day)), .init("money", .money(money)),
            .init("groups", .groups(["gold", "club"])), .init("empty", .sentences([])),
        ]
        let sentence = Sentence("a", facts + [.init("inner", .sentences([Sentence("b", facts), Sentence("c")]))])
        #expect(try Sentence(encoded: sentence.encoded, "column") == sentence)
        #expect(Sentence("c", [.init("s", .sentences([Sentence("d")]))]).encoded == #"["c",{"s":[["d",{}]]}]"#)
    }

    @Test func `the deepest tree of conditions fits, with a reason around it and a change that undoes it`() throws {
        // Ten levels, the figure of a leaf, its period, the reason and its undoing.
        let sentence = Self.nested(14)
        #expect(try Sentence(encoded: sentence.encoded, "column") == sentence)
    }

    @Test func `what was stored before sentences stood within others is still read`() throws {
        let old = try Sentence(encoded: #"["conditions.day",{"condition":{"t":"country is PL"}}]"#, "column")
        #expect(old == Sentence("conditions.day", [.init("condition", .text("country is PL"))]))
    }

    @Test(arguments: [
        "", "{}", "[]", #"["a"]"#, #"["a",{"b":{}}]"#, #"["a",{"b":[["c"]]}]"#, #"["a",{"b":[{"t":"c"}]}]"#,
    ])
    func `what is no sentence is refused`(_ text: String) {
        #expect(throws: DatabaseProblem.self) { try Sentence(encoded: text, "column") }
    }
}
