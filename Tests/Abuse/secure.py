"""Attacks on a server that speaks TLS."""

import http.client
import os
import socket
import ssl
import threading
import time

from case import Attack, case, expect
from crowd import Crowd, first_flight
from server import make_certificate
import signal

HELLO_VERSIONS = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}


def context(version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    made = ssl._create_unverified_context()
    if version:
        made.minimum_version = made.maximum_version = version
    return made


def shake_hands(port: int, tls: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    try:
        return tls.wrap_socket(plain, server_hostname="localhost")
    except BaseException:
        plain.close()
        raise


@case("plain requests on the TLS port are told so", secure=True)
def plain_on_secure(attack: Attack) -> str:
    with Crowd(attack.port, 300, opening=b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as crowd:
        crowd.listen(5)
        expect(not crowd.open(), f"{len(crowd.open())} are still open")
        expect(crowd.statuses() == {400: 300}, f"the answers were {crowd.statuses()}")
        return f"300 got 400 within {max(attacker.lasted for attacker in crowd):.1f} s"


@case("garbage instead of a handshake is cut", secure=True, is_quiet=True)
def garbage(attack: Attack) -> str:
    hello = bytearray(first_flight())
    hello[40:80] = bytes(40)
    openings = [
        os.urandom(200).replace(b"G", b"\0"), b"\x16\x03\x01\xff\xff" + os.urandom(500), b"\x80\x2e\x01\x00\x02" + bytes(44),
        bytes(1_000), b"\x15\x03\x03\x00\x02\x02\x28", b"\x17\x03\x03\x00\x10" + os.urandom(16), bytes(hello[:60]) * 3,
        b"\x16\x03\x01\x40\x01" + bytes(0x4001)]
    for number, opening in enumerate(openings):
        # What looks like text is told in text that this is no place for it.
        opening = b"\x00" + opening[1:] if 0x20 <= opening[0] <= 0x7E else opening
        with Crowd(attack.port, 50, opening=opening) as crowd:
            # The head's deadline, for what may still become a handshake.
            crowd.listen(14)
            expect(not crowd.open(), f"{len(crowd.open())} are still open after opening {number}")
            expect(set(crowd.statuses()) == {0}, f"there were answers: {crowd.statuses()}")
    return f"{len(openings)} kinds, 50 times each"


@case("garbage after a handshake is cut", secure=True)
def garbage_after_handshake(attack: Attack) -> str:
    count = 0
    for version in HELLO_VERSIONS.values():
        for _ in range(20):
            connection = shake_hands(attack.port, context(version))
            # The session is left behind: what follows goes straight to the socket.
            plain = socket.socket(fileno=connection.detach())
            with plain:
                plain.settimeout(5)
                plain.sendall(b"\x17\x03\x03\x00\x20" + os.urandom(32))
                try:
                    while plain.recv(65_536):
                        pass
                except ConnectionResetError:
                    pass
                count += 1
    return f"{count} cut"


@case("a flood of handshakes leaves others their turn", secure=True)
def handshake_flood(attack: Attack) -> str:
    seconds, counts = (20 if attack.is_full else 2), []

    def flood(version: ssl.TLSVersion) -> None:
        tls, count, end = context(version), 0, time.monotonic() + seconds
        while time.monotonic() < end:
            shake_hands(attack.port, tls).close()
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=flood, args=(version,)) for version in HELLO_VERSIONS.values() for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(len(counts) == len(threads), "an attacker was not let in")
    return f"{sum(counts) / seconds:.0f} handshakes a second"


@case("a flood of ClientHellos without a second step leaves others their turn", secure=True)
def hello_flood(attack: Attack) -> str:
    hello, end, count = first_flight(), time.monotonic() + (15 if attack.is_full else 2), 0
    while time.monotonic() < end:
        with Crowd(attack.port, 50, opening=hello) as crowd:
            crowd.listen(2, until=lambda crowd: all(attacker.count or attacker.ended for attacker in crowd))
            count += 50
    return f"{count} ClientHellos"


@case("very many idle TLS connections take a bounded memory", secure=True, growth=96)
def idle_sessions(attack: Attack) -> str:
    count, tls = (1_500 if attack.is_full else 400), context()
    connections = [shake_hands(attack.port, tls) for _ in range(count)]
    memory = attack.server.memory()
    for connection in connections:
        connection.close()
    return f"{count} connections, {memory:.0f} MB"


class Load:
    """Clients that ask over TLS without a pause, each on a kept connection, and count what went wrong."""

    def __init__(self, port: int, count: int):
        self.port, self.is_over = port, threading.Event()
        self.answers, self.faults = [0] * count, []
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def run(self, number: int) -> None:
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=context())
        try:
            while not self.is_over.is_set():
                connection.request("GET", "/health")
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200 or answer.will_close:
                    self.faults.append(f"{answer.status}, closing: {answer.will_close}")
                self.answers[number] += 1
        except (OSError, http.client.HTTPException) as error:
            self.faults.append(repr(error))
        finally:
            connection.close()


def shown_certificate(port: int) -> bytes:
    with shake_hands(port, context()) as connection:
        return connection.getpeercert(binary_form=True) or b""


@case("SIGHUP under load renews the certificate and drops nobody", secure=True)
def renewal(attack: Attack) -> str:
    server, shown = attack.server, [shown_certificate(attack.port)]
    with Load(attack.port, 8) as load:
        for name in [f"renewed-{number}" for number in range(20 if attack.is_full else 4)]:
            certificate, key = make_certificate(server.folder, name)
            certificate.replace(server.certificate)
            key.replace(server.key)
            before = sum(load.answers)
            server.signal(signal.SIGHUP)
            end = time.monotonic() + 5
            while (now := shown_certificate(attack.port)) == shown[-1] and time.monotonic() < end:
                time.sleep(0.01)
            expect(now not in shown, "the new certificate is not shown")
            shown.append(now)
            expect(sum(load.answers) > before, "nobody was answered meanwhile")
        # Files that are not right leave what there is.
        server.certificate.write_text("no certificate")
        server.signal(signal.SIGHUP)
        end = time.monotonic() + 5
        while "stays" not in server.tail() and time.monotonic() < end:
            time.sleep(0.01)
        expect("stays" in server.tail(), "the server does not tell of a bad certificate")
        expect(shown_certificate(attack.port) == shown[-1], "a bad file changed the certificate")
    expect(not load.faults, f"{len(load.faults)} were dropped: {load.faults[:3]}")
    expect(min(load.answers) > 0, "some were never answered")
    return f"{len(shown) - 1} renewals, {sum(load.answers)} answers on 8 connections, none dropped"
