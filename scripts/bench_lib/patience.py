"""Other work on the machine: how much of it there is, and waiting for its end."""

import os
import pathlib
import sys
import time

DISTURBED = 0.15
"""From so many CPUs of other work on, a run is worth repeating."""
TICKS = os.sysconf("SC_CLK_TCK")
PAUSE = 0.5


def busy_seconds() -> float:
    """What all CPUs have worked since the machine started."""
    user, nice, system, _, _, irq, softirq, steal = map(
        int, pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


class Patience:
    """So many seconds in all are spent on waiting for other work to end, and on repeating runs that it disturbed."""

    def __init__(self, seconds: float):
        self.left = seconds

    def wait(self) -> None:
        """Until the machine is quiet for a moment, or patience ends."""
        while self.left > 0:
            busy, start = busy_seconds(), time.monotonic()
            time.sleep(PAUSE)
            passed = time.monotonic() - start
            if (busy_seconds() - busy) / passed < DISTURBED:
                return
            self.left -= passed

    def least_disturbed(self, measure):
        """The result of `measure()`, once more each time it was disturbed; at the end of patience the best there is."""
        best = None
        while True:
            self.wait()
            start = time.monotonic()
            result = measure()
            if best is None or result.foreign < best.foreign:
                best = result
            if best.foreign < DISTURBED or self.left <= 0:
                return best
            self.left -= time.monotonic() - start
            print(f"bench: once more, other work took {result.foreign:.0%} of a CPU", file=sys.stderr)
