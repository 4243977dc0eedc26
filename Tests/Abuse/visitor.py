"""A well-behaved client, which asks for /health all the while others attack.

    visitor.py PORT SOURCE plain|secure

Every other request goes over a connection that is kept, the others over one of their own. When its input ends it prints
what it saw as JSON: latencies in milliseconds, and every answer that was not 200. It is a process of its own, so that
the attackers' work does not count as the server's slowness.
"""

import http.client
import json
import os
import select
import ssl
import statistics
import subprocess
import sys
import time

PAUSE = 0.04
PATIENCE = 10


class Visit:
    def __init__(self, port: int, source: str, secure: bool):
        self.port, self.source = port, (source, 0)
        self.tls = ssl._create_unverified_context() if secure else None
        self.kept = None
        self.latencies: list[float] = []
        self.failures: list[str] = []
        self.renewed = 0

    def connection(self) -> http.client.HTTPConnection:
        if self.tls:
            return http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=PATIENCE, source_address=self.source, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=self.source)

    def ask(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body != b'{"status":"ok"}':
            self.failures.append(f"{answer.status} {body[:80]!r}")

    def ask_kept(self) -> None:
        """A kept connection may be closed between two requests; then another takes its place, as clients do it."""
        if self.kept:
            try:
                return self.ask(self.kept)
            except (http.client.RemoteDisconnected, ConnectionError):
                self.kept.close()
                self.renewed += 1
        self.kept = self.connection()
        self.ask(self.kept)

    def ask_anew(self) -> None:
        connection = self.connection()
        try:
            self.ask(connection)
        finally:
            connection.close()

    def timed(self, ask) -> None:
        start = time.monotonic()
        try:
            ask()
        except (OSError, http.client.HTTPException) as error:
            self.failures.append(f"{ask.__name__}: {error!r}")
            self.kept = None
        self.latencies.append((time.monotonic() - start) * 1_000)

    def run(self) -> None:
        self.timed(self.ask_kept)
        print("ready", flush=True)
        turn = 0
        while not select.select([sys.stdin], [], [], PAUSE)[0]:
            turn += 1
            self.timed(self.ask_kept if turn % 2 else self.ask_anew)
        report = {
            "requests": len(self.latencies), "median": statistics.median(self.latencies), "worst": max(self.latencies),
            "renewed": self.renewed, "failures": self.failures}
        print(json.dumps(report), flush=True)


class Visitor:
    """The other side: starts the process, and has its report at the end of the `with`."""

    def __init__(self, port: int, source: str, secure: bool):
        self.command = [sys.executable, os.path.abspath(__file__), str(port), source, "secure" if secure else "plain"]
        self.report: dict = {}

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit("the visitor did not start")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        line = self.process.stdout.readline()
        self.process.wait()
        self.process.stdout.close()
        if line:
            self.report = json.loads(line)


if __name__ == "__main__":
    Visit(int(sys.argv[1]), sys.argv[2], sys.argv[3] == "secure").run()
