"""Mails queued by the thousand, the server killed in the middle: none is lost, and twice comes only what may.

ECHELON_MAIL_KILL=full sends 10,000 with five kills; otherwise there are 600 and one. A kill falls into the moment in
which the mail server has a mail and the sender has not heard of it yet, or shortly before or after.
"""

import asyncio
import collections
import datetime
import os
import random
import subprocess
import time
import unittest

import mail_server
from echelon import ROOT, Echelon, built, waited_for
from shop import fill_outbox

IS_FULL = os.environ.get("ECHELON_MAIL_KILL") == "full"
MAILS, KILLS = (10_000, 5) if IS_FULL else (600, 1)


class KillingBox(mail_server.Box):
    """Calls `strike` with the mail in hand, before it answers or a moment later."""

    def __init__(self):
        super().__init__()
        self.moments: list[tuple[int, float]] = []
        self.strike, self.rest = None, 0.0

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.rest)
        if self.moments and len(self.arrivals) >= self.moments[0][0]:
            _, delay = self.moments.pop(0)
            if delay == 0:
                self.strike()
            else:
                asyncio.get_running_loop().call_later(delay, self.strike)
        return answer

    def ids(self) -> collections.Counter:
        with self.lock:
            return collections.Counter(arrival.mail["message-id"] for arrival in self.arrivals)


@unittest.skipUnless(built(), "the server was not built")
class KilledTest(unittest.TestCase):
    def setUp(self):
        self.echelon = Echelon(now=datetime.datetime.now(datetime.timezone.utc))
        self.addCleanup(self.echelon.close)
        self.box = KillingBox()
        server = mail_server.start(self.box)
        self.addCleanup(server.stop)
        self.flags = mail_server.flags(server.port)
        self.sent = -1

    def open_counts(self) -> tuple[int, int]:
        counts = self.echelon.status()["counts"]
        return counts["queued"], counts["sending"]

    def send_all(self) -> float:
        """Starts the server until nothing is queued, or until it is killed; seconds."""
        begun = time.monotonic()
        self.echelon.start()
        waited_for(lambda: not self.echelon.is_running or self.open_counts_if_running() == 0, 300, 0.2)
        return time.monotonic() - begun

    def open_counts_if_running(self):
        """How many are queued; nil where the server has just been killed."""
        try:
            return self.open_counts()[0]
        except OSError:
            return None

    def states(self) -> dict:
        return dict(self.echelon.rows("SELECT state, count(*) FROM notifications GROUP BY state"))

    def is_still(self) -> bool:
        """Whether nothing more was sent since it was asked last."""
        before, self.sent = self.sent, self.states().get("sent", 0)
        return before == self.sent

    def test_killed_in_the_middle_nothing_is_lost_and_twice_comes_only_what_may(self):
        fill_outbox(self.echelon, MAILS)
        self.echelon.flags = self.flags
        seed = int(os.environ.get("ECHELON_SEED", random.randrange(1_000_000)))
        chance = random.Random(seed)
        places = sorted(chance.sample(range(MAILS // 10, MAILS * 9 // 10), KILLS))
        # The first kill falls into the window itself, the others anywhere around it.
        delays = [0.0] + [chance.uniform(0, 0.01) for _ in range(KILLS - 1)]
        self.box.moments = list(zip(places, delays))
        self.box.strike = lambda: self.echelon.process.kill()
        seconds, kills = 0.0, 0
        while kills < KILLS:
            seconds += self.send_all()
            self.assertFalse(self.echelon.is_running, f"seed {seed}: it was not killed")
            kills += 1
            self.echelon.kill()
        seconds += self.send_all()
        memory = self.echelon.memory("VmHWM")
        # What was on its way at a kill waits for its lease, and is not sent before.
        waited_for(self.is_still, 20, 1)
        queued, leased = self.open_counts()
        self.assertEqual(queued, 0)
        self.assertTrue(1 <= leased <= KILLS, leased)
        self.assertEqual(self.states(), {"sent": MAILS - leased, "queued": leased})
        self.echelon.pass_time(seconds=61)
        waited_for(lambda: self.states() == {"sent": MAILS}, 30)

        counts = self.box.ids()
        twice = {name: count for name, count in counts.items() if count > 1}
        reached = {arrival.recipients[0] for arrival in self.box.arrivals}
        said = f"seed {seed}"
        self.assertEqual(self.states(), {"sent": MAILS}, said)
        self.assertEqual(reached, {f"c{number}@mail.example" for number in range(MAILS)}, said)
        self.assertEqual(len(counts), MAILS, f"{said}: a mail was sent again under another Message-ID")
        self.assertLessEqual(len(twice), KILLS, said)
        self.assertLessEqual(max(counts.values()), 2, said)
        self.assertGreaterEqual(len(twice), 1, f"{said}: no kill fell into the window")
        print(f"\n{MAILS} mails, {KILLS} kills at {places}: {len(twice)} twice, {seconds:.1f} s, "
              f"{MAILS / seconds:.0f} mails/s, {memory:.0f} MB at most (seed {seed})")

    def test_two_processes_send_nothing_twice(self):
        fill_outbox(self.echelon, 300)
        self.echelon.flags = self.flags
        self.box.rest = 0.005
        self.echelon.start()
        waited_for(lambda: len(self.box.arrivals) > 20, 20)
        command = [built(), "cron", "--db", str(self.echelon.database), "--mails", str(self.echelon.mails), "--task", "mails"]
        crons = [subprocess.Popen(command + self.flags, env=self.echelon.environment, cwd=ROOT, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT) for _ in range(2)]
        for cron in crons:
            said, _ = cron.communicate(timeout=60)
            self.assertEqual(cron.returncode, 0, said)
        waited_for(lambda: self.states() == {"sent": 300}, 30)
        self.assertEqual(self.states(), {"sent": 300})
        self.assertGreaterEqual(self.box.connections, 2, "only one process has sent")
        self.assertEqual(set(self.box.ids().values()), {1})
        self.assertEqual(len({arrival.recipients[0] for arrival in self.box.arrivals}), 300)


if __name__ == "__main__":
    unittest.main()
