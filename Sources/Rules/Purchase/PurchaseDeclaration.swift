public import Domain
internal import JSON

extension PurchaseRule {
    public static let declaration = KindDeclaration(
        kind: "purchase",
        title: "Product purchase",
        description: "Whoever buys a product becomes a member of groups, for a term or for good.",
        parameters: [
            Parameter(
                "products", .products, label: "Products",
                help: "By product id, by product and variant, by SKU, or by category.", isRequired: true),
            Parameter(
                "groups", .groups, label: "Groups", help: "The buyer joins all of them.", isRequired: true),
            Parameter(
                "default_group", .group, label: "Default group",
                help: "One of the groups above. Leave empty to keep the customer's default group."),
            Parameter(
                "validity", .validity, label: "Valid for",
                help: "Every term ends at the end of its last day, in the store's time zone.",
                fallback: ["kind": "none"]),
            Parameter(
                "renew", .choice(renewals), label: "Buying again within the term",
                help: "What a further purchase does while the membership still runs.", fallback: "extend",
                shownWhen: .init("validity.kind", in: ["days", "months"])),
            Parameter(
                "per_unit", .boolean, label: "Each unit counts",
                help: "Two units give twice the term. Only where buying again extends it.", fallback: true,
                shownWhen: .init("renew", in: ["extend"])),
            Parameter(
                "remind_before_days", .integer(0...365), label: "Remind before the end, days",
                help: "Days before the last day on which the customer is told. Leave empty for no mail.",
                shownWhen: .init("validity.kind", in: ["days", "months", "date"])),
        ],
        templates: ["membership_granted", "membership_expiring", "membership_expired"], actsOnRuns: false)

    private static let renewals: [ParameterType.Choice] = [
        .init(Renewal.extend.rawValue, "Extend the term"),
        .init(Renewal.restart.rawValue, "Start the term anew"),
        .init(Renewal.keep.rawValue, "Keep the first term"),
    ]

    public func summary(common: CommonTerms) -> [Sentence] {
        let names = products.map(\.name).joined(separator: ", ")
        var sentences = [
            Sentence("summary.purchase", [.init("product", .text(names)), .init("groups", .groups(groups))])
        ]
        switch validity {
        case .unlimited: sentences.append(Sentence("summary.for_good"))
        case .days(let count): sentences.append(Sentence("summary.days", [.init("count", .number(Int64(count)))]))
        case .months(let count): sentences.append(Sentence("summary.months", [.init("count", .number(Int64(count)))]))
        case .date(let day): sentences.append(Sentence("summary.date", [.init("day", .day(day))]))
        }
        if let defaultGroup {
            sentences.append(Sentence("summary.default", [.init("groups", .groups([defaultGroup]))]))
        }
        switch validity {
        case .days, .months: sentences.append(Sentence("summary.\(renewal.rawValue)"))
        default: break
        }
        if let remindBeforeDays {
            sentences.append(Sentence("summary.remind", [.init("count", .number(Int64(remindBeforeDays)))]))
        }
        return sentences
    }
}
