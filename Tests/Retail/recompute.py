#!/usr/bin/env python3
"""Who is a member on which day, worked out a second time and in the simplest way there is.

This script shares no code with Echelon. It reads the lines of a retailer's year (the columns of the
"Online Retail" data set) and a list of purchase rules as they look on the wire, and prints for every
local day and group who is a member once cron has run at the midnight that ends the day:

    recompute.py online_retail.csv.gz rules.json > members.jsonl
    {"day":"2010-12-01","group":"hearts","members":["12347.0","17850.0"]}

Only the standard library is used. Dates in the file are the shop's local time, and every term ends at
the end of a local day, so whole days are all the arithmetic there is; instants appear in one place
only, to compare with a rule's `active_from`.

What it takes the rules of the purchase kind to mean:

* An order counts once it is paid (every invoice of this file is, at its earliest InvoiceDate), while its
  gross total is above zero and units bought - units refunded of the rule's products is above zero.
* A cancellation line refunds the latest earlier line of the same customer, product and unit price that
  has quantity left, then the next earlier; of two lines in the same minute the later in the file comes
  first. What finds no line is ignored and counted. A refund counts from the day of its own line.
* The terms are refolded over all live orders, by paid-at, whenever anything about them changes. So a
  refund can shorten what a later order gave, and under `keep` it can bring a later order into force.
* A term ends with its last local day. Cron at the midnight after that day finds no member any more.
"""

import argparse
import csv
import gzip
import json
import sys
from calendar import monthrange
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

FOREVER = date.max


# ---------------------------------------------------------------------------------------------- days


def add_days(day: date, count: int) -> date:
    """The day `count` days later; never past the last day that can be written."""
    return day + timedelta(days=count) if count <= (FOREVER - day).days else FOREVER


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later, or the last day of that month where it is shorter."""
    month = day.year * 12 + (day.month - 1) + count
    year, month = month // 12, month % 12 + 1
    if year > FOREVER.year:
        return FOREVER
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# ------------------------------------------------------------------------------------- lines of the file


@dataclass
class Line:
    """One accepted line of the file: a purchase (`units` > 0) or a cancellation (`units` < 0)."""

    row: int
    order: str
    at: datetime
    customer: str
    product: str
    units: int
    pence: int


def pence_of(text: str) -> int | None:
    """A price in whole pence, or None where it is finer than a penny."""
    scaled = Decimal(text) * 100
    return int(scaled) if scaled == scaled.to_integral_value() else None


def reason_to_refuse(row: dict, cancellation: bool) -> str | None:
    """Why a line of the file is no part of the history, or None where it is."""
    units, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
    if pence_of(row["UnitPrice"]) is None:
        return "price finer than a penny"
    if price < 0:
        return "negative price"
    if cancellation and units >= 0:
        return "cancellation without a negative quantity"
    if not cancellation and units <= 0:
        return "quantity not above zero"
    return None


def accepted_lines(rows, cancellation_prefix: str, seen: Counter) -> list[Line]:
    """The lines that count, in the order of the file; `seen` counts those that do not."""
    lines = []
    for number, row in enumerate(rows):
        cancellation = row["InvoiceNo"].startswith(cancellation_prefix)
        refusal = reason_to_refuse(row, cancellation)
        if refusal:
            seen["refused: " + refusal] += 1
            continue
        if not row["CustomerID"]:
            seen["lines of guests"] += 1
            continue
        seen["cancellation lines" if cancellation else "purchase lines"] += 1
        lines.append(
            Line(
                row=number,
                order=row["InvoiceNo"],
                at=datetime.fromisoformat(row["InvoiceDate"]),
                customer=row["CustomerID"],
                product=row["StockCode"],
                units=int(row["Quantity"]),
                pence=pence_of(row["UnitPrice"]),
            )
        )
    return lines


# -------------------------------------------------------------------------------------------- orders


@dataclass
class Order:
    """What one rule sees of one order: when it was paid and how many qualifying units are left."""

    id: str
    paid_at: datetime
    units: int


def units_left(lines: list[Line]) -> tuple[dict[int, int], int]:
    """Units left on each purchase line (by its row) after all cancellation lines, and units unmatched."""
    ordered = sorted(lines, key=lambda line: (line.at, line.row))
    left: dict[int, int] = {}
    bought: list[Line] = []
    unmatched = 0
    for line in ordered:
        if line.units > 0:
            left[line.row] = line.units
            bought.append(line)
            continue
        to_refund = -line.units
        for earlier in reversed(bought):
            same = (earlier.customer, earlier.product, earlier.pence) == (line.customer, line.product, line.pence)
            if same and to_refund > 0:
                taken = min(left[earlier.row], to_refund)
                left[earlier.row] -= taken
                to_refund -= taken
        unmatched += to_refund
    return left, unmatched


def live_orders(lines: list[Line], paid_at: dict, total: dict) -> list[Order]:
    """The orders that still entitle, by paid-at then id. `lines`: one customer's, of qualifying products."""
    left, _ = units_left(lines)
    units: Counter = Counter()
    for line in lines:
        if line.units > 0:
            units[line.order] += left[line.row]
    orders = [Order(id, paid_at[id], count) for id, count in units.items() if count > 0 and total[id] > 0]
    return sorted(orders, key=lambda order: (order.paid_at, order.id))


