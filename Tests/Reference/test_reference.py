"""Hand-made cases for the reference evaluator, with the boundary on both sides. They document the reading of the spec.
Run: python3 -m unittest test_reference   (in this directory)"""
import io
import itertools
import json
import unittest
from datetime import date, datetime, timezone
from unittest import mock

import reference
from clock import Clock, add_months, clamp, minor
from purchase import Chain

GROUPS = ["retail", "club", "wholesale", "bronze", "silver", "gold", "vip"]
STATUSES = {"pending": "", "processing": "paid", "completed": "paid", "cancelled": "void", "refunded": "void"}


def eur(amount):
    return {"amount": amount, "currency": "EUR"}


def ts(text):
    """"2026-01-01" or "2026-01-01 12:30", in UTC."""
    day, _, time = text.partition(" ")
    return day + "T" + (time or "12:00") + ":00Z"


class Story:
    """Builds one scenario, event by event."""

    def __init__(self, default_group=None, zone="UTC"):
        self.scenario = {"zone": zone, "currency": "EUR", "basis": "gross", "default_group": default_group,
                         "groups": GROUPS, "statuses": STATUSES, "events": []}
        self.rules = 0

    def add(self, when, type, **fields):
        self.scenario["events"].append({"at": ts(when), "type": type, **fields})
        return self

    def customer(self, when, registered="same", id="c1", **fields):
        registered = when if registered == "same" else registered
        body = {"country": None, "email": None, "language": None, **fields}
        return self.add(when, "customer", id=id, registered_at=registered and ts(registered), **body)

    def give(self, when, group, source="import", **fields):
        fields.setdefault("from" if source == "import" else "until", None)
        return self.add(when, source, customer="c1", group=group, **fields)

    def order(self, when, id="o1", total="100.00", status="processing", refunded="0.00", paid="same", version=None,
              lines=None, customer="c1", **fields):
        paid = when if paid == "same" else paid
        lines = [line()] if lines is None else lines
        return self.add(when, "order", id=id, version=ts(version or when), status=status, paid_at=paid and ts(paid),
                        placed_at=ts(paid or when), customer=customer, total=total, refunded=refunded,
                        payment_method=fields.get("payment_method"), country=fields.get("country"), lines=lines)

    def rule(self, when, kind, params, number=None, **common):
        if number is None:
            self.rules += 1
            number = self.rules
        document = {"kind": kind, "name": "r", "store": "default", "enabled": True, "priority": 10,
                    "season": {"from": None, "until": None}, "active_from": None, "source_groups": [],
                    "excluded_groups": [], "excluded_customers": [], "minimum_account_age_days": 0, "mails": {},
                    "params": params, **common}
        return self.add(when, "rule", rule=number, document=document)

    def run(self, *whens):
        for when in whens:
            self.add(when, "run")
        return self

    def states(self, id="c1"):
        return [s["customers"].get(id) for s in reference.evaluate(self.scenario)["states"]]

    def last(self, id="c1"):
        return self.states(id)[-1]

    def groups(self, id="c1"):
        return self.last(id)["groups"]


def line(id="1", product="P1", quantity=1, refunded=0, categories=(), sku=None):
    return {"id": id, "product_id": product, "sku": sku, "categories": list(categories), "quantity": quantity,
            "refunded_quantity": refunded, "total": "100.00"}


def inactivity(remind=60, change=90, target="retail", **more):
    return {"remind_after_days": remind, "change_after_days": change, "target": target, "restore_on_purchase": True,
            "include_never_bought": True, **more}


def turnover(month="previous", remind=None, change=1, minimum="500.00", target="retail", **more):
    return {"minimum": eur(minimum), "month": month, "remind_day": remind, "change_day": change, "direction": "below",
            "target": target, "whole_period_only": True, **more}


def purchase(kind="months", count=1, **more):
    return {"products": [{"product_id": "P1"}], "groups": ["club"], "default_group": "club",
            "validity": {"kind": kind, "count": count}, "renew": "extend", "per_unit": True, **more}


def ladder(**more):
    return {"tiers": [{"name": "B", "required": eur("100.00"), "group": "bronze"},
                      {"name": "S", "required": eur("500.00"), "retain": eur("300.00"), "group": "silver"},
                      {"name": "G", "required": eur("1000.00"), "retain": eur("800.00"), "group": "gold"}],
            "period": {"kind": "lifetime"}, "upgrade": "on_payment", "downgrade": "on_check",
            "check": {"kind": "daily"}, "grace_days": 0, "per_organization": False, **more}


def tree(trigger, when, *actions, while_true=False):
    return {"trigger": trigger, "when": when, "actions": list(actions), "while_true": while_true}


class Time(unittest.TestCase):
    def test_months_clamp_from_the_anchor(self):
        self.assertEqual(add_months(date(2026, 1, 31), 1), date(2026, 2, 28))
        self.assertEqual(add_months(date(2026, 1, 31), 2), date(2026, 3, 31))
        self.assertEqual(add_months(date(2024, 2, 29), 12), date(2025, 2, 28))
        self.assertEqual(add_months(date(2026, 3, 31), -1), date(2026, 2, 28))
        self.assertEqual([clamp(2026, m, 31).day for m in (1, 2, 3)], [31, 28, 31])

    def test_a_day_is_local(self):
        warsaw = Clock("Europe/Warsaw")
        self.assertEqual(warsaw.day(datetime(2026, 3, 31, 22, 0, tzinfo=timezone.utc)), date(2026, 4, 1))
        self.assertEqual(warsaw.day(datetime(2026, 3, 31, 21, 59, tzinfo=timezone.utc)), date(2026, 3, 31))
        self.assertEqual(warsaw.start(date(2026, 3, 29)).hour, 23)      # before the clocks go forward
        self.assertEqual(warsaw.end(date(2026, 3, 29)).hour, 22)

    def test_a_day_whose_midnight_does_not_exist_starts_at_the_jump(self):
        self.assertEqual(Clock("America/Sao_Paulo").start(date(2018, 11, 4)), datetime(2018, 11, 4, 3, tzinfo=timezone.utc))

    def test_money(self):
        self.assertEqual((minor("12.50", "EUR"), minor("12.5000", "EUR"), minor("7", "JPY"), minor("1.234", "KWD")),
                         (1250, 1250, 7, 1234))
        self.assertRaises(ValueError, minor, "1.001", "EUR")


