#!/usr/bin/env python3
"""Who stands on which rung, and whom a monthly turnover moved, worked out a second time and in the simplest way there is.

This script shares no code with Echelon. It reads the lines of a retailer's year as `recompute.py` does, and a list of
rules as they look on the wire, and prints what changes from day to day: who joined a group and who left it.

    recompute_ladder.py online_retail.csv.gz ladders.json > differences.jsonl
    {"day":"2010-12-01","moment":"checked","group":"paid-gold","joined":["12347.0"],"left":[]}

Each day is looked at twice, both times at the midnight that ends it: once its lines are in (`imported`), and once cron
has run (`checked`); each look is compared with the same one of the day before. At that midnight the next local day has
begun, so that is the day on which everything is judged.

What it takes the rules to mean:

* An order's spend lies on its paid day: its gross total less what its cancellation lines took back so far. Which lines
  those take back is said in `recompute.py`.
* A ladder counts the day of judging and the 89 before it. On a check one rises to the highest rung whose requirement is
  met, if that is above the one held; else one whose rung is not kept (spend below its retain amount, or below its
  requirement where it has none) falls to the highest lower rung that is kept, or off the ladder.
* `on_payment`: each payment also raises, before the check and before what a later line takes back. `immediate`: each
  cancellation that takes from spend that counts also lowers.
* Who pays an order is a regular from its paid-at on, where not one already, and a sleeper no longer (the conditions
  rule). On the first of a month the turnover rule looks at the month before: a regular through all of it whose spend
  in it is below the minimum is a sleeper instead.
"""

import argparse
import itertools
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from recompute import Line, Shop, add_days, rows_of

MOMENTS = ("imported", "checked")

# ---------------------------------------------------------------------------------- what happened to a customer


@dataclass
class Event:
    """An order paid, or a part of one taken back."""

    order: str
    paid_at: datetime
    pence: int
    is_refund: bool


def refunds(lines: list[Line]) -> list[tuple[Line, Line, int]]:
    """Each cancellation line with a line that it takes back and how many units, for lines of one customer."""
    left: dict[int, int] = {}
    bought: list[Line] = []
    found = []
    for line in sorted(lines, key=lambda line: (line.at, line.row)):
        if line.units > 0:
            left[line.row] = line.units
            bought.append(line)
            continue
        to_refund = -line.units
        for earlier in reversed(bought):
            if (earlier.product, earlier.pence) == (line.product, line.pence):
                taken = min(left[earlier.row], to_refund)
                left[earlier.row] -= taken
                to_refund -= taken
                if taken > 0:
                    found.append((line, earlier, taken))
    return found


def history(shop: Shop, lines: list[Line]) -> dict[date, list[Event]]:
    """What happened to one customer on each day: the orders in the order of the file, then what was taken back."""
    days: dict[date, list[Event]] = defaultdict(list)
    orders = dict.fromkeys(line.order for line in lines if line.units > 0)
    for order in orders:
        paid_at = shop.paid_at[order]
        days[paid_at.date()].append(Event(order, paid_at, shop.total[order], is_refund=False))
    for cancellation, line, units in refunds(lines):
        event = Event(line.order, shop.paid_at[line.order], units * line.pence, is_refund=True)
        days[cancellation.at.date()].append(event)
    return days


class Spend:
    """What one customer's orders come to so far, by paid day."""

    def __init__(self):
        self.by_day: Counter = Counter()

    def book(self, event: Event):
        self.by_day[event.paid_at.date()] += -event.pence if event.is_refund else event.pence

    def between(self, first: date, last: date) -> int:
        return sum(pence for day, pence in self.by_day.items() if first <= day <= last)


# --------------------------------------------------------------------------------------------------- a ladder


@dataclass
class Rung:
    group: str
    required: int
    retain: int | None

    def is_kept(self, spent: int) -> bool:
        return spent >= (self.required if self.retain is None else self.retain)


@dataclass
class Ladder:
    rungs: list[Rung]
    days: int
    rises_on_payment: bool
    falls_at_once: bool

    @property
    def groups(self) -> list[str]:
        return [rung.group for rung in self.rungs]

    def reached(self, spent: int) -> int:
        """The number of the highest rung reached, counted from 1; 0 for none."""
        return max([0, *(number for number, rung in enumerate(self.rungs, 1) if spent >= rung.required)])

    def kept(self, held: int, spent: int) -> int:
        """The rung held where it is kept; else the highest lower one that is, or 0."""
        while held > 0 and not self.rungs[held - 1].is_kept(spent):
            held -= 1
        return held

    def looks(self, events: dict[date, list[Event]], days: list[date]):
        """For each day the groups held once its lines are in, and once it was checked."""
        spend, held = Spend(), 0
        for day in days:
            if held == 0 and day not in events:  # without an order spend only falls, and there is nothing to lose
                yield set(), set()
                continue
            today = add_days(day, 1)
            first = add_days(today, 1 - self.days)
            for event in events.get(day, []):
                spend.book(event)
                spent = spend.between(first, today)
                if self.rises_on_payment and not event.is_refund and event.pence > 0:
                    held = max(held, self.reached(spent))
                if self.falls_at_once and event.is_refund and event.pence > 0 and event.paid_at.date() >= first:
                    held = self.kept(held, spent)
            imported = held
            spent = spend.between(first, today)
            held = max(self.kept(held, spent), self.reached(spent))
            yield self.holding(imported), self.holding(held)

    def holding(self, held: int) -> set:
        return {self.rungs[held - 1].group} if held else set()


# ------------------------------------------------------------------------------------------------ a turnover


