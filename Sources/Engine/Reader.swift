internal import Domain
internal import Mails
internal import Rules

/// Who reads what the engine says: in which language, and how days, amounts and numbers are written for them.
public struct Reader: Sendable {
    private let sentences: Sentences
    private let style: SentenceStyle

    /// For the command line, logs, events, and whoever asks for nothing else.
    public static let english = Reader(sentences: .english, style: .plain)

    private init(sentences: Sentences, style: SentenceStyle) {
        self.sentences = sentences
        self.style = style
    }

    /// The first of these languages that there are words for, else English. In English days and amounts are written plainly,
    /// in any other language as is usual there.
    ///
    /// - Parameter tags: BCP 47, the best first: `["de-CH", "fr"]`.
    public init(preferring tags: some Sequence<String>) {
        for tag in tags {
            guard let sentences = Sentences.exact(tag) else { continue }
            guard sentences.language != Sentences.english.language,
                let locale = MailLocale(tag) ?? MailLocale(sentences.language)
            else { break }
            self.init(sentences: sentences, style: SentenceStyle(MailFormat(locale)))
            return
        }
        self = .english
    }

    /// Whoever gets a mail in that form: its words in the language of the mail, or in English where there are none; days and
    /// amounts as in the rest of the mail.
    init(_ format: MailFormat) {
        self.init(sentences: .of(format.locale.description), style: SentenceStyle(format))
    }

    /// The language of the words, as a tag of BCP 47: `pl`.
    public var language: String { sentences.language }

    var isEnglish: Bool { language == Self.english.language }

    func words(_ sentence: Sentence, groupName: (String) -> String) -> String {
        sentences.render(sentence, style: style, groupName: groupName)
    }

    func words(_ sentences: [Sentence], groupName: (String) -> String) -> String {
        self.sentences.render(sentences, style: style, groupName: groupName)
    }
}

extension SentenceStyle {
    fileprivate init(_ format: MailFormat) {
        self.init(day: format.date, money: format.money, number: format.number)
    }
}
