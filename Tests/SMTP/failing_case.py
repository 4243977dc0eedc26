"""What the tests with failing mail servers have in common."""

import base64
import datetime
import hashlib
import hmac
import json
import re
import time
import unittest

import mail_server
from echelon import Echelon, waited_for
from faulty import Behaviour, FaultyServer
from shop import Shop

CLUB = {"kind": "purchase", "name": "Club", "active_from": "2026-01-01T00:00:00Z", "params": {
    "products": [{"sku": "CLUB"}], "groups": ["club"]}}


class FailingCase(unittest.TestCase):
    """A server, a shop in it, and a mail server that can be told to fail."""

    tls = "none"

    @classmethod
    def setUpClass(cls):
        cls.echelon = Echelon(now=datetime.datetime.now(datetime.timezone.utc))
        cls.addClassCleanup(cls.echelon.close)
        cls.server = FaultyServer()
        cls.addClassCleanup(cls.server.stop)
        cls.good = Behaviour()
        cls.certificates = {name: mail_server.make_certificate(cls.echelon.folder, name, f"DNS:{name},IP:{address}")
                            for name, address in (("trusted", "127.0.0.1"), ("foreign", "127.0.0.1"), ("elsewhere", "192.0.2.1"))}
        trusted = cls.echelon.folder / "authorities.pem"
        trusted.write_text("".join(cls.certificates[name][0].read_text() for name in ("trusted", "elsewhere")))
        said = cls.echelon.command("source", "add", "--db", str(cls.echelon.database), "--platform", "generic", "--key", "shop")
        cls.secret = re.search(r"whsec_\S+", said)[0]
        cls.echelon.flags = mail_server.flags(cls.server.port, cls.tls, "--outside-ca", str(trusted))
        cls.echelon.start()
        cls.shop = Shop(cls.echelon)
        cls.shop.open([CLUB])
        cls.customers = 0

    def setUp(self):
        # Whatever the test before has left: a rest, a mail that waits for its lease.
        self.server.play(self.good)
        self.echelon.pass_time(hours=5)
        waited_for(lambda: self.open_mails() == 0, 20)
        self.assertEqual(self.open_mails(), 0)

    def open_mails(self) -> int:
        counts = self.echelon.status()["counts"]
        return counts["queued"] + counts["sending"]

    def sell(self, count: int = 1) -> list[str]:
        """New customers who are to be sent a mail, in that order; their addresses."""
        addresses = []
        for _ in range(count):
            type(self).customers += 1
            addresses.append(f"c{self.customers}@mail.example")
            self.shop.register(str(self.customers), addresses[-1])
            self.shop.buy(str(self.customers), sku="CLUB")
        return addresses

    def note(self, address: str) -> dict:
        return self.echelon.notifications(customer=f"ext:{address[1:].split('@')[0]}")[0]

    def error(self) -> str | None:
        """What stands under the state of the outbox, as soon as something does."""
        return waited_for(lambda: self.echelon.status()["error"], 20)

    def take_webhook(self) -> float:
        """A shop reports an order, signed; the seconds until it is taken."""
        type(self).customers += 1
        instant = self.echelon.instant
        body = json.dumps({"type": "order", "data": {
            "id": f"w-{self.customers}", "version": instant, "status": {"code": "paid", "paid": True, "void": False},
            "placed_at": instant, "paid_at": instant, "currency": "EUR", "total": "1.00",
            "customer": {"id": f"w-{self.customers}"},
            "lines": [{"id": "1", "product_id": "1", "quantity": 1, "total": "1.00"}]}}).encode()
        stamp = str(int(self.echelon.now.timestamp()))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"msg_{self.customers}.{stamp}.".encode() + body
        signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        begun = time.monotonic()
        status, said, _ = self.echelon.raw("POST", "/webhooks/shop", body, {
            "Content-Type": "application/json", "webhook-id": f"msg_{self.customers}", "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{signature}"})
        self.assertEqual(status, 200, said)
        return time.monotonic() - begun

    def assert_nothing_hangs(self):
        self.assertLess(self.take_webhook(), 2)
        self.assertEqual(self.echelon.raw("GET", "/ready")[0], 200)

    def assert_arrives(self, address: str, times: int = 1):
        waited_for(lambda: self.note(address)["state"] == "sent", 20)
        self.assertEqual(self.note(address)["state"], "sent")
        mails = self.server.to(address)
        self.assertEqual(len(mails), times)
        self.assertEqual(len({mail["message-id"] for mail in mails}), 1)
