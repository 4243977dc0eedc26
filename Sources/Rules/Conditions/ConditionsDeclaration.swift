public import Domain
internal import JSON

extension ConditionsRule {
    public static let declaration = KindDeclaration(
        kind: "conditions",
        title: "Conditions",
        description: "Whoever meets conditions of your own joins or leaves groups.",
        parameters: [
            Parameter(
                "trigger", .choice(triggers), label: "When to ask",
                help: "Once for each registration, once for each paid order, or every day for everyone.",
                isRequired: true),
            Parameter(
                "when", .condition, label: "Conditions",
                help: "Combine conditions with all, any and not. Conditions on an order speak of the paid order, "
                    + "or, where there is none, of any paid order of the customer.", isRequired: true),
            Parameter(
                "actions", .actions, label: "What to do",
                help: "Put the customer into a group, take them out, or make a group the default. "
                    + "Purchases in term and pinned memberships stay.", isRequired: true),
            Parameter(
                "while_true", .boolean, label: "Only while it holds",
                help: "The memberships that the rule gave end as soon as the conditions no longer hold.",
                fallback: false),
        ],
        templates: ["group_change"])

    private static let triggers: [ParameterType.Choice] = [
        .init(Trigger.registered.rawValue, "When a customer registers"),
        .init(Trigger.paid.rawValue, "When an order is paid"),
        .init(Trigger.scheduled.rawValue, "Every day"),
    ]

    public func summary(common: CommonTerms) -> [Sentence] {
        let conditions = condition.summary
        let heads = conditions.count > 1 ? "all" : "one"
        var sentences = [Sentence("summary.conditions.\(trigger.rawValue).\(heads)")] + conditions
        for action in actions { sentences += Self.summary(action) }
        if isWhileTrue { sentences.append(Sentence("summary.conditions.while_true")) }
        return sentences
    }

    private static func summary(_ action: ConditionAction) -> [Sentence] {
        let groups = Sentence.Fact("groups", .groups([action.group]))
        switch action {
        case .revoke: return [Sentence("summary.conditions.revoke", [groups])]
        case .setDefault: return [Sentence("summary.conditions.default", [groups])]
        case .grant(_, let setsDefault, let validity):
            let term: Sentence
            switch validity {
            case .unlimited: term = Sentence("summary.conditions.grant", [groups])
            case .days(let count): term = grant("days", groups, .init("count", .number(Int64(count))))
            case .months(let count): term = grant("months", groups, .init("count", .number(Int64(count))))
            case .date(let day): term = grant("date", groups, .init("day", .day(day)))
            }
            return [term] + (setsDefault ? [Sentence("summary.default", [groups])] : [])
        }
    }

    private static func grant(_ kind: String, _ groups: Sentence.Fact, _ fact: Sentence.Fact) -> Sentence {
        Sentence("summary.conditions.grant.\(kind)", [groups, fact])
    }
}