class Inactivity(unittest.TestCase):
    def story(self, params=None, zone="UTC", **common):
        return (Story(zone=zone).customer("2025-01-01").give("2025-01-02", "wholesale")
                .rule("2025-12-31", "inactivity", params or inactivity(), source_groups=["wholesale"], **common))

    def test_due_from_midnight_of_the_day(self):
        s = self.story(inactivity(remind=None), zone="Europe/Warsaw").order("2026-01-01")
        s.run("2026-03-31 21:59", "2026-03-31 22:00")       # 1 April 00:00 in Warsaw
        before, after, _ = s.states()
        self.assertEqual((before["groups"], after["groups"]), (["wholesale"], ["retail"]))
        self.assertEqual(after["mails"], [["group_change", 1, "2026-01-01"]])

    def test_reminder_then_change(self):
        s = self.story().order("2026-01-01").run("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-31", "2026-04-01")
        counts = [(len(x["mails"]), x["groups"]) for x in s.states()]
        self.assertEqual(counts[:5], [(0, ["wholesale"]), (1, ["wholesale"]), (1, ["wholesale"]), (1, ["wholesale"]),
                                      (2, ["retail"])])

    def test_past_both_limits_is_reminded_first(self):
        s = self.story().order("2026-01-01").run("2026-06-01", "2026-06-30", "2026-07-01")
        self.assertEqual([x["groups"][0] for x in s.states()], ["wholesale", "wholesale", "retail", "retail"])

    def test_an_order_begins_a_new_spell(self):
        s = self.story().order("2026-01-01").run("2026-03-02").order("2026-03-20", id="o2").run("2026-04-01", "2026-05-19")
        self.assertEqual(s.last()["mails"], [["inactivity_reminder", 1, "2026-01-01"],
                                             ["inactivity_reminder", 1, "2026-03-20"]])
        self.assertEqual(s.groups(), ["wholesale"])

    def test_registration_counts_and_never_bought_can_be_left_out(self):
        s = (Story().customer("2026-01-10").give("2026-01-11", "wholesale")
             .rule("2026-01-12", "inactivity", inactivity(remind=None, change=10), source_groups=["wholesale"])
             .run("2026-01-19", "2026-01-20"))
        self.assertEqual([x["groups"] for x in s.states()][:2], [["wholesale"], ["retail"]])
        s.scenario["events"][2]["document"]["params"]["include_never_bought"] = False
        self.assertEqual(s.groups(), ["wholesale"])

    def test_a_person_joining_restarts_an_import_does_not(self):
        for source, expected in (("grant", ["wholesale"]), ("import", ["retail"])):
            s = (Story().customer("2025-01-01").order("2025-01-01").give("2026-01-01", "wholesale", source)
                 .rule("2026-01-02", "inactivity", inactivity(remind=None), source_groups=["wholesale"])
                 .run("2026-03-31"))
            self.assertEqual(s.groups(), expected)
            self.assertEqual(s.run("2026-04-01").groups(), ["retail"])

    def test_restore_and_its_void(self):
        s = self.story().order("2026-01-01").run("2026-03-02", "2026-04-01").order("2026-04-10", id="o2")
        self.assertEqual(s.groups(), ["wholesale"])
        self.assertIn(["group_restored", 1, "2026-01-01"], s.last()["mails"])
        s.order("2026-04-12", id="o2", status="cancelled", paid="2026-04-10").run("2026-04-13")
        self.assertIn(["inactivity_reminder", 1, "2026-01-01/again"], s.last()["mails"])
        self.assertEqual(s.run("2026-05-12").groups(), ["wholesale"])       # 13 April + 30 = 13 May
        self.assertEqual(s.run("2026-05-13").groups(), ["retail"])

    def test_brought_back_by_an_import_moves_again_without_a_second_mail_and_one_restore(self):
        s = self.story().order("2026-01-01").run("2026-03-02", "2026-04-01").give("2026-04-02", "wholesale").run("2026-04-03")
        self.assertEqual((s.groups(), len(s.last()["mails"])), (["retail"], 2))
        s.order("2026-04-04", id="o2").order("2026-04-05", id="o3")
        self.assertEqual((s.groups(), len(s.last()["mails"])), (["wholesale"], 3))

    def test_a_free_order_restores_nothing(self):
        s = self.story().order("2026-01-01").run("2026-03-02", "2026-04-01").order("2026-04-10", id="o2", total="0.00")
        self.assertEqual(s.groups(), ["retail"])

    def test_no_move_for_pins_purchases_blocks_exclusions(self):
        base = lambda **c: self.story(inactivity(remind=None), **c).order("2026-01-01")
        self.assertEqual(base().run("2026-04-01").groups(), ["retail"])
        self.assertEqual(base().give("2026-01-02", "wholesale", "pin").run("2026-04-01").groups(), ["wholesale"])
        self.assertEqual(base(excluded_customers=["c1"]).run("2026-04-01").groups(), ["wholesale"])
        self.assertEqual(base(excluded_groups=["vip"]).give("2026-01-02", "vip").run("2026-04-01").groups(),
                         ["vip", "wholesale"])
        self.assertEqual(base(minimum_account_age_days=455).run("2026-03-31", "2026-04-01").groups(), ["retail"])
        self.assertEqual(base(minimum_account_age_days=456).run("2026-04-01").groups(), ["wholesale"])

    def test_the_target_claims_the_default_where_a_source_group_was_it(self):
        s = Story(default_group="retail").customer("2025-01-01").give("2025-01-02", "wholesale")
        s.rule("2025-12-31", "inactivity", inactivity(remind=None, target="club"), source_groups=["retail"])
        s.order("2026-01-01").run("2026-04-01")
        self.assertEqual((s.groups(), s.last()["default"]), (["club", "wholesale"], "club"))
        s.order("2026-04-02", id="o2")
        self.assertEqual((s.groups(), s.last()["default"]), (["retail", "wholesale"], "retail"))

    def test_undo_settles_the_spell(self):
        s = self.story(inactivity(remind=None)).order("2026-01-01").run("2026-04-01").add("2026-04-02", "undo", customer="c1")
        self.assertEqual(s.groups(), ["wholesale"])
        self.assertEqual(s.run("2026-04-03").groups(), ["wholesale"])
        s.order("2026-04-04", id="o2").run("2026-07-03")
        self.assertEqual(s.groups(), ["retail"])

    def test_undo_is_refused_where_something_newer_rests_on_it(self):
        s = self.story(inactivity(remind=None)).order("2026-01-01").run("2026-04-01")
        s.give("2026-04-02", "wholesale").add("2026-04-03", "undo", customer="c1")
        self.assertEqual(s.groups(), ["retail", "wholesale"])


