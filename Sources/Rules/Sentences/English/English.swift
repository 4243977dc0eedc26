/// The words of each sentence in English.
enum English {
    /// All of them: the common ones and those of each kind, which stand in a file of their own.
    static let words = Language.joined(common, moves, ladder, conditions, checks)

    private static let common: [String: String] = [
        // What a purchase rule says of a customer.
        "purchase.bought": "Bought {product} in order {order}, paid on {paid_on}",
        "purchase.bought_until": "Bought {product} in order {order}, paid on {paid_on}; valid until {last_day}",
        "purchase.never": "Has not bought {product} since the rule began to count",
        "purchase.over": "Bought {product} in order {order}; that ended on {last_day}",
        "purchase.expiring": "Membership of {groups} ends on {last_day}",
        "purchase.will_end": "Membership of {groups} ends when {day} begins",
        "purchase.will_begin": "Membership of {groups} begins on {day}",
        "purchase.will_remind": "A mail tells the customer on {day} that the end is near",

        // Why something changed.
        "change.expired": "The term of {groups} ended on {last_day}",
        "change.fell_away": "Order {order} no longer entitles: cancelled, refunded or changed",
        "change.term_moved": "The orders that stand give another term, until {last_day}",
        "change.term_unlimited": "The orders that stand give a term without end",
        "change.by_hand": "{reason}",
        "change.by_hand_silent": "Changed by hand",
        "change.reverted": "Undone: {what:whole}",
        "change.run_reverted": "Undone with run {run}",
        "change.store_default": "The store's default group, since no other group can be the default",
        "change.shop": "The shop reports this group",
        "change.shop_gone": "The shop no longer reports this group",
        "change.drift": "Someone took the group away in the shop",
        "change.imported": "Imported",
        "change.rule_deleted": "Rule {rule} was deleted",
        "change.group_replaced": "Group {old} was replaced",
        "change.restored": "Bought again with order {order}: what the rule took away is back",
        "change.merged": "Merged with customer {other}",
        "change.customer_deleted": "The shop has deleted the customer",
        "change.erased": "Everything personal was erased",
        "change.reapplied": "The rule's present terms were applied to what it gave before",

        // What stands in the way of a rule.
        "rule.moved_today": "Another rule moved the customer today; this one is asked again tomorrow",
        "rule.fights": "Another rule took the customer out of that group, and nothing new has happened since",
        "change.end_confirmed": "The end of {last_day}, reached while automation was off, was confirmed",

        // Why the default group is what it is.
        "default.pinned": "It was pinned by hand",
        "default.manual": "It was chosen by hand or in the shop",
        "default.rule": "A rule set it",
        "default.kept": "It was the default before and is still held",
        "default.former": "It is the most recent earlier default that is still held",
        "default.store": "It is the store's default group",
        "default.none": "The customer is in no group and the store has no default group",

        // A rule in plain words.
        "summary.purchase": "Whoever buys {product} joins {groups}",
        "summary.for_good": "The membership has no end",
        "summary.days": "It lasts {count|day|days}, to the end of the last one",
        "summary.months": "It lasts {count|month|months}, to the end of the last day",
        "summary.date": "It lasts to the end of {day}",
        "summary.default": "{groups} becomes the default group",
        "summary.extend": "Buying again within the term extends it",
        "summary.restart": "Buying again within the term starts it anew",
        "summary.keep": "Buying again within the term changes nothing",
        "summary.remind": "The customer is reminded {count|day|days} before the end",

        // What a merchant should look at.
        "finding.refund_without_lines": "Order {order} was refunded in part, and the shop did not say for which lines",
        "finding.withheld_purchase":
            "Order {order} would have put the customer into {groups}, but automation is off for the customer, or the group is blocked",
        "finding.unconverted_currency": "Order {order} is in {currency}, and no rate to the store's currency is known",
        "finding.unmapped_status": "The shop uses the order status {status}, and nobody has said what it means",
        "finding.processing_failed": "Delivery {delivery} was accepted and could not be processed yet: {error}",
        "finding.rule_parked":
            "The rule “{rule}” would move {count} of {customers} customers, which is more than it may. It stands still until someone confirms the run",
        "finding.shop_failing": "The shop behind “{source}” does not do what it is asked: {error}",
        "finding.shop_write_parked":
            "The shop behind “{source}” cannot be told of the groups of customer {customer}: {error}",
        "finding.drift_parked":
            "{count|customer|customers} lost groups in the shop behind “{source}”, which is more than may happen by itself. Say who is right",
        "finding.destination_failing": "Events do not reach “{destination}”: {error}",
        "finding.destination_disabled":
            "“{destination}” has answered that it wants no more events, and was switched off. What waits for it is kept",
        "finding.mail_failing": "Mails cannot be sent: {error}",
        "finding.rules_fight":
            "The rules “{rule}” and “{other}” send customers back and forth: {groups}. Neither does so without a new order, month or edit",
        "finding.pending_ends":
            "{count|membership|memberships} ended while automation was off and wait for confirmation",

        // Lines of a run's report.
        "run.expired": "{count|membership|memberships} of {groups} ended",
        "run.granted": "{count|customer|customers} joined {groups}",
        "run.looked": "{source}: webhooks had missed {count|order|orders}",
        "run.look_failed": "{source} could not be looked at: {error}",
        "run.reminded": "{count|customer|customers} reminded",
        "run.nothing": "Nothing was due",
        "run.pruned": "{count|old record|old records} went, as their time was over",
        "run.would_prune":
            "{count|old record|old records} would go, as their time is over",
        "run.store_off": "Automation is off in {store}: nothing was changed there",
        "run.replayed": "{count|delivery|deliveries} from the inbox processed",
    ]
}

extension Language {
    static let english = Language(
        tag: "en", words: English.words, plural: .one, and: Junction(" and "), or: Junction(" or "),
        oneOf: Junction(" or "))
}
