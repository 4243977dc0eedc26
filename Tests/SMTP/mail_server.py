"""A mail server on the loopback (aiosmtpd): open, encrypted in either way, with or without a login."""

import email
import email.policy
import logging
import pathlib
import ssl
import subprocess
import threading
import warnings

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from echelon import free_port

USER, PASSWORD = "shop", "pa ss{word}Zażółć"
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


def make_certificate(folder: pathlib.Path, name: str = "localhost", addresses: str = "DNS:localhost,IP:127.0.0.1"):
    """A certificate that is its own authority, and its key. It is good for ten years, as tests let time pass."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName={addresses}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True)
    return certificate, key


def server_context(certificate, key) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


class Arrival:
    """One mail as it came in."""

    def __init__(self, server, session, envelope):
        self.sender, self.recipients, self.bytes = envelope.mail_from, list(envelope.rcpt_tos), envelope.content
        self.is_encrypted, self.client = server.transport.get_extra_info("ssl_object") is not None, session.peer

    @property
    def mail(self):
        return email.message_from_bytes(self.bytes, policy=email.policy.default)


class Box:
    """What arrives. `answers` says what a recipient is told instead of 250."""

    def __init__(self):
        self.arrivals: list[Arrival] = []
        self.answers: dict[str, str] = {}
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.arrivals.append(Arrival(server, session, envelope))
        return f"250 2.0.0 taken as {len(self.arrivals)}"

    def to(self, address: str) -> list[Arrival]:
        with self.lock:
            return [arrival for arrival in self.arrivals if address in arrival.recipients]

    @property
    def connections(self) -> int:
        """How many conversations brought a mail."""
        with self.lock:
            return len({arrival.client for arrival in self.arrivals})


def start(box=None, port: int = 0, **settings) -> Controller:
    """Begins to listen; `.handler` is the box, `.port` where, `.stop()` ends it."""
    warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
    controller = Controller(box or Box(), hostname="127.0.0.1", port=port or free_port(), **settings)
    controller.start()
    return controller


def flags(port: int, tls: str = "none", *more: str) -> list[str]:
    """What the server is started with to send by it."""
    return ["--smtp-host", "127.0.0.1", "--smtp-port", str(port), "--smtp-tls", tls, "--mail-from", "shop@shop.example",
            *more]
