"""A server of a test's own, in a folder that goes with the test.

The server is `ECHELON_BIN`, else the newest build.
"""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 30

def echelon() -> str | None:
    """The server's binary."""
    if os.environ.get("ECHELON_BIN"):
        return os.environ["ECHELON_BIN"]
    built = [file for kind in ("debug", "release") if (file := ROOT / ".build" / kind / "echelon").exists()]
    return str(max(built, key=lambda file: file.stat().st_mtime)) if built else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class ServerCase(unittest.TestCase):
    """Commands and a server on one database."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="echelon-upkeep-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.database = self.folder / "echelon.db"
        self.server = None

    def run_echelon(self, *words: str, db=None, data: bytes | None = None, **environment: str):
        return subprocess.run(
            [echelon(), *words, "--db", str(db or self.database)], capture_output=True, input=data, cwd=ROOT,
            env={**os.environ, **environment})

    def good(self, *words: str, **options) -> str:
        done = self.run_echelon(*words, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def refused(self, sentence: str, *words: str, **options) -> None:
        done = self.run_echelon(*words, **options)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(sentence, done.stderr.decode())

    def serve(self, log=subprocess.DEVNULL, **environment: str) -> None:
        self.port = free_port()
        self.server = subprocess.Popen(
            [echelon(), "serve", "--db", str(self.database), "--port", str(self.port)], cwd=ROOT,
            stdout=log, stderr=log, env={**os.environ, **environment})
        self.addCleanup(self.stop)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", "/health", "")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        self.fail("the server does not answer")

    def stop(self) -> None:
        if self.server:
            self.server.terminate()
            self.server.wait(PATIENCE)
            self.server = None

    def ask(self, method: str, path: str, token: str, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def put(self, number: int, token: str) -> int:
        return self.ask("PUT", f"/api/v1/orders/ext:{number}", token, {
            "id": str(number), "version": "2026-11-22T10:00:01Z", "currency": "EUR", "total": "10.00",
            "status": {"code": "paid", "label": "Paid", "paid": True, "void": False},
            "placed_at": "2026-11-22T10:00:00Z", "paid_at": "2026-11-22T10:00:01Z",
            "customer": {"id": str(number % 20)},
            "lines": [{"id": "1", "product_id": "93", "quantity": 1, "total": "10.00"}]})[0]
