"""A shop that keeps sending signed webhooks to a real server, remembers what was promised, and looks whether it was kept."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET, SENDERS, CUSTOMERS, PATIENCE = b"fault-test-secret", 4, 50, 40


def echelon() -> str | None:
    """The server's binary: `ECHELON_BIN`, else the newest build."""
    if os.environ.get("ECHELON_BIN"):
        return os.environ["ECHELON_BIN"]
    built = [file for kind in ("debug", "release") if (file := ROOT / ".build" / kind / "echelon").exists()]
    return str(max(built, key=lambda file: file.stat().st_mtime)) if built else None


def order(number: int) -> bytes:
    """A paid order of 10.00 + its number in cents, with a text that takes some room on the disk."""
    total = f"{(1_000 + number % 500) / 100:.2f}"
    return json.dumps({
        "id": number, "status": "processing", "currency": "EUR", "total": total, "total_tax": "0.00",
        "shipping_total": "0.00", "shipping_tax": "0.00", "customer_id": number % CUSTOMERS + 1,
        "date_created_gmt": "2026-11-22T10:00:00", "date_modified_gmt": "2026-11-22T10:00:01",
        "date_paid_gmt": "2026-11-22T10:00:01", "payment_method": "bacs", "refunds": [], "customer_note": "x" * 1_500,
        "billing": {"first_name": "Zoë", "last_name": "Fault", "email": f"c{number}@example.test", "country": "FR"},
        "line_items": [{"id": 1, "product_id": 93, "variation_id": 0, "sku": "CLUB", "quantity": 1, "total": total,
                        "total_tax": "0.00"}],
    }).encode()


class Answer:
    def __init__(self, response: http.client.HTTPResponse):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def document(self) -> dict:
        return json.loads(self.body)


class Server:
    """The real server on a database in `folder`."""

    def __init__(self, folder: pathlib.Path, **environment: str):
        self.database, self.environment = folder / "echelon.db", environment
        # Not on the disk that is to fail.
        self.log_file = folder.parent / f"{folder.name}.log"
        self.process = None

    def command(self, *words: str) -> str:
        done = subprocess.run([echelon(), *words, "--db", str(self.database)], cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"echelon {words[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def prepare(self) -> None:
        self.command("migrate")
        self.command("source", "add", "--key", "shop", "--platform", "woocommerce", "--name", "shop", "--secret", SECRET.decode())
        scopes = [word for name in ("read", "rules", "customers", "mails", "settings", "webhooks", "cron") for word in ("--scope", name)]
        self.token = self.command("token", "create", "--name", "faults", *scopes).strip()

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                # Through env: libfaketime ends the first program that it is loaded into, and env is none the worse for it.
                ["env", echelon(), "serve", "--db", str(self.database), "--port", str(self.port), "--log-level", "notice"],
                cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, **self.environment})
        self.until(lambda: self.ask("GET", "/health").status == 200, "the server does not answer")

    def until(self, holds, otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if holds():
                    return
            time.sleep(0.02)
        raise AssertionError(f"{otherwise}; log: {self.log()[-1500:]}")

    def ask(self, method: str, path: str, body=None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            connection.request(method, path, data, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def call(self, method: str, path: str, body=None) -> Answer:
        """As a person or program that has a token."""
        return self.ask(method, path, body, Authorization=f"Bearer {self.token}", **{"Content-Type": "application/json"})

    def deliver(self, number: int) -> Answer:
        body = order(number)
        signature = base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()
        return self.ask("POST", "/webhooks/shop", body, **{
            "Content-Type": "application/json", "X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-ID": "1",
            "X-WC-Webhook-Delivery-ID": f"d{number}", "X-WC-Webhook-Signature": signature})

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int | None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process and self.process.returncode

    def log(self) -> str:
        return self.log_file.read_text() if self.log_file.exists() else ""


class Load:
    """Sends orders from several threads, and reads beside it, for as long as the context lasts."""

    def __init__(self, server: Server, first: int = 1):
        self.server, self.next = server, first
        self.promised: set[int] = set()
        self.refused: dict[int, Answer] = {}
        self.unknown: set[int] = set()
        self.reads: list[int] = []
        self.lock, self.ends = threading.Lock(), threading.Event()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.send) for _ in range(SENDERS)] + [threading.Thread(target=self.read)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        for thread in self.threads:
            thread.join()

    def send(self) -> None:
        while not self.ends.is_set():
            with self.lock:
                number, self.next = self.next, self.next + 1
            self.offer(number)

    def offer(self, number: int) -> None:
        try:
            answer = self.server.deliver(number)
        except (OSError, http.client.HTTPException):
            with self.lock:
                self.unknown.add(number)
            return time.sleep(0.02)
        with self.lock:
            self.refused.pop(number, None)
            if answer.status == 200:
                self.promised.add(number)
            else:
                self.refused[number] = answer
        if answer.status != 200:
            time.sleep(0.02)

    def read(self) -> None:
        while not self.ends.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.reads.append(self.server.call("GET", "/api/v1/customers?limit=5").status)
            time.sleep(0.02)

    def send_again(self) -> None:
        """What was not promised comes again, as shops do it."""
        for number in sorted(self.unknown | set(self.refused)):
            self.offer(number)


def faults_of(server: Server, promised: set[int]) -> list[str]:
    """What is wrong with the database, given the orders that must be in it once."""
    faults = []
    with contextlib.closing(sqlite3.connect(server.database)) as db:
        if db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            faults.append("the file is damaged")
        orders = dict(db.execute("SELECT external_id, count(*) FROM orders GROUP BY 1"))
        inbox = dict(db.execute("SELECT o.external_id, count(*) FROM inbox i JOIN orders o ON o.id = i.order_id GROUP BY 1"))
        waiting = db.execute("SELECT count(*) FROM inbox WHERE state <> 'processed'").fetchone()[0]
    lost = [number for number in promised if orders.get(str(number)) != 1 or inbox.get(str(number)) != 1]
    if lost:
        told = [(number, orders.get(str(number), 0), inbox.get(str(number), 0)) for number in sorted(lost)[:5]]
        faults.append(f"{len(lost)} of {len(promised)} promised orders are not there once; (order, rows, deliveries): {told}")
    if waiting:
        faults.append(f"{waiting} deliveries were kept but not processed")
    if twice := [number for number, count in orders.items() if count != 1]:
        faults.append(f"orders are there twice: {twice[:5]}")
    checked = subprocess.run([echelon(), "check", "--db", str(server.database)], cwd=ROOT, capture_output=True, text=True)
    if checked.returncode != 0:
        faults.append(f"echelon check: {checked.stdout}{checked.stderr}")
    return faults


def missing_tool(*names: str) -> str | None:
    """Why a test cannot run here; nil where everything is there."""
    return next((f"{name} is not installed: scripts/setup test installs it" for name in names if not shutil.which(name)), None)
