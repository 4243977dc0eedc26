"""The server under test: the built binary on an empty database, spoken to by its API.

ECHELON may name another binary than the one built last.
"""

import datetime
import http.client
import json
import mmap
import os
import pathlib
import re
import select
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BASE_URL = "https://groups.shop.example"
SCOPES = ("read", "rules", "customers", "mails", "settings", "cron")
START_SECONDS = 60


def built() -> str | None:
    """The server: as ECHELON says, else the one built last."""
    files = [ROOT / ".build" / kind / "echelon" for kind in ("debug", "release")]
    there = [file for file in files if file.exists()]
    newest = max(there, key=lambda file: file.stat().st_mtime, default=None)
    return os.environ.get("ECHELON") or (str(newest) if newest else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def waited_for(what, seconds: float, pause: float = 0.05):
    """What `what` comes to say; its last answer where that stays false for so many seconds."""
    end = time.monotonic() + seconds
    while not (answer := what()) and time.monotonic() < end:
        select.select([], [], [], pause)
    return answer


class Problem(Exception):
    """An answer of the API that is no success."""

    def __init__(self, status: int, body):
        super().__init__(f"{status}: {body}")
        self.status, self.body = status, body


class Echelon:
    """One server on one database. It may be stopped, killed and started as often as wanted.

    With `now`, its wall clock begins there and is moved by `pass_time`; its time-outs go on as ever.
    """

    def __init__(self, *flags: str, environment: dict | None = None, now: datetime.datetime | None = None,
                 mails=ROOT / "mails"):
        self.place = tempfile.TemporaryDirectory(prefix="echelon-smtp-")
        self.folder = pathlib.Path(self.place.name)
        self.database = self.folder / "echelon.db"
        self.flags, self.mails = list(flags), mails
        self.environment = {**os.environ, "SWIFT_BACKTRACE": "color=no", **(environment or {})}
        self.process, self.port, self.shift = None, free_port(), 0
        if now:
            self.prepare_shift()
            self.now = now
        self.command("migrate", "--db", str(self.database))
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        made = self.command("token", "create", "--db", str(self.database), "--name", "tests", *scopes)
        self.token = re.search(r"ech_\S+|[A-Za-z0-9_-]{30,}", made)[0]

    def close(self):
        self.kill()
        self.place.cleanup()

    # The process

    def command(self, *arguments: str, allowed: tuple = (0,), seconds: float = 120) -> str:
        """Runs another command of the binary, in the same time; what it printed."""
        done = subprocess.run([built(), *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True,
                              timeout=seconds)
        if done.returncode not in allowed:
            raise AssertionError(f"echelon {arguments[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def make_user(self, email: str, name: str, role: str = "admin"):
        subprocess.run([built(), "user", "create", "--db", str(self.database), "--email", email, "--name", name, "--role", role],
                       env=self.environment, cwd=ROOT, input="a long pass phrase\n", text=True, check=True, capture_output=True)

    def start(self, *more: str):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [built(), "serve", "--db", str(self.database), "--port", str(self.port), "--mails", str(self.mails),
                 "--base-url", BASE_URL, "--log-level", "warning", *self.flags, *more],
                cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        readable, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline().decode() if readable else ""
        if " serves " not in line:
            raise AssertionError(f"the server did not start: {line}{self.logged()}")
        return self

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.process is None:
            return
        if self.is_running:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def stop(self, seconds: float = 30):
        """Ends it in order; how long that took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(seconds)
        self.process.stdout.close()
        self.process = None
        return time.monotonic() - begun

    def logged(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def memory(self, what: str = "VmRSS") -> float:
        """In MB; `VmHWM` is the most it ever had."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024

    # Time

    def prepare_shift(self):
        library, clock = self.folder / "shift.so", self.folder / "shift"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(pathlib.Path(__file__).with_name("shift.c"))],
                       check=True, capture_output=True)
        clock.write_bytes(bytes(8))
        with open(clock, "r+b") as file:
            self.clock = mmap.mmap(file.fileno(), 8)
        self.environment |= {"LD_PRELOAD": str(library), "SHIFT_FILE": str(clock)}

    @property
    def now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.shift)

    @now.setter
    def now(self, instant: datetime.datetime):
        self.shift += round((instant - self.now).total_seconds())
        self.clock[:] = struct.pack("q", self.shift)

    def pass_time(self, **span):
        self.now += datetime.timedelta(**span)

    @property
    def instant(self) -> str:
        """The present time as the API writes it."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    # The API

    def raw(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None):
        """Status, body as bytes, and header fields of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def call(self, method: str, path: str, body=None, **fields):
        headers = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): value for name, value in fields.items()}}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        status, content, _ = self.raw(method, f"/api/v1{path}", data, headers)
        answer = json.loads(content) if content else None
        if status >= 300:
            raise Problem(status, answer)
        return answer

    def get(self, path: str, **query):
        return self.call("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def post(self, path: str, body=None):
        return self.call("POST", path, {} if body is None else body)

    def put(self, path: str, body, **fields):
        return self.call("PUT", path, body, **fields)

    def cron(self, task: str = "all") -> dict:
        status, content, _ = self.raw("POST", f"/cron?task={task}", b"", {"Authorization": f"Bearer {self.token}"})
        if status != 200:
            raise Problem(status, content)
        return json.loads(content)

    # Mails

    def notifications(self, **query) -> list[dict]:
        """All of them, oldest first."""
        found, cursor = [], {}
        while True:
            page = self.get("/notifications", limit=200, **query, **cursor)
            found += page["items"]
            if not page["next"]:
                return found[::-1]
            cursor = {"cursor": page["next"]}

    def status(self) -> dict:
        return self.get("/mail-status")

    def rows(self, sql: str, *values) -> list[tuple]:
        """Reads, or changes, the database directly."""
        connection = sqlite3.connect(self.database, timeout=30)
        try:
            with connection:
                return connection.execute(sql, values).fetchall()
        finally:
            connection.close()
