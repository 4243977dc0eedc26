"""Kind `conditions` (spec §5): a tree over facts, with actions."""
from clock import add_months
from datetime import date, timedelta

from ladder import window
from orders import last_counted, spend


def values(argument):
    """{"in": [...]}, a list, or one value."""
    if isinstance(argument, dict):
        argument = argument["in"]
    return argument if isinstance(argument, list) else [argument]


def between(number, bounds, read=lambda x: x):
    if bounds.get("at_least") is not None and number < read(bounds["at_least"]):
        return False
    return bounds.get("at_most") is None or number <= read(bounds["at_most"])


def paid_orders(world, customer):
    """READING free-orders-are-orders: orders in a paid status, free ones among them."""
    return [o for o in world.orders_of(customer) if o.paid_now]


def asked_orders(world, customer, order):
    """READING order-leaves: the triggering order; without one, any paid order of the customer."""
    return [order] if order is not None else paid_orders(world, customer)


def holds(world, tree, customer, now, order):
    """all / any / not over the leaves."""
    (name, argument), = tree.items()
    if name == "all":
        return all(holds(world, t, customer, now, order) for t in argument)
    if name == "any":
        return any(holds(world, t, customer, now, order) for t in argument)
    if name == "not":
        return not holds(world, argument, customer, now, order)
    return LEAVES[name](world, argument, customer, now, order)


def leaf_country(world, argument, customer, now, order):
    return world.country(customer) in values(argument)


def leaf_email_domain(world, argument, customer, now, order):
    """The part after the last @, whatever the case; sub-domains are other domains."""
    email = world.field(customer, "email")
    return email is not None and email.rpartition("@")[2].lower() in [v.lower() for v in values(argument)]


def leaf_language(world, argument, customer, now, order):
    return world.field(customer, "language") in values(argument)


def leaf_group(world, argument, customer, now, order):
    return bool(world.groups(customer, now) & set(values(argument)))


def leaf_first_paid_order(world, argument, customer, now, order):
    """The triggering order is the customer's first paid one (READING first-paid-order)."""
    if order is None:
        return False
    paid = paid_orders(world, customer)
    first = bool(paid) and min(paid, key=lambda o: (o.paid_at, o.id)).id == order.id
    return first == (argument is not False)


def leaf_paid_orders(world, argument, customer, now, order):
    return between(len(paid_orders(world, customer)), argument)


def leaf_spend(world, argument, customer, now, order):
    first, last = window(argument.get("period"), world.clock.day(now))
    return between(spend(world, customer, None, first, last), argument, world.money)


def leaf_order_total(world, argument, customer, now, order):
    """The total as ordered, before refunds."""
    return any(between(o.total, argument, world.money) for o in asked_orders(world, customer, order))


def wanted_product(entry, line):
    """By product id or SKU; a bare text means either."""
    if isinstance(entry, dict):
        return line.get("product_id") == entry.get("product_id", "") or (line.get("sku") or object()) == entry.get("sku")
    return entry in (line.get("product_id"), line.get("sku"))


def leaf_product(world, argument, customer, now, order):
    return any(wanted_product(entry, line) for o in asked_orders(world, customer, order) for line in o.lines
               for entry in values(argument))


def leaf_category(world, argument, customer, now, order):
    return any(set(line.get("categories") or []) & set(values(argument))
               for o in asked_orders(world, customer, order) for line in o.lines)


def leaf_payment_method(world, argument, customer, now, order):
    return any(o.payment_method in values(argument) for o in asked_orders(world, customer, order))


def leaf_account_age_days(world, argument, customer, now, order):
    """Account age counts local days."""
    return between((world.clock.day(now) - world.clock.day(world.account_start(customer))).days, argument)


def leaf_days_since_last_order(world, argument, customer, now, order):
    """READING never-ordered: who never ordered has no such number; the leaf is false."""
    last = last_counted(world, customer, None)
    return last is not None and between((world.clock.day(now) - world.clock.day(last)).days, argument)


LEAVES = {name[5:]: function for name, function in list(globals().items()) if name.startswith("leaf_")}


