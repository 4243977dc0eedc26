public import Domain
internal import JSON

extension InactivityRule {
    public static let declaration = KindDeclaration(
        kind: "inactivity",
        title: "Inactivity",
        description: "Whoever orders nothing for so many days is reminded, and then moved to another group.",
        parameters: [
            Parameter(
                "remind_after_days", .integer(days), label: "Remind after, days",
                help: "Days without an order. Nobody is moved before they were reminded. Leave empty for no reminder."),
            Parameter(
                "change_after_days", .integer(days), label: "Move after, days",
                help: "Days without an order. Whoever is reminded late is moved that much later.", isRequired: true),
            Parameter(
                "target", .group, label: "Move to",
                help: "The customer leaves the source groups and joins this one.", isRequired: true),
            Parameter(
                "restore_on_purchase", .boolean, label: "Bring back with the next order",
                help: "The next paid order gives back the groups that the rule took.", fallback: true),
            Parameter(
                "include_never_bought", .boolean, label: "Also customers who never bought",
                help: "Their days count from the registration.", fallback: true),
            Parameter(
                "statuses", .statuses, label: "Orders that count",
                help: "Order statuses. Leave empty for all that mean paid."),
        ],
        templates: ["inactivity_reminder", "group_change", "group_restored"], needsSourceGroups: true)

    public func summary(common: CommonTerms) -> [Sentence] {
        var sentences = [
            Sentence(
                "summary.inactivity",
                [
                    .init("sources", .groups(common.sourceGroups)), .init("count", .number(Int64(changeAfterDays))),
                    .init("groups", .groups([target])),
                ])
        ]
        if let remindAfterDays {
            sentences.append(
                Sentence("summary.inactivity.remind", [.init("count", .number(Int64(remindAfterDays)))]))
        } else {
            sentences.append(Sentence("summary.inactivity.silent"))
        }
        sentences.append(Sentence("summary.inactivity.\(includesNeverBought ? "everyone" : "buyers")"))
        if restoresOnPurchase { sentences.append(Sentence("summary.inactivity.restore")) }
        return sentences + countedStatuses
    }
}

extension MoveRule {
    /// Which orders count, where not all that are paid do.
    var countedStatuses: [Sentence] {
        guard let statuses else { return [] }
        return [Sentence("summary.statuses", [.init("statuses", .text(statuses.joined(separator: ", ")))])]
    }
}
