internal import Domain
internal import JSON
internal import Store

/// The sentences of a line of a run's report, kept as codes beside the English ones, so that each reader gets them in their
/// own language.
struct SaidLine {
    let store: ID<Domain.Store>
    let sentences: [Sentence]

    /// As it is stored: `{"store": 1, "sentences": ["[\"code\",{…}]"]}`.
    var value: JSONValue {
        ["store": .integer(store.rawValue), "sentences": .array(sentences.map { .string($0.encoded) })]
    }

    init(_ store: ID<Domain.Store>, _ sentences: [Sentence]) {
        self.store = store
        self.sentences = sentences
    }

    /// Nil for what was not stored so.
    init?(_ value: JSONValue) {
        guard let store = value["store"]?.integer, let texts = value["sentences"]?.array else { return nil }
        self.store = ID(rawValue: store)
        sentences = texts.compactMap { text in text.string.flatMap { try? Sentence(encoded: $0, "runs.report") } }
    }

    func words(_ configuration: Configuration, for reader: Reader? = nil) -> String {
        sentences.map { configuration.words($0, store: store, for: reader) }.joined(separator: ". ")
    }
}

extension Run {
    /// The same with the sentences of its report in the language of whoever asks. Lines of which no codes are kept stay as
    /// they are.
    func told(_ configuration: Configuration) -> Run {
        guard !configuration.isReadInEnglish, let report = try? JSONValue(parsing: Array(report.utf8)) else {
            return self
        }
        let members = (report.members ?? []).map { member in
            guard let said = report["said"]?[member.name]?.array else { return member }
            return JSONValue.Member(member.name, member.value.told(said.map(SaidLine.init), configuration))
        }
        var run = self
        run.report = String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
        return run
    }
}

extension JSONValue {
    /// A list of lines with their sentences told anew.
    fileprivate func told(_ said: [SaidLine?], _ configuration: Configuration) -> JSONValue {
        guard let lines = array, lines.count == said.count else { return self }
        let told = zip(lines, said).map { line, said in
            guard let said, let members = line.members else { return line }
            let words = JSONValue.string(said.words(configuration))
            return .object(members.map { $0.name == "sentence" ? .init($0.name, words) : $0 })
        }
        return .array(told)
    }
}
