/// A language, perhaps as written or as used in one region: `pt`, `pt-BR`, `zh-Hant-TW` (RFC 5646 section 2.1).
public struct MailLocale: Hashable, Sendable, CustomStringConvertible {
    /// Two or three small letters.
    public let language: String

    /// Four letters (ISO 15924), the first a capital. Nil where none is told.
    public let script: String?

    /// Two capitals (ISO 3166-1) or three digits (UN M.49). Nil where none is told.
    public let region: String?

    /// Reads a tag in any case, with `-` or, as some platforms have it, `_` between its parts. Nil for anything but
    /// `language ["-" script] ["-" region]`.
    public init?(_ tag: some StringProtocol) {
        guard tag.utf8.count <= 12 else { return nil }
        var parts = tag.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }.map { $0.lowercased() }[...]
        guard let language = parts.popFirst(), (2...3).contains(language.utf8.count), Self.isLetters(language) else {
            return nil
        }
        self.language = language
        script = parts.first.flatMap(Self.script)
        if script != nil { parts.removeFirst() }
        region = parts.first.flatMap(Self.region)
        if region != nil { parts.removeFirst() }
        guard parts.isEmpty else { return nil }
    }

    private init(language: String, script: String? = nil, region: String? = nil) {
        self.language = language
        self.script = script
        self.region = region
    }

    public static let english = MailLocale(language: "en")

    public var description: String { [language, script, region].compactMap(\.self).joined(separator: "-") }

    /// The locales a text is looked for in, the best first: this one and what it is a special case of, then the store's
    /// own likewise, then English.
    public func fallbacks(storeDefault: MailLocale) -> [MailLocale] {
        var chain: [MailLocale] = []
        for locale in generalisations + storeDefault.generalisations + [.english] where !chain.contains(locale) {
            chain.append(locale)
        }
        return chain
    }

    /// `zh-Hant-TW`, `zh-Hant`, `zh`.
    private var generalisations: [MailLocale] {
        var all = [self]
        if region != nil, script != nil { all.append(MailLocale(language: language, script: script)) }
        if region != nil || script != nil { all.append(MailLocale(language: language)) }
        return all
    }

    private static func isLetters(_ text: String) -> Bool { text.utf8.allSatisfy(\.isLetter) }

    private static func script(_ part: String) -> String? {
        guard part.utf8.count == 4, isLetters(part) else { return nil }
        return part.prefix(1).uppercased() + part.dropFirst()
    }

    private static func region(_ part: String) -> String? {
        if part.utf8.count == 2, isLetters(part) { return part.uppercased() }
        return part.utf8.count == 3 && part.utf8.allSatisfy(\.isDigit) ? part : nil
    }
}
