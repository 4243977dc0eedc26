"""Clients that take their time. The server's deadlines are those it has by default: `Timeouts` in Sources/Web."""

import time

from case import Attack, case, expect
from crowd import Crowd, first_flight

# Seconds: the server's own deadlines, and what a busy machine may add.
HEAD, BODY, WRITE, SLACK = 10, 20, 28, 4


def check_cut(crowd: Crowd, seconds: float, status: int) -> str:
    """All were answered with that status after so many seconds, and closed."""
    expect(not crowd.open(), f"{len(crowd.open())} of {len(crowd)} are still open")
    expect(crowd.statuses() == {status: len(crowd)}, f"the answers were {crowd.statuses()}")
    lasted = [attacker.lasted for attacker in crowd]
    expect(min(lasted) > seconds - 0.5, f"one was cut after {min(lasted):.1f} s already")
    return f"{len(crowd)} cut with {status} after {min(lasted):.1f} to {max(lasted):.1f} s"


@case("heads of a byte a second get 408", is_quiet=True)
def slow_heads(attack: Attack) -> str:
    opening = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
    with Crowd(attack.port, 1_000 if attack.is_full else 300, opening=opening) as crowd:
        crowd.drip(HEAD + SLACK, b"s")
        return check_cut(crowd, HEAD, 408)


@case("bodies of a byte a second get 408", is_quiet=True)
def slow_bodies(attack: Attack) -> str:
    opening = b"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{"
    with Crowd(attack.port, 1_000 if attack.is_full else 300, opening=opening) as crowd:
        crowd.drip(BODY + SLACK, b" ")
        return check_cut(crowd, BODY, 408)


@case("chunks of a byte a second get 408", is_quiet=True)
def slow_chunks(attack: Attack) -> str:
    opening = b"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with Crowd(attack.port, 200, opening=opening) as crowd:
        crowd.drip(BODY + SLACK, b"1\r\nx\r\n")
        return check_cut(crowd, BODY, 408)


def never_read(attack: Attack, path: bytes, count: int) -> str:
    """Clients that ask for a file and do not read it are let go, and nothing of theirs is left in the server."""
    opening = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with Crowd(attack.port, count, opening=opening, window=4_096) as crowd:
        time.sleep(2)
        held = attack.server.descriptors() - attack.descriptors
        expect(held >= count, f"only {held} descriptors are held by {count} readers: the attack does not work")
        start = time.monotonic()
        # The visitor's own connections come and go, two at most.
        let_go = attack.server.settles_at(attack.descriptors + 1, WRITE + SLACK)
        expect(let_go, f"{attack.server.descriptors()} descriptors are still held after {WRITE + SLACK} s")
        seconds = time.monotonic() - start + 2
        crowd.listen(3)
        expect(all(attacker.ended for attacker in crowd), f"{len(crowd.open())} connections did not end")
        cut = sum(attacker.is_reset for attacker in crowd)
        return f"{count} readers of {path.decode()} let go after {seconds:.1f} s, {cut} by a reset"


# Each answer that streams takes less than 256 KiB.
@case("readers that never read a large file are cut", is_quiet=True, growth=128)
def never_read_large(attack: Attack) -> str:
    return never_read(attack, b"/large.bin", 500 if attack.is_full else 200)


@case("half a ClientHello is waited for no longer than for a head", secure=True, is_quiet=True)
def half_handshakes(attack: Attack) -> str:
    hello = first_flight()
    with Crowd(attack.port, 300, opening=hello[: len(hello) // 2]) as crowd:
        crowd.listen(HEAD + SLACK)
        expect(not crowd.open(), f"{len(crowd.open())} are still open")
        lasted = [attacker.lasted for attacker in crowd]
        expect(min(lasted) > HEAD - 0.5, f"one was cut after {min(lasted):.1f} s already")
        expect(crowd.statuses() == {0: len(crowd)}, f"there were answers: {crowd.statuses()}")
        return f"{len(crowd)} cut after {min(lasted):.1f} to {max(lasted):.1f} s"


@case("a handshake that stops after the server's part is cut", secure=True, is_quiet=True)
def silent_after_hello(attack: Attack) -> str:
    with Crowd(attack.port, 300, opening=first_flight()) as crowd:
        crowd.listen(HEAD + SLACK)
        expect(not crowd.open(), f"{len(crowd.open())} are still open")
        expect(all(attacker.count > 500 for attacker in crowd), "the server did not shake hands")
        lasted = [attacker.lasted for attacker in crowd]
        return f"{len(crowd)} cut after {min(lasted):.1f} to {max(lasted):.1f} s"


@case("a handshake of a byte a second is cut", secure=True, is_quiet=True)
def slow_handshakes(attack: Attack) -> str:
    hello = first_flight()
    with Crowd(attack.port, 200) as crowd:
        end = time.monotonic() + HEAD + SLACK
        for index in range(len(hello)):
            for attacker in crowd.open():
                attacker.send(hello[index : index + 1])
            if crowd.listen(1) or time.monotonic() > end:
                break
        expect(not crowd.open(), f"{len(crowd.open())} are still open")
        return f"{len(crowd)} cut after at most {max(attacker.lasted for attacker in crowd):.1f} s"
