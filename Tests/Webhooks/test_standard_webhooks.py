"""Our webhooks, both ways, against the reference library of Standard Webhooks.

The server is the one that was built; ECHELON may name another. It sends to a receiver on this machine, whose library
checks every request, and takes what the library has signed.
"""

import http.server
import json
import os
import pathlib
import queue
import re
import select
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from datetime import datetime, timezone

from standardwebhooks import Webhook, WebhookVerificationError

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS = 30
WAIT_SECONDS = 20


def built() -> str | None:
    """The server: as ECHELON says, else the one built last."""
    files = [ROOT / ".build" / kind / "echelon" for kind in ("debug", "release")]
    there = [file for file in files if file.exists()]
    newest = max(there, key=lambda file: file.stat().st_mtime, default=None)
    return os.environ.get("ECHELON") or (str(newest) if newest else None)


class Receiver:
    """Keeps what it is sent, and answers as it was told to: 204 where it was not."""

    def __init__(self):
        self.got: queue.Queue = queue.Queue()
        self.answers: queue.Queue = queue.Queue()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.put((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                status = 204 if receiver.answers.empty() else receiver.answers.get()
                self.send_response(status)
                if status != 204:
                    self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=echelon"

    def next(self):
        return self.got.get(timeout=WAIT_SECONDS)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class StandardWebhooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.echelon = built()
        if cls.echelon is None:
            raise unittest.SkipTest("the server was not built: swift build")
        cls.place = tempfile.TemporaryDirectory(prefix="echelon-webhooks-")
        cls.addClassCleanup(cls.place.cleanup)
        cls.database = str(pathlib.Path(cls.place.name) / "echelon.db")
        pathlib.Path(cls.place.name, "public").mkdir()
        scopes = [word for scope in ("read", "customers", "settings", "webhooks") for word in ("--scope", scope)]
        cls.token = cls.command("token", "create", "--name", "test", *scopes).strip().splitlines()[-1]
        added = cls.command("source", "add", "--key", "erp", "--platform", "generic")
        cls.source_secret = re.search(r"Secret: (\S+)", added)[1]
        cls.start()
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.call("POST", "/api/v1/groups", {"code": "club", "name": "Club", "external_id": "5"})

    @classmethod
    def command(cls, *words: str) -> str:
        result = subprocess.run(
            [cls.echelon, *words, "--db", cls.database], capture_output=True, text=True, timeout=START_SECONDS)
        if result.returncode != 0:
            raise AssertionError(f"{words}: {result.stderr[-400:]}")
        return result.stdout

    @classmethod
    def start(cls):
        cls.process = subprocess.Popen(
            [cls.echelon, "serve", "--db", cls.database, "--port", "0", "--public", f"{cls.place.name}/public",
             "--log-level", "error"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "SWIFT_BACKTRACE": "color=no"})
        cls.addClassCleanup(cls.stop)
        readable, _, _ = select.select([cls.process.stdout], [], [], START_SECONDS)
        line = cls.process.stdout.readline().decode() if readable else ""
        found = re.search(r" serves http://127\.0\.0\.1:(\d+)/", line)
        if not found:
            raise AssertionError(f"the server did not start: {line}")
        cls.base = f"http://127.0.0.1:{found[1]}"

    @classmethod
    def stop(cls):
        cls.process.terminate()
        try:
            cls.process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            cls.process.kill()
            cls.process.wait()
        cls.process.stdout.close()

    @classmethod
    def call(cls, method: str, path: str, body=None, headers=None):
        """The status and the answer's JSON."""
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        fields = {"Authorization": f"Bearer {cls.token}", **({"Content-Type": "application/json"} if raw else {})}
        if headers is not None:
            fields = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(cls.base + path, data=raw, method=method, headers=fields)
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        return status, json.loads(text) if text else None

    def destination(self):
        status, made = self.call("POST", "/api/v1/destinations", {
            "name": "Receiver", "url": self.receiver.url, "events": ["customer.groups_changed"],
            "allow_private_address": True})
        self.assertEqual(status, 201, made)
        self.addCleanup(self.call, "DELETE", f"/api/v1/destinations/{made['id']}")
        return made

    def join(self, customer: str):
        self.call("PUT", f"/api/v1/customers/ext:{customer}", {"email": f"{customer}@example.test"})
        status, done = self.call(
            "POST", f"/api/v1/customers/ext:{customer}/groups", {"action": "grant", "group": "club"})
        self.assertEqual(status, 200, done)

    def settled(self, destination: str):
        """The newest delivery, once it is not in the queue any more."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            newest = self.call("GET", f"/api/v1/deliveries?destination={destination}")[1]["items"][0]
            if newest["state"] != "queued":
                return newest
            time.sleep(0.1)
        raise AssertionError("the delivery stayed in the queue")

    def test_what_is_sent_is_signed_as_the_library_expects(self):
        made = self.destination()
        self.join("ann")
        path, headers, body = self.receiver.next()
        event = Webhook(made["secret"]).verify(body, headers)
        self.assertEqual(path, "/hook?from=echelon")
        self.assertEqual(event["type"], "customer.groups_changed")
        self.assertEqual(event["data"]["customer"]["external_id"], "ann")
        self.assertEqual([group["external_id"] for group in event["data"]["groups_added"]], ["5"])
        self.assertEqual(headers["content-type"], "application/json")
        self.assertRegex(headers["user-agent"], r"^Echelon/\d")
        with self.assertRaises(WebhookVerificationError):
            Webhook(made["secret"]).verify(body + b" ", headers)
        newest = self.settled(made["id"])
        self.assertEqual((newest["state"], newest["status"], newest["webhook_id"]),
                         ("delivered", 204, headers["webhook-id"]))

    def test_a_failed_one_comes_again_with_the_same_id_and_a_good_signature(self):
        made = self.destination()
        self.receiver.answers.put(503)
        self.join("bob")
        _, first, body = self.receiver.next()
        _, second, again = self.receiver.next()
        self.assertEqual((first["webhook-id"], body), (second["webhook-id"], again))
        self.assertGreaterEqual(int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]), 4)
        Webhook(made["secret"]).verify(again, second)
        self.assertEqual(self.settled(made["id"])["attempts"], 2)

    def test_after_a_rotation_both_secrets_are_good(self):
        made = self.destination()
        status, rotated = self.call("POST", f"/api/v1/destinations/{made['id']}/rotate-secret")
        self.assertEqual(status, 200)
        status, ping = self.call("POST", f"/api/v1/destinations/{made['id']}/ping")
        self.assertEqual((status, ping["ok"], ping["status"]), (200, True, 204))
        _, headers, body = self.receiver.next()
        for secret in (made["secret"], rotated["secret"]):
            self.assertEqual(Webhook(secret).verify(body, headers)["type"], "ping")
        with self.assertRaises(WebhookVerificationError):
            Webhook(self.source_secret).verify(body, headers)

    def test_what_the_library_signs_is_taken_and_what_it_did_not_sign_is_not(self):
        text = json.dumps({"type": "customer", "data": {
            "id": "cy", "version": "2026-11-22T10:15:30Z", "email": "cy@example.test", "groups": ["5"]}})

        def headers(secret: str, message: str) -> dict:
            now = datetime.now(tz=timezone.utc)
            return {"webhook-id": message, "webhook-timestamp": str(int(now.timestamp())),
                    "webhook-signature": Webhook(secret).sign(message, now, text)}

        bad = self.call("POST", "/webhooks/erp", text.encode(), headers("whsec_" + "QUJD" * 8, "msg_bad"))
        self.assertEqual(bad[0], 401)
        self.assertEqual(self.call("GET", "/api/v1/customers/ext:cy")[0], 404)
        for _ in range(2):
            self.assertEqual(self.call("POST", "/webhooks/erp", text.encode(), headers(self.source_secret, "msg_1"))[0], 200)
        status, customer = self.call("GET", "/api/v1/customers/ext:cy")
        self.assertEqual((status, customer["groups"]), (200, ["club"]))
        self.assertEqual(len(self.call("GET", "/api/v1/inbox")[1]["items"]), 1)


if __name__ == "__main__":
    unittest.main()
