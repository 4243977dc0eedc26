"""Hand-worked cases for recompute.py. Run: python3 -m unittest discover -s Tests/Retail"""

import json
import os
import pathlib
import unittest
from datetime import date, datetime

from recompute import Order, Shop, Term, add_months, fold, holds_after, live_orders, membership, rows_of, rule_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
RETAIL_YEAR = pathlib.Path(os.environ.get("ECHELON_SHARED", ROOT.parent / "shared")) / "data/online-retail/online_retail.csv.gz"

HEADER = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
DAYS_30 = {"kind": "days", "count": 30}
MONTH = {"kind": "months", "count": 1}


def rows(*lines):
    """Rows of the file from short tuples; price and customer may be left out."""
    for line in lines:
        yield dict(zip(HEADER, (*line, *("1.00", "A")[len(line) - 4 :])))


def rule(validity=DAYS_30, renew="extend", per_unit=False, **common):
    params = {"products": [{"product_id": "P"}], "groups": ["club"], "validity": validity}
    return rule_of({"kind": "purchase", "name": "Club", "params": {**params, "renew": renew, "per_unit": per_unit}, **common})


def terms(lines, of_rule, customer="A"):
    """The terms one customer has once every line is in."""
    shop = Shop(rows(*lines))
    return [(term.first.isoformat(), term.last.isoformat()) for term in shop.terms(shop.customers(of_rule).get(customer, []), of_rule)]


def spans(lines, of_rule):
    """The first and last day on which the customer is a member after the midnight cron, run by run."""
    held = [line["day"] for line in membership(Shop(rows(*lines, ("Z", "Q", "1", "2012-12-31 12:00:00", "1.00", "Z"))), [of_rule]) if "A" in line["members"]]
    runs = []
    for day in map(date.fromisoformat, held):
        if runs and (day - runs[-1][1]).days == 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return [(first.isoformat(), last.isoformat()) for first, last in runs]


class Months(unittest.TestCase):
    def test_a_month_clamps_to_the_last_day_and_is_counted_from_the_anchor(self):
        self.assertEqual(add_months(date(2011, 1, 31), 1), date(2011, 2, 28))
        self.assertEqual(add_months(date(2011, 1, 31), 2), date(2011, 3, 31))
        self.assertEqual(add_months(date(2011, 1, 31), 3), date(2011, 4, 30))
        self.assertEqual(add_months(date(2012, 1, 31), 1), date(2012, 2, 29))
        self.assertEqual(add_months(date(2011, 11, 30), 3), date(2012, 2, 29))
        self.assertEqual(add_months(date(2010, 12, 31), 12), date(2011, 12, 31))

    def test_an_order_within_the_chain_adds_its_month_to_the_chain_s_first_day(self):
        lines = [("1", "P", "1", "2011-01-31 10:00:00"), ("2", "P", "1", "2011-02-20 10:00:00")]
        self.assertEqual(terms(lines, rule(MONTH)), [("2011-01-31", "2011-03-31")])

    def test_the_first_term_ends_with_the_clamped_day(self):
        self.assertEqual(spans([("1", "P", "1", "2011-01-31 10:00:00")], rule(MONTH)), [("2011-01-31", "2011-02-27")])


