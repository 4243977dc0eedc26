"""Litestream, as examples/litestream sets it up, keeps all that was acknowledged before its last sync.

The server takes orders from several clients while Litestream copies. At one moment Litestream is told to catch up; then
orders go on until both are killed with -9. What is restored from the copy must hold every order that was acknowledged before
that moment, be sound by `echelon check`, and be served by a server again. The server is `ECHELON_BIN`, else the newest build.
"""

import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIG = ROOT / "examples" / "litestream" / "litestream.yml"
PATIENCE = 30
CLIENTS = 6


def echelon() -> str | None:
    """The server's binary."""
    if os.environ.get("ECHELON_BIN"):
        return os.environ["ECHELON_BIN"]
    built = [file for kind in ("debug", "release") if (file := ROOT / ".build" / kind / "echelon").exists()]
    return str(max(built, key=lambda file: file.stat().st_mtime)) if built else None


def litestream() -> str | None:
    beside = pathlib.Path(sys.executable).parent / "litestream"
    return str(beside) if beside.exists() else shutil.which("litestream")


class Machine:
    """One machine's folder, with a server on it."""

    def __init__(self, folder: pathlib.Path):
        self.database = folder / "echelon.db"
        self.server = None
        self.port = 0

    def command(self, *words: str) -> str:
        return subprocess.run(
            [echelon(), *words, "--db", str(self.database)], check=True, capture_output=True, text=True).stdout

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            [echelon(), "serve", "--db", str(self.database), "--port", str(self.port)], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.ask("GET", "/health")[0] == 200, "the server answers")

    def ask(self, method: str, path: str, body=None, token: str = ""):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(
                method, path, json.dumps(body) if body else None,
                {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def kill(self) -> None:
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server = None


def until(is_so, what: str) -> None:
    """Waits for something that another process does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} seconds: {what}")


def order(number: int, name: str = "") -> dict:
    name = name or str(number)
    return {
        "id": name, "version": "2026-11-22T10:00:01Z", "currency": "EUR", "total": f"{10 + number % 90}.00",
        "status": {"code": "paid", "label": "Paid", "paid": True, "void": False},
        "placed_at": "2026-11-22T10:00:00Z", "paid_at": "2026-11-22T10:00:01Z",
        "customer": {"id": str(number % 50), "email": f"c{number % 50}@example.test"},
        "lines": [{"id": "1", "product_id": "93", "quantity": 1, "total": f"{10 + number % 90}.00"}],
    }


class Load:
    """Clients that put orders until they are stopped; remembers what was acknowledged."""

    def __init__(self, machine: Machine, token: str):
        self.machine, self.token = machine, token
        self.acknowledged: list[str] = []
        self.lock = threading.Lock()
        self.ends = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(client,)) for client in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self, client: int) -> None:
        number = client
        while not self.ends.is_set():
            try:
                status, _ = self.machine.ask("PUT", f"/api/v1/orders/ext:{number}", order(number), self.token)
            except (OSError, http.client.HTTPException):
                return
            if status in (200, 201):
                with self.lock:
                    self.acknowledged.append(str(number))
            number += CLIENTS

    def count(self) -> int:
        with self.lock:
            return len(self.acknowledged)

    def stop(self) -> None:
        self.ends.set()
        for thread in self.threads:
            thread.join()


@unittest.skipUnless(echelon(), "the server is not built")
@unittest.skipUnless(litestream(), "litestream is not installed")
class Litestream(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="echelon-litestream-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "primary").mkdir()
        self.primary = Machine(self.folder / "primary")
        self.addCleanup(self.primary.kill)
        self.environment = {
            **os.environ, "ECHELON_DB": str(self.primary.database), "ECHELON_REPLICA": str(self.folder / "replica"),
            "ECHELON_REPLICA_SOCKET": str(self.folder / "litestream.sock"),
        }
        self.replicating = None

    def litestream(self, *words: str) -> None:
        done = subprocess.run([litestream(), *words], env=self.environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)

    def replicate(self) -> None:
        self.replicating = subprocess.Popen(
            [litestream(), "replicate", "-config", str(CONFIG)], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end_replication)
        until((self.folder / "litestream.sock").exists, "litestream opens its socket")

    def end_replication(self) -> None:
        self.replicating.kill()
        self.replicating.wait()

    def restore(self) -> Machine:
        (self.folder / "standby").mkdir()
        standby = Machine(self.folder / "standby")
        self.addCleanup(standby.kill)
        shutil.copy(f"{self.primary.database}.key", f"{standby.database}.key")
        self.litestream("restore", "-config", str(CONFIG), "-o", str(standby.database), str(self.primary.database))
        return standby

    def test_nothing_acknowledged_before_the_last_sync_is_missing(self):
        token = self.primary.command("token", "create", "--name", "t", "--scope", "read", "--scope", "customers").strip()
        self.primary.start()
        self.replicate()
        load = Load(self.primary, token)
        self.addCleanup(load.stop)
        until(lambda: load.count() > 300, "300 orders are acknowledged")
        with load.lock:
            promised = list(load.acknowledged)
        self.litestream(
            "sync", "-wait", "-socket", self.environment["ECHELON_REPLICA_SOCKET"], str(self.primary.database))
        until(lambda: load.count() > len(promised) + 100, "100 more orders are acknowledged")
        self.primary.kill()
        self.end_replication()
        load.stop()

        standby = self.restore()
        self.assertIn("No difference in spend", standby.command("check"))
        standby.start()
        missing = [id for id in promised if standby.ask("GET", f"/api/v1/orders/ext:{id}", token=token)[0] != 200]
        self.assertEqual(missing, [], f"of {len(promised)} orders acknowledged before the sync")
        # The standby is a server like any other.
        self.assertEqual(standby.ask("PUT", "/api/v1/orders/ext:new", order(1, "new"), token)[0], 201)


if __name__ == "__main__":
    unittest.main()
