public import Domain
internal import JSON

extension TurnoverRule {
    public static let declaration = KindDeclaration(
        kind: "turnover",
        title: "Monthly turnover",
        description: "Whoever's orders of a month come to less than a minimum, or reach it, moves to another group.",
        parameters: [
            Parameter(
                "minimum", .money, label: "Minimum",
                help: "What the counted orders must come to, in the store's currency.", isRequired: true),
            Parameter(
                "statuses", .statuses, label: "Orders that count",
                help: "Order statuses. Leave empty for all that mean paid."),
            Parameter(
                "month", .choice(months), label: "Counted month",
                help: "For whole months choose the previous one, and day 1 below.", fallback: "previous"),
            Parameter(
                "remind_day", .integer(1...31), label: "Remind on day",
                help: "Of the counted month. Only customers below the minimum are reminded. Leave empty for no mail.",
                shownWhen: .init("direction", in: ["below"])),
            Parameter(
                "change_day", .integer(1...31), label: "Move on day",
                help: "Days 29 to 31 mean the last day of shorter months.", fallback: 1),
            Parameter(
                "direction", .choice(directions), label: "Who moves",
                help: "Exactly the minimum counts as reached.", fallback: "below"),
            Parameter(
                "target", .group, label: "Move to",
                help: "The customer leaves the source groups and joins this one.", isRequired: true),
            Parameter(
                "whole_period_only", .boolean, label: "Only members of the whole period",
                help: "Leaves out customers who were in no source group for a part of the counted days.",
                fallback: true),
        ],
        templates: ["turnover_reminder", "turnover_group_change", "turnover_promoted"], needsSourceGroups: true)

    private static let months: [ParameterType.Choice] = [
        .init(TurnoverCalendar.CountedMonth.current.rawValue, "The current month, up to the day before"),
        .init(TurnoverCalendar.CountedMonth.previous.rawValue, "The previous month, as a whole"),
    ]

    private static let directions: [ParameterType.Choice] = [
        .init(Direction.below.rawValue, "Who stays below the minimum"),
        .init(Direction.reached.rawValue, "Who reaches the minimum"),
    ]

    public func summary(common: CommonTerms) -> [Sentence] {
        var facts: [Sentence.Fact] = [
            .init("sources", .groups(common.sourceGroups)), .init("groups", .groups([target])),
            .init("change_day", .number(Int64(calendar.changeDay))),
            .init("last_day", .number(Int64(calendar.changeDay - 1))),
        ]
        if let minimum { facts.append(.init("minimum", .money(minimum))) }
        var sentences = [Sentence("summary.turnover.\(direction.rawValue).\(calendar.month.rawValue)", facts)]
        if let remindDay = calendar.remindDay {
            sentences.append(Sentence("summary.turnover.remind", [.init("day", .number(Int64(remindDay)))]))
        }
        sentences.append(Sentence("summary.turnover.\(wholePeriodOnly ? "whole" : "anyone")"))
        if max(calendar.remindDay ?? 0, calendar.changeDay) > 28 {
            sentences.append(Sentence("summary.turnover.short_months"))
        }
        return sentences + countedStatuses
    }
}
