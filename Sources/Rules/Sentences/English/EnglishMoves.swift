extension English {
    /// The words of inactivity and turnover rules.
    static let moves: [String: String] = [
        // Whom such a rule leaves alone.
        "move.elsewhere": "Is in none of these groups: {groups}",
        "move.excluded": "The rule leaves this customer out",
        "move.excluded_group": "The rule leaves out members of {groups}",
        "move.too_young": "The account is not yet {count|day|days} old",
        "move.protected": "Nobody is moved out of {groups} while that rests on a purchase or is pinned",
        "move.blocked": "{groups} is blocked for this customer",

        // When it looks again.
        "move.next_run": "Due with the next run",
        "move.will_be_old_enough": "The account is old enough on {day}",
        "move.will_turn": "Looked at again on {day}, when a membership begins or ends",

        // Inactivity.
        "inactivity.days": "{days|day|days} since {since}, limit {limit}",
        "inactivity.days_reminded": "{days|day|days} since {since}, limit {limit}; reminded on {reminded_on}",
        "inactivity.never_bought": "Has never bought, and the rule is only for customers who have",
        "inactivity.settled": "The move was undone by hand; only days without an order after a newer start count",
        "inactivity.reminder":
            "{days|day|days} since {since}; without an order the customer moves to {groups} on {change_on}",
        "inactivity.will_remind": "A reminder goes out on {day}",
        "inactivity.will_change": "Moves to {groups} on {day}",
        "inactivity.will_count": "An order dated {day} counts from that day",
        "summary.inactivity": "Members of {sources} who order nothing for {count|day|days} move to {groups}",
        "summary.inactivity.remind": "They are reminded after {count|day|days}; nobody moves without that reminder",
        "summary.inactivity.silent": "They are not reminded",
        "summary.inactivity.everyone": "For customers who never bought, the days count from their registration",
        "summary.inactivity.buyers": "Customers who never bought are left alone",
        "summary.inactivity.restore": "The next paid order brings them back",

        // Turnover.
        "turnover.spent": "Spent {spent} from {first} to {last}, minimum {minimum}",
        "turnover.so_far": "Spent {spent} so far from {first} to {last}, minimum {minimum}",
        "turnover.skipped": "Skipped for {first} to {last}: no run sent the reminders in time",
        "turnover.not_throughout": "Not judged for {first} to {last}: was not in {groups} all that time",
        "turnover.settled": "What the rule did for {first} to {last} was undone by hand",
        "turnover.reminder":
            "Spent {spent} since {first}, minimum {minimum}; {missing} missing until {deadline}, else moves to {new_group} on {change_on}",
        "turnover.currency": "The minimum is in {currency}, but the store counts in {base}",
        "turnover.will_remind": "Reminded on {day} if below the minimum then",
        "turnover.will_decide": "Decided on {day}",
        "turnover.will_ask": "Looked at on {day}, once the account is old enough",
        "summary.turnover.below.previous":
            "Members of {sources} whose orders of a month come to less than {minimum} move to {groups} on day {change_day} of the next month",
        "summary.turnover.below.current":
            "Members of {sources} whose orders up to day {last_day} of a month come to less than {minimum} move to {groups} on day {change_day}",
        "summary.turnover.reached.previous":
            "Members of {sources} whose orders of a month come to {minimum} or more move to {groups} on day {change_day} of the next month",
        "summary.turnover.reached.current":
            "Members of {sources} whose orders up to day {last_day} of a month come to {minimum} or more move to {groups} on day {change_day}",
        "summary.turnover.remind": "On day {day} of that month, those who are below are reminded",
        "summary.turnover.whole": "Only who was in one of these groups all that time is judged",
        "summary.turnover.anyone": "Who joined one of these groups in between is judged too",
        "summary.turnover.short_months": "In shorter months the last day takes the place of days 29 to 31",

        "summary.statuses": "Only orders in these statuses count: {statuses}",
    ]
}