class Extend(unittest.TestCase):
    def test_thirty_days_end_with_the_thirtieth_day_after_the_purchase(self):
        lines = [("1", "P", "1", "2011-01-01 23:59:00")]
        self.assertEqual(terms(lines, rule()), [("2011-01-01", "2011-01-31")])
        self.assertEqual(spans(lines, rule()), [("2011-01-01", "2011-01-30")])  # gone at the midnight that ends the 31st

    def test_an_order_on_the_last_day_is_within_the_chain(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00"), ("2", "P", "1", "2011-01-31 23:59:00")]
        self.assertEqual(terms(lines, rule()), [("2011-01-01", "2011-03-02")])

    def test_an_order_after_the_end_starts_a_new_chain(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00"), ("2", "P", "1", "2011-02-01 00:00:00")]
        self.assertEqual(terms(lines, rule()), [("2011-01-01", "2011-01-31"), ("2011-02-01", "2011-03-03")])

    def test_two_units_last_twice_as_long_only_per_unit(self):
        lines = [("1", "P", "2", "2011-01-01 10:00:00")]
        self.assertEqual(terms(lines, rule(per_unit=True)), [("2011-01-01", "2011-03-02")])
        self.assertEqual(terms(lines, rule(per_unit=False)), [("2011-01-01", "2011-01-31")])

    def test_units_of_one_order_are_added_over_its_lines_and_products_of_others_are_not(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00"), ("1", "P", "1", "2011-01-01 10:00:00"), ("1", "Q", "9", "2011-01-01 10:00:00")]
        self.assertEqual(terms(lines, rule(per_unit=True)), [("2011-01-01", "2011-03-02")])

    def test_a_refund_of_the_first_order_shortens_what_the_second_gave(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00", "1.00"), ("2", "P", "1", "2011-01-21 10:00:00", "2.00")]
        self.assertEqual(terms(lines, rule()), [("2011-01-01", "2011-03-02")])
        refunded = [*lines, ("C3", "P", "-1", "2011-01-25 10:00:00", "1.00")]
        self.assertEqual(terms(refunded, rule()), [("2011-01-21", "2011-02-20")])
        self.assertEqual(spans(refunded, rule()), [("2011-01-01", "2011-02-19")])

    def test_days_over_the_change_to_summer_time_and_back_are_whole_days(self):
        self.assertEqual(terms([("1", "P", "1", "2011-03-26 23:30:00")], rule()), [("2011-03-26", "2011-04-25")])
        self.assertEqual(terms([("1", "P", "1", "2011-10-29 00:30:00")], rule()), [("2011-10-29", "2011-11-28")])
        self.assertEqual(spans([("1", "P", "1", "2011-03-26 23:30:00")], rule({"kind": "days", "count": 2})), [("2011-03-26", "2011-03-27")])


class RestartAndKeep(unittest.TestCase):
    LINES = [("1", "P", "5", "2011-01-01 10:00:00", "1.00"), ("2", "P", "5", "2011-01-21 10:00:00", "2.00")]

    def test_restart_counts_from_the_newest_order_and_units_do_not_multiply(self):
        self.assertEqual(spans(self.LINES, rule(renew="restart", per_unit=True)), [("2011-01-01", "2011-02-19")])

    def test_keep_adds_nothing_within_a_term_and_units_do_not_multiply(self):
        self.assertEqual(terms(self.LINES, rule(renew="keep", per_unit=True)), [("2011-01-01", "2011-01-31")])

    def test_keep_on_the_last_day_adds_nothing_and_on_the_next_starts_a_new_term(self):
        first = ("1", "P", "1", "2011-01-01 10:00:00")
        self.assertEqual(len(terms([first, ("2", "P", "1", "2011-01-31 10:00:00")], rule(renew="keep"))), 1)
        self.assertEqual(len(terms([first, ("2", "P", "1", "2011-02-01 10:00:00")], rule(renew="keep"))), 2)

    def test_keep_lets_the_later_order_count_when_the_earlier_falls_away(self):
        refunded = [*self.LINES, ("C3", "P", "-5", "2011-02-05 10:00:00", "1.00")]
        self.assertEqual(terms(refunded, rule(renew="keep")), [("2011-01-21", "2011-02-20")])
        self.assertEqual(spans(refunded, rule(renew="keep")), [("2011-01-01", "2011-01-30"), ("2011-02-05", "2011-02-19")])

    def test_a_fixed_date_ends_with_that_day_and_a_later_order_gives_nothing(self):
        fixed = rule({"kind": "date", "date": "2011-06-30"}, "restart")
        self.assertEqual(spans([("1", "P", "1", "2011-01-01 10:00:00")], fixed), [("2011-01-01", "2011-06-29")])
        self.assertEqual(spans([("1", "P", "1", "2011-07-01 10:00:00")], fixed), [])

    def test_without_validity_the_term_never_ends(self):
        self.assertEqual(spans([("1", "P", "1", "2011-01-01 10:00:00")], rule({"kind": "none"})), [("2011-01-01", "2012-12-31")])


class Refunds(unittest.TestCase):
    def units(self, *lines):
        shop = Shop(rows(*lines))
        return {order.id: order.units for order in live_orders(shop.lines, shop.paid_at, shop.total)}, shop.unmatched_units()

    def test_the_latest_earlier_line_is_refunded_first_then_the_next_earlier(self):
        bought = [("1", "P", "4", "2011-01-01 10:00:00"), ("2", "P", "3", "2011-01-02 10:00:00")]
        self.assertEqual(self.units(*bought, ("C3", "P", "-2", "2011-01-03 10:00:00")), ({"1": 4, "2": 1}, 0))
        self.assertEqual(self.units(*bought, ("C3", "P", "-5", "2011-01-03 10:00:00")), ({"1": 2}, 0))
        self.assertEqual(self.units(*bought, ("C3", "P", "-9", "2011-01-03 10:00:00")), ({}, 2))

    def test_of_two_lines_in_one_minute_the_later_in_the_file_is_refunded_first(self):
        self.assertEqual(
            self.units(("1", "P", "2", "2011-01-01 10:00:00"), ("2", "P", "2", "2011-01-01 10:00:00"), ("C3", "P", "-1", "2011-01-03 10:00:00")),
            ({"1": 2, "2": 1}, 0))

    def test_another_customer_product_or_price_and_a_later_line_are_left_alone(self):
        cancelled = ("C9", "P", "-1", "2011-01-03 10:00:00", "1.00", "A")
        for other in [("1", "P", "1", "2011-01-01 10:00:00", "1.00", "B"), ("1", "Q", "1", "2011-01-01 10:00:00", "1.00", "A"),
                      ("1", "P", "1", "2011-01-01 10:00:00", "1.01", "A"), ("1", "P", "1", "2011-01-04 10:00:00", "1.00", "A")]:
            self.assertEqual(self.units(other, cancelled), ({"1": 1}, 1))

    def test_prices_written_differently_are_the_same_price(self):
        self.assertEqual(self.units(("1", "P", "1", "2011-01-01 10:00:00", "2.5"), ("C2", "P", "-1", "2011-01-03 10:00:00", "2.50")), ({}, 0))

    def test_a_partial_refund_leaves_the_other_units_their_time(self):
        lines = [("1", "P", "3", "2011-01-01 10:00:00"), ("C2", "P", "-1", "2011-01-10 10:00:00")]
        self.assertEqual(terms(lines, rule(per_unit=True)), [("2011-01-01", "2011-03-02")])

    def test_a_refund_counts_from_its_own_day(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00"), ("C2", "P", "-1", "2011-01-10 10:00:00")]
        self.assertEqual(spans(lines, rule()), [("2011-01-01", "2011-01-09")])


class WhatCounts(unittest.TestCase):
    def test_guests_fine_prices_negative_prices_and_quantities_of_no_purchase_are_left_out(self):
        lines = [("1", "P", "1", "2011-01-01 10:00:00", "1.00", ""), ("2", "P", "1", "2011-01-01 10:00:00", "0.001"),
                 ("3", "P", "1", "2011-01-01 10:00:00", "-1.00"), ("4", "P", "0", "2011-01-01 10:00:00"), ("5", "P", "-1", "2011-01-01 10:00:00")]
        self.assertEqual(terms(lines, rule()), [])
        self.assertEqual(sum(Shop(rows(*lines)).seen.values()), 5)

    def test_a_free_order_gives_nothing_and_a_free_line_of_a_paid_order_counts(self):
        free = ("1", "P", "1", "2011-01-01 10:00:00", "0.00")
        self.assertEqual(terms([free], rule()), [])
        self.assertEqual(len(terms([free, ("1", "Q", "1", "2011-01-01 10:00:00", "0.01")], rule())), 1)

    def test_an_invoice_of_two_minutes_is_paid_at_the_earlier(self):
        shop = Shop(rows(("1", "P", "1", "2011-01-01 10:01:00"), ("1", "P", "1", "2011-01-01 10:00:00")))
        self.assertEqual(shop.paid_at["1"], datetime(2011, 1, 1, 10, 0))

    def test_active_from_is_an_instant_and_the_shop_s_clock_is_an_hour_ahead_in_summer(self):
        summer = rule(active_from="2011-06-01T00:00:00Z")
        self.assertEqual(terms([("1", "P", "1", "2011-06-01 00:59:00")], summer), [])
        self.assertEqual(len(terms([("1", "P", "1", "2011-06-01 01:00:00")], summer)), 1)

    def test_two_rules_of_one_group_hold_side_by_side(self):
        other = rule(MONTH)
        other.products = {"Q"}
        shop = Shop(rows(("1", "P", "1", "2011-01-01 10:00:00"), ("2", "Q", "1", "2011-01-01 11:00:00", "1.00", "B")))
        self.assertEqual(list(membership(shop, [rule(), other])), [{"day": "2011-01-01", "group": "club", "members": ["A", "B"]}])

    def test_what_is_not_worked_out_here_is_refused(self):
        for common in ({"source_groups": ["b2b"]}, {"excluded_groups": ["staff"]}, {"minimum_account_age_days": 1}, {"enabled": False}, {"season": {"from": "2011-01-01"}}):
            with self.assertRaises(ValueError):
                rule(**common)

    def test_the_rules_beside_this_file_are_read(self):
        for name in ("rules.json", "more-rules.json"):
            wires = json.loads((pathlib.Path(__file__).parent / name).read_text())
            self.assertEqual(len([rule_of(wire) for wire in wires]), 3)


class Boundaries(unittest.TestCase):
    def test_a_term_holds_up_to_the_midnight_before_its_last_day_ends(self):
        term = Term(date(2011, 1, 1), date(2011, 1, 3))
        self.assertEqual([holds_after([term], date(2011, 1, day)) for day in (1, 2, 3)], [True, True, False])

    def test_a_term_too_long_to_write_ends_never(self):
        order = Order("1", datetime(2011, 1, 1), 10**9)
        self.assertEqual(fold([order], DAYS_30, "extend", True)[0].last, date.max)
        self.assertEqual(fold([order], MONTH, "extend", True)[0].last, date.max)


@unittest.skipUnless(RETAIL_YEAR.exists(), f"the retailer's year is not here ({RETAIL_YEAR.name} in the shared data)")
class RetailYear(unittest.TestCase):
    def test_the_year_has_the_lines_customers_and_days_it_is_known_to_have(self):
        shop = Shop(rows_of(str(RETAIL_YEAR)))
        self.assertEqual(sum(shop.seen.values()), 541_909)
        self.assertEqual(shop.seen["refused: price finer than a penny"], 4)
        self.assertEqual((shop.days()[0], shop.days()[-1], len(shop.days())), (date(2010, 12, 1), date(2011, 12, 9), 374))


if __name__ == "__main__":
    unittest.main()
