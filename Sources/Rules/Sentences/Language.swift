/// One language: its words for each code, and what of its grammar a sentence needs.
///
/// A new one is a folder with the files of `English`, and a line in `Sentences.languages`.
struct Language: Sendable {
    /// A tag of BCP 47, as short as it can be: `pl`.
    let tag: String

    /// Words for each code, in the notation of `SentenceTemplate`. They begin with a capital where they make a sentence of
    /// their own, and lose it within another.
    let words: [String: String]

    /// Words for those codes whose form within another sentence (`that …`, `while …`) differs by more than the capital.
    var clauses: [String: String] = [:]

    let plural: Plural

    /// Between conditions that must all hold.
    let and: Junction
    /// Between conditions of which one suffices.
    let or: Junction
    /// Between texts of which one is meant.
    let oneOf: Junction

    /// The several lists of words that a language keeps in files of their own, as one.
    static func joined(_ lists: [String: String]...) -> [String: String] {
        lists.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    /// Words about an amount, written once with `@` for the time over which it counts, for each such time.
    ///
    /// - Parameter spans: words by what is added to the code: `ever`, `since`, `between`.
    static func spread(_ words: [String: String], over spans: [String: String]) -> [String: String] {
        words.reduce(into: [:]) { spread, entry in
            for (name, span) in spans {
                spread["\(entry.key).\(name)"] = entry.value.split(separator: "@", omittingEmptySubsequences: false)
                    .joined(separator: span)
            }
        }
    }
}

/// What stands between the parts of a list.
struct Junction: Sendable {
    private let between: String
    private let last: String
    private let altered: (before: [String], last: String)?

    /// - Parameters:
    ///   - last: before the last part; the same as everywhere where nil.
    ///   - altered: what `last` becomes before parts that begin so, in small letters (Spanish `o`, `u Omán`).
    init(_ between: String, last: String? = nil, altered: (before: [String], last: String)? = nil) {
        self.between = between
        self.last = last ?? between
        self.altered = altered
    }

    func join(_ parts: [String]) -> String {
        guard let final = parts.last, parts.count > 1 else { return parts.first ?? "" }
        let start = final.lowercased()
        let isAltered = altered?.before.contains(where: start.hasPrefix) ?? false
        return parts.dropLast().joined(separator: between) + (isAltered ? altered?.last ?? last : last) + final
    }
}

/// Which of a noun's forms stands after a whole number (CLDR, Language Plural Rules; whole millions of French and
/// Spanish, which take another form, are written like other numbers).
enum Plural: Sendable {
    /// One, other: English, German, Spanish.
    case one
    /// Zero and one, other: French.
    case upToOne
    /// One, few (2–4, 22–24, …), many: Polish.
    case oneFewMany

    /// How many forms there are.
    var forms: Int { self == .oneFewMany ? 3 : 2 }

    /// The form for a number, from 0.
    func form(_ number: UInt64) -> Int {
        switch self {
        case .one: number == 1 ? 0 : 1
        case .upToOne: number <= 1 ? 0 : 1
        case .oneFewMany: number == 1 ? 0 : Self.isFew(number) ? 1 : 2
        }
    }

    private static func isFew(_ number: UInt64) -> Bool {
        (2...4).contains(number % 10) && !(12...14).contains(number % 100)
    }
}