class Turnover(unittest.TestCase):
    def story(self, params, **common):
        return (Story().customer("2025-01-01").give("2025-01-02", "wholesale")
                .rule("2025-12-31", "turnover", params, source_groups=["wholesale"], **common))

    def test_previous_month_and_the_amount_on_both_sides(self):
        for amount, expected in (("499.99", ["retail"]), ("500.00", ["wholesale"])):
            s = self.story(turnover()).order("2025-12-31 23:59", id="o0", total="500.00")   # the month before passes
            s.order("2026-01-31 23:59", total=amount).run("2026-01-31 23:59", "2026-02-01 00:00")
            self.assertEqual((s.states()[0]["groups"], s.groups()), (["wholesale"], expected))
        s = self.story(turnover()).order("2026-02-01 00:00", total="500.00").run("2026-02-01 00:01")
        self.assertEqual(s.last()["mails"], [["turnover_group_change", 1, "2026-01"]])

    def test_current_counts_up_to_the_day_before_the_change(self):
        s = self.story(turnover("current", change=31)).order("2026-01-30 23:59", id="o0", total="500.00").run("2026-02-27")
        self.assertEqual(s.groups(), ["wholesale"])
        self.assertEqual(s.order("2026-02-28 00:00", total="900.00").run("2026-02-28 01:00").groups(), ["retail"])
        s = self.story(turnover("current", change=31)).order("2026-02-27 23:59", total="500.00").run("2026-02-28 01:00")
        self.assertEqual(s.groups(), ["wholesale"])

    def test_reminder_only_below_and_the_change_is_skipped_without_it(self):
        s = self.story(turnover(remind=20)).run("2026-01-20", "2026-02-01")
        self.assertEqual(s.last()["mails"], [["turnover_group_change", 1, "2026-01"], ["turnover_reminder", 1, "2026-01"]])
        s = self.story(turnover(remind=20)).run("2026-01-19", "2026-02-01")
        self.assertEqual((s.groups(), s.last()["mails"]), (["wholesale"], []))
        s = self.story(turnover(remind=20)).run("2026-01-31", "2026-02-01")
        self.assertEqual(s.groups(), ["retail"])

    def test_a_refund_after_the_reminder_moves_without_one(self):
        s = self.story(turnover(remind=20)).order("2026-01-05", total="500.00").run("2026-01-20")
        s.order("2026-01-25", total="500.00", refunded="0.01", paid="2026-01-05").run("2026-01-26", "2026-02-01")
        self.assertEqual(s.last()["mails"], [["turnover_group_change", 1, "2026-01"]])

    def test_clamped_reminder_goes_the_day_before(self):
        s = self.story(turnover("current", remind=30, change=31)).run("2026-02-26", "2026-02-27", "2026-02-28")
        self.assertEqual([len(x["mails"]) for x in s.states()][:3], [0, 1, 2])

    def test_whole_period_only(self):
        for start, expected in (("2026-01-01 00:00", ["retail"]), ("2026-01-01 00:01", ["wholesale"])):
            s = Story().customer("2025-01-01").rule("2025-12-31", "turnover", turnover(), source_groups=["wholesale"])
            s.give("2026-01-05", "wholesale", **{"from": ts(start)}).run("2026-02-01")
            self.assertEqual(s.groups(), expected)
        s = Story().customer("2025-01-01").rule("2025-12-31", "turnover", turnover(), source_groups=["wholesale"])
        self.assertEqual(s.give("2026-01-05", "wholesale", "grant").run("2026-02-01").groups(), ["wholesale"])
        s = Story().customer("2026-01-02", registered="2026-01-01 00:01")
        s.rule("2026-01-02", "turnover", turnover(), source_groups=["wholesale"]).give("2026-01-05", "wholesale")
        self.assertEqual(s.run("2026-02-01").groups(), ["wholesale"])

    def test_only_the_latest_missed_month(self):
        s = self.story(turnover()).order("2026-03-05", total="600.00").run("2026-01-01", "2026-04-10")
        self.assertEqual(s.states()[0]["groups"], ["retail"])       # December, the rule stood on 1 January
        s = self.story(turnover()).order("2025-12-05", total="600.00").order("2026-03-05", id="o2", total="600.00")
        self.assertEqual(s.run("2026-01-01", "2026-04-10").groups(), ["wholesale"])

    def test_a_change_day_before_the_rule_is_not_made_up(self):
        s = Story().customer("2025-01-01").give("2025-01-02", "wholesale")
        s.rule("2026-01-02", "turnover", turnover(), source_groups=["wholesale"]).run("2026-01-03")
        self.assertEqual(s.groups(), ["wholesale"])

    def test_reached_promotes(self):
        s = self.story(turnover(direction="reached", target="vip")).order("2026-01-05", total="500.00").run("2026-02-01")
        self.assertEqual((s.groups(), s.last()["mails"]), (["vip"], [["turnover_promoted", 1, "2026-01"]]))

    def test_undo_settles_the_month(self):
        s = self.story(turnover(whole_period_only=False)).order("2025-12-05", total="600.00").run("2026-02-01")
        s.add("2026-02-02", "undo", customer="c1").run("2026-02-03")
        self.assertEqual(s.groups(), ["wholesale"])
        self.assertEqual(s.run("2026-03-01").groups(), ["retail"])


