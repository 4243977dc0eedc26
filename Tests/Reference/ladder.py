"""Kind `tiers` (spec §5): a ladder of groups by spend."""
from datetime import date, timedelta

from clock import add_months, clamp, due
from orders import spend


def rungs(world, rule):
    """Lowest first: (required, retain, group)."""
    found = []
    for tier in rule.params["tiers"]:
        required = world.money(tier["required"])
        retain = world.money(tier["retain"]) if tier.get("retain") is not None else required
        found.append((required, retain, tier["group"]))
    return sorted(found)


def window(period, today):
    """(first, last) local day that counts; None = open."""
    kind = (period or {"kind": "lifetime"})["kind"]
    if kind == "lifetime":
        return None, None
    if kind == "rolling" and period.get("days"):
        return today - timedelta(days=period["days"] - 1), today
    if kind == "rolling":
        return add_months(today, -period["months"]) + timedelta(days=1), today
    first = period_start(period["unit"], today)
    if period.get("span", "to_date") == "to_date":
        return first, today
    last = first - timedelta(days=1)
    return period_start(period["unit"], last), last


def period_start(unit, day):
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def spent(world, rule, customer, now):
    """The spend in the ladder's period; orders before the optional start date do not count."""
    first, last = window(rule.params.get("period"), world.clock.day(now))
    begin = rule.params.get("start_date")
    if begin is not None:
        first = date.fromisoformat(begin) if first is None else max(first, date.fromisoformat(begin))
    return spend(world, customer, rule.params.get("statuses"), first, last)


def index_of(world, rule, group):
    groups = [g for _, _, g in rungs(world, rule)]
    return groups.index(group) if group in groups else -1


def own_grant(world, rule, customer, now):
    """The one rung the customer holds by this ladder."""
    mine = [g for g in world.held(customer, now) if g.rule == rule.number and g.kind == "tiers"]
    return max(mine, key=lambda g: index_of(world, rule, g.group)) if mine else None


def floor(world, rule, customer, now):
    """A rung held by a manual or purchase grant is a floor: the ladder then grants only a higher one. -1 = none."""
    return max([-1] + [index_of(world, rule, g.group) for g in world.held(customer, now)
                       if g.source == "manual" or g.kind == "purchase"])


def earned(world, rule, customer, now):
    """The highest rung whose required spend is reached and that is not blocked (READING blocked-rung). -1 = none."""
    have = spent(world, rule, customer, now)
    return max([-1] + [i for i, (required, _, group) in enumerate(rungs(world, rule))
                       if have >= required and (customer, group) not in world.blocks])


def kept(world, rule, customer, index, now):
    """A rung is kept while spend >= its retain (else its required)."""
    return spent(world, rule, customer, now) >= rungs(world, rule)[index][1]


def touches(world, rule, customer, now):
    return world.eligible(rule, customer, now) and world.in_scope(rule, customer, now)


def hold(world, rule, customer, group, now, cause):
    """Grants that rung and ends every other held by the ladder: at most one rung by it."""
    old = [g for g in world.held(customer, now) if g.rule == rule.number and g.kind == "tiers" and g.group != group]
    if group is not None:
        world.add(customer, group, "rule", rule.number, now, cause, claims=rule.params.get("set_default", True),
                  rule=rule.number, kind="tiers")
    for grant in old:
        world.end(grant, now, by_rule=rule.number)
    world.settle(customer, now)


def at_risk(world):
    return world.recall("at_risk", {})


def adopt(world, rule, now):
    """Enabling a ladder adopts shop and import grants in its groups, manual ones only if asked; it keeps the highest
    rung held, and adopted grants become the ladder's."""
    sources = ["shop", "import"] + (["manual"] if rule.params.get("adopt_manual") else [])
    for customer in sorted(world.customers):
        if not touches(world, rule, customer, now):
            continue
        taken = [g for g in world.held(customer, now) if g.source in sources and not g.pinned
                 and index_of(world, rule, g.group) >= 0 and (customer, g.group) not in world.blocks]
        if not taken:
            continue
        own = own_grant(world, rule, customer, now)
        best = max(taken + ([own] if own else []), key=lambda g: index_of(world, rule, g.group)).group
        hold(world, rule, customer, best, now, "adoption")
        for grant in taken:
            world.end(grant, now, by_rule=rule.number)
        world.settle(customer, now)


def adopt_if_due(world, rule, now):
    if rule.adoption_due and rule.acting(now):
        rule.adoption_due = False
        adopt(world, rule, now)


