internal import Domain

/// How a locale groups digits and marks decimals.
struct NumberStyle: Sendable {
    /// Between groups of three digits of a plain number.
    let group: String
    /// The same in an amount of money, which a few locales write otherwise.
    let moneyGroup: String
    let mark: String
    /// A number is grouped only where this many digits would stand before the first separator, at least.
    let leastDigitsBeforeGroup: Int

    private init(_ group: String, _ mark: String, moneyGroup: String? = nil, leastDigitsBeforeGroup: Int = 1) {
        self.group = group
        self.moneyGroup = moneyGroup ?? group
        self.mark = mark
        self.leastDigitsBeforeGroup = leastDigitsBeforeGroup
    }

    static let englishStyle = NumberStyle(",", ".")
    static let french = NumberStyle("\u{202F}", ",")
    static let frenchCanada = NumberStyle("\u{A0}", ",")
    /// Switzerland writes amounts with a point; other numbers have a comma, but no decimals are written here.
    static let frenchSwitzerland = NumberStyle("\u{202F}", ".")
    static let polish = NumberStyle("\u{A0}", ",", leastDigitsBeforeGroup: 2)
    static let german = NumberStyle(".", ",")
    static let germanAustria = NumberStyle("\u{A0}", ",", moneyGroup: ".")
    static let germanSwitzerland = NumberStyle("'", ".")
    static let spanish = NumberStyle(".", ",", leastDigitsBeforeGroup: 2)

    /// The digits with a separator before each three from the right.
    func grouped(_ digits: String, by separator: String) -> String {
        guard digits.utf8.count >= 3 + leastDigitsBeforeGroup else { return digits }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { text += separator }
            text.append(digit)
        }
        return text
    }

    /// The amount without sign and currency.
    func decimal(_ money: Money) -> String {
        let amount = money.amount.drop { $0 == "-" }
        let parts = amount.split(separator: ".")
        let whole = grouped(String(parts[0]), by: moneyGroup)
        return parts.count == 1 ? whole : whole + mark + parts[1]
    }
}

/// Where a currency's sign stands.
enum CurrencyPlacement: Sendable {
    /// Close before the number, a code with a space.
    case before
    case beforeSpaced
    /// As `beforeSpaced`, but a minus takes the place of the space (Switzerland).
    case beforeWithSign
    /// After the number and a space.
    case after

    func write(_ digits: String, _ symbol: String, isNegative: Bool) -> String {
        let minus = isNegative ? "-" : ""
        switch self {
        case .before:
            let endsInLetter = symbol.utf8.last.map(\.isLetter) ?? false
            return minus + symbol + (endsInLetter ? "\u{A0}" : "") + digits
        case .beforeSpaced: return minus + symbol + "\u{A0}" + digits
        case .beforeWithSign: return symbol + (isNegative ? "-" : "\u{A0}") + digits
        case .after: return minus + digits + "\u{A0}" + symbol
        }
    }
}
