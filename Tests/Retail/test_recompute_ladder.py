"""Hand-worked cases for recompute_ladder.py. Run: python3 -m unittest discover -s Tests/Retail"""

import copy
import json
import pathlib
import unittest

from recompute import Shop
from recompute_ladder import Ladder, Rung, Turnover, differences, refunds, rules_of
from test_recompute import rows

WIRES = json.loads((pathlib.Path(__file__).parent / "ladders.json").read_text())


def ladder(on_payment=True, at_once=False, days=90):
    return Ladder([Rung("bronze", 200_00, 150_00), Rung("silver", 500_00, None)], days, on_payment, at_once)


def paid(order, day, pounds, product="P"):
    return (order, product, "1", f"{day} 10:00:00", f"{pounds}.00")


def back(order, day, pounds, product="P"):
    return (order, product, "-1", f"{day} 11:00:00", f"{pounds}.00")


def looks(rule, *lines, moment="checked"):
    """What customer A held from which day on, at one of the two looks. Z's order makes the days go on."""
    shop = Shop(rows(*lines, ("Z", "Q", "1", "2011-12-31 12:00:00", "1.00", "Z")))
    held, found = set(), []
    by_day = {}
    for line in differences(shop, [rule]):
        if line["moment"] == moment:
            by_day.setdefault(line["day"], []).append(line)
    for day, changes in sorted(by_day.items()):
        before = set(held)
        for change in changes:
            held |= {change["group"]} if "A" in change["joined"] else set()
            held -= {change["group"]} if "A" in change["left"] else set()
        if held != before:
            found.append((day, *sorted(held)))
    return found


class Climbing(unittest.TestCase):
    def test_the_requirement_itself_is_enough_and_a_pound_less_is_not(self):
        self.assertEqual(looks(ladder(), paid("1", "2011-03-01", 200))[0], ("2011-03-01", "bronze"))
        self.assertEqual(looks(ladder(), paid("1", "2011-03-01", 199)), [])

    def test_one_climbs_past_a_rung(self):
        self.assertEqual(looks(ladder(), paid("1", "2011-03-01", 500))[0], ("2011-03-01", "silver"))

    def test_by_payment_one_stands_there_before_the_check_and_by_check_only_after_it(self):
        line = paid("1", "2011-03-01", 200)
        self.assertEqual(looks(ladder(), line, moment="imported")[0], ("2011-03-01", "bronze"))
        self.assertEqual(looks(ladder(on_payment=False), line, moment="imported")[0], ("2011-03-02", "bronze"))
        self.assertEqual(looks(ladder(on_payment=False), line)[0], ("2011-03-01", "bronze"))

    def test_what_is_given_back_the_same_day_raises_by_payment_where_enough_to_stay_is_left(self):
        lines = [paid("1", "2011-03-01", 160), paid("2", "2011-03-01", 40), back("C3", "2011-03-01", 40)]
        self.assertEqual(looks(ladder(), *lines)[0], ("2011-03-01", "bronze"))
        self.assertEqual(looks(ladder(on_payment=False), *lines), [])


class Falling(unittest.TestCase):
    def test_an_order_counts_on_ninety_days_its_own_among_them(self):
        # Judged at midnight, the 89th day after 1 March is 29 May: at its beginning, so after the 28th, it still counts.
        self.assertEqual(looks(ladder(), paid("1", "2011-03-01", 200)), [("2011-03-01", "bronze"), ("2011-05-29",)])
        self.assertEqual(looks(ladder(days=2), paid("1", "2011-03-01", 200)), [("2011-03-01", "bronze"), ("2011-03-02",)])

    def test_the_retain_amount_itself_keeps_and_a_pound_less_does_not(self):
        for left, kept in ((150, True), (149, False)):
            lines = [paid("1", "2011-03-01", left), paid("2", "2011-03-02", 200 - left), back("C3", "2011-03-05", 200 - left)]
            self.assertEqual(("2011-03-05",) in looks(ladder(), *lines), not kept)

    def test_who_falls_lands_on_the_highest_rung_that_is_kept_not_reached(self):
        lines = [paid("1", "2011-03-01", 160), paid("2", "2011-03-01", 340), back("C3", "2011-03-05", 340)]
        self.assertEqual(looks(ladder(), *lines)[:2], [("2011-03-01", "silver"), ("2011-03-05", "bronze")])

    def test_at_once_one_falls_before_the_check_but_not_by_age(self):
        lines = [paid("1", "2011-03-01", 200), back("C2", "2011-03-05", 200)]
        self.assertEqual(looks(ladder(at_once=True), *lines, moment="imported")[1], ("2011-03-05",))
        self.assertEqual(looks(ladder(), *lines, moment="imported")[1], ("2011-03-06",))
        self.assertEqual(looks(ladder(at_once=True), lines[0], moment="imported")[1], ("2011-05-30",))

    def test_taking_back_what_counts_no_longer_lowers_nobody_at_once(self):
        # At the end of 28 May the order is 89 days old: the rung is lost at the check, not by the cancellation before it.
        lines = [paid("1", "2011-03-01", 200), back("C2", "2011-05-28", 200)]
        self.assertEqual(looks(ladder(at_once=True, days=89), *lines, moment="imported")[1], ("2011-05-29",))
        self.assertEqual(looks(ladder(at_once=True, days=90), *lines, moment="imported")[1], ("2011-05-28",))


