"""A real server on a database of its own, whose clock a test moves by days, and a shop that reports to it.

The server is `ECHELON_BIN`, else the newest build.
"""

import base64
import contextlib
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
SECRET, PATIENCE = b"a secret of the shop", 30
SCOPES = ("read", "rules", "customers", "mails", "settings", "webhooks", "cron")


def echelon() -> str | None:
    """The server's binary."""
    if os.environ.get("ECHELON_BIN"):
        return os.environ["ECHELON_BIN"]
    built = [file for kind in ("debug", "release") if (file := ROOT / ".build" / kind / "echelon").exists()]
    return str(max(built, key=lambda file: file.stat().st_mtime)) if built else None


def day(offset: int = 0) -> datetime.date:
    """So many days from the real today on, in UTC."""
    return datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=offset)


def eur(amount: str) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": "EUR"}


def noon(offset: int = 0) -> str:
    return f"{day(offset)}T12:00:00Z"


class ShopCase(unittest.TestCase):
    """One shop for each test, with groups retail (the default), club, vip, bronze, silver and gold."""

    groups = ("retail", "club", "vip", "bronze", "silver", "gold")

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="echelon-features-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.database, self.clock = self.folder / "echelon.db", self.folder / "clock"
        self.clock.write_text("+0\n")
        self.serials: dict[str, int] = {}
        self.command("migrate")
        self.command("source", "add", "--key", "shop", "--platform", "woocommerce", "--name", "shop", "--secret", SECRET.decode())
        scopes = [word for name in SCOPES for word in ("--scope", name)]
        self.token = re.search(r"ech_\S+", self.command("token", "create", "--name", "features", *scopes))[0]
        self.serve()
        for code in self.groups:
            self.post("groups", {"code": code, "name": code.capitalize()})

    def command(self, *words: str) -> str:
        # Through env: libfaketime ends the first program that it is loaded into, and env is none the worse for it.
        done = subprocess.run(["env", echelon(), *words, "--db", str(self.database)], cwd=ROOT, capture_output=True, text=True, env=self.environment())
        self.assertEqual(done.returncode, 0, f"{done.stdout}{done.stderr}")
        return done.stdout

    def environment(self) -> dict[str, str]:
        return {**os.environ, "LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if FAKETIME else dict(os.environ)

    def serve(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        log = (self.folder / "log").open("ab")
        self.addCleanup(log.close)
        self.process = subprocess.Popen(["env", echelon(), "serve", "--db", str(self.database), "--port", str(self.port), "--log-level", "notice"],
                                        cwd=ROOT, stdout=log, stderr=log, env=self.environment())
        self.addCleanup(self.stop)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/health")[0] == 200:
                    return
            time.sleep(0.02)
        self.fail((self.folder / "log").read_text())

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    # Requests

    def ask(self, method: str, path: str, body=None, **headers: str):
        """Status and document, or the text where it is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if "json" in (answer.headers["Content-Type"] or "") else text.decode(errors="replace")
        finally:
            connection.close()

    def call(self, method: str, path: str, body=None, status: int | None = None, **headers: str):
        told, document = self.ask(method, f"/api/v1/{path}", body, Authorization=f"Bearer {self.token}",
                                  **{"Content-Type": "application/json", "If-Match": "*", **headers})
        if status is None:
            self.assertLess(told, 300, f"{method} {path}: {document}")
        else:
            self.assertEqual(told, status, f"{method} {path}: {document}")
        return document

    def get(self, path: str):
        return self.call("GET", path)

    def post(self, path: str, body=None):
        return self.call("POST", path, body)

    # The shop

    def on(self, offset: int) -> None:
        """Puts the server's clock so many days from now."""
        self.clock.write_text(f"{offset:+}d\n")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            connection.request("GET", "/health")
            told = connection.getresponse().headers["Date"]
            connection.close()
            there = datetime.datetime.strptime(told, "%a, %d %b %Y %H:%M:%S %Z").date()
            if abs((there - day(offset)).days) <= 1:
                return
        self.fail("the server's clock did not move")

    def order(self, number: int, customer: int, total="60.00", product: int = 93, at: int = 0, status="processing", **more) -> int:
        """An order as WooCommerce tells it, signed; the status of the answer."""
        self.serials[f"{number}"] = self.serials.get(f"{number}", 0) + 1
        changed = f"{day(at)}T12:00:{self.serials[f'{number}']:02}"
        body = json.dumps({
            "id": number, "status": status, "currency": "EUR", "total": total, "total_tax": "0.00", "customer_id": customer,
            "date_created_gmt": f"{day(at)}T11:59:00", "date_modified_gmt": changed, "date_paid_gmt": f"{day(at)}T12:00:00", "payment_method": "bacs",
            "billing": {"first_name": "Anna", "last_name": "Nowak", "email": f"c{customer}@shop.example", "country": "PL"},
            "line_items": [{"id": number, "product_id": product, "sku": f"SKU-{product}", "quantity": 1, "total": total}], **more}).encode()
        return self.deliver(body)

    def deliver(self, body: bytes, secret: bytes = SECRET, topic="order.updated") -> int:
        signature = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
        return self.ask("POST", "/webhooks/shop", body, **{"Content-Type": "application/json", "X-WC-Webhook-Topic": topic,
                                                           "X-WC-Webhook-Signature": signature})[0]

    def customer(self, number: int, registered: int = -400, **more) -> dict:
        return self.call("PUT", f"customers/ext:{number}", {"email": f"c{number}@shop.example", "registered_at": noon(registered), **more})

    def grant(self, customer: int, group: str, **more) -> dict:
        return self.post(f"customers/ext:{customer}/groups", {"action": "grant", "group": group, **more})

    def groups_of(self, customer: int) -> set[str]:
        return set(self.get(f"customers/ext:{customer}")["groups"])

    def rule(self, kind: str, params: dict, **more) -> str:
        return self.post("rules", {"kind": kind, "name": f"A rule of {kind}", "active_from": "2020-01-01T00:00:00Z", "params": params, **more})["id"]

    def ladder(self, **more) -> str:
        tiers = [{"name": name.capitalize(), "required": eur(required), "group": name} for name, required in (("bronze", "0"), ("silver", "100"), ("gold", "500"))]
        return self.rule("tiers", {"tiers": tiers, **more})

    def run_now(self, **more) -> dict:
        """A run, waited for."""
        run = self.post("runs", {"dry_run": False, **more})
        end = time.monotonic() + PATIENCE
        while run["state"] == "running" and time.monotonic() < end:
            run = self.get(f"runs/{run['id']}")
        return run

    def mails(self, template: str) -> list[dict]:
        return [one for one in self.get("notifications?limit=200")["items"] if one["template"] == template]

    def changes(self, customer: int) -> list[dict]:
        return self.get(f"changes?customer=ext:{customer}&limit=200")["items"]
