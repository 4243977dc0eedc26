"""Mail servers whose encryption fails, where it is required: nothing is said to them, and nothing is lost."""

import unittest

import failings
import mail_server
from echelon import built
from failing_case import FailingCase
from faulty import Behaviour


@unittest.skipUnless(built(), "the server was not built")
class FailingEncryptionTest(FailingCase):

    tls = "required"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls.certified("trusted")

    @classmethod
    def certified(cls, name: str) -> failings.Certified:
        return failings.Certified(mail_server.server_context(*cls.certificates[name]))

    def test_without_a_good_encryption_nothing_is_said(self):
        cases = [
            ("no STARTTLS", Behaviour(), "Encryption is required, but the server does not offer STARTTLS on this port."),
            ("STARTTLS refused", failings.Encrypts("454 4.7.0 not now"),
             "The server cannot encrypt the connection at the moment."),
            ("no handshake", failings.Encrypts("220 go on"), "The connection could not be encrypted"),
            ("injected words", failings.Encrypts("220 go on", "250 I am the server"),
             "Something was sent in the clear where encryption should have begun."),
            ("injected bytes", failings.Encrypts("220 go on", then=b"\x16\x03\x01"),
             "Something was sent in the clear where encryption should have begun."),
            ("an unknown authority", self.certified("foreign"), "certificate"),
            ("somebody else's certificate", self.certified("elsewhere"), "certificate"),
        ]
        for name, behaviour, words in cases:
            with self.subTest(server=name):
                self.setUp()
                self.server.play(behaviour)
                heard = len(self.server.heard)
                address = self.sell()[0]
                self.assertIn(words, self.error() or "")
                self.assert_nothing_hangs()
                self.assertEqual([line for line in self.server.heard[heard:] if line.startswith(("MAIL", "RCPT", "AUTH"))], [])
                self.assertEqual((self.note(address)["state"], self.server.to(address)), ("queued", []))
                self.server.play(self.good)
                self.echelon.post(f"/notifications/{self.note(address)['id']}/retry")
                self.assert_arrives(address)


if __name__ == "__main__":
    unittest.main()
