"""Connections that break or end halfway, and answers that nobody takes."""

import time

from case import Attack, case, expect
from crowd import Crowd
from server import LARGE

REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER_BODY = b'{"status":"ok"}'


@case("a client that ends its side after its requests is answered")
def half_closed(attack: Attack) -> str:
    with Crowd(attack.port, 300, opening=REQUEST * 3) as crowd:
        for attacker in crowd:
            attacker.finish_sending()
        expect(crowd.listen(5), f"{len(crowd.open())} are still open")
        answers = [bytes(attacker.received).count(ANSWER_BODY) for attacker in crowd]
        expect(set(answers) == {3}, f"instead of 3 answers each there were {sorted(set(answers))}")
        expect(not any(attacker.is_reset for attacker in crowd), "some were reset")
        return f"{len(crowd)} got 3 answers each and the end"


@case("a client that ends its side within a request is told so")
def half_requests(attack: Attack) -> str:
    openings = [
        b"GET /health HTTP/1.1\r\nHost: loc", b"POST /webhooks/shop HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n12",
        b"POST /webhooks/shop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"]
    for opening in openings:
        with Crowd(attack.port, 100, opening=opening) as crowd:
            for attacker in crowd:
                attacker.finish_sending()
            expect(crowd.listen(5), f"{len(crowd.open())} are still open")
            expect(crowd.statuses() == {400: 100}, f"the answers were {crowd.statuses()} to {opening!r}")
    return f"{len(openings)} times 100 got 400"


@case("a reset within a request harms nobody")
def reset_within_request(attack: Attack) -> str:
    openings = [
        b"GET /hea", b"GET /health HTTP/1.1\r\nHost: localhost\r\n",
        b"POST /webhooks/shop HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + b"x" * 30_000,
        b"POST /webhooks/shop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nxxx"]
    rounds = 20 if attack.is_full else 3
    for opening in openings * rounds:
        for attacker in Crowd(attack.port, 100, opening=opening):
            attacker.reset()
    return f"{100 * rounds * len(openings)} resets"


@case("a reset within an answer harms nobody")
def reset_within_answer(attack: Attack) -> str:
    rounds = 20 if attack.is_full else 3
    for path in [b"/large.bin", b"/medium.bin"] * rounds:
        opening = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        crowd = Crowd(attack.port, 50, opening=opening, window=8_192)
        crowd.listen(2, until=lambda crowd: all(attacker.status for attacker in crowd))
        expect(all(attacker.status == 200 for attacker in crowd), f"the answers were {crowd.statuses()}")
        expect(all(attacker.ended is None for attacker in crowd), "some answers were over already")
        for attacker in crowd:
            attacker.reset()
    return f"{100 * rounds} resets"


@case("ten thousand requests whose answers nobody reads stay with the client until somebody does")
def pipelined(attack: Attack) -> str:
    count, wanted = (16 if attack.is_full else 4), 10_000
    data = REQUEST * wanted
    with Crowd(attack.port, count) as crowd:
        sent = [0] * count
        end = time.monotonic() + 2
        while time.monotonic() < end:
            for number, attacker in enumerate(crowd):
                sent[number] += attacker.send(data[sent[number] : sent[number] + 65_536])
            time.sleep(0.001)
        unread = min(sent)
        crowd[0].receive()
        # All answers have the same length.
        length = bytes(crowd[0].received).index(ANSWER_BODY) + len(ANSWER_BODY)
        end = time.monotonic() + 20
        while min(attacker.count for attacker in crowd) < wanted * length and crowd.open() and time.monotonic() < end:
            for number, attacker in enumerate(crowd):
                sent[number] += attacker.send(data[sent[number] : sent[number] + 65_536])
                attacker.receive()
        answered = [attacker.count / length for attacker in crowd]
        expect(answered == [wanted] * count, f"there were {answered} answers to {wanted} requests each")
        return f"{count} connections sent {unread} bytes or more of {len(data)} unread, then got {wanted} answers each"


@case("requests whose answers nobody ever reads end", is_quiet=True)
def never_read_pipelined(attack: Attack) -> str:
    with Crowd(attack.port, 50, window=4_096) as crowd:
        end = time.monotonic() + 2
        while time.monotonic() < end:
            for attacker in crowd:
                attacker.send(REQUEST * 1_000)
            time.sleep(0.01)
        start = time.monotonic()
        let_go = attack.server.settles_at(attack.descriptors + 1, 34)
        expect(let_go, f"{attack.server.descriptors()} descriptors are still held")
        return f"50 let go after {time.monotonic() - start + 2:.1f} s"


@case("a large file at full speed is served whole beside all others")
def large_whole(attack: Attack) -> str:
    opening = b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with Crowd(attack.port, 8, opening=opening) as crowd:
        expect(crowd.listen(30), f"{len(crowd.open())} are not done")
        expect(all(attacker.count > LARGE for attacker in crowd), "some answers were cut")
        return f"8 times {LARGE >> 20} MB within {max(attacker.lasted for attacker in crowd):.1f} s"
