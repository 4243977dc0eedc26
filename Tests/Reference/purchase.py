"""Kind `purchase` (spec §5): the entitlement of rule x order is derived, terms are refolded over the live orders."""
from dataclasses import dataclass
from datetime import date, timedelta

from clock import add_months


@dataclass
class Chain:
    """An anchor day with the months and days summed so far; or a fixed last day; or no end."""
    anchor: date
    months: int = 0
    days: int = 0
    fixed: date | None = None
    endless: bool = False

    def last_day(self):
        """Months are summed first, then days, from the first paid day (31 Jan + 1 + 1 month = 31 Mar)."""
        if self.endless:
            return None
        end = add_months(self.anchor, self.months) + timedelta(days=self.days)
        if self.months == 0 and self.days == 0 and self.fixed is not None:
            return self.fixed
        return end if self.fixed is None else max(end, self.fixed)

    def add(self, validity, times):
        kind = (validity or {"kind": "none"})["kind"]
        if kind == "none":
            self.endless = True
        elif kind == "months":
            self.months += validity["count"] * times
        elif kind == "days":
            self.days += validity["count"] * times
        else:
            fixed = date.fromisoformat((validity.get("date") or validity.get("until"))[:10])
            self.fixed = fixed if self.fixed is None else max(fixed, self.fixed)


def qualifies(line, products):
    """Products by external id, SKU or category."""
    for wanted in products:
        if wanted.get("product_id") is not None and wanted["product_id"] == line.get("product_id"):
            return True
        if wanted.get("sku") is not None and wanted["sku"] == line.get("sku"):
            return True
        if wanted.get("category") is not None and wanted["category"] in (line.get("categories") or []):
            return True
    return False


def live_lines(order, params):
    """Order once paid and not void now, gross total > 0, units bought - refunded of qualifying lines > 0:
    (start, units) of each such line."""
    if order.paid_at is None or order.void or order.total <= 0:
        return []
    lines = []
    for line in order.lines:
        units = line.get("quantity", 1) - line.get("refunded_quantity", 0)
        if units > 0 and qualifies(line, params["products"]):
            lines.append((order.line_start(line), units))
    return sorted(lines)


def terms(rule, order):
    """Each order keeps the terms of the revision in force at its paid-at."""
    return rule.document_at(order.paid_at)["params"]


def steps_of(order, params):
    """Units with one start are one step of the fold. Without per_unit an order is one step
    (READING one-order-one-term)."""
    lines = live_lines(order, params)
    if not lines:
        return []
    if not params.get("per_unit", True):
        return [(lines[0][0], order.id, 1)]
    starts = sorted({start for start, _ in lines})
    return [(s, order.id, sum(units for start, units in lines if start == s)) for s in starts]


def entitled(world, rule, customer):
    """The customer's orders that entitle by this rule, before anything is withheld."""
    return [o for o in world.orders_of(customer) if rule.may_fire_for(o) and live_lines(o, terms(rule, o))]


def fold(world, rule, orders, group):
    """Terms over the live orders by start, ties by order id: {order id: (start, last day or None)}."""
    steps = [(step, terms(rule, o)) for o in orders for step in steps_of(o, terms(rule, o))]
    chain, result = None, {}
    for (start, order_id, units), params in sorted(steps, key=lambda s: s[0][:2]):
        day = world.clock.day(start)
        inside = chain is not None and (chain.endless or day <= chain.last_day())
        renew = params.get("renew", "extend")
        if inside and renew == "keep":
            continue
        if not inside or renew == "restart":
            chain = Chain(day)
        chain.add(params.get("validity"), units if renew == "extend" else 1)
        result[order_id] = (result.get(order_id, (start,))[0], chain.last_day())
    return result


def fires(world, rule, order, group, now):
    """Decided once per rule x order x group: an excluded customer or a blocked group withholds it (a Check).
    READING withheld-stays, purchase-age."""
    decided = world.recall("purchases", {})
    key = (rule.number, order.id, order.customer, group)
    if key not in decided:
        decided[key] = (world.eligible(rule, order.customer, now, world.clock.day(order.paid_at))
                        and world.in_scope(rule, order.customer, now) and (order.customer, group) not in world.blocks)
    return decided[key]


def groups_of(params):
    return params.get("groups") or []


def wanted(world, rule, customer, now):
    """{(order, group): (start, until, claims)} as the facts stand."""
    orders = entitled(world, rule, customer)
    result = {}
    for group in sorted({g for o in orders for g in groups_of(terms(rule, o))}):
        mine = [o for o in orders if group in groups_of(terms(rule, o)) and fires(world, rule, o, group, now)]
        for order_id, (start, last) in fold(world, rule, mine, group).items():
            claims = terms(rule, world.order(order_id)).get("default_group") == group
            result[order_id, group] = (start, None if last is None else world.clock.end(last), claims)
    return result


def refold(world, rule, customer, now):
    """Brings the grants of rule x customer to what the orders say."""
    want = wanted(world, rule, customer, now)
    for grant in list(world.grants):
        if grant.customer != customer or grant.rule != rule.number or grant.kind != "purchase" or grant.ended:
            continue
        order_id = grant.origin[1]
        if (order_id, grant.group) not in want:
            world.end(grant, now)
            continue
        start, until, _ = want.pop((order_id, grant.group))
        grant.start = start
        if grant.until != until:
            grant.until, grant.until_set_at = until, now
    for (order_id, group), (start, until, claims) in want.items():
        if until is None or until > now:
            world.add(customer, group, "rule", (rule.number, order_id), now, "purchase", start=start, until=until,
                      claims=claims, rule=rule.number, kind="purchase")
    world.settle(customer, now)


def revoked(world, grant):
    """Taken away by hand: that order leaves the fold (READING revoked-leaves-fold)."""
    world.recall("purchases", {})[grant.rule, grant.origin[1], grant.customer, grant.group] = False


def run(world, rule, now):
    for customer in sorted(world.customers):
        refold(world, rule, customer, now)
