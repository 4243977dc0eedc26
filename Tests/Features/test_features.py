"""Every feature of the first release, one test each, named by its id in docs/features.md: over HTTP, on a real database, with real payloads."""

import json
import pathlib
import re
import sqlite3
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from shop import FAKETIME, ROOT, ShopCase, day, echelon, eur, noon  # noqa: E402


@unittest.skipUnless(echelon(), "the server is not built")
@unittest.skipUnless(FAKETIME, "libfaketime is not installed: scripts/setup test installs it")
class Features(ShopCase):
    # A: rules on runs

    def test_A1_inactive_customers_are_reminded_and_then_moved(self):
        for number in (1, 2):
            self.customer(number)
            self.grant(number, "club")
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"], "minimum_account_age_days": 10,
                            "params": {"remind_after_days": 20, "change_after_days": 30, "target": "retail"}})
        self.order(1, 1, at=0)
        self.order(2, 2, at=0)
        self.on(21)
        self.run_now()
        self.assertEqual(len(self.mails("inactivity_reminder")), 2)
        self.order(3, 2, at=21)
        self.on(32)
        self.run_now()
        self.assertEqual((self.groups_of(1), self.groups_of(2)), ({"retail"}, {"club"}))

    def test_A2_monthly_turnover_below_the_minimum_moves(self):
        for number in (1, 2):
            self.customer(number)
            self.grant(number, "club")
        self.post("rules", {"kind": "turnover", "name": "Monthly", "source_groups": ["club"], "max_share": 100,
                            "params": {"minimum": eur("100"), "target": "retail", "month": "previous", "change_day": 1, "whole_period_only": False}})
        first = (day(40).replace(day=1) - day()).days
        self.order(1, 1, total="150.00", at=first + 5)
        self.order(2, 2, total="99.99", at=first + 5)
        following = (day(first + 40).replace(day=1) - day()).days
        self.on(following + 1)
        self.run_now()
        self.assertEqual((self.groups_of(1), self.groups_of(2)), ({"club"}, {"retail"}))

    def test_A3_rules_are_listed_edited_and_switched_off_and_all_by_the_master_switch(self):
        rule = self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})
        self.assertEqual([one["id"] for one in self.get("rules")["items"]], [rule])
        self.call("PATCH", f"rules/{rule}", {"enabled": False})
        self.order(1, 1)
        self.assertEqual(self.groups_of(1), set())
        self.call("PATCH", f"rules/{rule}", {"enabled": True})
        self.order(2, 2, at=1)
        self.assertEqual(self.groups_of(2), {"club"})
        self.call("PATCH", "stores/default", {"automation": False})
        self.order(3, 3, at=1)
        self.assertEqual(self.groups_of(3), set())
        self.call("DELETE", f"rules/{rule}")
        self.assertEqual(self.get("rules")["items"], [])

    def test_A4_the_mails_are_there_in_many_languages_and_can_be_edited(self):
        names = {one["name"] for one in self.get("mail-templates?store=default&locale=en")["items"]}
        self.assertLessEqual({"inactivity_reminder", "group_change", "turnover_reminder", "turnover_group_change"}, names)
        for locale in ("en", "fr", "pl", "de", "es"):
            shown = self.post(f"mail-templates/group_change/preview?store=default&locale={locale}", {})
            self.assertTrue(shown["subject"] and shown["html"] and shown["text"])
        path = "mail-templates/group_change?store=default&locale=en"
        stored = self.get(path)
        edited = {form: stored[form].replace("Subject: ", "Subject: Hello, ", 1) for form in ("html", "text")}
        self.call("PUT", path, edited)
        self.assertTrue(self.post("mail-templates/group_change/preview?store=default&locale=en", {})["subject"].startswith("Hello, "))
        self.call("PUT", path, {"html": "Subject: {{nonsense", "text": "x"}, status=422)

    def test_A5_nobody_is_reminded_twice_of_the_same_spell(self):
        self.customer(1)
        self.grant(1, "club")
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"],
                            "params": {"remind_after_days": 20, "change_after_days": 60, "target": "retail"}})
        self.order(1, 1, at=0)
        for offset in (21, 22, 30):
            self.on(offset)
            self.run_now()
        mails = self.mails("inactivity_reminder")
        self.assertEqual(len(mails), 1)
        # There is no mail server, so it is held back.
        self.assertEqual(mails[0]["state"], "held")

    def test_A6_every_operation_is_logged_each_run_reports_and_figures_are_kept(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})
        self.order(1, 1)
        run = self.run_now()
        self.assertEqual(run["state"], "finished")
        self.assertIn("report", run)
        [change] = self.changes(1)
        self.assertEqual((change["groups_added"], change["actor"]), (["club"], "rule"))
        days = self.get(f"stats/changes?store=default&from={day(-1)}&to={day(1)}&bucket=day")["items"]
        self.assertEqual(sum(one["changes"] for one in days), 1)
        kept = self.get("settings/retention")["days"]
        self.assertGreater(kept["log"], 0)
        self.call("PUT", "settings/retention", {"days": {**kept, "runs": 7}})
        self.assertEqual(self.get("settings/retention")["days"]["runs"], 7)

    def test_A7_the_cron_address_works_by_its_token_alone(self):
        self.assertEqual(self.ask("GET", "/cron")[0], 403)
        self.assertEqual(self.ask("GET", "/cron?token=guessed")[0], 403)
        path = self.get("cron-url")["url"].partition("/cron")
        self.assertEqual(self.ask("GET", path[1] + path[2])[0], 200)
        self.assertEqual(self.get("runs?limit=1")["items"][0]["trigger"], "cron")

    def test_A8_buying_again_restores_the_group(self):
        self.customer(1)
        self.grant(1, "club")
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"],
                            "params": {"remind_after_days": None, "change_after_days": 30, "target": "retail", "restore_on_purchase": True}})
        self.order(1, 1, at=0)
        self.on(32)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"retail"})
        self.order(2, 1, at=32)
        self.assertEqual(self.groups_of(1), {"club"})

    def test_A9_each_store_has_rules_groups_currency_and_zone_of_its_own(self):
        self.post("stores", {"key": "us", "name": "US", "zone": "America/New_York", "currency": "USD", "locale": "en-US"})
        self.post("groups", {"store": "us", "code": "club", "name": "Club US"})
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]}, store="us")
        self.order(1, 1)
        self.assertEqual(self.groups_of_store(1, "default"), set())
        self.assertEqual(len(self.get("rules?store=us")["items"]), 1)
        self.assertEqual(self.get("rules?store=default")["items"], [])
        self.assertEqual({one["code"] for one in self.get("groups?store=us")["items"]}, {"club"})
        self.assertEqual(self.get("stores/us")["currency"], "USD")

    def groups_of_store(self, customer: int, store: str) -> set[str]:
        return set(self.get(f"customers/ext:{customer}?store={store}")["groups"])

    # B: purchases

    def test_B1_a_product_gives_its_groups_and_its_default_group(self):
        self.customer(1)
        self.call("PATCH", "stores/default", {"default_group": "retail"})
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club", "vip"], "default_group": "vip"})
        self.rule("purchase", {"products": [{"product_id": "22"}], "groups": ["gold"]})
        self.order(1, 1, product=22)
        self.assertEqual(self.get("customers/ext:1")["default_group"], "retail")
        self.order(2, 1, product=93)
        one = self.get("customers/ext:1")
        self.assertEqual((set(one["groups"]), one["default_group"]), ({"retail", "gold", "club", "vip"}, "vip"))

    def test_B2_it_happens_when_paid_and_once_and_never_for_nothing(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})
        self.order(1, 1, status="pending", date_paid_gmt=None)
        self.assertEqual(self.groups_of(1), set())
        self.order(1, 1)
        self.order(1, 1, status="completed")
        self.assertEqual(self.groups_of(1), {"club"})
        self.assertEqual(len(self.changes(1)), 1)
        self.order(2, 2, total="0.00")
        self.assertEqual(self.groups_of(2), set())

    def test_B3_it_expires_and_cron_ends_it(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"], "validity": {"kind": "days", "count": 30}})
        self.order(1, 1)
        self.on(29)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"club"})
        self.on(32)
        self.run_now()
        self.assertEqual(self.groups_of(1), set())
        self.assertIn("expired", {one["kind"] for one in self.changes(1)})

    def test_B4_it_can_be_switched_off_at_any_time(self):
        rule = self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})
        self.order(1, 1)
        self.call("PATCH", f"rules/{rule}", {"enabled": False})
        self.order(2, 2)
        self.assertEqual((self.groups_of(1), self.groups_of(2)), ({"club"}, set()))

    # C: by hand, by conditions

    def test_C1_several_groups_and_one_default_by_hand(self):
        self.customer(1)
        for code in ("club", "vip"):
            self.grant(1, code)
        self.post("customers/ext:1/groups", {"action": "default", "group": "vip"})
        one = self.get("customers/ext:1")
        self.assertEqual((set(one["groups"]), one["default_group"]), ({"club", "vip"}, "vip"))

    def test_C2_a_group_at_registration_by_domain_or_country(self):
        self.call("PATCH", "stores/default", {"default_group": "retail"})
        self.rule("conditions", {"trigger": "customer_registered", "when": {"any": [{"email_domain": {"in": ["firm.example"]}}, {"country": {"in": ["FR"]}}]},
                                 "actions": [{"grant": "vip", "set_default": True}]})
        for number, mail, country in ((1, "a@firm.example", "PL"), (2, "b@mail.example", "FR"), (3, "c@mail.example", "PL")):
            self.customer(number, registered=0, email=mail, country=country)
        self.assertEqual([self.get(f"customers/ext:{number}")["default_group"] for number in (1, 2, 3)], ["vip", "vip", "retail"])

    def test_C3_by_spend_first_order_number_of_orders_payment_country_and_seniority(self):
        for when, group in (({"spend": {"at_least": eur("100")}}, "club"), ({"paid_orders": {"at_least": 2}}, "vip"), ({"payment_method": {"in": ["bacs"]}}, "bronze"),
                            ({"all": [{"country": {"in": ["PL"]}}, {"account_age_days": {"at_least": 365}}]}, "silver"), ({"first_paid_order": True}, "gold")):
            self.rule("conditions", {"trigger": "order_paid", "when": when, "actions": [{"grant": group}]})
        self.customer(1, country="PL")
        self.order(1, 1)
        self.assertEqual(self.groups_of(1), {"bronze", "silver", "gold"})
        self.order(2, 1)
        self.assertEqual(self.groups_of(1), {"bronze", "silver", "gold", "club", "vip"})

    def test_C4_a_file_changes_groups_and_another_system_is_told(self):
        for number in (1, 2):
            self.customer(number)
        table = f"customer,group,action\n1,club,add\n2,club,add\n99,club,add\n".encode()
        made = self.call("POST", "imports?store=default&kind=group_changes&name=a.csv", table, **{"Content-Type": "text/csv"})
        self.call("PUT", f"imports/{made['id']}/mapping", {"columns": {"customer_id": "customer", "groups": "group"}})
        self.post(f"imports/{made['id']}/apply")
        done = self.wait(f"imports/{made['id']}", lambda one: one["state"] not in ("running", "ready", "uploaded"))
        self.assertEqual(done["state"], "finished", done)
        self.assertEqual((self.groups_of(1), self.groups_of(2)), ({"club"}, {"club"}))
        self.post("destinations", {"name": "ERP", "url": "https://erp.example.test/in"})
        self.grant(1, "vip")
        self.assertEqual(len(self.get("deliveries")["items"]), 1)

    def wait(self, path: str, holds):
        for _ in range(400):
            one = self.get(path)
            if holds(one):
                return one
        self.fail(f"{path}: {one}")

    def test_C5_a_programme_that_flips_the_group_at_a_threshold(self):
        self.ladder(upgrade="on_payment")
        self.order(1, 1, total="120.00")
        self.assertEqual(self.groups_of(1), {"silver"})

    def test_C6_what_is_wrong_is_found_and_mended(self):
        self.order(1, 1, status="odd-status")
        [odd] = [one for one in self.get("statuses?store=default")["items"] if not one["mapped"]]
        kinds = lambda: {one["kind"] for one in self.get("checks")["items"]}
        self.assertIn("unmapped_status", kinds())
        self.call("PUT", f"statuses/{odd['code']}?store=default", {"label": "Odd", "paid": True, "void": False})
        self.assertNotIn("unmapped_status", kinds())
        self.assertEqual(self.get("customers/ext:1")["spent"]["amount"], "60.00")

    def test_C7_segments_list_whom_they_hold_for(self):
        for number, country in ((1, "PL"), (2, "DE"), (3, "PL")):
            self.customer(number, country=country)
        segment = self.post("segments", {"name": "Poland", "when": {"country": {"in": ["PL"]}}})
        self.assertEqual(self.get(f"segments/{segment['id']}")["count"], 2)
        found = self.get(f"segments/{segment['id']}/customers")["items"]
        self.assertEqual({one["external_id"] for one in found}, {"1", "3"})
        table = self.call("GET", f"segments/{segment['id']}/customers", Accept="text/csv")
        self.assertEqual(len(table.strip().splitlines()), 3)

    # D, E: ladders

    def test_D1_a_rung_is_given_and_taken_and_one_at_a_time(self):
        self.ladder(upgrade="on_payment", downgrade="immediate")
        self.order(1, 1, total="120.00")
        self.assertEqual(self.groups_of(1), {"silver"})
        self.order(2, 1, total="400.00")
        self.assertEqual(self.groups_of(1), {"gold"})
        self.order(2, 1, total="400.00", status="cancelled")
        self.assertEqual(self.groups_of(1), {"silver"})
        same = [{"name": name, "required": eur("100"), "group": name} for name in ("bronze", "silver")]
        self.call("POST", "rules", {"kind": "tiers", "name": "Equal", "params": {"tiers": same}}, status=422)

    def test_D2_only_orders_of_the_period_count(self):
        self.ladder(upgrade="on_payment", downgrade="on_check", period={"kind": "rolling", "days": 30})
        self.order(1, 1, total="120.00")
        self.assertEqual(self.groups_of(1), {"silver"})
        self.on(32)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"bronze"})

    def test_D3_upgrades_wait_for_the_check_where_that_is_wanted(self):
        self.ladder(upgrade="on_check")
        self.run_now()
        self.order(1, 1, total="120.00")
        self.assertNotIn("silver", self.groups_of(1))
        self.on(2)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"silver"})

    def test_D4_downgrades_happen_never_or_at_the_check_alone(self):
        self.ladder(upgrade="on_payment", downgrade="never")
        self.order(1, 1, total="120.00")
        self.order(1, 1, total="120.00", status="cancelled")
        self.on(2)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"silver"})

    def test_D5_the_check_by_hand_by_cron_and_by_a_command(self):
        self.ladder(upgrade="on_check")
        for offset, start in ((1, lambda: self.run_now(tasks=["tiers"])), (2, lambda: self.ask("POST", "/cron?task=tiers", None, Authorization=f"Bearer {self.token}")),
                              (3, lambda: self.command("cron", "--task", "tiers"))):
            self.order(offset, offset, total="120.00")
            self.on(offset)
            start()
            self.wait(f"customers/ext:{offset}", lambda one: one["groups"] == ["silver"])

    def test_D6_an_organization_counts_together_and_shares_its_rung(self):
        self.ladder(upgrade="on_payment", per_organization=True)
        for number in (1, 2):
            self.customer(number, organization={"id": "acme", "name": "Acme"})
        self.order(1, 1, total="60.00")
        self.order(2, 2, total="60.00")
        self.assertEqual((self.groups_of(1), self.groups_of(2)), ({"silver"}, {"silver"}))

    def test_D7_the_demo_brings_groups_and_a_ladder(self):
        self.stop()
        self.database = self.folder / "demo.db"
        self.command("demo", "--customers", "20")
        self.token = re.search(r"ech_\S+", self.command("token", "create", "--name", "demo", "--scope", "read", "--scope", "rules"))[0]
        self.serve()
        kinds = {rule["kind"] for store in self.get("stores")["items"] for rule in self.get(f"rules?store={store['key']}")["items"]}
        self.assertIn("tiers", kinds)

    def test_E1_rungs_have_names_minimums_and_benefits_and_can_be_reordered(self):
        tiers = [{"name": "Start", "required": eur("0"), "group": "bronze", "benefits": "A warm welcome"}, {"name": "High", "required": eur("300"), "group": "gold"}]
        rule = self.rule("tiers", {"tiers": tiers})
        self.call("PATCH", "groups/" + self.group("gold"), {"benefits": {"discount_percent": "12.5", "free_shipping": True, "text": "A gift"}})
        shown = self.get(f"rules/{rule}/ladder")
        self.assertEqual([one["name"] for one in shown["rungs" if "rungs" in shown else "tiers"]], ["Start", "High"])
        self.call("PUT", f"rules/{rule}", {"kind": "tiers", "name": "Turned", "params": {"tiers": [
            {"name": "Start", "required": eur("0"), "group": "gold"}, {"name": "High", "required": eur("300"), "group": "bronze"}]}})
        self.order(1, 1, total="310.00")
        self.assertEqual(self.groups_of(1), {"bronze"})

    def group(self, code: str) -> str:
        return next(one["id"] for one in self.get("groups?store=default")["items"] if one["code"] == code)

    def test_E2_spend_counts_at_once_and_promotion_is_mailed(self):
        self.ladder(upgrade="on_payment")
        self.order(1, 1, total="120.00")
        self.assertEqual(self.groups_of(1), {"silver"})
        self.assertEqual(len([one for one in self.get("notifications")["items"] if one["template"].startswith("tier")]), 1)

    def test_E3_what_is_refunded_is_deducted_and_the_fall_is_at_once(self):
        self.ladder(upgrade="on_payment", downgrade="immediate")
        self.order(1, 1, total="120.00")
        self.order(1, 1, total="120.00", refunds=[{"id": 9, "total": "-50.00"}])
        self.assertEqual(self.groups_of(1), {"bronze"})
        self.assertEqual(self.get("customers/ext:1")["spent"]["amount"], "70.00")

    def test_E4_progress_tells_spent_next_missing_and_percent(self):
        rule = self.ladder(upgrade="on_payment")
        self.order(1, 1, total="120.00")
        told = self.get(f"customers/ext:1/progress?rule={rule}")
        self.assertEqual((told["spent"]["amount"], told["next"]["required"]["amount"], told["missing"]["amount"]), ("120.00", "500.00", "380.00"))
        self.assertAlmostEqual(told["percent"], 24, delta=6)

    def test_E5_transactions_customers_per_rung_and_how_it_goes(self):
        rule = self.ladder(upgrade="on_payment")
        self.order(1, 1, total="120.00")
        self.assertEqual([one["external_id"] for one in self.get("orders?customer=ext:1")["items"]], ["1"])
        found = self.get(f"rules/{rule}/ladder/silver/customers")["items"]
        self.assertEqual(len(found), 1)
        days = self.get(f"stats/groups?store=default&from={day(-1)}&to={day(1)}&bucket=day")["items"]
        self.assertEqual(sum(one["joined"] for one in days if one["group"] == "silver"), 1)
        self.assertEqual(self.get(f"stats/tiers?store=default&from={day(-1)}&to={day(1)}&bucket=day")["store"], "default")

    def test_E6_a_threshold_gives_a_voucher_and_rules_have_seasons(self):
        tiers = [{"name": "Start", "required": eur("0"), "group": "bronze"},
                 {"name": "High", "required": eur("100"), "group": "gold", "reward": {"voucher": {"percent": 10, "days_valid": 30}}}]
        self.rule("tiers", {"tiers": tiers, "upgrade": "on_payment"})
        self.order(1, 1, total="120.00")
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as db:
            names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%voucher%'")]
            self.assertEqual(db.execute(f"SELECT count(*) FROM {names[0]}").fetchone()[0], 1)
        seasonal = self.rule("purchase", {"products": [{"product_id": "22"}], "groups": ["vip"]}, season={"from": noon(10), "until": noon(20)})
        self.order(2, 2, product=22)
        self.on(12)
        self.order(3, 3, product=22, at=12)
        self.assertEqual((self.groups_of(2), self.groups_of(3)), ({"bronze"}, {"bronze", "vip"}), seasonal)

    # X: what no other has

    def test_X1_a_rule_and_a_run_tell_what_they_would_do(self):
        self.customer(1)
        self.grant(1, "club")
        self.order(1, 1)
        body = {"kind": "inactivity", "name": "Away", "source_groups": ["club"], "params": {"remind_after_days": None, "change_after_days": 30, "target": "retail"}}
        self.on(40)
        shown = self.post("rules/preview", {"rule": body})
        self.assertEqual((shown["valid"], shown["counts"]["would_move"]), (True, 1))
        self.post("rules", {**body, "max_share": 100})
        run = self.run_now(dry_run=True)
        self.assertEqual((run["dry_run"], run["counts"]["changed"]), (True, 1))
        self.assertEqual(self.groups_of(1), {"club"})

    def test_X2_a_customer_is_explained_with_what_happens_next(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"], "validity": {"kind": "days", "count": 30}})
        self.order(1, 1)
        told = json.dumps(self.get("customers/ext:1/explain"))
        self.assertIn("SKU-93", told)
        self.assertIn(str(day(31).year), told)
        self.assertIn("next", told)

    def test_X3_a_rule_that_ends_takes_nothing_that_another_gave(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"], "validity": {"kind": "days", "count": 30}})
        self.order(1, 1)
        self.grant(1, "club", reason="Won a prize")
        self.on(32)
        self.run_now()
        self.assertEqual(self.groups_of(1), {"club"})

    def test_X4_a_change_and_a_run_can_be_undone(self):
        self.customer(1)
        self.grant(1, "club")
        self.order(1, 1)
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"],
                            "params": {"remind_after_days": None, "change_after_days": 30, "target": "retail"}})
        self.on(32)
        run = self.run_now()
        self.assertEqual(self.groups_of(1), {"retail"})
        self.post(f"runs/{run['id']}/revert", {"skip_blocked": False})
        self.wait("customers/ext:1", lambda one: one["groups"] == ["club"])
        self.grant(1, "vip")
        self.post(f"changes/{self.changes(1)[0]['id']}/revert")
        self.assertEqual(self.groups_of(1), {"club"})

    def test_X5_a_run_that_would_move_too_many_halts_and_asks(self):
        for number in range(1, 106):
            self.customer(number)
        for number in range(1, 21):
            self.grant(number, "club")
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"], "max_share": 10,
                            "params": {"remind_after_days": None, "change_after_days": 30, "target": "retail"}})
        self.on(40)
        run = self.run_now()
        self.assertEqual((run["state"], run["counts"]["changed"]), ("waiting", 0))
        self.post(f"runs/{run['id']}/confirm")
        self.wait("customers/ext:20", lambda one: one["groups"] == ["retail"])

    def test_X7_duplicated_late_and_shuffled_webhooks_give_the_same_state(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})

        def event(number: int, second: int, status: str, customer: int) -> bytes:
            return json.dumps({"id": number, "status": status, "currency": "EUR", "total": "60.00", "customer_id": customer,
                               "date_created_gmt": f"{day()}T10:00:00", "date_modified_gmt": f"{day()}T10:00:{second:02}", "date_paid_gmt": f"{day()}T10:00:05",
                               "line_items": [{"id": 1, "product_id": 93, "quantity": 1, "total": "60.00"}]}).encode()

        steps = [(5, "processing"), (20, "completed"), (30, "refunded")]
        for customer, order in ((1, (0, 1, 2)), (2, (2, 1, 0)), (3, (1, 1, 2, 0, 2))):
            for index in order:
                self.assertEqual(self.deliver(event(customer, *steps[index], customer)), 200)
        states = {number: (tuple(self.groups_of(number)), self.get(f"customers/ext:{number}")["spent"]["amount"], self.get(f"orders/ext:{number}")["status"])
                  for number in (1, 2, 3)}
        self.assertEqual(len(set(states.values())), 1, states)

    def test_X8_a_missed_run_is_caught_up_once(self):
        self.customer(1)
        self.grant(1, "club")
        self.post("rules", {"kind": "turnover", "name": "Monthly", "source_groups": ["club"], "max_share": 100,
                            "params": {"minimum": eur("100"), "target": "retail", "month": "previous", "change_day": 1, "whole_period_only": False}})
        first = (day(40).replace(day=1) - day()).days
        self.on(first + 45)
        self.run_now()
        self.run_now()
        moved = [one for one in self.changes(1) if one["actor"] == "rule"]
        self.assertEqual((self.groups_of(1), len(moved)), ({"retail"}, 1))

    def test_X9_woocommerce_shopify_prestashop_and_standard_webhooks_are_understood(self):
        self.assertEqual({one["platform"] for one in self.get("connector-kinds")["items"]}, {"woocommerce", "shopify", "prestashop"})
        for platform, secret in (("shopify", "shpss_secret"), ("prestashop", None), ("generic", None)):
            body = {"key": platform, "platform": platform, "name": platform, **({"secret": secret} if secret else {})}
            self.assertTrue(self.post("sources", body)["url"].endswith(f"/webhooks/{platform}"))
            self.assertEqual(self.ask("POST", f"/webhooks/{platform}", b"{}", **{"Content-Type": "application/json"})[0], 401)
        self.assertEqual(self.order(1, 1), 200)

    def test_X10_automation_leaves_what_is_pinned(self):
        for number in (1, 2):
            self.customer(number)
            self.grant(number, "club")
        self.post("customers/ext:1/groups", {"action": "pin", "group": "club"})
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"],
                            "params": {"remind_after_days": None, "change_after_days": 30, "target": "retail"}})
        self.order(1, 1)
        self.order(2, 2)
        self.on(32)
        self.run_now()
        self.assertEqual((self.groups_of(1) >= {"club"}, self.groups_of(2)), (True, {"retail"}))

    def test_X11_a_reminder_that_waits_is_cancelled_by_an_order(self):
        self.customer(1)
        self.grant(1, "club")
        self.post("rules", {"kind": "inactivity", "name": "Away", "source_groups": ["club"],
                            "params": {"remind_after_days": 20, "change_after_days": 60, "target": "retail"}})
        self.order(1, 1)
        self.on(21)
        self.run_now()
        self.assertEqual([one["state"] for one in self.mails("inactivity_reminder")], ["held"])
        self.order(2, 1, at=21)
        self.assertEqual([one["state"] for one in self.mails("inactivity_reminder")], ["cancelled"])

    def test_X13_one_person_is_handed_out_and_erased(self):
        self.rule("purchase", {"products": [{"product_id": "93"}], "groups": ["club"]})
        self.order(1, 1)
        copy = json.dumps(self.call("GET", "customers/ext:1/export"))
        self.assertIn("c1@shop.example", copy)
        self.post("customers/ext:1/erase")
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as db:
            self.assertNotIn("c1@shop.example", "\n".join(line for line in db.iterdump() if "audit" not in line))
            self.assertEqual(db.execute("SELECT count(*) FROM orders").fetchone()[0], 1)

    def test_X14_webhooks_are_kept_and_failures_can_be_replayed(self):
        self.assertEqual(self.deliver(b'{"id": "not an order"}'), 400)
        [kept] = self.get("inbox?state=failed")["items"]
        self.assertTrue(kept["error"])
        self.order(2, 1)
        self.assertEqual({one["state"] for one in self.get("inbox")["items"]}, {"failed", "processed"})
        self.post(f"inbox/{kept['id']}/replay")
        self.kill()
        self.serve()
        self.assertEqual(len(self.get("inbox")["items"]), 2)


class Table(unittest.TestCase):
    def test_the_document_lists_each_feature_with_its_test(self):
        text = (ROOT / "docs" / "features.md").read_text()
        listed = dict(re.findall(r"^\| ([A-EX]\d+) \|.*`(test_\w+)` \|", text, re.M))
        tests = {name.split("_")[1]: name for name in dir(Features) if re.match(r"test_[A-EX]\d+_", name)}
        self.assertEqual(listed, tests)


if __name__ == "__main__":
    unittest.main()