# ---------------------------------------------------------------------------------------------- terms


@dataclass
class Term:
    """A stretch of membership from the first day to the end of the last one."""

    first: date
    last: date


def end_of(validity: dict, anchor: date, times: int) -> date:
    """The last day of `times` terms counted from `anchor`."""
    kind = validity["kind"]
    if kind == "none":
        return FOREVER
    if kind == "days":
        return add_days(anchor, validity["count"] * times)
    if kind == "months":
        return add_months(anchor, validity["count"] * times)
    if kind == "date":
        return date.fromisoformat(validity["date"])
    raise ValueError(f"unknown validity {kind!r}")


def fold(orders: list[Order], validity: dict, renew: str, per_unit: bool) -> list[Term]:
    """The terms that live orders, sorted by paid-at, add up to."""
    if renew == "extend":
        return fold_extend(orders, validity, per_unit)
    if renew == "restart":
        return [Term(day, end_of(validity, day, 1)) for day in (order.paid_at.date() for order in orders)]
    if renew == "keep":
        return fold_keep(orders, validity)
    raise ValueError(f"unknown renew {renew!r}")


def fold_extend(orders: list[Order], validity: dict, per_unit: bool) -> list[Term]:
    """Each order paid within the chain lengthens it, counted from the chain's first day."""
    chains: list[Term] = []
    times = 0
    for order in orders:
        day, more = order.paid_at.date(), order.units if per_unit else 1
        if chains and day <= chains[-1].last:
            times += more
        else:
            chains.append(Term(day, day))
            times = more
        chains[-1].last = end_of(validity, chains[-1].first, times)
    return chains


def fold_keep(orders: list[Order], validity: dict) -> list[Term]:
    """An order paid within a term adds nothing."""
    terms: list[Term] = []
    for order in orders:
        day = order.paid_at.date()
        if not terms or day > terms[-1].last:
            terms.append(Term(day, end_of(validity, day, 1)))
    return terms


def holds_after(terms: list[Term], day: date) -> bool:
    """Whether a term is in force at the midnight that ends `day`."""
    return any(term.first <= day < term.last for term in terms)


# ---------------------------------------------------------------------------------------------- rules


@dataclass
class Rule:
    name: str
    products: set
    groups: list
    validity: dict
    renew: str
    per_unit: bool
    active_from: datetime | None
    excluded_customers: set


def rule_of(wire: dict) -> Rule:
    """A rule from its wire form. Whatever this script does not work out is refused, not overlooked."""
    if wire["kind"] != "purchase":
        raise ValueError(f"{wire['name']}: only purchase rules are worked out here")
    season = wire.get("season") or {}
    beyond = {
        "enabled": wire.get("enabled", True) is not True,
        "season": any(season.values()),
        "source_groups": bool(wire.get("source_groups")),
        "excluded_groups": bool(wire.get("excluded_groups")),
        "minimum_account_age_days": wire.get("minimum_account_age_days", 0) != 0,
    }
    for member, is_beyond in beyond.items():
        if is_beyond:
            raise ValueError(f"{wire['name']}: {member} is not worked out here")
    params = wire["params"]
    for product in params["products"]:
        if set(product) != {"product_id"}:
            raise ValueError(f"{wire['name']}: only products by product_id are worked out here")
    active_from = wire.get("active_from")
    return Rule(
        name=wire["name"],
        products={product["product_id"] for product in params["products"]},
        groups=params["groups"],
        validity=params.get("validity", {"kind": "none"}),
        renew=params.get("renew", "extend"),
        per_unit=params.get("per_unit", True),
        active_from=datetime.fromisoformat(active_from) if active_from else None,
        excluded_customers=set(wire.get("excluded_customers", [])),
    )


