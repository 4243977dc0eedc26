"""Mails by Exim: in the clear, and with STARTTLS by an authority of one's own and a login; hundreds in one conversation."""

import datetime
import email
import email.policy
import pathlib
import tempfile
import time
import unittest

import exim
import mail_server
from echelon import Echelon, built, waited_for
from shop import fill_outbox

MAILS = 300
# What careless senders break: dots at the beginning of lines, lines longer than SMTP takes, characters of all kinds.
LINES = [".", "..", ".dot", "...three", "no dot", ". {firstname}", "From the beginning", "x" * 2500, "ż" * 1500, "=3D =",
         "trailing blanks   ", "\ttab", "Zażółć gęślą jaźń 🦊 שלום", "{new_group}", "."]


@unittest.skipUnless(built(), "the server was not built")
@unittest.skipUnless(exim.program(), "exim4 is not installed")
class EximTest(unittest.TestCase):
    def setUp(self):
        self.echelon = Echelon(now=datetime.datetime.now(datetime.timezone.utc))
        self.addCleanup(self.echelon.close)
        place = tempfile.TemporaryDirectory(prefix="echelon-exim-")
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)

    def send(self, server: exim.Exim, tls: str, *flags: str) -> float:
        """Sends all that is queued; mails a second."""
        self.addCleanup(server.stop)
        self.echelon.flags = mail_server.flags(server.port, tls, *flags)
        self.echelon.environment["ECHELON_SMTP_PASSWORD"] = mail_server.PASSWORD
        begun = time.monotonic()
        self.echelon.start()
        waited_for(lambda: self.echelon.status()["counts"]["queued"] == 0, 120)
        self.seconds = time.monotonic() - begun
        waited_for(lambda: server.count >= MAILS, 60)
        return MAILS / self.seconds

    def parsed(self, server: exim.Exim) -> list:
        return [email.message_from_bytes(mail, policy=email.policy.default.clone(raise_on_defect=True)) for mail in server.mails]

    def assert_each_came_once(self, server: exim.Exim):
        mails = self.parsed(server)
        self.assertEqual(sorted(mail["to"].addresses[0].addr_spec for mail in mails),
                         sorted(f"c{number}@mail.example" for number in range(MAILS)))
        self.assertEqual(len({mail["message-id"] for mail in mails}), MAILS)
        self.assertEqual(dict(self.echelon.rows("SELECT state, count(*) FROM notifications GROUP BY state")), {"sent": MAILS})
        # A conversation lasts twenty seconds at most; then it is another's turn.
        self.assertLessEqual(server.conversations, 1 + self.seconds // 20)
        self.assertEqual(server.log("panic"), "")

    def assert_same(self, lines: list[str], expected: list[str]):
        """Line by line, but for the link that each customer has of their own, and blanks at the ends."""
        for line, meant in zip(lines, expected, strict=True):
            if "/unsubscribe/" not in meant and line.rstrip() != meant.rstrip():
                self.fail(f"{line[:80]!r} is not {meant[:80]!r}")

    def test_hundreds_in_one_conversation_with_text_that_careless_senders_break(self):
        fill_outbox(self.echelon, MAILS)
        self.echelon.start()
        fields = self.echelon.raw("GET", "/api/v1/mail-templates/membership_granted?locale=en", None,
                                  {"Authorization": f"Bearer {self.echelon.token}"})[2]
        text = "Subject: .{new_group} …\n\n" + "\n".join(LINES) + "\n"
        page = "Subject: .{new_group} …\n\n" + "\n".join(f"<p>{line}</p>\n{line}" for line in LINES) + "\n"
        self.echelon.put("/mail-templates/membership_granted?locale=en", {"text": text, "html": page},
                         If_Match=fields["ETag"] or "*")
        self.echelon.kill()
        server = exim.Exim(self.folder)
        rate = self.send(server, "none")
        self.assert_each_came_once(server)
        first = self.echelon.notifications()[0]
        told = self.echelon.get(f"/notifications/{first['id']}")["text"].splitlines()
        expected = [line.replace("{firstname}", "Anna").replace("{new_group}", "Ċlub & Φίλοι") for line in LINES]
        self.assert_same(told[:len(expected)], expected)
        for mail in self.parsed(server):
            self.assert_same(mail.get_body(("plain",)).get_content().splitlines(), told)
            self.assertEqual(mail["subject"], ".Ċlub & Φίλοι …")
            document = mail.get_body(("html",)).get_content()
            for line in LINES[:5]:
                self.assertIn(f"<p>{line}</p>\n{line}\n", document.replace("\r\n", "\n"))
        self.assertLessEqual(max(len(line) for mail in server.mails for line in mail.split(b"\r\n")), 998)
        print(f"\nExim, in the clear: {rate:.0f} mails/s")

    def test_starttls_by_an_authority_of_ones_own_and_a_login(self):
        fill_outbox(self.echelon, MAILS)
        certificate, key = mail_server.make_certificate(self.echelon.folder)
        server = exim.Exim(self.folder, certificate, key, login=True)
        rate = self.send(server, "required", "--outside-ca", str(certificate), "--smtp-user", mail_server.USER)
        self.assert_each_came_once(server)
        taken = [line for line in server.log("main").splitlines() if " <= " in line]
        self.assertEqual(len([line for line in taken if " X=TLS1.3" in line and " A=plain" in line]), MAILS)
        print(f"\nExim, STARTTLS and AUTH PLAIN: {rate:.0f} mails/s")

    def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(self):
        fill_outbox(self.echelon, 2)
        server = exim.Exim(self.folder, *mail_server.make_certificate(self.echelon.folder))
        self.addCleanup(server.stop)
        self.echelon.flags = mail_server.flags(server.port, "required")
        self.echelon.start()
        error = waited_for(lambda: self.echelon.status()["error"], 20)
        self.assertIn("certificate", error or "")
        self.assertEqual((server.count, self.echelon.status()["counts"]["queued"]), (0, 2))


if __name__ == "__main__":
    unittest.main()
