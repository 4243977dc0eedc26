"""The rate for one address, and whose word on an address counts."""

from case import Attack, case, expect
from crowd import Attacker, Crowd

RATE = 40
BURST = RATE * 10
LIMITED = ("--rate-limit", str(RATE))


def statuses(crowd: Crowd, wanted: int) -> dict[int, int]:
    """How many answers of each status came to all of them together."""
    crowd.listen(10, until=lambda crowd: sum(bytes(a.received).count(b"HTTP/1.1 ") for a in crowd) >= wanted)
    counts: dict[int, int] = {}
    for attacker in crowd:
        for answer in bytes(attacker.received).split(b"HTTP/1.1 ")[1:]:
            counts[int(answer[:3])] = counts.get(int(answer[:3]), 0) + 1
    expect(sum(counts.values()) == wanted, f"{sum(counts.values())} answers came to {wanted} requests")
    return counts


def ask(attack: Attack, count: int, fields) -> tuple[dict[int, int], Attacker]:
    """Requests over ten connections; `fields` makes the fields of the request with that number."""
    each = count // 10
    with Crowd(attack.port, 10) as crowd:
        for place, attacker in enumerate(crowd):
            numbers = range(place * each, (place + 1) * each)
            attacker.send(b"".join(b"HEAD /health HTTP/1.1\r\nHost: a\r\n" + fields(number) + b"\r\n" for number in numbers))
        return statuses(crowd, count), crowd[-1]


def check_limited(counts: dict[int, int], count: int) -> str:
    expect(set(counts) == {200, 429}, f"the answers were {counts}")
    # What is allowed at once, and what a second or two allow.
    expect(BURST <= counts[200] <= BURST + 5 * RATE, f"{counts[200]} were allowed instead of {BURST}")
    return f"of {count} requests {counts[200]} were allowed, {counts[429]} refused"


def spoofed(number: int) -> bytes:
    return b"X-Forwarded-For: 198.51.%d.%d\r\nForwarded: for=198.51.100.%d\r\n" % (number // 250, number % 250, number % 250)


@case("one address that asks too often gets 429, others do not", flags=(*LIMITED, "--limit-loopback"))
def too_often(attack: Attack) -> str:
    counts, last = ask(attack, 1_000, lambda number: b"")
    expect(b"Retry-After: " in last.received, "429 does not say when to come again")
    return check_limited(counts, 1_000)


@case("this machine itself is not held to the rate unless asked for", flags=LIMITED)
def own_machine(attack: Attack) -> str:
    counts, _ = ask(attack, 1_000, lambda number: b"")
    expect(counts == {200: 1_000}, f"the answers were {counts}")
    return "1000 requests were allowed"


@case("an address that anybody makes up does not count", flags=(*LIMITED, "--limit-loopback"))
def spoofed_without_proxy(attack: Attack) -> str:
    counts, _ = ask(attack, 1_000, spoofed)
    return check_limited(counts, 1_000)


@case("behind a proxy the address it adds counts, not what the client wrote before it",
      flags=(*LIMITED, "--trusted-proxy", "loopback"))
def spoofed_through_proxy(attack: Attack) -> str:
    counts, _ = ask(attack, 1_000, lambda number: spoofed(number)[:-2].split(b"\r\n")[0] + b", 203.0.113.7\r\n")
    return check_limited(counts, 1_000)


@case("behind a proxy every client has a rate of its own", flags=(*LIMITED, "--trusted-proxy", "loopback"))
def own_rates(attack: Attack) -> str:
    counts, _ = ask(attack, 1_000, lambda number: b"X-Forwarded-For: 203.0.113.%d\r\n" % (number % 250))
    expect(counts == {200: 1_000}, f"the answers were {counts}")
    return "1000 requests of 250 clients were allowed"


@case("very many clients behind a proxy take a bounded memory", flags=(*LIMITED, "--trusted-proxy", "loopback"), growth=24)
def many_clients(attack: Attack) -> str:
    rounds = 40 if attack.is_full else 4
    for turn in range(rounds):
        def fields(number: int) -> bytes:
            return b"X-Forwarded-For: 2001:db8::%x:%x\r\n" % (turn, number)
        counts, _ = ask(attack, 5_000, fields)
        expect(counts == {200: 5_000}, f"the answers were {counts}")
    return f"{rounds * 5_000} clients"
