/// Which form a noun takes after a whole number (CLDR, Language Plural Rules). English, French, Polish, German, Spanish.
enum PluralRule: Sendable {
    case english, french, polish, spanish

    enum Category: Sendable {
        case one, few, many, other
    }

    /// Nil for a language without a rule here.
    init?(language: String) {
        switch language {
        case "en", "de": self = .english
        case "fr": self = .french
        case "pl": self = .polish
        case "es": self = .spanish
        default: return nil
        }
    }

    func category(of number: UInt64) -> Category {
        switch self {
        case .english: number == 1 ? .one : .other
        case .french: number <= 1 ? .one : Self.isMillions(number) ? .many : .other
        case .spanish: number == 1 ? .one : Self.isMillions(number) ? .many : .other
        case .polish: Self.polish(number)
        }
    }

    private static func isMillions(_ number: UInt64) -> Bool { number > 0 && number % 1_000_000 == 0 }

    private static func polish(_ number: UInt64) -> Category {
        if number == 1 { return .one }
        return (2...4).contains(number % 10) && !(12...14).contains(number % 100) ? .few : .many
    }
}