class Purchase(unittest.TestCase):
    def story(self, params=None, default_group=None, **common):
        return Story(default_group).customer("2025-06-01").rule("2026-01-01", "purchase", params or purchase(), **common)

    def test_chain_sums_months_then_days(self):
        chain = Chain(date(2026, 1, 31))
        chain.add({"kind": "months", "count": 1}, 1)
        self.assertEqual(chain.last_day(), date(2026, 2, 28))
        chain.add({"kind": "months", "count": 1}, 1)
        self.assertEqual(chain.last_day(), date(2026, 3, 31))
        chain.add({"kind": "days", "count": 1}, 1)
        self.assertEqual(chain.last_day(), date(2026, 4, 1))

    def until(self, story, last, first_out):
        """In the club at the end of one day, out at the start of the next, without any run in between."""
        self.assertEqual(story.add(last + " 23:59", "undo", customer="c1").groups(), ["club"])
        self.assertEqual(story.add(first_out + " 00:00", "undo", customer="c1").groups(), [])

    def test_days_end_at_the_end_of_day_d_plus_n(self):
        self.until(self.story(purchase("days", 10)).order("2026-01-10"), "2026-01-20", "2026-01-21")

    def test_months_clamp(self):
        self.until(self.story().order("2026-01-31"), "2026-02-28", "2026-03-01")

    def test_extend_two_orders_and_units(self):
        self.until(self.story().order("2026-01-31").order("2026-02-10", id="o2"), "2026-03-31", "2026-04-01")
        self.until(self.story().order("2026-01-31", lines=[line(quantity=2)]), "2026-03-31", "2026-04-01")
        self.until(self.story(purchase(per_unit=False)).order("2026-01-31", lines=[line(quantity=2)]),
                   "2026-02-28", "2026-03-01")

    def test_refund_of_the_first_shortens_the_second(self):
        s = self.story().order("2026-01-31").order("2026-02-10", id="o2")
        s.order("2026-02-11", status="refunded", refunded="100.00", paid="2026-01-31")
        self.until(s, "2026-03-10", "2026-03-11")

    def test_on_the_last_day_extends_the_day_after_starts_anew(self):
        self.until(self.story().order("2026-01-31").order("2026-02-28", id="o2"), "2026-03-31", "2026-04-01")
        self.until(self.story().order("2026-01-31").order("2026-03-01", id="o2"), "2026-04-01", "2026-04-02")

    def test_restart_and_keep(self):
        self.until(self.story(purchase(renew="restart")).order("2026-01-31").order("2026-02-10", id="o2"),
                   "2026-03-10", "2026-03-11")
        self.until(self.story(purchase(renew="keep")).order("2026-01-31").order("2026-02-10", id="o2"),
                   "2026-02-28", "2026-03-01")
        s = self.story(purchase(renew="keep")).order("2026-01-31").order("2026-02-10", id="o2")
        self.until(s.order("2026-02-12", status="cancelled", paid="2026-01-31"), "2026-03-10", "2026-03-11")

    def test_partial_refund_of_units(self):
        s = self.story().order("2026-01-31", lines=[line(quantity=2)])
        self.until(s.order("2026-02-01", paid="2026-01-31", lines=[line(quantity=2, refunded=1)]), "2026-02-28", "2026-03-01")
        s = self.story().order("2026-01-31").order("2026-02-01", paid="2026-01-31", lines=[line(refunded=1)])
        self.assertEqual(s.groups(), [])

    def test_line_added_later_starts_with_its_version(self):
        s = self.story(purchase("days", 10)).order("2026-01-05", lines=[line(product="X")])
        s.order("2026-01-08", paid="2026-01-05", lines=[line(product="X"), line("2")])
        self.until(s, "2026-01-18", "2026-01-19")

    def test_free_void_unpaid_and_other_products_entitle_to_nothing(self):
        for fields in ({"total": "0.00"}, {"status": "cancelled"}, {"status": "pending", "paid": None},
                       {"lines": [line(product="X")]}):
            self.assertEqual(self.story().order("2026-01-05", **fields).groups(), [])
        self.assertEqual(self.story().order("2026-01-05", status="pending").groups(), ["club"])     # once paid

    def test_reinstated_with_the_original_dates(self):
        s = self.story().order("2026-01-10").order("2026-01-11", status="cancelled", paid=None)
        self.assertEqual(s.groups(), [])
        self.until(s.order("2026-01-20", paid=None), "2026-02-10", "2026-02-11")

    def test_paid_before_active_from_does_not_fire(self):
        self.assertEqual(self.story().order("2026-01-02", paid="2026-01-01 11:59").groups(), [])
        self.assertEqual(self.story().order("2026-01-02", paid="2026-01-01 12:00").groups(), ["club"])
        s = self.story(active_from=ts("2025-12-01")).order("2026-01-02", paid="2025-12-20")
        self.assertEqual(s.groups(), ["club"])
        s = Story().customer("2025-06-01").order("2025-12-20").rule("2026-01-01", "purchase", purchase(),
                                                                    active_from=ts("2025-12-01"))
        self.assertEqual(s.order("2026-01-02", status="completed", paid="2025-12-20").run("2026-01-03").groups(), [])

    def test_terms_of_the_revision_at_paid_at(self):
        s = self.story(purchase("days", 10)).order("2026-01-10").rule("2026-01-11", "purchase", purchase("days", 99), number=1)
        self.until(s.run("2026-01-12"), "2026-01-20", "2026-01-21")

    def test_default_claim_and_its_end(self):
        s = self.story(purchase("days", 10), default_group="retail").order("2026-01-10").run("2026-01-20", "2026-01-21")
        self.assertEqual([x["default"] for x in s.states()][:2], ["club", "retail"])

    def test_revoked_by_hand_blocks(self):
        s = self.story().order("2026-01-10").give("2026-01-11", "club", "revoke").order("2026-01-12", id="o2")
        self.assertEqual(s.groups(), [])
        s.give("2026-01-13", "club", "unblock").run("2026-01-13 13:00")
        self.assertEqual(s.groups(), [])
        self.until(s.order("2026-01-14", id="o3"), "2026-02-14", "2026-02-15")

    def test_paid_while_off_never_fires_and_grants_stay(self):
        s = self.story().add("2026-01-02", "enable", rule=1, enabled=False).order("2026-01-10")
        s.add("2026-01-11", "enable", rule=1, enabled=True).order("2026-01-12", status="completed", paid="2026-01-10")
        self.assertEqual(s.run("2026-01-13").groups(), [])
        self.until(s.order("2026-01-14", id="o2"), "2026-02-14", "2026-02-15")
        s = self.story().order("2026-01-10").add("2026-01-11", "enable", rule=1, enabled=False)
        self.until(s, "2026-02-10", "2026-02-11")

    def test_delete_keep_or_revoke(self):
        for grants, expected in (("keep", ["club"]), ("revoke", [])):
            s = self.story().order("2026-01-10").add("2026-01-11", "delete", rule=1, grants=grants).run("2026-01-12")
            self.assertEqual(s.groups(), expected)

    def test_any_order_of_reports_ends_in_one_state(self):
        reports = [{"status": "pending", "paid": None, "version": "2026-01-05"},
                   {"paid": None, "version": "2026-01-06", "lines": [line(), line("2")]},
                   {"status": "completed", "paid": None, "version": "2026-01-08", "lines": [line(), line("2", refunded=1)]}]
        for chosen in itertools.permutations(reports + reports[:1]):
            s = self.story(purchase("days", 10))
            for report in chosen:
                s.order("2026-01-09", **report)
            self.until(s, "2026-01-16", "2026-01-17")


    def test_products_by_sku_and_category(self):
        for product, bought in (({"sku": "S1"}, line(product="X", sku="S1")), ({"category": "x"}, line(product="X", categories=["x"]))):
            self.assertEqual(self.story(purchase(products=[product])).order("2026-01-05", lines=[bought]).groups(), ["club"])
            self.assertEqual(self.story(purchase(products=[product])).order("2026-01-05").groups(), [])

    def test_validity_none_and_fixed_date(self):
        s = self.story(purchase(validity={"kind": "none"})).order("2026-01-05").run("2036-01-01")
        self.assertEqual(s.groups(), ["club"])
        s = self.story(purchase(validity={"kind": "date", "date": "2026-06-30"})).order("2026-01-05").order("2026-02-05", id="o2")
        self.until(s, "2026-06-30", "2026-07-01")

    def test_age_is_judged_on_the_paid_day(self):
        for age, expected in ((218, ["club"]), (219, [])):       # 1 June 2025 + 218 = 5 January 2026
            s = self.story(minimum_account_age_days=age).order("2026-01-05").run("2026-01-20")
            self.assertEqual(s.groups(), expected)

    def test_a_withheld_purchase_stays_withheld(self):
        s = self.story(excluded_groups=["vip"]).give("2026-01-02", "vip", "grant").order("2026-01-05")
        self.assertEqual(s.give("2026-01-06", "vip", "revoke").run("2026-01-07").groups(), [])

    def test_a_purchase_in_term_protects_its_source_group(self):
        s = self.story().order("2026-01-10").give("2026-01-10", "club")
        s.rule("2026-01-11", "inactivity", inactivity(remind=None, change=20), source_groups=["club"])
        self.assertEqual(s.run("2026-01-30", "2026-02-10").groups(), ["club"])
        self.assertEqual(s.run("2026-02-11").groups(), ["retail"])

    def test_two_rules_last_to_the_later_end(self):
        s = self.story(purchase("days", 5)).rule("2026-01-01", "purchase", purchase("days", 9)).order("2026-01-10")
        self.until(s, "2026-01-19", "2026-01-20")


