public import Domain
internal import JSON

extension TiersRule {
    public static let declaration = KindDeclaration(
        kind: "tiers",
        title: "Tiers",
        description: "A ladder of groups: whoever spends more stands higher, and who spends less comes down again.",
        parameters: [
            Parameter(
                "tiers", .tiers, label: "Tiers",
                help: """
                    Name, required spend and group of each; if you like, a lower spend that is enough to stay, what \
                    members get, and a voucher for reaching it. A customer is in one tier at a time.
                    """, isRequired: true),
            Parameter(
                "period", .period, label: "Spend that counts",
                help: "All of it, that of the last days or months, or that of a month, quarter or year.",
                fallback: ["kind": "lifetime"]),
            Parameter(
                "start_date", .date, label: "Count from",
                help: "Spend before that day does not count. Leave empty to count all of the period."),
            Parameter(
                "upgrade", .choice(upgrades), label: "Moving up",
                help: "At once with the payment that reaches a tier, or at the next check.", fallback: "on_payment"),
            Parameter(
                "downgrade", .choice(downgrades), label: "Moving down",
                help: "Spend that grows too old, and periods that end, are found at checks.", fallback: "on_check"),
            Parameter(
                "check", .check, label: "Check",
                help: "Day 29, 30 or 31 means the last day of shorter months. A check can always be started by hand.",
                fallback: ["kind": "daily"]),
            Parameter(
                "grace_days", .integer(0...365), label: "Grace, days",
                help: "The customer is warned, and comes down so many days later unless enough is spent by then.",
                fallback: 0, shownWhen: .init("downgrade", in: ["on_check"])),
            Parameter(
                "statuses", .statuses, label: "Order statuses that count",
                help: "Leave empty for all that are flagged paid."),
            Parameter(
                "per_organization", .boolean, label: "Companies count as one",
                help: "The orders of all customers of a company count together, and all of them stand on its tier.",
                fallback: false),
            Parameter(
                "adopt_manual", .boolean, label: "Take over memberships given by hand",
                help: """
                    When the rule is switched on, memberships that came from the shop or an import become part of the \
                    ladder. Those given by hand stay as they are, unless you tick this.
                    """, fallback: false),
            Parameter(
                "set_default", .boolean, label: "Make the tier the default group",
                help: "The tier's group becomes the customer's default group.", fallback: true),
        ],
        templates: ["tier_promoted", "tier_demoted", "tier_at_risk"])

    private static let upgrades: [ParameterType.Choice] = [
        .init(Upgrade.onPayment.rawValue, "With the payment"),
        .init(Upgrade.onCheck.rawValue, "At the next check"),
    ]

    private static let downgrades: [ParameterType.Choice] = [
        .init(Downgrade.never.rawValue, "Never"),
        .init(Downgrade.onCheck.rawValue, "At the next check"),
        .init(Downgrade.immediate.rawValue, "At once with a refund, else at the next check"),
    ]

    public func summary(common: CommonTerms) -> [Sentence] {
        var sentences = tiers.map(\.summary)
        sentences.append(Sentence("summary.spend", [period.fact]))
        if let startDate { sentences.append(Sentence("summary.tiers.start", [.init("day", .day(startDate))])) }
        if isPerOrganization { sentences.append(Sentence("summary.tiers.organization")) }
        sentences.append(Sentence("summary.tiers.upgrade.\(upgrade.rawValue)"))
        sentences.append(Sentence("summary.tiers.downgrade.\(downgrade.rawValue)"))
        if downgrade == .onCheck, graceDays > 0 {
            sentences.append(Sentence("summary.tiers.grace", [.init("count", .number(Int64(graceDays)))]))
        }
        sentences.append(check.summary)
        if setsDefault { sentences.append(Sentence("summary.tiers.default")) }
        return sentences
    }
}

extension Tier {
    fileprivate var summary: Sentence {
        let facts: [Sentence.Fact] = [
            .init("rung", .text(name)), .init("required", .money(required)), .init("groups", .groups([group])),
        ]
        guard let retain else { return Sentence("summary.tier", facts) }
        return Sentence("summary.tier_retain", facts + [.init("retain", .money(retain))])
    }
}

extension LadderCheck {
    fileprivate var summary: Sentence {
        switch self {
        case .daily: Sentence("summary.tiers.check.daily")
        case .monthly(let day): Sentence("summary.tiers.check.monthly", [.init("number", .number(Int64(day)))])
        case .manual: Sentence("summary.tiers.check.manual")
        }
    }
}
