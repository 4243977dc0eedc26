"""More connections than there is room for. Room is made by those that have been idle longest."""

import time

from case import Attack, case, expect
from crowd import Crowd

MOST, MANY, PER_ADDRESS = 256, 512, 16
REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def slack(most: int) -> int:
    """Those that were sent away need a moment to leave, in which so many others may be taken in."""
    return max(1, most // 16)


def check_newest_are_left(crowd: Crowd, most: int) -> str:
    """Of an idle crowd that came in order, those that came last are left, and they are served."""
    crowd.listen(1, until=lambda crowd: False)
    left = [number for number, attacker in enumerate(crowd) if attacker.ended is None]
    expect(len(left) <= most + slack(most), f"{len(left)} are open, more than {most}")
    expect(len(left) >= most // 2, f"only {len(left)} are open, and there is room for {most}")
    # Some may have been refused, where those who make room had not left yet.
    taken = [number for number, attacker in enumerate(crowd) if attacker.status != 503]
    oldest = taken.index(min(left))
    expect(oldest >= len(taken) - most - 2 * slack(most), f"number {oldest} of {len(taken)} outlived younger ones")
    for number in left:
        crowd[number].send(REQUEST)
    crowd.listen(5, until=lambda crowd: all(crowd[number].status or crowd[number].ended for number in left))
    served = sum(crowd[number].status == 200 for number in left)
    # The visitor comes anew now and then, and each time one of the idle ones has to go.
    expect(served >= len(left) // 2, f"only {served} of the {len(left)} that were left got an answer")
    return f"{len(crowd)} came, {len(crowd) - len(taken)} were refused, the newest {len(left)} were left, {served} of them served"


@case("an idle flood drives out itself, the oldest first", flags=("--max-connections", str(MOST)))
def idle_flood(attack: Attack) -> str:
    with Crowd(attack.port, 3_000 if attack.is_full else 1_000, rate=800) as crowd:
        return check_newest_are_left(crowd, MOST)


@case("a sudden idle flood leaves room for others", flags=("--max-connections", str(MANY)))
def sudden_flood(attack: Attack) -> str:
    rounds = 10 if attack.is_full else 2
    for _ in range(rounds):
        with Crowd(attack.port, 3 * MANY) as crowd:
            crowd.listen(1, until=lambda crowd: False)
            left = len(crowd.open())
            expect(MANY * 3 // 4 <= left <= MANY + slack(MANY), f"{left} are open, and there is room for {MANY}")
    return f"{rounds} times {3 * MANY} at once, {left} of the last were left"


@case("connections without end from one address hold only their share",
      flags=("--max-connections-per-address", str(PER_ADDRESS), "--limit-loopback"))
def one_address(attack: Attack) -> str:
    with Crowd(attack.port, 1_000 if attack.is_full else 400, rate=800) as crowd:
        told = check_newest_are_left(crowd, PER_ADDRESS)
        held = attack.server.descriptors() - attack.descriptors
        expect(held <= PER_ADDRESS + slack(PER_ADDRESS) + 1, f"one address holds {held} descriptors")
        return told


@case("two greedy addresses do not touch each other's share",
      flags=("--max-connections-per-address", str(PER_ADDRESS), "--limit-loopback"))
def two_addresses(attack: Attack) -> str:
    with Crowd(attack.port, PER_ADDRESS - 1, source="127.0.0.3") as modest:
        with Crowd(attack.port, 300) as greedy:
            greedy.listen(1, until=lambda crowd: False)
            modest.listen(0.2, until=lambda crowd: False)
            expect(len(modest.open()) == PER_ADDRESS - 1, f"{len(modest.open())} of {PER_ADDRESS - 1} are left")
            expect(len(greedy.open()) >= PER_ADDRESS // 2, f"only {len(greedy.open())} of the greedy ones are left")
            return f"{len(greedy.open())} of 300 greedy and all {len(modest)} modest ones were left"


@case("connections that come and go at once harm nobody")
def come_and_go(attack: Attack) -> str:
    end = time.monotonic() + (20 if attack.is_full else 3)
    count = 0
    # Kept below the number of ports there are, for each is taken for a minute.
    while time.monotonic() < end and count < 20_000:
        with Crowd(attack.port, 50):
            count += 50
    return f"{count} connections"


@case("a flood that resets at once harms nobody")
def come_and_reset(attack: Attack) -> str:
    end = time.monotonic() + (20 if attack.is_full else 2)
    count = 0
    while time.monotonic() < end:
        for attacker in Crowd(attack.port, 50, opening=REQUEST):
            attacker.reset()
            count += 1
    return f"{count} connections"


@case("a loud crowd on kept connections leaves others their turn")
def loud(attack: Attack) -> str:
    batch = REQUEST * 50
    size = 0
    with Crowd(attack.port, 32) as crowd:
        end = time.monotonic() + (15 if attack.is_full else 2)
        while time.monotonic() < end:
            for attacker in crowd:
                attacker.send(batch)
            crowd.listen(0.01)
        expect(len(crowd.open()) == len(crowd), f"{len(crowd) - len(crowd.open())} were closed")
        size = sum(attacker.count for attacker in crowd)
        expect(size > 1_000_000, f"only {size} bytes were answered")
        return f"{size / 1e6:.0f} MB of answers to {len(crowd)} connections"
