"""Many connections of attackers at once, driven by one thread."""

import selectors
import socket
import ssl
import struct
import time

# Bytes that are taken at once, and those of all that are kept.
TAKEN, KEPT = 65_536, 1 << 20
# Linux: the port is chosen on connecting, which is quick however many are taken (ip(7)).
IP_BIND_ADDRESS_NO_PORT = 24


class Attacker:
    """One connection: what it received, and when and how it ended."""

    def __init__(self, port: int, source: str = "127.0.0.1", window: int = 0):
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        self.socket.bind((source, 0))
        self.socket.settimeout(10)
        self.began = time.monotonic()
        self.received = bytearray()
        self.count = 0
        self.ended: float | None = None
        self.is_reset = False
        self.is_sending_over = False
        try:
            self.socket.connect(("127.0.0.1", port))
        except OSError:
            self.note_end(True)
        self.socket.setblocking(False)

    @property
    def status(self) -> int:
        """Of the first answer; 0 where there is none."""
        line = bytes(self.received[:12]).split(b" ")
        return int(line[1]) if len(line) > 1 and line[0] == b"HTTP/1.1" and line[1].isdigit() else 0

    @property
    def lasted(self) -> float:
        """In seconds, until it was closed from the other side."""
        return (self.ended or time.monotonic()) - self.began

    def note_end(self, is_reset: bool) -> None:
        self.ended = self.ended or time.monotonic()
        self.is_reset = is_reset

    def send(self, data: bytes) -> int:
        """How much of it was taken."""
        if self.ended is not None or self.is_sending_over:
            return 0
        try:
            return self.socket.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            # The answer may still be there to be read.
            self.is_sending_over = True
            return 0

    def receive(self) -> None:
        """Takes what is there now; the beginning of it is kept."""
        while self.ended is None:
            try:
                data = self.socket.recv(TAKEN)
            except BlockingIOError:
                return
            except OSError:
                return self.note_end(True)
            if not data:
                return self.note_end(False)
            self.count += len(data)
            self.received += data[: max(0, KEPT - len(self.received))]

    def finish_sending(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def reset(self) -> None:
        """Closes with a reset, as a client does that crashed."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        self.socket.close()


class Crowd(list):
    """Attackers who do the same. They are closed at the end of the `with`."""

    def __init__(self, port: int, count: int, *, opening: bytes = b"", rate: float = 0, **how):
        """
        Args:
            opening: what each sends at once.
            rate: connections per second; 0: as fast as it goes.
            how: further arguments of `Attacker`.
        """
        super().__init__()
        start = time.monotonic()
        for number in range(count):
            attacker = Attacker(port, **how)
            attacker.send(opening)
            self.append(attacker)
            if rate:
                time.sleep(max(0, start + (number + 1) / rate - time.monotonic()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for attacker in self:
            attacker.close()

    def open(self) -> list[Attacker]:
        return [attacker for attacker in self if attacker.ended is None]

    def listen(self, seconds: float, until=lambda crowd: not crowd.open()) -> bool:
        """Reads what comes, until `until` holds: by default until all are closed from the other side.

        Returns:
            Whether that came in time.
        """
        end = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for attacker in self.open():
                selector.register(attacker.socket, selectors.EVENT_READ, attacker)
            while True:
                for key, _ in selector.select(min(0.05, max(0, end - time.monotonic()))):
                    key.data.receive()
                    if key.data.ended is not None:
                        selector.unregister(key.fileobj)
                if until(self):
                    return True
                if time.monotonic() > end:
                    return False

    def drip(self, seconds: float, byte: bytes, every: float = 1) -> bool:
        """Sends a byte on each connection again and again, and reads, until all are closed or the time is over."""
        end = time.monotonic() + seconds
        while self.open() and time.monotonic() < end:
            for attacker in self.open():
                attacker.send(byte)
            self.listen(every)
        return not self.open()

    def pour(self, seconds: float, data: bytes, upto: int) -> bool:
        """Sends the data over and over on all connections, up to so many bytes each, and reads, until all are closed.

        Returns:
            Whether all were closed in time.
        """
        end = time.monotonic() + seconds
        sent = dict.fromkeys(self, 0)
        while self.open() and time.monotonic() < end:
            for attacker in self.open():
                if sent[attacker] < upto:
                    # What was not taken of the data is sent first the next time, so that the bytes go on in order.
                    offset = sent[attacker] % len(data)
                    sent[attacker] += attacker.send(data[offset : offset + upto - sent[attacker]])
                attacker.receive()
            if not any(sent[attacker] < upto and not attacker.is_sending_over for attacker in self.open()):
                self.listen(end - time.monotonic())
        return not self.open()

    def statuses(self) -> dict[int, int]:
        """How many got which status as their first answer; 0: none."""
        counts: dict[int, int] = {}
        for attacker in self:
            counts[attacker.status] = counts.get(attacker.status, 0) + 1
        return dict(sorted(counts.items()))


def first_flight() -> bytes:
    """The first bytes of a TLS client: its ClientHello."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        ssl._create_unverified_context().wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()
