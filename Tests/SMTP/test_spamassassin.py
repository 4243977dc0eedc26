"""Every mail in every language, judged by SpamAssassin with its local rules: no network, no learning.

The scores are printed. Below 1.0 of the 5.0 that make spam is asked for, so that a mail has room for the shop's own words.
"""

import email
import email.utils
import re
import shutil
import subprocess
import unittest

import mail_server
from echelon import ROOT, Echelon, built
from shop import LOCALES, SHOP, Shop

LIMIT = 1.0
NAMES = {"en": ("Anna", "Wright"), "fr": ("Éloïse", "Lefèvre"), "pl": ("Łucja", "Żółć"), "de": ("Jörg", "Groß"),
         "es": ("Íñigo", "Núñez")}
# What the mailbox's own server writes on top: the mail came from a public address, or a rule for private ones fires.
RECEIVED = ("Received: from mail.shop.example (mail.shop.example [81.2.69.142])\r\n\tby mx.mail.example (Postfix) with ESMTPS id"
            " 4F3A2B1C\r\n\tfor <{to}>; {date}\r\n")


@unittest.skipUnless(built(), "the server was not built")
@unittest.skipUnless(shutil.which("spamassassin"), "spamassassin is not installed")
class SpamAssassinTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = mail_server.start()
        cls.addClassCleanup(server.stop)
        cls.box = server.handler
        cls.echelon = Echelon(*mail_server.flags(server.port))
        cls.addClassCleanup(cls.echelon.close)
        cls.echelon.start()
        cls.shop = Shop(cls.echelon)
        cls.shop.open([])
        cls.echelon.put("/stores/default/mail", {
            "shop_url": "https://shop.example/", "logo_url": "https://shop.example/logo.png", "accent": "#1f5f4a",
            "footer": f"{SHOP}, Marktstraße 1, 10115 Berlin"}, If_Match="*")

    def mails(self) -> list[tuple[str, str, bytes]]:
        """Language, template and bytes of each."""
        found = []
        for locale in [locale for locale in LOCALES if (ROOT / "mails" / locale).is_dir()]:
            self.shop.register(locale, f"{locale}@mail.example", locale, NAMES[locale])
            for template in sorted(file.stem for file in (ROOT / "mails" / locale).glob("*.html")):
                said = self.echelon.post(f"/mail-templates/{template}/test?locale={locale}",
                                         {"to": f"{locale}@mail.example", "customer": f"ext:{locale}"})
                self.assertTrue(said["ok"], said)
                received = RECEIVED.format(to=f"{locale}@mail.example", date=email.utils.formatdate()).encode()
                found.append((locale, template, received + self.box.arrivals[-1].bytes))
        return found

    def judged(self, mails: list[bytes]) -> list[tuple[float, list[str]]]:
        """Score of each, and the rules that made it."""
        mailbox = b"".join(
            b"From test Mon Mar  2 10:00:00 2026\n" + re.sub(rb"(?m)^From ", b">From ", mail.replace(b"\r\n", b"\n")) + b"\n\n"
            for mail in mails)
        command = ["spamassassin", "-L", "-x", "--cf=use_bayes 0", "--cf=report_safe 0", "--mbox"]
        done = subprocess.run(command, input=mailbox, capture_output=True, timeout=400)
        text = re.sub(r"\n[ \t]+", " ", done.stdout.decode(errors="replace"))
        # In no order that one could count on: the Message-ID tells whose the score is.
        found = re.findall(
            r"^X-Spam-Status: \w+, score=(-?[\d.]+) required=\S+ tests=(.*?)(?: autolearn.*)?$(?:\n\S.*)*?\nMessage-ID: (\S+)$",
            text, re.M)
        scores = {name: (float(score), re.findall(r"[A-Z][A-Z0-9_]+", rules)) for score, rules, name in found}
        self.assertEqual(len(scores), len(mails), done.stderr.decode()[-500:])
        return [scores[email.message_from_bytes(mail)["message-id"]] for mail in mails]

    def test_no_shipped_mail_looks_like_spam(self):
        mails = self.mails()
        self.assertGreaterEqual(len(mails), 13)
        scores = self.judged([mail for _, _, mail in mails])
        print()
        for (locale, template, _), (score, rules) in zip(mails, scores):
            print(f"{locale}  {template:24} {score:5.1f}  {' '.join(rules)}")
        for (locale, template, _), (score, rules) in zip(mails, scores):
            with self.subTest(locale=locale, template=template):
                self.assertLess(score, LIMIT, rules)

    def test_the_judge_knows_spam(self):
        """Else the test above would say nothing."""
        gtube = (b"Subject: x\nFrom: a@b.example\nTo: c@d.example\nMessage-ID: <1@b.example>\n\n"
                 b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n")
        self.assertGreater(self.judged([gtube])[0][0], 100)


if __name__ == "__main__":
    unittest.main()