class Tiers(unittest.TestCase):
    def story(self, **params):
        return Story().customer("2025-01-01").rule("2026-01-01", "tiers", ladder(**params)).run("2026-01-02")

    def test_upgrade_on_payment_both_sides(self):
        self.assertEqual(self.story().order("2026-01-03", total="499.99").groups(), ["bronze"])
        s = self.story().order("2026-01-03", total="500.00")
        self.assertEqual((s.groups(), s.last()["default"]), (["silver"], "silver"))
        self.assertEqual(s.last()["mails"], [["tier_promoted", 1, "silver"]])

    def test_upgrade_on_check(self):
        s = self.story(upgrade="on_check").order("2026-01-03", total="500.00")
        self.assertEqual(s.groups(), [])
        self.assertEqual(s.run("2026-01-03 13:00").groups(), ["silver"])

    def test_kept_at_retain_lands_by_the_same_test(self):
        s = self.story().order("2026-01-03", total="1000.00")
        s.order("2026-01-04", total="1000.00", refunded="200.00", paid="2026-01-03").run("2026-01-05")
        self.assertEqual(s.groups(), ["gold"])
        s.order("2026-01-06", total="1000.00", refunded="200.01", paid="2026-01-03")
        self.assertEqual(s.groups(), ["gold"])
        self.assertEqual(s.run("2026-01-07").groups(), ["silver"])
        self.assertIn(["tier_demoted", 1, "silver"], s.last()["mails"])

    def test_lands_on_none(self):
        s = self.story().order("2026-01-03", total="1000.00").order("2026-01-04", status="refunded", paid="2026-01-03")
        self.assertEqual(s.run("2026-01-05").groups(), [])

    def test_immediate_and_never(self):
        for downgrade, expected in (("immediate", ["bronze"]), ("never", ["gold"])):
            s = self.story(downgrade=downgrade).order("2026-01-03", total="1000.00")
            s.order("2026-01-04", total="1000.00", refunded="900.00", paid="2026-01-03")
            self.assertEqual(s.groups(), expected)
            self.assertEqual(s.run("2026-01-05").groups(), expected)

    def test_grace(self):
        s = self.story(grace_days=7).order("2026-01-03", total="1000.00").order("2026-01-04", status="cancelled",
                                                                                paid="2026-01-03").run("2026-01-05")
        self.assertIn(["tier_at_risk", 1, "gold"], s.last()["mails"])
        self.assertEqual(s.run("2026-01-11").groups(), ["gold"])
        self.assertEqual(s.run("2026-01-12").groups(), [])

    def test_grace_is_dropped_when_the_spend_returns(self):
        s = self.story(grace_days=7).order("2026-01-03", total="1000.00").order("2026-01-04", status="cancelled",
                                                                                paid="2026-01-03").run("2026-01-05")
        s.order("2026-01-06", id="o2", total="800.00").run("2026-01-12")
        self.assertEqual(s.groups(), ["gold"])

    def test_rolling_days_age_out_at_the_check(self):
        s = self.story(period={"kind": "rolling", "days": 10}).order("2026-01-03", total="500.00").run("2026-01-12")
        self.assertEqual(s.groups(), ["silver"])
        self.assertEqual(s.run("2026-01-13").groups(), [])

    def test_rolling_months(self):
        s = self.story(period={"kind": "rolling", "months": 1}).order("2026-01-29", total="500.00").run("2026-02-28")
        self.assertEqual(s.groups(), ["silver"])        # after 28 January
        self.assertEqual(s.run("2026-03-01").groups(), [])

    def test_calendar_quarters(self):
        s = self.story(period={"kind": "calendar", "unit": "quarter", "span": "to_date"}).order("2026-03-31", total="500.00")
        self.assertEqual(s.run("2026-03-31 13:00", "2026-04-01").groups(), [])
        s = self.story(period={"kind": "calendar", "unit": "quarter", "span": "last_complete"}).order("2026-03-31", total="500.00")
        self.assertEqual(s.run("2026-03-31 13:00").groups(), [])
        self.assertEqual(s.run("2026-04-01").groups(), ["silver"])

    def test_start_date(self):
        for begin, expected in (("2026-01-03", ["silver"]), ("2026-01-04", [])):
            self.assertEqual(self.story(start_date=begin).order("2026-01-03", total="500.00").groups(), expected)

    def test_monthly_check(self):
        s = self.story(upgrade="on_check", check={"kind": "monthly", "day": 31}).order("2026-01-03", total="500.00")
        self.assertEqual(s.run("2026-01-30").groups(), [])
        self.assertEqual(s.run("2026-02-03").groups(), ["silver"])
        s.order("2026-02-04", status="cancelled", paid="2026-01-03").run("2026-02-27")
        self.assertEqual(s.groups(), ["silver"])
        self.assertEqual(s.run("2026-02-28").groups(), [])

    def test_adoption_keeps_the_highest_and_obeys(self):
        s = Story().customer("2025-01-01").give("2025-01-02", "bronze").give("2025-01-02", "gold")
        s.rule("2026-01-01", "tiers", ladder(grace_days=3))
        self.assertEqual((s.groups(), s.last()["default"]), (["gold"], "gold"))
        s.run("2026-01-02", "2026-01-04", "2026-01-05")
        self.assertEqual([x["groups"] for x in s.states()][:3], [["gold"], ["gold"], []])

    def test_manual_is_a_floor_or_adopted(self):
        s = Story().customer("2025-01-01").give("2025-01-02", "silver", "grant").rule("2026-01-01", "tiers", ladder())
        s.order("2026-01-03", total="500.00").run("2026-01-04")
        self.assertEqual((s.groups(), s.last()["mails"]), (["silver"], []))
        s.order("2026-01-05", id="o2", total="500.00")
        self.assertEqual(s.groups(), ["gold", "silver"])
        s = Story().customer("2025-01-01").give("2025-01-02", "silver", "grant")
        s.rule("2026-01-01", "tiers", ladder(adopt_manual=True)).order("2026-01-03", total="1000.00")
        self.assertEqual(s.groups(), ["gold"])

    def test_a_purchase_is_a_floor(self):
        s = self.story().rule("2026-01-02", "purchase", purchase(groups=["silver"], default_group=None), priority=1)
        s.order("2026-01-03", total="500.00")
        self.assertEqual((s.groups(), s.last()["mails"]), (["silver"], []))
        self.assertEqual(s.run("2026-02-04").groups(), ["silver"])      # the term is over, the ladder's check grants it
        self.assertEqual(s.last()["mails"], [["tier_promoted", 1, "silver"]])

    def test_a_move_out_of_a_rung_is_not_undone_by_the_next_check(self):
        s = self.story().rule("2026-01-02", "inactivity", inactivity(remind=None, change=10, restore_on_purchase=False),
                              source_groups=["silver"])
        s.order("2026-01-03", total="500.00").run("2026-01-13", "2026-01-14")
        self.assertEqual([x["groups"] for x in s.states()][1:3], [["retail"], ["retail"]])
        self.assertEqual(s.order("2026-01-15", id="o2", total="1.00").groups(), ["retail", "silver"])

    def test_first_calculation_is_silent_and_set_default_off(self):
        s = Story("retail").customer("2025-01-01").order("2025-06-01", total="500.00")
        s.rule("2026-01-01", "tiers", ladder(set_default=False)).run("2026-01-02")
        self.assertEqual(s.last(), {"groups": ["retail", "silver"], "default": "retail", "mails": []})

    def test_block(self):
        s = self.story().order("2026-01-03", total="1000.00").give("2026-01-04", "gold", "revoke").run("2026-01-05")
        self.assertEqual(s.groups(), ["silver"])