# ------------------------------------------------------------------------------------------ the answer


class Shop:
    """The accepted lines of one shop, and the few facts about its orders that every rule needs."""

    def __init__(self, rows, zone: str = "Europe/London", cancellation_prefix: str = "C"):
        self.zone = ZoneInfo(zone)
        self.seen: Counter = Counter()
        self.lines = accepted_lines(rows, cancellation_prefix, self.seen)
        self.paid_at: dict[str, datetime] = {}
        self.total: Counter = Counter()
        for line in self.lines:
            if line.units > 0:
                self.paid_at[line.order] = min(line.at, self.paid_at.get(line.order, line.at))
                self.total[line.order] += line.units * line.pence

    def days(self) -> list[date]:
        """Every local day from that of the first line to that of the last."""
        first, last = min(line.at for line in self.lines), max(line.at for line in self.lines)
        return [add_days(first.date(), n) for n in range((last.date() - first.date()).days + 1)]

    def is_after_start(self, order: Order, rule: Rule) -> bool:
        return rule.active_from is None or order.paid_at.replace(tzinfo=self.zone) >= rule.active_from

    def terms(self, lines: list[Line], rule: Rule) -> list[Term]:
        """What these lines of one customer come to under a rule, worked out from nothing but them."""
        live = live_orders(lines, self.paid_at, self.total)
        orders = [order for order in live if self.is_after_start(order, rule)]
        return fold(orders, rule.validity, rule.renew, rule.per_unit)

    def customers(self, rule: Rule) -> dict[str, list[Line]]:
        """The qualifying lines of each customer whom the rule may touch."""
        lines = defaultdict(list)
        for line in self.lines:
            if line.product in rule.products and line.customer not in rule.excluded_customers:
                lines[line.customer].append(line)
        return lines

    def members(self, rule: Rule, days: list[date]) -> dict[date, set]:
        """Day by day, who is a member by this rule at the midnight that ends the day."""
        members = {day: set() for day in days}
        for customer, lines in self.customers(rule).items():
            days_with_lines = {line.at.date() for line in lines}
            terms: list[Term] = []
            for day in days:
                if day in days_with_lines:  # between such days the facts, and so the terms, stand still
                    terms = self.terms([line for line in lines if line.at.date() <= day], rule)
                if holds_after(terms, day):
                    members[day].add(customer)
        return members

    def unmatched_units(self) -> int:
        """Units of cancellation lines, of any product, for which no earlier line had quantity left."""
        by_purchase = defaultdict(list)
        for line in self.lines:
            by_purchase[line.customer, line.product, line.pence].append(line)
        return sum(units_left(lines)[1] for lines in by_purchase.values())


def membership(shop: Shop, rules: list[Rule]):
    """For every day and every group named by the rules, in that order, the sorted members."""
    days = shop.days()
    by_group: dict[str, list] = {}
    for rule in rules:
        for group in rule.groups:
            by_group.setdefault(group, []).append(shop.members(rule, days))
    for day in days:
        for group, members in by_group.items():
            yield {"day": day.isoformat(), "group": group, "members": sorted(set().union(*(m[day] for m in members)))}


def rows_of(path: str):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv", help="the retailer's lines, .csv or .csv.gz")
    parser.add_argument("rules", help="a JSON list of purchase rules as on the wire")
    parser.add_argument("--zone", default="Europe/London", help="the shop's time zone (default: %(default)s)")
    parser.add_argument("--cancellation-prefix", default="C", help="how cancellation invoices begin (default: %(default)s)")
    arguments = parser.parse_args()
    with open(arguments.rules, encoding="utf-8") as file:
        rules = [rule_of(wire) for wire in json.load(file)]
    shop = Shop(rows_of(arguments.csv), arguments.zone, arguments.cancellation_prefix)
    for line in membership(shop, rules):
        print(json.dumps(line, separators=(",", ":")))
    for what, count in sorted(shop.seen.items()):
        print(f"{what}: {count}", file=sys.stderr)
    print(f"cancelled units that matched no line: {shop.unmatched_units()}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
