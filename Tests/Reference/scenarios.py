"""Histories drawn by chance, with the reference's answer to each: what the engine is compared with.

    python3 scenarios.py FAMILY FIRST_SEED COUNT     one line of JSON for each: {"seed", "scenario", "answer"}

A family leans on one kind of rule, so that a difference points somewhere; `mixed` lets all meet, and in `shuffled`
reports about orders come late, overtaken by newer ones, or twice. What no reading can
settle is left out: two reports of one order with the same version, payments in the future, repeats that differ.
"""
import json
import random
import sys
from datetime import datetime, timedelta, timezone

import reference

GROUPS = ["retail", "club", "wholesale", "b2b", "bronze", "silver", "gold", "vip"]
STATUSES = {"pending": "", "processing": "paid", "completed": "paid", "cancelled": "void", "refunded": "void"}
ZONES = ["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
FAMILIES = ["inactivity", "turnover", "purchase", "tiers", "conditions", "moves", "mixed", "shuffled"]


def eur(units):
    return {"amount": "%d.00" % units, "currency": "EUR"}


def stamp(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def leaf(r):
    return r.choice([
        {"country": {"in": ["PL"]}},
        {"email_domain": {"in": ["b.c"]}},
        {"paid_orders": {"at_least": 1, "at_most": 3}},
        {"spend": {"at_least": eur(300), "period": {"kind": "rolling", "days": 30}}},
        {"spend": {"at_least": eur(500)}},
        {"account_age_days": {"at_least": 30}},
        {"days_since_last_order": {"at_most": 20}},
        {"group": {"in": ["vip"]}},
    ])


def order_leaf(r):
    return r.choice([
        {"order_total": {"at_least": eur(200)}},
        {"product": {"in": [{"product_id": "P1"}]}},
        {"category": {"in": ["x"]}},
        {"payment_method": {"in": ["cod"]}},
        {"first_paid_order": True},
    ])


class Kinds:
    """Parameters of one rule of each kind; `(kind, params, source groups)`."""

    def __init__(self, r):
        self.r = r

    def inactivity(self):
        r = self.r
        remind = r.choice([None, 10, 20])
        target = r.choice(["retail", "club"])
        params = {"remind_after_days": remind, "change_after_days": r.choice([25, 40]), "target": target,
                  "restore_on_purchase": r.random() < 0.6, "include_never_bought": r.random() < 0.8}
        return "inactivity", params, r.sample(["wholesale", "b2b"], r.choice([1, 2]))

    def turnover(self):
        r = self.r
        month = r.choice(["current", "previous"])
        change = r.choice([1, 5, 31]) if month == "previous" else r.choice([15, 31])
        direction = r.choice(["below", "below", "reached"])
        params = {"minimum": eur(300), "month": month, "change_day": change, "direction": direction,
                  "remind_day": r.choice([None, 10, 30 if change == 31 else 12]) if direction == "below" else None,
                  "target": r.choice(["retail", "club"]), "whole_period_only": r.random() < 0.5}
        return "turnover", params, r.sample(["wholesale", "b2b"], r.choice([1, 2]))

    def purchase(self):
        r = self.r
        validity = r.choice([{"kind": "none"}, {"kind": "days", "count": 9}, {"kind": "months", "count": 1}])
        renew = r.choice(["extend", "restart", "keep"])
        params = {"products": [{"product_id": "P1"}], "groups": ["club"], "default_group": r.choice([None, "club"]),
                  "validity": validity, "renew": renew, "per_unit": r.random() < 0.5, "remind_before_days": None}
        return "purchase", params, []

    def tiers(self):
        r = self.r
        period = r.choice([{"kind": "lifetime"}, {"kind": "rolling", "days": 30}, {"kind": "rolling", "months": 1},
                           {"kind": "calendar", "unit": "month", "span": "to_date"},
                           {"kind": "calendar", "unit": "month", "span": "last_complete"}])
        downgrade = r.choice(["never", "on_check", "on_check", "immediate"])
        params = {"tiers": [{"name": "B", "required": eur(100), "group": "bronze"},
                            {"name": "S", "required": eur(500), "retain": eur(300), "group": "silver"},
                            {"name": "G", "required": eur(1000), "retain": eur(800), "group": "gold"}],
                  "period": period, "upgrade": r.choice(["on_payment", "on_check"]), "downgrade": downgrade,
                  "check": r.choice([{"kind": "daily"}, {"kind": "daily"}, {"kind": "manual"}]),
                  "grace_days": r.choice([0, 5]) if downgrade == "on_check" else 0, "per_organization": False}
        return "tiers", params, []

    def conditions(self):
        r = self.r
        trigger = r.choice(["customer_registered", "order_paid", "scheduled"])
        leaves = [leaf(r), {"not": leaf(r)} if r.random() < 0.5 else leaf(r)]
        if trigger == "order_paid":
            leaves.append(order_leaf(r))
        action = {"grant": r.choice(["vip", "gold"]), "set_default": r.random() < 0.5,
                  "validity": r.choice([{"kind": "none"}, {"kind": "days", "count": 9}])}
        if any("group" in json.dumps(entry) for entry in leaves):
            action["grant"] = "gold"
        params = {"trigger": trigger, "when": {r.choice(["all", "any"]): leaves}, "actions": [action],
                  "while_true": False}
        return "conditions", params, []


class History:
    def __init__(self, family, seed):
        self.family, self.r = family, random.Random("%s/%d" % (family, seed))
        self.disorder = 0.25 if family == "shuffled" else 0
        r = self.r
        self.now = datetime(2026, 1, 3, 9, 17, tzinfo=timezone.utc)
        self.scenario = {"zone": r.choice(ZONES), "currency": "EUR", "basis": "gross", "default_group": "retail",
                         "groups": GROUPS, "statuses": STATUSES, "events": []}
        self.customers = ["c1", "c2"]
        self.registered = {id: stamp(self.now - timedelta(days=r.choice([0, 50]))) for id in self.customers}
        self.orders, self.rules, self.ladders, self.versions = {}, [], 0, 0
        self.held_back = []

    def add(self, type, **fields):
        self.scenario["events"].append({"at": stamp(self.now), "type": type, **fields})

    def pass_time(self):
        self.now += timedelta(minutes=self.r.choice([7, 61, 600, 1440, 1440, 1440 * 3, 1440 * 8]))

    # -- events --------------------------------------------------------------------------------------------------

    def register(self):
        r = self.r
        id = r.choice(self.customers)
        self.add("customer", id=id, registered_at=self.registered[id],
                 country=r.choice(["DE", "PL"]), email="a@b.c", language="pl")

    def order(self):
        r = self.r
        id = "o%d" % r.randint(1, 9)
        known = self.orders.get(id)
        self.versions += 1
        paid = status = None
        if known is None:
            known = self.orders[id] = {"customer": r.choice(self.customers), "total": r.randint(0, 12) * 50,
                                       "lines": self.lines(), "paid": None, "placed": stamp(self.now), "method": r.choice([None, "cod"])}
            status = r.choice(["pending", "processing", "processing", "completed"])
        else:
            status = r.choice(["processing", "completed", "cancelled", "refunded", "pending"])
        if STATUSES[status] == "paid" and known["paid"] is None:
            known["paid"] = self.now - timedelta(minutes=r.choice([0, 0, 300, 1440 * 2]))
        refunded = known["total"] if status == "refunded" else r.choice([0, 0, 0, known["total"] // 2])
        paid = known["paid"] if STATUSES[status] else None
        report = dict(id=id, version=stamp(self.now - timedelta(seconds=self.versions)), status=status,
                      paid_at=paid and stamp(paid), placed_at=known["placed"], customer=known["customer"],
                      total="%d.00" % known["total"], refunded="%d.00" % refunded, payment_method=known["method"],
                      country=None, lines=known["lines"])
        fate = r.random()
        if fate < self.disorder:
            return self.held_back.append(report)
        self.add("order", **report)
        if fate > 1 - self.disorder:
            self.held_back.append(report)

    def deliver_late(self):
        """What was held back comes now: a report that others have overtaken, or one that came before."""
        self.r.shuffle(self.held_back)
        for report in self.held_back:
            self.now += timedelta(minutes=1)
            self.add("order", **report)
        self.held_back = []

    def lines(self):
        r = self.r
        return [{"id": str(index + 1), "product_id": r.choice(["P1", "X"]), "sku": None, "categories": [r.choice(["x", "y"])],
                 "quantity": r.randint(1, 2), "refunded_quantity": 0, "total": "50.00"} for index in range(r.randint(1, 2))]

    def join(self):
        r = self.r
        customer, group = r.choice(self.customers), r.choice(["wholesale", "b2b", "wholesale", "vip", "vip" if self.ladders else "silver"])
        if r.random() < 0.5:
            since = r.choice([None, stamp(self.now - timedelta(days=90))])
            self.add("import", customer=customer, group=group, **{"from": since})
        else:
            until = r.choice([None, None, stamp(self.now + timedelta(days=20))])
            self.add("grant", customer=customer, group=group, until=until)

    def rule(self):
        r = self.r
        if self.rules and r.random() < 0.25:
            return self.edit()
        choices = {"moves": ["inactivity", "turnover"], "mixed": FAMILIES[:5], "shuffled": FAMILIES[:5]}.get(self.family, [self.family])
        kind, params, sources = getattr(Kinds(r), r.choice(choices))()
        if kind == "tiers":
            if self.ladders:
                return None
            self.ladders += 1
        document = {"kind": kind, "name": "r%d" % (len(self.rules) + 1), "store": "default", "enabled": True,
                    "priority": r.randint(1, 5), "season": {"from": None, "until": None}, "active_from": None,
                    "source_groups": sources, "excluded_groups": [], "excluded_customers": [],
                    "minimum_account_age_days": r.choice([0, 0, 0, 20]), "mails": {}, "params": params}
        if kind in ("purchase", "conditions", "tiers"):
            document["minimum_account_age_days"] = 0
        self.rules.append(document)
        return self.add("rule", rule=len(self.rules), document=document)

    def edit(self):
        number = self.r.randint(1, len(self.rules))
        document = json.loads(json.dumps(self.rules[number - 1]))
        if document["kind"] == "inactivity":
            document["params"]["change_after_days"] += 5
        elif document["kind"] == "turnover":
            document["params"]["minimum"] = eur(200)
        else:
            return
        self.rules[number - 1] = document
        self.add("rule", rule=number, document=document)

    def meddle(self):
        r = self.r
        what = r.choice(["revoke", "enable", "undo", "undo", "unblock"])
        if what == "undo":
            self.add("undo", customer=r.choice(self.customers))
        elif what == "enable" and self.rules:
            self.add("enable", rule=r.randint(1, len(self.rules)), enabled=r.random() < 0.7)
        elif what == "revoke":
            self.add("revoke", customer=r.choice(self.customers), group=r.choice(["wholesale", "b2b", "vip"]))
        elif what == "unblock":
            self.add("unblock", customer=r.choice(self.customers), group=r.choice(["club", "retail", "vip"]))

    def draw(self):
        r = self.r
        self.register()
        self.pass_time()
        self.rule()
        for _ in range(r.randint(15, 45)):
            self.pass_time()
            event = r.choices([self.run, self.order, self.join, self.rule, self.meddle, self.register],
                              [38, 34, 12, 6, 6, 4])[0]
            event()
            if self.held_back and r.random() < 0.2:
                self.deliver_late()
        self.deliver_late()
        self.pass_time()
        self.run()
        return self.scenario

    def run(self):
        self.add("run")


def main():
    family, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, first + count):
        scenario = History(family, seed).draw()
        print(json.dumps({"seed": seed, "scenario": scenario, "answer": reference.evaluate(scenario)}))


if __name__ == "__main__":
    main()