class Turning(unittest.TestCase):
    RULE = Turnover("regulars", "sleepers", 100_00)

    def test_the_month_of_the_first_order_is_not_whole_and_the_next_one_is(self):
        held = [("2011-03-05", "regulars"), ("2011-04-30", "sleepers")]
        self.assertEqual(looks(self.RULE, paid("1", "2011-03-05", 10)), held)

    def test_an_order_on_the_first_is_too_late_for_its_month_and_one_on_the_last_day_is_in_time_for_the_next(self):
        self.assertEqual(looks(self.RULE, paid("1", "2011-03-01", 10))[1], ("2011-04-30", "sleepers"))
        self.assertEqual(looks(self.RULE, paid("1", "2011-02-28", 10))[1], ("2011-03-31", "sleepers"))

    def test_the_minimum_itself_is_enough_and_what_was_given_back_in_time_does_not_count(self):
        first, second = paid("1", "2011-03-05", 10), paid("2", "2011-04-30", 100)
        self.assertEqual(looks(self.RULE, first, second)[1], ("2011-05-31", "sleepers"))
        self.assertEqual(looks(self.RULE, first, paid("2", "2011-04-30", 99))[1], ("2011-04-30", "sleepers"))
        self.assertEqual(looks(self.RULE, first, second, back("C3", "2011-04-30", 100))[1], ("2011-04-30", "sleepers"))
        self.assertEqual(looks(self.RULE, first, second, back("C3", "2011-05-01", 100))[1], ("2011-05-31", "sleepers"))

    def test_who_buys_again_is_a_regular_at_once_and_no_sleeper(self):
        lines = [paid("1", "2011-03-05", 10), paid("2", "2011-05-10", 1)]
        expected = [("2011-03-05", "regulars"), ("2011-04-30", "sleepers"), ("2011-05-10", "regulars"), ("2011-06-30", "sleepers")]
        self.assertEqual(looks(self.RULE, *lines), expected)

    def test_a_free_order_makes_no_regular(self):
        self.assertEqual(looks(self.RULE, paid("1", "2011-03-05", 0)), [])


class Refunds(unittest.TestCase):
    def test_each_cancellation_names_the_lines_it_takes_back(self):
        shop = Shop(rows(("1", "P", "4", "2011-01-01 10:00:00"), ("2", "P", "3", "2011-01-02 10:00:00"), ("C3", "P", "-5", "2011-01-03 10:00:00")))
        self.assertEqual([(c.order, line.order, units) for c, line, units in refunds(shop.lines)], [("C3", "2", 3), ("C3", "1", 2)])

    def test_another_product_or_price_is_left_alone(self):
        for other in [("1", "Q", "1", "2011-01-01 10:00:00", "1.00"), ("1", "P", "1", "2011-01-01 10:00:00", "1.01")]:
            shop = Shop(rows(other, ("C2", "P", "-1", "2011-01-03 10:00:00", "1.00")))
            self.assertEqual(refunds(shop.lines), [])


class Rules(unittest.TestCase):
    def test_the_rules_beside_this_file_are_read(self):
        rules = rules_of(WIRES)
        self.assertEqual([(rule.rises_on_payment, rule.falls_at_once) for rule in rules[:3]], [(True, False), (False, False), (True, True)])
        self.assertEqual([(rung.required, rung.retain) for rung in rules[0].rungs], [(200_00, 150_00), (500_00, 400_00), (1500_00, 1200_00)])
        self.assertEqual(rules[3], Turnover("regulars", "sleepers", 100_00))

    def test_what_is_not_worked_out_here_is_refused(self):
        changes = [
            (0, "while_true", True), (1, "remind_day", 20), (1, "direction", "reached"), (1, "whole_period_only", False),
            (2, "grace_days", 3), (2, "per_organization", True), (2, "downgrade", "never"), (2, "period", {"kind": "lifetime"}),
        ]
        for position, member, value in changes:
            wires = copy.deepcopy(WIRES)
            wires[position]["params"][member] = value
            with self.assertRaises(ValueError, msg=member):
                rules_of(wires)
        for member, value in (("enabled", False), ("excluded_groups", ["x"]), ("max_share", 10)):
            wires = copy.deepcopy(WIRES)
            wires[2][member] = value
            with self.assertRaises(ValueError, msg=member):
                rules_of(wires)


if __name__ == "__main__":
    unittest.main()
