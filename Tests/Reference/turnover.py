"""Kind `turnover` (spec §5)."""
from dataclasses import dataclass
from datetime import date, timedelta

import moves
from clock import add_months, clamp
from orders import spend


@dataclass
class Period:
    """One evaluated period: its month, counted days, reminder day and change day."""
    key: str
    first: date
    last: date
    remind: date | None
    change: date


def period_of(rule, year, month):
    """The period that is decided on the change day of that month. `current` counts local days 1 ... change_day - 1 of
    it; `previous` the whole month before. The reminder lies in the counted month, before the change; where clamping
    makes them equal it goes the day before."""
    params = rule.params
    change = clamp(year, month, params["change_day"])
    if params["month"] == "current":
        first, last = date(year, month, 1), change - timedelta(days=1)
    else:
        first = add_months(date(year, month, 1), -1)
        last = date(year, month, 1) - timedelta(days=1)
    remind = None
    if params.get("remind_day") is not None and params.get("direction", "below") == "below":
        remind = clamp(first.year, first.month, params["remind_day"])
        if params["month"] == "current" and remind >= change:
            remind = change - timedelta(days=1)
    return Period(first.strftime("%Y-%m"), first, last, remind, change)


def latest_period(rule, today):
    """The one period whose change day came last (only the latest missed month is decided)."""
    here = period_of(rule, today.year, today.month)
    if here.change <= today:
        return here
    before = add_months(today.replace(day=1), -1)
    return period_of(rule, before.year, before.month)


def coming_periods(rule, today):
    """Periods whose change day is still to come and whose reminder day has."""
    after = add_months(today.replace(day=1), 1)
    both = [period_of(rule, today.year, today.month), period_of(rule, after.year, after.month)]
    # READING reminder-in-period: a reminder must lie within the counted days: a later one could not be heeded.
    return [p for p in both if p.remind is not None and p.remind <= today <= p.last]


def run(world, rule, now):
    """READING change-before-reminder: the change that is due is decided first, then reminders are given."""
    today = world.clock.day(now)
    period = latest_period(rule, today)
    for customer in who_is_asked(world, rule, period, now):
        if not decide(world, rule, customer, period, now):
            world.recall("pending", set()).add((rule.number, period.key, customer))
    for coming in coming_periods(rule, today):
        remind(world, rule, coming, now)


def who_is_asked(world, rule, period, now):
    """Everybody once per period; after that only those who lost against another move (they keep their period).
    A change is skipped if no run fell between its reminder day and its change day."""
    pending = world.recall("pending", set())
    losers = sorted(c for r, key, c in pending if (r, key) == (rule.number, period.key))
    for item in [p for p in pending if p[0] == rule.number]:
        pending.discard(item)
    decided = world.recall("decided", set())
    if (rule.number, period.key) in decided:
        return losers
    decided.add((rule.number, period.key))
    if not rule.acted_since(world.clock.start(period.change), now):        # READING missed-while-off
        return []
    if period.remind is not None and (rule.number, period.key) not in world.recall("reminded_periods", set()):
        return []
    return sorted(world.customers)


def judged(world, rule, customer, period, until, now):
    """A candidate; by default only one in some source group throughout the period (first instant to last counted)."""
    if any((r, c) == (rule.number, customer) and k >= period.key for r, c, k in world.settled) or not moves.candidate(world, rule, customer, now):
        return False
    if not rule.params.get("whole_period_only", True):
        return True
    return world.member_throughout(customer, rule.get("source_groups", []), world.clock.start(period.first), until, now)


def spent(world, rule, customer, period):
    return spend(world, customer, rule.params.get("statuses"), period.first, period.last)


def below(world, rule, customer, period):
    return spent(world, rule, customer, period) < world.money(rule.params["minimum"])


def decide(world, rule, customer, period, now):
    """Moves or not; False = lost against another move of the day and is to be asked the next day
    (READING loser: whoever was moved that day)."""
    if moves.moved_today(world, customer, now):
        return False
    falling = rule.params.get("direction", "below") == "below"
    if not judged(world, rule, customer, period, world.clock.end(period.last), now):
        return True
    if below(world, rule, customer, period) != falling:
        return True
    if world.returns_without_reason(rule, customer, rule.params["target"], period.change):
        return True
    moves.move(world, rule, customer, now, period.key, None, "demotion" if falling else "promotion")
    world.mail(rule, customer, "turnover_group_change" if falling else "turnover_promoted", period.key, period.key)
    return True


def remind(world, rule, period, now):
    """The reminder goes only to those below, at the first run from its day on; who falls below later gets none."""
    done = world.recall("reminded_periods", set())
    if (rule.number, period.key) in done:
        return
    done.add((rule.number, period.key))
    for customer in sorted(world.customers):
        until = min(now, world.clock.end(period.last))
        if judged(world, rule, customer, period, until, now) and below(world, rule, customer, period):
            world.mail(rule, customer, "turnover_reminder", period.key, period.key)
