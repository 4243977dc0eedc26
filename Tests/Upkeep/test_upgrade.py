"""Databases of earlier versions: each is brought up to date, loses nothing, and is then like a new one.

`databases/VERSION.sql` is what a version left behind, with its key beside it. A version that changes the schema adds its own
by `Tests/Upkeep/test_upgrade.py --make`, run with that version's binary, and leaves the others as they are.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import ServerCase, echelon  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "databases"
# Of these a new version may write rows of its own as it starts.
LIVELY = {"grdb_migrations", "settings", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}


def shape(db: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Every table, index and trigger with its SQL, blanks aside."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    return {(kind, name, re.sub(r"\s+", " ", re.sub(r"--[^\n]*", "", sql)).strip()) for kind, name, sql in rows}


def counts(db: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names if name not in LIVELY}


@unittest.skipUnless(echelon(), "the server is not built")
class Upgrade(ServerCase):
    def test_every_earlier_database_is_brought_up_to_date_and_loses_nothing(self):
        files = sorted(FOLDER.glob("*.sql"))
        self.assertTrue(files, "there is no database of an earlier version")
        for file in files:
            with self.subTest(file.stem):
                self.upgrade(file)

    def upgrade(self, file: pathlib.Path) -> None:
        self.database = self.folder / file.stem / "echelon.db"
        self.database.parent.mkdir(mode=0o700)
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            db.executescript(file.read_text())
            before = counts(db)
        key = pathlib.Path(f"{self.database}.key")
        key.write_text(file.with_suffix(".key.txt").read_text())
        key.chmod(0o600)
        self.good("migrate")
        self.good("check")
        new = self.folder / file.stem / "new.db"
        self.good("migrate", db=new)
        with contextlib.closing(sqlite3.connect(self.database)) as db, contextlib.closing(sqlite3.connect(new)) as fresh:
            self.assertEqual(shape(db), shape(fresh))
            after = counts(db)
            self.assertEqual({name: count for name, count in after.items() if name in before}, before)
        # The sealed secret opens, so a shop's signature is still known, and what it repeats is known too.
        self.serve()
        token = re.search(r"ech_\S+", self.good("token", "create", "--name", "t", "--scope", "read"))[0]
        status, body = self.ask("GET", "/api/v1/customers/ext:1/explain?store=default", token)
        self.assertEqual(status, 200, body)
        self.assertIn("club", body.decode())
        self.assertEqual(self.deliver(1), 200)
        self.stop()
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            self.assertEqual(counts(db)["orders"], before["orders"])

    def deliver(self, number: int) -> int:
        """An order of a year's club membership, as WooCommerce tells it."""
        order = json.dumps({"id": number, "status": "processing", "currency": "EUR", "total": "60.00", "customer_id": number % 3 + 1,
                            "date_created_gmt": "2026-11-20T10:00:00", "date_modified_gmt": f"2026-11-20T10:00:{number:02}",
                            "date_paid_gmt": "2026-11-20T10:00:00", "billing": {"email": f"c{number % 3 + 1}@shop.example", "country": "DE"},
                            "line_items": [{"id": number, "product_id": 93, "quantity": 1, "total": "60.00"}]}).encode()
        signature = base64.b64encode(hmac.new(b"hush", order, hashlib.sha256).digest()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/webhooks/woo", order, {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": signature,
                                                            "Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def make(self) -> None:
        """What this version leaves behind of a small shop."""
        self.good("migrate")
        self.good("source", "add", "--store", "default", "--key", "woo", "--platform", "woocommerce", "--secret", "hush")
        token = re.search(r"ech_\S+", self.good("token", "create", "--name", "make", "--scope", "rules", "--scope", "settings", "--scope", "webhooks"))[0]
        self.serve()
        for path, body in (("groups", {"code": "club", "name": "Club"}),
                           ("rules", {"kind": "purchase", "name": "Club", "active_from": "2020-01-01T00:00:00Z",
                                      "params": {"products": [{"product_id": "93"}], "groups": ["club"], "validity": {"kind": "months", "count": 12}, "renew": "extend"}}),
                           ("segments", {"name": "Germany", "when": {"country": {"in": ["DE"]}}}),
                           ("destinations", {"name": "CRM", "url": "https://crm.example.test/hooks"})):
            status, answer = self.ask("POST", f"/api/v1/{path}", token, body)
            assert status == 201, answer
        for number in range(1, 10):
            assert self.deliver(number) == 200
        self.stop()
        self.good("cron")
        self.good("user", "create", "--email", "anna@shop.example", "--name", "Anna", "--role", "admin", data=b"correct horse battery\n")
        version = self.good_version()
        FOLDER.mkdir(exist_ok=True)
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            (FOLDER / f"{version}.sql").write_text("\n".join(db.iterdump()) + "\n")
        (FOLDER / f"{version}.key.txt").write_text(pathlib.Path(f"{self.database}.key").read_text())

    def good_version(self) -> str:
        return subprocess.run([echelon(), "--version"], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    if "--make" in sys.argv:
        one = Upgrade("make")
        one.setUp()
        try:
            one.make()
        finally:
            one.doCleanups()
    else:
        unittest.main()
