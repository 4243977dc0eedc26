"""Kind `inactivity` (spec §5)."""
from datetime import timedelta

import moves
from clock import due
from orders import last_counted


def since_day(world, rule, customer, now):
    """The latest of last counted order and registration (never bought: registration, else first known order, else
    first seen), and of joining a source group when a person, a purchase or a promotion put them there."""
    bought = last_counted(world, customer, rule.params.get("statuses"))
    if bought is None:
        moments = [world.account_start(customer)]
    else:
        moments = [bought] + ([world.registered(customer)] if world.registered(customer) else [])
    for group in moves.candidate_groups(world, rule, customer, now):
        joined, restarts = world.joins.get((customer, group), (None, False))
        if restarts:
            moments.append(joined)
    return max(world.clock.day(m) for m in moments)


def spell(world, rule, customer, since):
    """The key of the spell: the since-date; it gains the restoring change where that restore's order became void."""
    suffix = None
    for change in world.changes:
        if change.rule == rule.number and change.customer == customer and change.restored:
            order = world.order(change.restoring_order)
            if fell_away(order) and since <= order.day():
                suffix = change.seq
    return (since, suffix)


def fell_away(order):
    """READING restore-order-falls: void, or no longer in a paid status."""
    return not order.paid_now


def about(key):
    return key[0].isoformat() + ("/again" if key[1] is not None else "")


def run(world, rule, now):
    for customer in sorted(world.customers):
        ask(world, rule, customer, now)


def ask(world, rule, customer, now):
    """One verdict for one customer: nothing, remind or change."""
    params, today = rule.params, world.clock.day(now)
    if not moves.candidate(world, rule, customer, now):
        return
    if not params.get("include_never_bought", True) and last_counted(world, customer, params.get("statuses")) is None:
        return
    since = since_day(world, rule, customer, now)
    key = spell(world, rule, customer, since)
    if settled(world, rule, customer, key):
        return
    if must_remind_first(world, rule, customer, key):
        if due(since, params["remind_after_days"], today):
            world.recall("reminded", {})[rule.number, customer, key] = today
            world.mail(rule, customer, "inactivity_reminder", about(key), key)
        return
    if today < change_day(world, rule, customer, key) or moves.moved_today(world, customer, now):
        return
    if world.returns_without_reason(rule, customer, params["target"], since):
        return
    moves.move(world, rule, customer, now, key, since, "demotion")
    world.mail(rule, customer, "group_change", about(key), key)


def settled(world, rule, customer, key):
    """An undo settles the spell; the rule acts again only on a newer one."""
    keys = [k for r, c, k in world.settled if (r, c) == (rule.number, customer)]
    return key in keys or any(k[0] > key[0] for k in keys)


def must_remind_first(world, rule, customer, key):
    """Nobody moves without a reminder where one is configured; one reminder per spell."""
    return (rule.params.get("remind_after_days") is not None
            and (rule.number, customer, key) not in world.recall("reminded", {}))


def change_day(world, rule, customer, key):
    """max(since + change_after, reminder day + (change_after - remind_after))."""
    params = rule.params
    day = key[0] + timedelta(days=params["change_after_days"])
    if params.get("remind_after_days") is None:
        return day
    reminded = world.recall("reminded", {})[rule.number, customer, key]
    return max(day, reminded + timedelta(days=params["change_after_days"] - params["remind_after_days"]))


def on_order(world, rule, order, now):
    """restore_on_purchase: the next paid, non-free order acts on this rule's latest unrestored demotion
    (READING restore-latest: the latest demotion, if it is unrestored)."""
    if not rule.params.get("restore_on_purchase") or not order.paid_now or order.total <= 0:
        return
    mine = [c for c in world.changes if c.rule == rule.number and c.customer == order.customer]
    if not mine or mine[-1].restored or mine[-1].undone or not is_next(rule, order, mine[-1]):
        return
    change = mine[-1]
    moves.take_back(world, change, now, respect_blocks=True)
    change.restored, change.restoring_order = True, order.id
    world.mail(rule, order.customer, "group_restored", about(change.key), change.key)


def is_next(rule, order, change):
    """READING next-order: paid after the since-date of the demotion, and while the rule acted."""
    return order.day() > change.since and (order.paid_at < rule.created or rule.acting(order.paid_at))
