"""A shop in which everything happens that a customer is told of by mail: groups, rules, customers, orders, time."""

import datetime
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Warsaw")
SHOP = "Kräuter & Ćwiek „Zioła”"
ADMINISTRATOR = "owner@shop.example"
AMOUNT = "12345.60"

LOCALES = ("en", "fr", "pl", "de", "es")
# First and last name of the customers in each language: what breaks headers written carelessly.
NAMES = {
    "en": ('Zażółć "Gęślą"', "<Jaźń>"),
    "fr": ("Éloïse 🦊", "d’Arc-en-Ciel, née (O'Hara); 👩‍👩‍👧‍👦"),
    "pl": ("שלום أهلاً", "مرحبا\u200f ברוך"),
    "de": ("Ĳsbrand-" * 15, ("Großößmann" * 8)),
    "es": ("Anna =?utf-8?q?No?=", "Núñez\\ @ {firstname} & <b>co</b>"),
}

GROUPS = {"retail": "Retail", "club": "Ċlub & Φίλοι", "new": "Newcomers", "wholesale": "Wholesale", "sleepers": "Sleepers",
          "b2b": "B2B", "starter": "Starter", "silver": "Silver ★", "gold": "Gold ★★", "idle": "Idle", "plus": "B2B plus"}


def money(amount: str) -> dict:
    return {"amount": amount, "currency": "EUR"}


def rules() -> list[dict]:
    """One of each kind, and one that would move more customers than it may."""
    return [
        {"kind": "purchase", "name": "Club", "params": {
            "products": [{"sku": "CLUB"}], "groups": ["club"], "validity": {"kind": "days", "count": 40},
            "remind_before_days": 7}},
        {"kind": "conditions", "name": "Newcomers", "params": {
            "trigger": "customer_registered", "when": {"all": [{"email_domain": {"in": ["new.example"]}}]},
            "actions": [{"grant": "new"}]}},
        {"kind": "inactivity", "name": "Sleepers", "source_groups": ["wholesale"], "max_share": 100, "params": {
            "remind_after_days": 20, "change_after_days": 30, "target": "sleepers"}},
        {"kind": "turnover", "name": "Minimum", "source_groups": ["b2b"], "max_share": 100, "params": {
            "minimum": money(AMOUNT), "remind_day": 20, "change_day": 1, "target": "retail", "whole_period_only": False}},
        {"kind": "turnover", "name": "Promotion", "source_groups": ["starter"], "max_share": 100, "params": {
            "minimum": money("300.00"), "change_day": 1, "direction": "reached", "target": "plus",
            "whole_period_only": False}},
        {"kind": "tiers", "name": "Ladder", "max_share": 100, "params": {
            "tiers": [{"name": "Silver", "required": money("5000.00"), "group": "silver"},
                      {"name": "Gold", "required": money("9000.00"), "group": "gold",
                       "reward": {"voucher": {"percent": 10, "days_valid": 30}}}],
            "period": {"kind": "rolling", "days": 60}, "grace_days": 10}},
        {"kind": "inactivity", "name": "Too many", "source_groups": ["idle"], "max_share": 1, "params": {
            "change_after_days": 15, "target": "retail"}},
    ]


class Shop:
    """Speaks to one server by its API."""

    def __init__(self, echelon):
        self.echelon = echelon
        self.orders = 0

    def open(self, rules: list[dict]):
        """The store, its groups and its rules; the instant is the server's own."""
        self.echelon.call("PATCH", "/stores/default", {
            "name": SHOP, "zone": "Europe/Warsaw", "currency": "EUR", "locale": "en"})
        for code, name in GROUPS.items():
            self.echelon.post("/groups", {
                "code": code, "name": name, "benefits": {"discount_percent": "7.5", "text": "Zażółć <5%"}})
        self.echelon.call("PATCH", "/stores/default", {"default_group": "retail"})
        for rule in rules:
            self.echelon.post("/rules", rule)

    def register(
        self, number: str, email: str | None, locale: str = "en", names=("Anna", "Nowak"), group: str | None = None
    ):
        self.echelon.put(f"/customers/ext:{number}", {
            "email": email, "first_name": names[0], "last_name": names[1], "locale": locale,
            "registered_at": self.echelon.instant})
        if group:
            self.echelon.post(f"/customers/ext:{number}/groups", {"action": "grant", "group": group, "reason": "agreed"})

    def buy(self, number: str, total: str = "49.90", sku: str = "TEA", **customer):
        self.orders += 1
        instant = self.echelon.instant
        self.echelon.put(f"/orders/ext:o-{self.orders}", {
            "id": f"o-{self.orders}", "version": instant, "status": {"code": "paid", "paid": True, "void": False},
            "placed_at": instant, "paid_at": instant, "currency": "EUR", "total": total, "customer": {"id": number, **customer},
            "lines": [{"id": "1", "product_id": "93", "sku": sku, "quantity": 1, "total": total}]})


def at(year: int, month: int, day: int, hour: int = 10) -> datetime.datetime:
    """An instant by the shop's own clock."""
    return datetime.datetime(year, month, day, hour, tzinfo=ZONE)


def fill_outbox(echelon, count: int):
    """Lays down one mail for each of so many customers, while the server is not running.

    The first is a real one; the others are copies of its customer and its notification, written into the database.
    """
    echelon.start()
    shop = Shop(echelon)
    shop.open([{"kind": "purchase", "name": "Club", "active_from": "2026-01-01T00:00:00Z", "params": {
        "products": [{"sku": "CLUB"}], "groups": ["club"]}}])
    echelon.pass_time(minutes=1)
    shop.register("0", "c0@mail.example")
    shop.buy("0", sku="CLUB")
    echelon.kill()
    others = ", ".join(column for _, column, *_ in echelon.rows("SELECT * FROM pragma_table_info('customers')")
                       if column not in ("id", "external_id", "email"))
    echelon.rows(
        f"""WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
            INSERT INTO customers (external_id, email, {others})
            SELECT n, 'c' || n || '@mail.example', {others} FROM numbers, customers WHERE external_id = '0'""", count - 1)
    told = "rule_id, template, period_key, reason, facts, change_id, run_id, created_at, state, send_after"
    echelon.rows(
        f"""INSERT INTO notifications (store_id, customer_id, {told})
            SELECT c.store_id, c.id, {told.replace('created_at', 'n.created_at')}
            FROM customers c, (SELECT * FROM notifications) n WHERE c.external_id <> '0'""")
