/// The words of one sentence, cut into what stands and what is filled in.
///
/// Facts stand in braces:
/// - `{order}`: the fact. Sentences within are in the form that they have within another.
/// - `{count|day|days}`: a number with the form that goes with it, as many forms as the language has; of groups, the form
///   for so many of them and then their names: `{groups|group|groups}`. Where a form holds `#`, the number stands there
///   and nowhere else: `{count|of the last day|of the last # days}`.
/// - `{parts:and}`, `{parts:or}`: sentences with a word between, in the form of the sentence around them.
/// - `{what:whole}`: sentences as they stand by themselves.
struct SentenceTemplate: Sendable {
    enum Piece: Sendable, Equatable {
        case words(String)
        case fact(String, Manner)
    }

    enum Manner: Sendable, Equatable {
        case plain, and, or, whole
        case counted([String])
    }

    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if rest.startIndex < open { pieces.append(.words(String(rest[..<open]))) }
            pieces.append(Self.fact(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.words(String(rest))) }
        self.pieces = pieces
    }

    private init(pieces: [Piece]) { self.pieces = pieces }

    private static func fact(_ text: Substring) -> Piece {
        let forms = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        if forms.count > 1 { return .fact(forms[0], .counted(Array(forms.dropFirst()))) }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .fact(String(text), .plain) }
        let manners: [String: Manner] = ["and": .and, "or": .or, "whole": .whole]
        return .fact(parts[0], manners[parts[1]] ?? .plain)
    }

    /// The same without a capital at the beginning, where it begins with a word and not with a fact.
    var uncapitalized: SentenceTemplate {
        guard case .words(let words)? = pieces.first else { return self }
        return SentenceTemplate(pieces: [.words(words.prefix(1).lowercased() + words.dropFirst())] + pieces.dropFirst())
    }

    /// Whether the first thing said is another sentence.
    func beginsWithSentence(_ isSentence: (String) -> Bool) -> Bool {
        guard case .fact(let name, _)? = pieces.first else { return false }
        return isSentence(name)
    }
}
