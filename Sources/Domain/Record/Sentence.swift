/// Something said to a person in words: a code of the catalog of sentences, with the facts that fill it.
///
/// Kept as code and facts, so that each reader gets it in their own language: no fact holds words of a language.
/// `Rules.Sentences` holds the words.
public struct Sentence: Sendable, Equatable {
    public let code: String
    public let facts: [Fact]

    /// A named fact of a sentence.
    public struct Fact: Sendable, Equatable {
        public let name: String
        public let value: Value

        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    public indirect enum Value: Sendable, Equatable {
        /// What a person or a shop wrote: a name, a number of an order, a reason given by hand.
        case text(String)
        /// Texts of which one is meant: `PL or DE`.
        case texts([String])
        case number(Int64)
        case day(CalendarDay)
        case money(Money)
        /// The codes of groups, shown by their names.
        case groups([String])
        /// What is said within the sentence: a condition, a span of time.
        case sentences([Sentence])
    }

    public init(_ code: String, _ facts: [Fact] = []) {
        self.code = code
        self.facts = facts
    }

    public subscript(name: String) -> Value? { facts.first { $0.name == name }?.value }
}
