"""backup, restore and doctor as a person uses them: from the command line, beside a server under load."""

import contextlib
import json
import os
import pathlib
import sqlite3
import stat
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import ServerCase, echelon, free_port  # noqa: E402


@unittest.skipUnless(echelon(), "the server is not built")
class Upkeep(ServerCase):
    def orders(self, file: pathlib.Path) -> set[str]:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            self.assertEqual(db.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            return {row[0] for row in db.execute("SELECT external_id FROM orders")}

    def test_a_backup_under_load_holds_what_was_promised_and_comes_back(self):
        token = self.good("token", "create", "--name", "t", "--scope", "read", "--scope", "customers", "--scope", "settings").strip()
        self.serve()
        promised, ends = [], threading.Event()

        def load():
            number = 1
            while not ends.is_set():
                if self.put(number, token) == 201:
                    promised.append(str(number))
                number += 1

        thread = threading.Thread(target=load)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(ends.set)
        while len(promised) < 50:
            time.sleep(0.01)
        before = set(promised)
        copy = self.folder / "copy.db"
        done = self.run_echelon("backup", str(copy))
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn("The key is not in it", done.stderr.decode())
        self.assertTrue(before <= self.orders(copy))
        self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)
        self.refused("is there already", "backup", str(copy))
        self.good("backup", str(copy), "--force")
        poured = self.folder / "poured.db"
        poured.write_bytes(self.run_echelon("backup", "-", "--quick").stdout)
        self.assertTrue(before <= self.orders(poured))
        status, body = self.ask("GET", "/api/v1/backup", token)
        self.assertEqual((status, body[:15]), (200, b"SQLite format 3"))
        ends.set()
        thread.join()
        # Nothing was left lying about, and nobody may put a backup in the place of a database in use.
        left = {file.name for file in self.folder.iterdir()}
        self.assertEqual(
            left, {"echelon.db", "echelon.db-wal", "echelon.db-shm", "echelon.db.key", "copy.db", "poured.db"})
        self.refused("Stop it first", "restore", str(copy))
        self.stop()
        after = self.orders(self.database)
        self.assertIn("is restored", self.good("restore", str(copy)))
        self.assertEqual(self.orders(self.database), self.orders(copy))
        aside = [file for file in self.folder.iterdir() if ".before-restore-" in file.name]
        self.assertEqual([self.orders(file) for file in aside], [after])
        self.good("check")
        self.serve()
        self.assertEqual(self.put(1_000_000, token), 201)

    def test_what_cannot_be_restored_changes_nothing(self):
        self.good("migrate")
        copy = self.folder / "copy.db"
        self.good("backup", str(copy))
        before = self.database.read_bytes()
        broken = bytearray(copy.read_bytes())
        broken[8_192:40_960] = os.urandom(32_768)
        cases = {
            "broken.db": bytes(broken), "cut.db": copy.read_bytes()[:50_000], "text.db": b"not a database" * 1_000,
            "empty.db": b"",
        }
        for name, content in cases.items():
            (self.folder / name).write_bytes(content)
            self.refused("nothing was changed", "restore", str(self.folder / name))
        self.refused("cannot be read", "restore", str(self.folder / "none.db"))
        db = sqlite3.connect(copy)
        db.execute("INSERT INTO grdb_migrations VALUES ('99')")
        db.commit()
        db.close()
        self.refused("newer version", "restore", str(copy))
        pathlib.Path(f"{copy}-wal").write_bytes(b"pages")
        self.refused("a database at work", "restore", str(copy))
        self.assertEqual(self.database.read_bytes(), before)

    def test_a_backup_sealed_by_another_key_is_refused(self):
        self.good("source", "add", "--key", "shop", "--platform", "generic", "--name", "Shop")
        copy = self.folder / "copy.db"
        self.good("backup", str(copy))
        self.refused("key", "restore", str(copy), ECHELON_KEY="ab" * 32)
        self.refused("key file", "restore", str(copy), db=self.folder / "elsewhere.db")

    def test_the_log_holds_no_token(self):
        self.good("migrate")
        log = self.folder / "log"
        with log.open("wb") as file:
            self.serve(file, ECHELON_LOG_LEVEL="trace")
            for path in ["/cron?token=secret-1", "/unsubscribe/secret-2", "/api/v1/customers?q=secret-3", "/widget/secret-4.js"]:
                self.ask("GET", path, "ech_secret-5")
            self.stop()
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
        paths = {line["path"] for line in lines if line["message"] == "request" and line["path"] != "/health"}
        # What is no route at all is written as it came: nobody was given a token of such a form.
        self.assertEqual(paths, {"/cron", "/unsubscribe/{token}", "/api/v1/customers", "/widget/secret-4.js"})
        for secret in ["secret-1", "secret-2", "secret-3", "secret-5"]:
            self.assertNotIn(secret, log.read_text())

    def test_doctor_says_what_is_wrong(self):
        def doctor(*words: str, **environment: str) -> tuple[int, dict]:
            done = self.run_echelon("doctor", "--json", "--port", str(free_port()), *words, **environment)
            checks = json.loads(done.stdout)["checks"]
            return done.returncode, {check["check"]: check for check in checks if check["level"] != "good"}

        code, found = doctor()
        self.assertEqual((code, found["database"]["level"]), (1, "bad"))
        self.assertFalse(self.database.exists())
        self.good("migrate")
        code, found = doctor("--base-url", "https://groups.example")
        self.assertEqual({"proxy", "sources", "cron"}, set(found) - {"user", "disk"})
        self.assertIn("proxy must stand before it", found["proxy"]["finding"])
        self.good("cron", "--task", "expiry")
        self.database.chmod(0o644)
        pathlib.Path(f"{self.database}.key").chmod(0o644)
        code, found = doctor("--base-url", "http://groups.example", "--trusted-proxy", "loopback")
        self.assertEqual(code, 1)
        self.assertIn("not https", found["base_url"]["finding"])
        self.assertEqual((found["database"]["level"], found["key"]["level"]), ("warning", "bad"))
        code, found = doctor(ECHELON_KEY="ab")
        self.assertEqual((code, found["open"]["level"]), (1, "bad"))
        code, found = doctor("--smtp", "--smtp-host", "127.0.0.1", "--smtp-port", str(free_port()), "--mail-from", "a@b.example")
        self.assertIn("cannot be reached", found["smtp"]["finding"])


if __name__ == "__main__":
    unittest.main()
