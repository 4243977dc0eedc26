extension English {
    /// The words of ladders.
    static let ladder = Language.joined(plainLadder, spendLadder)

    private static let plainLadder: [String: String] = [
        // What the rule says of a customer.
        "tiers.outside": "The rule does not concern this customer",
        "tiers.too_young": "The account is too new: the rule looks at it from {day}",
        "tiers.pinned": "The tier was pinned by hand, so the rule leaves it alone",
        "tiers.undone": "What the rule took over was undone by hand; it waits for a new order, a refund or an edit",
        "tiers.team": "The company stands on {rung}",
        "tiers.team_none": "The company stands on no tier",

        // Why something changed.
        "tiers.adopted": "{groups} was held when the rule was switched on, and is part of the ladder now",
        "tiers.left_team": "The customer has left the company and counts alone",

        // What comes next.
        "tiers.will_promote": "Moves up to {rung} on {day}",
        "tiers.will_demote": "Comes down to {rung} on {day}, unless more is spent",
        "tiers.will_leave": "Leaves {rung} on {day}, unless more is spent",
        "tiers.will_be_at_risk": "Unless more is spent, the customer is warned on {day} that {rung} will be lost",
        "tiers.will_check": "The rule looks again on {day}",
        "tiers.will_be_of_age": "The account is old enough on {day}",

        // The rule in plain words.
        "summary.tier": "{rung}, the group {groups}, from a spend of {required}",
        "summary.tier_retain": "{rung}, the group {groups}, from a spend of {required}; {retain} is enough to stay",
        "summary.spend": "What counts is the spend {period}",
        "summary.tiers.start": "Spend before {day} does not count",
        "summary.tiers.organization": "The orders of a company's customers count together",
        "summary.tiers.upgrade.on_payment": "Customers move up with the payment that is enough",
        "summary.tiers.upgrade.on_check": "Customers move up at the next check",
        "summary.tiers.downgrade.never": "Nobody comes down",
        "summary.tiers.downgrade.on_check": "Who has spent too little comes down at a check",
        "summary.tiers.downgrade.immediate": "Who has too little left after a refund comes down at once",
        "summary.tiers.grace": "They are warned {count|day|days} before",
        "summary.tiers.check.daily": "Checks are made every day",
        "summary.tiers.check.monthly":
            "Checks are made on day {number} of each month, or on the last day of shorter months",
        "summary.tiers.check.manual": "Checks are made only when somebody starts one",
        "summary.tiers.default": "The tier's group becomes the default group",
    ]

    /// Sentences about an amount, each for all time, since a day, and from a day to a day.
    private static let spendLadder = Language.spread(
        [
            "tiers.rung": "Stands on {rung}, with {spent} spent @; {missing} more for {next_tier}",
            "tiers.rung_ready": "Stands on {rung}; {spent} spent @ is enough for {next_tier}",
            "tiers.top": "Stands on {rung}, the highest tier, with {spent} spent @",
            "tiers.none": "Stands on no tier, with {spent} spent @; {missing} more for {next_tier}",
            "tiers.none_ready": "Stands on no tier yet; {spent} spent @ is enough for {next_tier}",
            "tiers.short": "Stands on {rung} with only {spent} spent @; {missing} more to keep it",
            "tiers.promoted": "{spent} spent @ is enough for {rung}",
            "tiers.demoted": "Only {spent} spent @; {rung} needs {needed}",
            "tiers.at_risk": "Only {spent} spent @; {missing} more by {deadline} keeps {rung}",
        ],
        over: ["ever": "so far", "since": "since {from}", "between": "from {from} to {to}"])
}
