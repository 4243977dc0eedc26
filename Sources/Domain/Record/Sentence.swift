/// Something said to a person in words: a code of the catalog of sentences, with the facts that fill it.
///
/// Kept as code and facts, so that each reader gets it in their own language. `Rules.Sentences` holds the words.
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

    public enum Value: Sendable, Equatable {
        case text(String)
        case number(Int64)
        case day(CalendarDay)
        case money(Money)
        /// The code of a group, shown by its name.
        case groups([String])
    }

    public init(_ code: String, _ facts: [Fact] = []) {
        self.code = code
        self.facts = facts
    }

    public subscript(name: String) -> Value? { facts.first { $0.name == name }?.value }
}
