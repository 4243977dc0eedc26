"""The disk fails in the middle of a queue of mails: sending waits, goes on by itself, and nothing is sent twice."""

import collections
import contextlib
import datetime
import shutil
import signal
import subprocess
import time
import unittest

import mail_server
from echelon import Echelon, built, waited_for
from shop import fill_outbox

MAILS = 200


@unittest.skipUnless(built(), "the server was not built")
@unittest.skipUnless(shutil.which("strace"), "strace is not installed: scripts/setup test installs it")
class FailingDiskTest(unittest.TestCase):
    def setUp(self):
        self.echelon = Echelon(now=datetime.datetime.now(datetime.timezone.utc))
        self.addCleanup(self.echelon.close)
        self.box = mail_server.Box()
        server = mail_server.start(self.box)
        self.addCleanup(server.stop)
        self.flags = mail_server.flags(server.port)

    @contextlib.contextmanager
    def failing_disk(self):
        strace = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO", "-p",
             str(self.echelon.process.pid)], stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)
        if strace.poll() is not None:
            self.skipTest(f"strace may not attach here: {strace.stderr.read().strip()}")
        try:
            yield
        finally:
            strace.send_signal(signal.SIGINT)
            strace.wait(20)
            strace.stderr.close()

    def is_ready(self) -> bool:
        return self.echelon.raw("GET", "/ready", None, {})[0] == 200

    def test_sending_waits_while_the_disk_fails_and_each_mail_comes_once(self):
        fill_outbox(self.echelon, MAILS)
        self.echelon.flags = self.flags
        self.echelon.start()
        self.assertTrue(waited_for(lambda: len(self.box.arrivals) > 20, 20), "no mail came")
        with self.failing_disk():
            self.assertTrue(waited_for(lambda: not self.is_ready(), 20), "the failure was not noticed")
            still = len(self.box.arrivals)
            # A second's work of the background, seen by a look at the server's own clock of requests.
            waited_for(lambda: False, 1.5)
            self.assertLessEqual(len(self.box.arrivals), still + 1)
            self.assertLess(len(self.box.arrivals), MAILS)
        states = lambda: dict(self.echelon.rows("SELECT state, count(*) FROM notifications GROUP BY state"))
        self.assertEqual(waited_for(lambda: states() == {"sent": MAILS} and states(), 60), {"sent": MAILS})
        came = collections.Counter(arrival.recipients[0] for arrival in self.box.arrivals)
        self.assertEqual(came, {f"c{number}@mail.example": 1 for number in range(MAILS)})


if __name__ == "__main__":
    unittest.main()
