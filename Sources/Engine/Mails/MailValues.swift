internal import Domain
internal import Mails
internal import Rules

/// What the variables of one mail hold, in the reader's language.
struct MailValues {
    let format: MailFormat
    let configuration: Configuration
    let store: Domain.Store
    let words: [String: Template]

    /// Stands where the rendered mails go into the layout. Nothing else may hold it.
    static let place = "\u{E000}"

    /// The facts of one notification.
    func values(_ facts: [Sentence.Fact], reason: Sentence) -> [String: TemplateValue] {
        var values = Dictionary(facts.map { ($0.name, value($0)) }) { first, _ in first }
        values["reason"] = .text(words(reason))
        if values["benefits"]?.isEmpty ?? true { values["benefits"] = .text(benefits(facts)) }
        return values.mapValues(\.withoutPlace)
    }

    /// In the language of the mail, figures as in the reader's country.
    private func words(_ reason: Sentence) -> String {
        configuration.words(reason, store: store.id, for: Reader(format))
    }

    private func value(_ fact: Sentence.Fact) -> TemplateValue {
        switch fact.value {
        case .text(let text): return .text(text)
        case .texts(let texts): return .text(texts.joined(separator: ", "))
        case .sentences(let inner): return .text(configuration.words(inner, store: store.id, for: Reader(format)))
        case .day(let day): return .text(format.date(day))
        case .money(let money): return .text(format.money(money))
        case .groups(let codes): return .text(codes.map(configuration.groupName(store.id)).joined(separator: ", "))
        case .number(let number):
            switch fact.name {
            case "never_bought", "renews", "restores": return .flag(number != 0)
            case "days_inactive": return .text(format.count(number, .day))
            case "customer_count": return .text(format.count(number, .customer))
            case "voucher_value": return .text(format.percent(Decimal(mantissa: number, scale: 0)))
            default: return .text(format.number(number))
            }
        }
    }

    /// What the new group brings; in a mail that knows of none, what the one brings that ends.
    private func benefits(_ facts: [Sentence.Fact]) -> String {
        let named = ["new_group", "current_group"].lazy.compactMap { name in facts.first { $0.name == name }?.value }
        guard case .groups(let codes)? = named.first else { return "" }
        let groups = codes.compactMap { configuration.group(store.id, code: $0) }
        return groups.map { words(of: $0.benefits) }.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private func words(of benefits: Group.Benefits) -> String {
        var parts: [String] = []
        if let percent = benefits.discountPercent, percent.isPositive {
            parts.append(word("benefit_discount", ["percent": .text(format.percent(percent))]))
        }
        if benefits.freeShipping { parts.append(word("benefit_free_shipping")) }
        return (parts + [benefits.text]).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func word(_ name: String, _ values: [String: TemplateValue] = [:]) -> String {
        words[name]?.render(values).subject ?? ""
    }
}

extension TemplateValue {
    fileprivate var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .flag: false
        case .absent: true
        }
    }

    /// Nothing that a shop or a customer wrote takes the place of the mail's content.
    var withoutPlace: TemplateValue {
        guard case .text(let text) = self, text.contains(MailValues.place) else { return self }
        return .text(text.filter { String($0) != MailValues.place })
    }
}