class Conditions(unittest.TestCase):
    def one(self, leaf, story=None, trigger="scheduled"):
        s = story or Story().customer("2026-01-01", registered="2025-12-01", country="PL", email="a@Example.EDU", language="pl")
        s.rule("2026-01-05", "conditions", tree(trigger, leaf, {"grant": "vip"})).run("2026-01-10")
        return s.groups() == ["vip"]

    def test_leaves_about_the_customer(self):
        for leaf, expected in (({"country": {"in": ["PL"]}}, True), ({"country": {"in": ["DE"]}}, False),
                               ({"email_domain": {"in": ["example.edu"]}}, True), ({"language": {"in": ["pl"]}}, True),
                               ({"email_domain": {"in": ["edu"]}}, False), ({"group": {"in": ["vip"]}}, False),
                               ({"account_age_days": {"at_least": 40}}, True), ({"account_age_days": {"at_least": 41}}, False),
                               ({"account_age_days": {"at_most": 39}}, False), ({"days_since_last_order": {"at_least": 1}}, False),
                               ({"all": []}, True), ({"any": []}, False), ({"not": {"country": {"in": ["DE"]}}}, True)):
            self.assertEqual(self.one(leaf), expected, leaf)

    def test_leaves_about_orders(self):
        for leaf, expected in (({"paid_orders": {"at_least": 2}}, True), ({"paid_orders": {"at_least": 3}}, False),
                               ({"spend": {"at_least": eur("200.00")}}, True), ({"spend": {"at_least": eur("200.01")}}, False),
                               ({"spend": {"at_most": eur("100.00"), "period": {"kind": "rolling", "days": 8}}}, True),
                               ({"spend": {"at_most": eur("100.00"), "period": {"kind": "rolling", "days": 9}}}, False),
                               ({"days_since_last_order": {"at_least": 7}}, True), ({"days_since_last_order": {"at_least": 8}}, False),
                               ({"product": {"in": ["P1"]}}, True), ({"category": {"in": ["x"]}}, False)):
            story = Story().customer("2025-01-01").order("2026-01-02").order("2026-01-03", id="o2")
            self.assertEqual(self.one(leaf, story), expected, leaf)

    def test_order_paid_asks_the_order_once(self):
        for leaf, expected in (({"order_total": {"at_least": eur("100.00")}}, ["vip"]), ({"first_paid_order": True}, ["vip"]),
                               ({"order_total": {"at_least": eur("100.01")}}, []), ({"payment_method": {"in": ["cod"]}}, ["vip"]),
                               ({"product": {"in": ["P1"]}}, ["vip"]), ({"category": {"in": ["x"]}}, ["vip"])):
            s = Story().customer("2025-01-01").rule("2026-01-01", "conditions", tree("order_paid", leaf, {"grant": "vip"}))
            s.order("2026-01-02", payment_method="cod", lines=[line(categories=["x"])])
            self.assertEqual(s.groups(), expected, leaf)
        s = Story().customer("2025-01-01").order("2025-12-01")
        s.rule("2026-01-01", "conditions", tree("order_paid", {"first_paid_order": True}, {"grant": "vip"}))
        self.assertEqual(s.order("2026-01-02", id="o2").groups(), [])

    def test_registered_with_validity_and_default(self):
        s = Story("retail").rule("2026-01-01", "conditions", tree("customer_registered", {"country": {"in": ["PL"]}},
                                 {"grant": "vip", "set_default": True, "validity": {"kind": "days", "count": 5}}))
        s.customer("2026-01-10", country="PL").run("2026-01-15 23:59", "2026-01-16 00:00")
        self.assertEqual([(x["groups"], x["default"]) for x in s.states()][:2],
                         [(["retail", "vip"], "vip"), (["retail"], "retail")])

    def test_old_registrations_do_not_fire(self):
        s = Story().rule("2026-01-01", "conditions", tree("customer_registered", {"all": []}, {"grant": "vip"}))
        self.assertEqual(s.customer("2026-01-10", registered="2025-12-31").groups(), [])

    def test_while_true(self):
        params = tree("scheduled", {"spend": {"at_least": eur("100.00")}}, {"grant": "vip"}, while_true=True)
        s = Story().customer("2025-01-01").order("2025-12-01").rule("2026-01-01", "conditions", params).run("2026-01-02")
        self.assertEqual(s.groups(), ["vip"])
        self.assertEqual(s.order("2026-01-03", refunded="0.01", paid="2025-12-01").groups(), [])
        params["while_true"] = False
        self.assertEqual(s.groups(), ["vip"])

    def test_revoke_and_set_default(self):
        s = Story("retail").customer("2025-01-01").give("2025-01-02", "vip").give("2025-01-02", "club")
        s.rule("2026-01-01", "conditions", tree("scheduled", {"group": {"in": ["vip"]}}, {"revoke": "club"}, {"set_default": "vip"}))
        self.assertEqual(s.run("2026-01-02").last(), {"groups": ["retail", "vip"], "default": "vip", "mails": []})