@dataclass
class Turnover:
    source: str
    target: str
    minimum: int

    @property
    def groups(self) -> list[str]:
        return [self.source, self.target]

    def looks(self, events: dict[date, list[Event]], days: list[date]):
        """For each day the groups held once its lines are in, and once cron has run."""
        spend, regular_since, is_sleeper = Spend(), None, False
        for day in days:
            for event in events.get(day, []):
                spend.book(event)
                if not event.is_refund and event.pence > 0:
                    regular_since, is_sleeper = regular_since or event.paid_at, False
            imported = self.holding(regular_since, is_sleeper)
            if add_days(day, 1).day == 1 and self.moves(regular_since, spend, day):
                regular_since, is_sleeper = None, True
            yield imported, self.holding(regular_since, is_sleeper)

    def moves(self, regular_since: datetime | None, spend: Spend, last: date) -> bool:
        """Whether a regular was one through the month that ends with `last`, and spent too little in it."""
        first = last.replace(day=1)
        is_whole = regular_since is not None and regular_since <= datetime(first.year, first.month, first.day)
        return is_whole and spend.between(first, last) < self.minimum

    def holding(self, regular_since: datetime | None, is_sleeper: bool) -> set:
        return {group for group, holds in ((self.source, regular_since is not None), (self.target, is_sleeper)) if holds}


# ------------------------------------------------------------------------------------------------------ rules


def pence(money: dict) -> int:
    if money["currency"] != "GBP":
        raise ValueError("only pounds are worked out here")
    return int(Decimal(money["amount"]) * 100)


def require(wire: dict, expected: dict, where: dict):
    """Whatever this script does not work out is refused, not overlooked."""
    for member, value in expected.items():
        if where.get(member, value) != value:
            raise ValueError(f"{wire['name']}: {member} is not worked out here")


def ladder_of(wire: dict) -> Ladder:
    params = wire["params"]
    require(wire, {"source_groups": []}, wire)
    require(wire, {"check": {"kind": "daily"}, "grace_days": 0, "per_organization": False, "start_date": None, "statuses": None}, params)
    if params["period"]["kind"] != "rolling" or params["downgrade"] == "never":
        raise ValueError(f"{wire['name']}: only rolling days, with falls, are worked out here")
    rungs = [Rung(tier["group"], pence(tier["required"]), pence(tier["retain"]) if tier.get("retain") else None) for tier in params["tiers"]]
    return Ladder(
        rungs=sorted(rungs, key=lambda rung: rung.required),
        days=params["period"]["days"],
        rises_on_payment=params["upgrade"] == "on_payment",
        falls_at_once=params["downgrade"] == "immediate",
    )


def turnover_of(wire: dict, buying: dict) -> Turnover:
    """`buying`: the rule that makes a regular of whoever buys."""
    params = wire["params"]
    require(wire, {"month": "previous", "change_day": 1, "remind_day": None, "direction": "below", "whole_period_only": True, "statuses": None}, params)
    (source,), target = wire["source_groups"], params["target"]
    require(buying, {"source_groups": []}, buying)
    actions = [{"grant": source, "set_default": False, "validity": {"kind": "none"}}, {"revoke": target}]
    paid = {"order_total": {"at_least": {"amount": "0.01", "currency": "GBP"}}}
    require(buying, {"trigger": "order_paid", "when": paid, "actions": actions, "while_true": False}, buying["params"])
    return Turnover(source, target, pence(params["minimum"]))


def rules_of(wires: list[dict]) -> list:
    """The ladders and turnovers of a list in their wire form."""
    common = {"enabled": True, "season": {"from": None, "until": None}, "excluded_groups": [], "excluded_customers": [], "minimum_account_age_days": 0, "max_share": 100}
    by_kind: dict[str, list] = defaultdict(list)
    for wire in wires:
        require(wire, common, wire)
        by_kind[wire["kind"]].append(wire)
    if set(by_kind) - {"tiers", "turnover", "conditions"} or len(by_kind["turnover"]) != len(by_kind["conditions"]):
        raise ValueError("only ladders, and turnovers each with the rule that makes regulars, are worked out here")
    turnovers = map(turnover_of, by_kind["turnover"], by_kind["conditions"])
    return [*map(ladder_of, by_kind["tiers"]), *turnovers]


# ------------------------------------------------------------------------------------------------- the answer


def differences(shop: Shop, rules: list):
    """What changes in each group from the same look of the day before."""
    days = shop.days()
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in shop.lines:
        lines[line.customer].append(line)
    joined, left = defaultdict(list), defaultdict(list)
    for customer in sorted(lines):
        events = history(shop, lines[customer])
        for rule in rules:
            before = {moment: set() for moment in MOMENTS}
            for day, looks in zip(days, rule.looks(events, days)):
                for moment, groups in zip(MOMENTS, looks):
                    for group in groups - before[moment]:
                        joined[day, moment, group].append(customer)
                    for group in before[moment] - groups:
                        left[day, moment, group].append(customer)
                    before[moment] = groups
    groups = [group for rule in rules for group in rule.groups]
    for look in itertools.product(days, MOMENTS, groups):
        if joined[look] or left[look]:
            day, moment, group = look
            yield {"day": day.isoformat(), "moment": moment, "group": group, "joined": joined[look], "left": left[look]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv", help="the retailer's lines, .csv or .csv.gz")
    parser.add_argument("rules", help="a JSON list of ladders, turnovers and the rules that make regulars, as on the wire")
    arguments = parser.parse_args()
    with open(arguments.rules, encoding="utf-8") as file:
        rules = rules_of(json.load(file))
    for line in differences(Shop(rows_of(arguments.csv)), rules):
        print(json.dumps(line, separators=(",", ":")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
