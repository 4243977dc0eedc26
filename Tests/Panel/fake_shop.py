"""A small shop on the loopback that answers as WooCommerce's API does: a few customers, a few orders, no checking of keys."""

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NAMES = (("Ines", "Weber"), ("Tomasz", "Nowak"), ("Lucie", "Bernard"))


def customer(number):
    first, last = NAMES[number - 901]
    return {"id": number, "email": f"{first.lower()}@mail.example", "first_name": first, "last_name": last, "role": "customer",
            "date_created_gmt": "2025-11-03T09:00:00", "date_modified_gmt": "2025-11-03T09:00:00", "meta_data": [],
            "billing": {"country": "DE", "first_name": first, "last_name": last, "email": f"{first.lower()}@mail.example"}}


def order(number):
    who = customer(901 + number % 3)
    return {"id": number, "number": str(number), "status": "completed", "currency": "EUR", "version": "9.4.2", "prices_include_tax": True,
            "date_created_gmt": f"2026-02-{number % 28 + 1:02}T10:00:00", "date_modified_gmt": f"2026-02-{number % 28 + 1:02}T10:05:00",
            "date_paid_gmt": f"2026-02-{number % 28 + 1:02}T10:01:00", "total": "49.90", "total_tax": "7.97", "shipping_total": "0.00", "shipping_tax": "0.00",
            "discount_total": "0.00", "discount_tax": "0.00", "cart_tax": "7.97", "customer_id": who["id"], "billing": who["billing"], "payment_method": "bacs",
            "refunds": [], "meta_data": [], "fee_lines": [], "shipping_lines": [], "coupon_lines": [], "tax_lines": [],
            "line_items": [{"id": number * 10, "name": "Tea for a year", "product_id": 93, "variation_id": 0, "quantity": 1, "sku": "TEA-YEAR",
                            "subtotal": "41.93", "subtotal_tax": "7.97", "total": "41.93", "total_tax": "7.97", "price": 41.93, "meta_data": []}]}


ROWS = {"customers": {number: customer(number) for number in (901, 902, 903)}, "orders": {number: order(number) for number in range(7001, 7013)}}
STATUSES = [{"slug": slug, "name": slug.capitalize(), "total": 0} for slug in ("pending", "processing", "completed", "cancelled", "refunded", "failed")]


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        place = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        path = place.path.removeprefix("/wp-json/wc/v3/")
        one = re.fullmatch(r"(orders|customers)/(\d+)", path)
        if path == "reports/orders/totals":
            return self.say(200, STATUSES)
        if one:
            row = ROWS[one[1]].get(int(one[2]))
            return self.say(200, row) if row else self.say(404, {"code": "woocommerce_rest_invalid_id", "message": "Invalid ID.", "data": {"status": 404}})
        if path in ROWS:
            return self.say_page(list(ROWS[path].values()), asked)
        return self.say(404, {"code": "rest_no_route", "message": "No route was found matching the URL and request method.", "data": {"status": 404}})

    def say_page(self, rows, asked):
        if asked.get("status") == "trash":
            rows = []
        if "modified_after" in asked:
            rows = [row for row in rows if row["date_modified_gmt"] > asked["modified_after"][:19]]
        start = int(asked.get("offset", 0)) or (int(asked.get("page", 1)) - 1) * int(asked.get("per_page", 10))
        self.say(200, rows[start:start + int(asked.get("per_page", 10))], len(rows))

    def say(self, status, body, total=None):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(text)))
        if total is not None:
            self.send_header("X-WP-Total", str(total))
            self.send_header("X-WP-TotalPages", "1")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words):
        """What it is asked is no one's business here."""


class Receipts(BaseHTTPRequestHandler):
    """Takes what it is told; the server that holds it keeps the ids and the bodies."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.taken.append((self.headers.get("webhook-id"), self.headers.get("webhook-signature", ""), json.loads(body)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words):
        """What it is told is kept, not printed."""


@contextlib.contextmanager
def fake_shop():
    """The address of a shop that lives as long as this does."""
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Answers)) as url:
        yield url


@contextlib.contextmanager
def fake_receiver():
    """The address of a server that is told of events, and the list of what it has been told."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receipts)
    server.taken = []
    with serving(server) as url:
        yield f"{url}/hooks", server.taken


@contextlib.contextmanager
def serving(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
