"""`echelon mail-test` against a real mail server (aiosmtpd), encrypted in each way and not.

The server is the one that was built; ECHELON may name another.
"""

import email
import email.policy
import logging
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import types
import unittest

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

ROOT = pathlib.Path(__file__).resolve().parents[2]
USER, PASSWORD = "shop", "pa ss{word}"


def built() -> str | None:
    """The server: as ECHELON says, else the one built last."""
    files = [ROOT / ".build" / kind / "echelon" for kind in ("debug", "release")]
    there = [file for file in files if file.exists()]
    newest = max(there, key=lambda file: file.stat().st_mtime, default=None)
    return os.environ.get("ECHELON") or (str(newest) if newest else None)


class Box:
    """Keeps what it is sent; refuses the recipient `greylisted@` for now and `gone@` for good."""

    def __init__(self):
        self.mails: list = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("greylisted@"):
            return "451 4.7.1 come back in five minutes"
        if address.startswith("gone@"):
            return "550 5.1.1 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 2.0.0 taken as 4711"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@unittest.skipUnless(built(), "the server was not built")
class MailTest(unittest.TestCase):
    folder: tempfile.TemporaryDirectory

    @classmethod
    def setUpClass(cls):
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        cls.folder = tempfile.TemporaryDirectory()
        cls.key, cls.certificate = (str(pathlib.Path(cls.folder.name) / name) for name in ("key.pem", "cert.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-keyout", cls.key, "-out", cls.certificate, "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
        cls.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.context.load_cert_chain(cls.certificate, cls.key)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def serve(self, **settings) -> Controller:
        self.box = Box()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(self.box, hostname="127.0.0.1", port=port, **settings)
        controller.start()
        self.addCleanup(controller.stop)
        return controller

    def send(self, controller, tls: str, *more: str, to="anna@example.test", password=PASSWORD, trusted=True):
        environment = {**os.environ, "ECHELON_SMTP_PASSWORD": password}
        command = [built(), "mail-test", to, "--smtp-host", "127.0.0.1", "--smtp-port", str(controller.port),
                   "--smtp-tls", tls, "--mail-from", "shop@example.test", "--mail-from-name", "Zażółć „Gęślą” <Jaźń>"]
        command += ["--outside-ca", self.certificate] if trusted else []
        done = subprocess.run([*command, *more], env=environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def test_the_mail_arrives_and_is_what_a_reader_expects(self):
        code, said = self.send(self.serve(), "none")
        self.assertEqual(code, 0, said)
        self.assertIn("taken as 4711", said)
        sender, recipients, content, _ = self.box.mails[0]
        self.assertEqual((sender, recipients), ("shop@example.test", ["anna@example.test"]))
        mail = email.message_from_bytes(content, policy=email.policy.default)
        self.assertEqual(mail["from"].addresses[0].display_name, "Zażółć „Gęślą” <Jaźń>")
        self.assertEqual(mail["subject"], "A test of Echelon’s mails")
        self.assertEqual(mail["auto-submitted"], "auto-generated")
        self.assertEqual([part.get_content_type() for part in mail.iter_parts()], ["text/plain", "text/html"])
        self.assertIn("Echelon can send mails", mail.get_body(("plain",)).get_content())

    def test_starttls_with_a_login(self):
        controller = self.serve(tls_context=self.context, require_starttls=True, authenticator=authenticate,
                                auth_required=True)
        code, said = self.send(controller, "required", "--smtp-user", USER)
        self.assertEqual(code, 0, said)
        self.assertTrue(self.box.mails[0][3], "the mail came unencrypted")

    def test_encrypted_from_the_first_byte(self):
        controller = self.serve(ssl_context=self.context)
        code, said = self.send(controller, "implicit")
        self.assertEqual(code, 0, said)
        self.assertEqual(len(self.box.mails), 1)

    def test_what_went_wrong_is_said_in_words(self):
        plain = self.serve()
        secured = self.serve(tls_context=self.context, require_starttls=True, authenticator=authenticate,
                             auth_required=True)
        cases = [
            (plain, "required", (), {}, "STARTTLS"),
            (plain, "none", (), {"to": "gone@example.test"}, "no such address"),
            (plain, "none", (), {"to": "greylisted@example.test"}, "try again later"),
            (plain, "none", ("--smtp-user", USER), {}, "encrypt"),
            (secured, "none", (), {}, "STARTTLS"),
            (secured, "required", ("--smtp-user", USER), {"password": "wrong"}, "password"),
            (secured, "required", ("--smtp-user", USER), {"trusted": False}, "certificate"),
        ]
        for controller, tls, more, options, word in cases:
            with self.subTest(tls=tls, word=word):
                code, said = self.send(controller, tls, *more, **options)
                self.assertNotEqual(code, 0, said)
                self.assertIn(word.lower(), said.lower())
                self.assertNotIn(PASSWORD, said)
        self.assertEqual(self.box.mails, [])

    def test_a_server_that_is_not_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            code, said = self.send(types.SimpleNamespace(port=free.getsockname()[1]), "none")
        self.assertNotEqual(code, 0)
        self.assertIn("cannot be reached", said)


if __name__ == "__main__":
    unittest.main()