def upgrade(world, rule, customer, now, silent=False):
    """Grants the highest rung earned where it is above the one held by the ladder and above the floor."""
    own = own_grant(world, rule, customer, now)
    held = index_of(world, rule, own.group) if own else -1
    best = earned(world, rule, customer, now)
    if best <= held or best <= floor(world, rule, customer, now):
        return
    group = rungs(world, rule)[best][2]
    if world.returns_without_reason(rule, customer, group, new_period(rule, world.clock.day(now))):
        return
    hold(world, rule, customer, group, now, "promotion")
    at_risk(world).pop((rule.number, customer), None)
    if not silent:
        world.mail(rule, customer, "tier_promoted", group)


def new_period(rule, today):
    """A calendar ladder has new periods; a rolling or lifetime one has none."""
    period = rule.params.get("period") or {}
    return period_start(period["unit"], today) if period.get("kind") == "calendar" else None


def demote(world, rule, customer, now, silent=False):
    """Who falls lands on the highest lower rung kept by that test (not blocked, above the floor), or on none."""
    lost = own_grant(world, rule, customer, now).group
    limit = floor(world, rule, customer, now)
    landing = [i for i in range(index_of(world, rule, lost)) if kept(world, rule, customer, i, now) and i > limit
               and (customer, rungs(world, rule)[i][2]) not in world.blocks]
    hold(world, rule, customer, rungs(world, rule)[max(landing)][2] if landing else None, now, "demotion")
    at_risk(world).pop((rule.number, customer), None)
    if not silent:
        world.mail(rule, customer, "tier_demoted", rungs(world, rule)[max(landing)][2] if landing else "none")


def falling(world, rule, customer, now):
    """Holds a rung by the ladder that the spend no longer keeps."""
    own = own_grant(world, rule, customer, now)
    index = index_of(world, rule, own.group) if own else -1
    return index >= 0 and not kept(world, rule, customer, index, now)


def check_customer(world, rule, customer, now, silent):
    """A check: upgrade; or a demotion found, which waits grace_days under tier_at_risk."""
    if not touches(world, rule, customer, now):
        return
    upgrade(world, rule, customer, now, silent)
    if rule.params.get("downgrade", "never") == "never" or not falling(world, rule, customer, now):
        return
    grace = rule.params.get("grace_days", 0)
    if not grace or rule.params["downgrade"] == "immediate":
        demote(world, rule, customer, now, silent)
    elif (rule.number, customer) not in at_risk(world):
        group = own_grant(world, rule, customer, now).group
        at_risk(world)[rule.number, customer] = (group, world.clock.day(now))
        if not silent:
            world.mail(rule, customer, "tier_at_risk", group)


def mind_grace(world, rule, customer, now, may_demote):
    """A demotion that waits is dropped if the spend returns, and carried out when the grace is over."""
    entry = at_risk(world).get((rule.number, customer))
    if entry is None:
        return
    group, since = entry
    own = own_grant(world, rule, customer, now)
    if own is None or own.group != group or not falling(world, rule, customer, now) \
            or rule.params.get("downgrade", "never") == "never":
        del at_risk(world)[rule.number, customer]
    elif may_demote and due(since, rule.params.get("grace_days", 0), world.clock.day(now)) \
            and touches(world, rule, customer, now):
        demote(world, rule, customer, now)


def check_due(world, rule, now):
    """Daily: once per local day. Monthly: on day N, a missed one once. Manual: never by a plain cron run."""
    check, today = rule.params.get("check") or {"kind": "daily"}, world.clock.day(now)
    if check["kind"] == "manual":
        return False
    day = today
    if check["kind"] == "monthly":
        day = clamp(today.year, today.month, check["day"])
        if day > today:
            before = add_months(today.replace(day=1), -1)
            day = clamp(before.year, before.month, check["day"])
    last = world.recall("checked", {}).get(rule.number)
    return day >= world.clock.day(rule.first_enabled) and (last is None or last < day)


def run(world, rule, now):
    adopt_if_due(world, rule, now)
    for customer in sorted(world.customers):
        mind_grace(world, rule, customer, now, may_demote=True)
    if not check_due(world, rule, now):
        return
    silent = rule.number not in world.recall("checked", {})     # first calculations send no mail
    world.recall("checked", {})[rule.number] = world.clock.day(now)
    for customer in sorted(world.customers):
        check_customer(world, rule, customer, now, silent)


def on_order(world, rule, customer, order, spent_before, now):
    """upgrade on_payment; downgrade immediate in the refund's transaction; a return of the spend ends the grace."""
    adopt_if_due(world, rule, now)
    if not touches(world, rule, customer, now):
        return
    mind_grace(world, rule, customer, now, may_demote=False)
    mine = order.customer == customer and order.counted(rule.params.get("statuses"))
    if rule.params.get("upgrade", "on_payment") == "on_payment" and mine:
        upgrade(world, rule, customer, now)
    if rule.params.get("downgrade") == "immediate" and spent(world, rule, customer, now) < spent_before \
            and falling(world, rule, customer, now):
        demote(world, rule, customer, now)