def until_of(world, validity, day):
    """Ends at the end of its last local day."""
    kind = (validity or {"kind": "none"})["kind"]
    if kind == "none":
        return None
    if kind == "days":
        return world.clock.end(day + timedelta(days=validity["count"]))
    if kind == "months":
        return world.clock.end(add_months(day, validity["count"]))
    return world.clock.end(date.fromisoformat((validity.get("date") or validity.get("until"))[:10]))


def fire(world, rule, customer, now, order, day):
    """The tree holds at the trigger: carry out the actions in their order."""
    if not world.eligible(rule, customer, now) or not world.in_scope(rule, customer, now):
        return
    if not holds(world, rule.params["when"], customer, now, order):
        return
    for action in rule.params["actions"]:
        act(world, rule, customer, action, now, order, day)
    world.settle(customer, now)


def act(world, rule, customer, action, now, order, day):
    if "grant" in action:
        grant(world, rule, customer, action, now, order, day)
    elif "revoke" in action:
        for g in world.held(customer, now, action["revoke"]):
            if not g.pinned and g.kind != "purchase":       # READING revoke-like-a-move
                world.end(g, now, by_rule=rule.number)
        world.settle(customer, now)
    elif world.member(customer, action["set_default"], now):
        world.set_default(world.customers[customer], action["set_default"])


def grant(world, rule, customer, action, now, order, day):
    """Not a blocked group; not back without a newer fact; a second trigger lengthens, never shortens."""
    group = action["grant"]
    if (customer, group) in world.blocks or world.returns_without_reason(rule, customer, group):
        return
    until = until_of(world, action.get("validity"), day)
    if until is not None and until <= now:
        return
    mine = [g for g in world.held(customer, now, group) if g.rule == rule.number and g.kind == "conditions"]
    if mine and (rule.params["trigger"] == "scheduled" or later(mine[0].until, until)):
        return
    world.add(customer, group, "rule", rule.number, now, "conditions", until=until, rule=rule.number,
              kind="conditions", claims=bool(action.get("set_default")))
    world.recall("trigger_order", {})[rule.number, customer] = order.id if order is not None else None


def later(a, b):
    """Does end a reach at least as far as end b?"""
    return a is None or (b is not None and a >= b)


def mind_tree(world, rule, customer, now):
    """`while_true` keeps the grant only while the tree holds."""
    if not rule.params.get("while_true") or not world.eligible(rule, customer, now):
        return
    order = world.order(world.recall("trigger_order", {}).get((rule.number, customer)))
    mine = [g for g in world.held(customer, now) if g.rule == rule.number and g.kind == "conditions"]
    if mine and not holds(world, rule.params["when"], customer, now, order):
        for g in mine:
            world.end(g, now, by_rule=rule.number)
        world.settle(customer, now)


def on_registered(world, rule, customer, now):
    """READING registration: once, when a registration date is first reported, not earlier than active_from."""
    registered = world.registered(customer)
    if rule.params["trigger"] == "customer_registered" and registered >= rule.active_from():
        fire(world, rule, customer, now, None, world.clock.day(registered))


def on_order(world, rule, order, now):
    """order_paid fires once per order, when its payment is accepted."""
    fired = world.recall("fired", set())
    if rule.params["trigger"] != "order_paid" or (rule.number, order.id) in fired:
        return
    if order.paid_at is None or order.void or order.total <= 0 or not rule.may_fire_for(order):
        return
    fired.add((rule.number, order.id))
    fire(world, rule, order.customer, now, order, world.clock.day(order.paid_at))


def run(world, rule, now):
    # READING scheduled-daily: at the first run of the local day, and at the first after the rule was put or switched.
    mark = (world.clock.day(now), len(rule.revisions), len(rule.switches))
    asked = world.recall("scheduled", {})
    first_today, asked[rule.number] = asked.get(rule.number) != mark, mark
    for customer in sorted(world.customers):
        mind_tree(world, rule, customer, now)
        if rule.params["trigger"] == "scheduled" and first_today:
            fire(world, rule, customer, now, None, world.clock.day(now))