class Together(unittest.TestCase):
    def two(self, first, second):
        """A turnover and an inactivity rule that both want the customer on 1 April."""
        return (Story().customer("2025-01-01").give("2025-01-02", "wholesale").order("2026-01-01")
                .rule("2026-03-15", "turnover", turnover(target="club"), source_groups=["wholesale", "retail"], priority=first)
                .rule("2026-03-15", "inactivity", inactivity(remind=None), source_groups=["wholesale"], priority=second))

    def test_lowest_number_wins_ties_by_id(self):
        self.assertEqual(self.two(1, 2).run("2026-04-01").groups(), ["club"])
        self.assertEqual(self.two(5, 5).run("2026-04-01").groups(), ["club"])
        self.assertEqual(self.two(2, 1).run("2026-04-01").groups(), ["retail"])

    def test_the_loser_is_asked_the_next_day_past_its_change_day(self):
        s = self.two(2, 1).run("2026-04-01", "2026-04-01 18:00", "2026-04-02")
        self.assertEqual([x["groups"] for x in s.states()][:3], [["retail"], ["retail"], ["club"]])

    def test_no_ping_pong(self):
        params = tree("scheduled", {"country": {"in": ["PL"]}}, {"grant": "wholesale"})
        s = Story().customer("2025-01-01", country="PL").order("2025-12-01").rule("2026-01-01", "conditions", params)
        s.rule("2026-01-01", "inactivity", inactivity(remind=None, change=20, restore_on_purchase=False), source_groups=["wholesale"])
        s.run("2026-01-02", "2026-01-21", "2026-01-22", "2026-01-23")
        self.assertEqual([x["groups"] for x in s.states()][:4], [["wholesale"], ["wholesale"], ["retail"], ["retail"]])
        s.order("2026-01-24", id="o2").run("2026-01-25")
        self.assertEqual(s.groups(), ["retail", "wholesale"])

    def test_season(self):
        season = {"from": "2026-04-02", "until": "2026-04-03"}
        s = (Story().customer("2025-01-01").give("2025-01-02", "wholesale")
             .rule("2026-01-01", "inactivity", inactivity(remind=None), source_groups=["wholesale"], season=season))
        self.assertEqual(s.run("2026-04-01 23:59").groups(), ["wholesale"])
        self.assertEqual(s.run("2026-04-02 00:00").groups(), ["retail"])
        s.scenario["events"] = s.scenario["events"][:3]
        self.assertEqual(s.run("2026-04-04 00:00").groups(), ["wholesale"])
        s.scenario["events"] = s.scenario["events"][:3]
        self.assertEqual(s.run("2026-04-03 23:59").groups(), ["retail"])

    def test_master_switch_holds_ends_until_confirmed(self):
        s = Story().customer("2025-01-01").give("2026-01-01", "vip", "grant", until=ts("2026-01-10"))
        s.give("2026-01-01", "club", "grant", until=ts("2026-01-04")).add("2026-01-05", "switch", on=False).run("2026-01-11")
        self.assertEqual(s.groups(), ["vip"])
        self.assertEqual(s.add("2026-01-12", "switch", on=True).run("2026-01-13").groups(), ["vip"])
        self.assertEqual(s.add("2026-01-14", "confirm_ends").groups(), [])

    def test_master_off_decides_nothing_and_catches_up(self):
        s = Story().customer("2025-01-01").give("2025-01-02", "wholesale")
        s.rule("2026-01-01", "inactivity", inactivity(), source_groups=["wholesale"]).add("2026-01-02", "switch", on=False)
        self.assertEqual(s.run("2026-01-03").last()["mails"], [])
        s.add("2026-06-01", "switch", on=True).run("2026-06-02")
        self.assertEqual((s.groups(), len(s.last()["mails"])), (["wholesale"], 1))

    def test_a_grant_ends_by_itself(self):
        s = Story().customer("2025-01-01").give("2026-01-01", "vip", "grant", until=ts("2026-01-10 10:00"))
        self.assertEqual(s.add("2026-01-10 09:59", "confirm_ends").groups(), ["vip"])
        self.assertEqual(s.add("2026-01-10 10:00", "confirm_ends").groups(), [])

    def test_pins(self):
        s = Story("retail").customer("2025-01-01").give("2025-01-02", "vip", "pin")
        self.assertEqual(s.groups(), ["retail"])
        s.give("2025-01-03", "vip").give("2025-01-04", "vip", "pin")
        self.assertEqual(s.last()["default"], "vip")
        s.give("2025-01-05", "vip", "unpin")
        self.assertEqual((s.groups(), s.last()["default"]), (["retail", "vip"], "vip"))
        self.assertEqual(s.give("2025-01-06", "vip", "revoke").last()["default"], "retail")

    def test_default_by_lowest_priority_then_newest(self):
        s = Story("retail").customer("2025-01-01")
        for number, (group, priority) in enumerate((("club", 5), ("vip", 5), ("gold", 9)), 1):
            s.rule("2026-01-01", "purchase", purchase(products=[{"product_id": group}], groups=[group], default_group=group),
                   priority=priority)
        for day, group in (("2026-01-02", "club"), ("2026-01-03", "vip"), ("2026-01-04", "gold")):
            s.order(day, id=group, lines=[line(product=group)])
        self.assertEqual(s.last()["default"], "vip")
        s.order("2026-01-05", id="vip", status="cancelled", paid="2026-01-03")
        self.assertEqual(s.last()["default"], "club")

    def test_command_line(self):
        scenario = json.dumps(Story("retail").customer("2025-01-01").run("2025-01-02").scenario)
        with mock.patch("sys.argv", ["reference.py", "--many"]), mock.patch("sys.stdin", io.StringIO(scenario + "\n" + scenario)), \
                mock.patch("sys.stdout", io.StringIO()) as out:
            reference.main()
        lines = [json.loads(x) for x in out.getvalue().splitlines()]
        self.assertEqual([len(x["states"]) for x in lines], [2, 2])
        self.assertEqual(lines[0]["states"][0], {"at": "2025-01-02T12:00:00Z", "customers": {
            "c1": {"groups": ["retail"], "default": "retail", "mails": []}}})


if __name__ == "__main__":
    unittest.main()
