/// The words of what the look at rules, groups and customers finds, and of what a fix does.
extension English {
    static let checks: [String: String] = [
        "finding.paid_while_off":
            "{count|order was|orders were} paid while automation was off, from {from} to {to}, and no rule has acted on them",
        "finding.moves_overlap":
            "“{rule}” and “{other}” both take customers out of {groups}. Of the two only the first in priority moves a customer on one day",
        "finding.purchases_overlap":
            "“{rule}” and “{other}” both put buyers of the same product into {groups}: each gives a membership of its own",
        "finding.equal_amount": "“{rule}” and “{other}” both decide at {amount}: only the priority says which one acts",
        "finding.equal_days":
            "“{rule}” and “{other}” both move after {days|day|days}: only the priority says which one acts",
        "finding.equal_rungs":
            "The rungs {groups} of “{rule}” are kept with the same spend, {amount}: whoever falls from the higher one falls from both",
        "finding.season_over": "“{rule}” is on, but its season ended on {last_day}",
        "finding.all_excluded": "“{rule}” excludes all of its source groups: {groups}. It can never act",
        "finding.sources_empty": "Nobody is in {groups}, and nothing leads there: “{rule}” has nobody to act on",
        "finding.taken_first": "“{rule}” never gets its turn: “{other}” takes the customers of {groups} away first",
        "finding.group_idle": "Nobody is in {groups}, no rule names it, and the shop does not know it",
        "finding.group_unmapped": "{groups} is in use, but no group of the shop stands for it, as it does for others",
        "finding.store_default_missing": "The store has no default group: whoever is in no other group has none",
        "finding.cron_silent": "Cron has not run since {day}: nothing is decided, and no term ends on record",
        "finding.cron_never": "Cron has never run: nothing is decided, and no term ends on record",
        "finding.shop_differs":
            "{count|customer is|customers are} not in the groups of the shop behind “{source}” that Echelon has put them into",
        "finding.ended_in_shop":
            "{count|customer is|customers are} still in groups of the shop behind “{source}” that have ended here",
        "finding.ends_overdue":
            "{count|customer has|customers have} a term that was over a day ago or earlier, and nothing has recorded its end",
        "finding.no_default": "{count|customer has|customers have} no default group",
        "finding.default_not_held": "{count|customer has|customers have} a default group without being in it",
        "finding.two_rungs": "{count|customer stands|customers stand} on more than one rung of a ladder",
        "finding.unexplained_membership":
            "{count|customer is|customers are} in a group for good by a rule that is gone",
        "finding.customer_nowhere": "In no group at all",
        "finding.customer_no_default": "In {groups}, without a default group",
        "finding.customer_default_not_held": "The default group is {groups}, and the customer is not in it",
        "finding.customer_two_rungs": "On several rungs of “{rule}”: {groups}",
        "finding.customer_unexplained": "In {groups} by a rule that is gone",
        "change.lower_rung": "The customer stands on a higher rung of the same ladder",
        "change.unexplained_ended": "The rule that gave the group is gone, and someone ended the membership",
        "change.unexplained_adopted": "The rule that gave the group is gone, and someone kept the membership",
        "fix.shop_told": "The shop is told again about {groups}",
        "fix.order_converted": "Order {order} is converted by the rate there is now",
    ]
}
