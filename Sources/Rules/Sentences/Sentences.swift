public import Domain

/// Turns sentences into words of one language.
public struct Sentences: Sendable {
    /// The language's tag: `pl`.
    public var language: String { grammar.tag }

    fileprivate let grammar: Language
    private let templates: [String: SentenceTemplate]
    /// The forms within other sentences, where they have words of their own.
    private let clauses: [String: SentenceTemplate]

    public static let english = Sentences(.english)

    /// All that there are words for, English first. Adding a language is one line here.
    public static let languages = [
        english, Sentences(.french), Sentences(.polish), Sentences(.german), Sentences(.spanish),
    ]

    init(_ language: Language) {
        grammar = language
        templates = language.words.mapValues(SentenceTemplate.init)
        clauses = language.clauses.mapValues(SentenceTemplate.init)
    }

    /// The words of a language, by its tag (BCP 47) in any case, with `-` or `_`: `pt-BR`, else `pt`, else English.
    public static func of(_ tag: String) -> Sentences { exact(tag) ?? english }

    /// The same, but nil where neither the tag nor what it is a special case of has words.
    public static func exact(_ tag: String) -> Sentences? {
        var parts = tag.lowercased().split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
        while !parts.isEmpty {
            let tag = parts.joined(separator: "-")
            if let found = languages.first(where: { $0.language == tag }) { return found }
            parts.removeLast()
        }
        return nil
    }

    /// The sentence in words. A code without words is shown as it is, so that nothing is ever lost.
    ///
    /// - Parameters:
    ///   - style: how days, amounts and numbers are written.
    ///   - groupName: the name of a group, by its code.
    public func render(
        _ sentence: Sentence, style: SentenceStyle = .plain, groupName: (String) -> String
    ) -> String {
        withoutActuallyEscaping(groupName) { groupName in
            Rendering(sentences: self, style: style, groupName: groupName).say(sentence, .whole)
        }
    }

    /// Several sentences in a row, each closed by a full stop.
    public func render(
        _ sentences: [Sentence], style: SentenceStyle = .plain, groupName: (String) -> String
    ) -> String {
        sentences.map { render($0, style: style, groupName: groupName) + "." }.joined(separator: " ")
    }

    /// The codes that have words.
    var codes: Set<String> { Set(templates.keys) }

    /// How a sentence stands.
    enum Form {
        /// By itself.
        case whole
        /// After an "and" of one that stands by itself.
        case joined
        /// Within another.
        case clause
    }

    func template(_ code: String, _ form: Form) -> SentenceTemplate? {
        switch form {
        case .whole: templates[code]
        case .joined: templates[code]?.uncapitalized
        case .clause: clauses[code] ?? templates[code]?.uncapitalized
        }
    }
}

/// One sentence being put into words.
private struct Rendering {
    let sentences: Sentences
    let style: SentenceStyle
    let groupName: (String) -> String

    func say(_ sentence: Sentence, _ form: Sentences.Form) -> String {
        guard let template = sentences.template(sentence.code, form) else { return sentence.code }
        let text = template.pieces.map { piece in
            switch piece {
            case .words(let words): words
            case .fact(let name, let manner): sentence[name].map { fill($0, manner, form) } ?? ""
            }
        }.joined()
        guard form == .whole, template.beginsWithSentence({ sentence[$0]?.isSentences ?? false }) else { return text }
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private func fill(_ value: Sentence.Value, _ manner: SentenceTemplate.Manner, _ form: Sentences.Form) -> String {
        switch value {
        case .text(let text): text
        case .texts(let texts): sentences.grammar.oneOf.join(texts)
        case .number(let number): counted(number, manner)
        case .day(let day): style.day(day)
        case .money(let money): style.money(money)
        case .groups(let codes):
            [noun(UInt64(codes.count), manner), codes.map(groupName).joined(separator: ", ")].compactMap { $0 }
                .joined(separator: " ")
        case .sentences(let inner): say(inner, manner, within: form)
        }
    }

    private func counted(_ number: Int64, _ manner: SentenceTemplate.Manner) -> String {
        let digits = style.number(number)
        guard case .counted(let forms) = manner, let noun = noun(number.magnitude, manner) else { return digits }
        guard forms.contains(where: { $0.contains("#") }) else { return "\(digits) \(noun)" }
        return noun.split(separator: "#", omittingEmptySubsequences: false).joined(separator: digits)
    }

    /// The form for so many; nil where the words name none.
    private func noun(_ number: UInt64, _ manner: SentenceTemplate.Manner) -> String? {
        guard case .counted(let forms) = manner else { return nil }
        let form = sentences.grammar.plural.form(number)
        return form < forms.count ? forms[form] : forms.last
    }

    private func say(
        _ inner: [Sentence], _ manner: SentenceTemplate.Manner, within form: Sentences.Form
    ) -> String {
        let joined: Sentences.Form = form == .clause ? .clause : .joined
        switch manner {
        case .and: return sentences.grammar.and.join(inner.map { say($0, joined) })
        case .or: return sentences.grammar.or.join(inner.map { say($0, joined) })
        case .whole: return inner.map { say($0, .whole) }.joined(separator: ". ")
        case .plain, .counted: return sentences.grammar.and.join(inner.map { say($0, .clause) })
        }
    }
}

extension Sentence.Value {
    fileprivate var isSentences: Bool { if case .sentences = self { true } else { false } }
}
