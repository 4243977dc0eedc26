"""SIGTERM under load: what is in flight is finished, nothing is cut, and the server leaves with 0."""

import signal
import socket
import threading
import time

from case import Attack, case, expect
from crowd import Crowd
from server import LARGE

REQUEST = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
LEAVE_SECONDS = 14


def check_left(attack: Attack, start: float) -> float:
    """How long it took the server to leave with 0 after the signal."""
    try:
        status = attack.server.process.wait(LEAVE_SECONDS)
    except Exception:
        status = None
    expect(status is not None, f"the server had not left {LEAVE_SECONDS} s after SIGTERM")
    expect(status == 0, f"the server left with {status}: {attack.server.tail()}")
    return time.monotonic() - start


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


@case("SIGTERM lets requests that have begun come to their end", is_last=True)
def begun_requests(attack: Attack) -> str:
    body = b'{"name":"nobody","password":"none"}'
    head = b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with (
        Crowd(attack.port, 50, opening=(head % len(body))[:40]) as heads,
        Crowd(attack.port, 50, opening=head % len(body) + body[:10]) as bodies,
        Crowd(attack.port, 50, opening=REQUEST) as idle,
    ):
        idle.listen(5, until=lambda crowd: all(attacker.status for attacker in crowd))
        time.sleep(0.3)
        start = time.monotonic()
        attack.server.signal(signal.SIGTERM)
        expect(idle.listen(3), f"{len(idle.open())} idle connections are still open")
        expect(is_refused(attack.port), "the server still accepts")
        expect(len(heads.open()) == 50 and len(bodies.open()) == 50, "requests that had begun were cut")
        for attacker in heads:
            attacker.send((head % len(body))[40:] + body)
        for attacker in bodies:
            attacker.send(body[10:])
        for crowd in (heads, bodies):
            expect(crowd.listen(5), f"{len(crowd.open())} are still open")
            expect(0 not in crowd.statuses(), f"some got no answer: {crowd.statuses()}")
            said = sum(b"\r\nConnection: close\r\n" in attacker.received for attacker in crowd)
            expect(said == 50, f"only {said} of 50 answers say that the connection ends")
        return f"100 finished with {heads.statuses()} and {bodies.statuses()}, left after {check_left(attack, start):.1f} s"


@case("SIGTERM lets answers that have begun come to their end", is_last=True)
def begun_answers(attack: Attack) -> str:
    opening = b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with Crowd(attack.port, 8, opening=opening) as crowd:
        crowd.listen(5, until=lambda crowd: all(attacker.count > 10_000 for attacker in crowd))
        begun = sum(attacker.count < LARGE for attacker in crowd)
        expect(begun > 4, f"only {begun} of 8 answers had still to be finished")
        start = time.monotonic()
        attack.server.signal(signal.SIGTERM)
        expect(crowd.listen(9), f"{len(crowd.open())} are not done")
        cut = [attacker.count for attacker in crowd if attacker.count < LARGE]
        expect(not cut, f"answers were cut after {cut} bytes")
        return f"8 times {LARGE >> 20} MB came whole, left after {check_left(attack, start):.1f} s"


@case("SIGTERM does not wait for ever for those that never end", is_last=True, is_quiet=True)
def never_ending(attack: Attack) -> str:
    opening = b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with (
        Crowd(attack.port, 50, opening=opening, window=4_096),
        Crowd(attack.port, 50, opening=b"POST /webhooks/shop HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n1"),
    ):
        time.sleep(0.5)
        start = time.monotonic()
        attack.server.signal(signal.SIGTERM)
        return f"left after {check_left(attack, start):.1f} s"


class Asking:
    """Requests one after the other on a kept connection until the connection ends."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.answers, self.cut = 0, b""

    def run(self) -> None:
        rest = b""
        try:
            while True:
                self.socket.sendall(REQUEST)
                while b'"ok"}' not in rest:
                    data = self.socket.recv(65_536)
                    if not data:
                        return
                    rest += data
                self.answers += 1
                rest = rest.split(b'"ok"}', 1)[1]
        except OSError:
            pass
        finally:
            self.cut = rest
            self.socket.close()


@case("SIGTERM under load cuts no answer", is_last=True)
def loaded(attack: Attack) -> str:
    clients = [Asking(attack.port) for _ in range(16)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    time.sleep(1)
    start = time.monotonic()
    attack.server.signal(signal.SIGTERM)
    for thread in threads:
        thread.join()
    seconds = check_left(attack, start)
    cut = [client.cut for client in clients if client.cut]
    expect(not cut, f"{len(cut)} answers were cut: {cut[:2]}")
    expect(all(client.answers for client in clients), "some were never answered")
    return f"{sum(client.answers for client in clients)} answers on 16 connections, none cut, left after {seconds:.1f} s"
