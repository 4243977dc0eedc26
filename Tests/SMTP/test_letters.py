"""Every mail that customers and administrators get, from real events, read back by an independent parser.

The server runs through half a year by a clock of its own and sends by a real mail server (aiosmtpd) with STARTTLS and a
login. Each course of events happens to one customer in each language.
"""

import datetime
import email
import email.header
import email.policy
import email.utils
import html.parser
import re
import unittest

import mail_server
from echelon import BASE_URL, ROOT, Echelon, built, waited_for
from shop import ADMINISTRATOR, AMOUNT, LOCALES, NAMES, SHOP, ZONE, Shop, at, rules

# The membership bought on 3 March for 40 days, and the amount spent, as each language writes them.
LAST_DAY = {"en": "April 12, 2026", "fr": "12 avril 2026", "pl": "12 kwietnia 2026", "de": "12. April 2026",
            "es": "12 de abril de 2026"}
SPENT = {"en": "€12,345.60", "fr": "12 345,60 €", "pl": "12 345,60 €", "de": "12.345,60 €", "es": "12.345,60 €"}
# Which templates one customer is sent in the end, by the course of events.
COURSES = {
    "member": ["membership_granted", "membership_expiring", "membership_expired"],
    "sleeper": ["inactivity_reminder", "group_change", "group_restored", "inactivity_reminder", "group_change"],
    "newcomer": ["group_change"],
    "buyer": ["turnover_reminder", "turnover_group_change"],
    "starter": ["turnover_promoted"],
    "climber": ["tier_promoted", "tier_at_risk", "tier_demoted"],
}
STRICT = email.policy.default.clone(raise_on_defect=True)


def address(course: str, locale: str) -> str:
    return f"{course}.{locale}@{'new' if course == 'newcomer' else 'mail'}.example"


class Words(html.parser.HTMLParser):
    """What a reader of an HTML mail sees, with single spaces."""

    def __init__(self, document: str):
        super().__init__()
        self.parts, self.hidden = [], 0
        self.feed(document)

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return spaced(" ".join(self.parts))


def spaced(text: str) -> str:
    """All kinds of blanks as one space."""
    return " ".join(text.split())


def spaceless(text: str) -> str:
    return "".join(text.split())


def mailbox(message: bytes, header: str) -> tuple[str, str]:
    """Name and address of a header field that holds one mailbox, by the older of Python's two parsers."""
    field = email.message_from_bytes(message, policy=email.policy.compat32)[header]
    name, address = email.utils.parseaddr(field)
    return str(email.header.make_header(email.header.decode_header(name))), address


class Year:
    """The course of events, and the mails it made."""

    def __init__(self, echelon: Echelon, box: mail_server.Box):
        self.echelon, self.box, self.shop = echelon, box, Shop(echelon)

    def go(self):
        self.shop.open(rules())
        self.echelon.pass_time(days=1)
        self.begin()
        for day, act in (((3, 20), None), ((3, 23), None), ((4, 2), None), ((4, 3), self.wake), ((4, 6), None),
                         ((4, 13), None), ((5, 4), None), ((5, 15), None), ((5, 16), None)):
            self.echelon.now = at(2026, *day, hour=11)
            if act:
                act()
            self.echelon.cron()
            self.drain()

    def begin(self):
        for number in range(110):
            self.shop.register(f"plain-{number}", None, group="idle" if number < 3 else None)
        for locale in LOCALES:
            for course, group in (("member", None), ("sleeper", "wholesale"), ("newcomer", None), ("buyer", "b2b"),
                                  ("starter", "starter"), ("climber", None)):
                self.shop.register(f"{course}-{locale}", address(course, locale), locale, NAMES[locale], group)
            self.shop.buy(f"member-{locale}", sku="CLUB")
            self.shop.buy(f"starter-{locale}", "400.00")
            self.shop.buy(f"climber-{locale}", AMOUNT)
        self.drain()

    def wake(self):
        """The day after they were moved, the sleepers buy something."""
        for locale in LOCALES:
            self.shop.buy(f"sleeper-{locale}")

    def drain(self):
        """Lets all go out that is due now."""
        waited_for(lambda: sum(self.echelon.status()["counts"][word] for word in ("queued", "sending")) == 0, 60)


@unittest.skipUnless(built(), "the server was not built")
class LetterTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.echelon = Echelon(now=at(2026, 3, 2))
        cls.addClassCleanup(cls.echelon.close)
        certificate, key = mail_server.make_certificate(cls.echelon.folder)
        cls.server = mail_server.start(
            tls_context=mail_server.server_context(certificate, key), require_starttls=True, auth_required=True,
            authenticator=mail_server.authenticate)
        cls.addClassCleanup(cls.server.stop)
        cls.box = cls.server.handler
        cls.echelon.flags = mail_server.flags(cls.server.port, "required", "--smtp-user", mail_server.USER,
                                              "--outside-ca", str(certificate))
        cls.echelon.environment["ECHELON_SMTP_PASSWORD"] = mail_server.PASSWORD
        cls.echelon.make_user(ADMINISTRATOR, "Ólafur „Owner“ <x>")
        cls.echelon.start()
        Year(cls.echelon, cls.box).go()
        cls.by_id = {note["mail"]["message_id"]: cls.echelon.get(f"/notifications/{note['id']}")
                     for note in cls.echelon.notifications() if note["mail"]}

    def each(self, check=lambda arrival, mail, told: None) -> list[tuple]:
        """Checks each mail beside what the server says about it; all of them."""
        found = []
        for arrival in self.box.arrivals:
            mail = email.message_from_bytes(arrival.bytes, policy=STRICT)
            told = self.by_id[mail["message-id"].strip("<>")]
            found.append((arrival, mail, told))
            with self.subTest(template=told["template"], locale=told["mail"]["locale"], to=arrival.recipients[0]):
                check(arrival, mail, told)
        return found

    def parts(self, mail) -> tuple[str, str]:
        self.assertEqual([part.get_content_type() for part in mail.iter_parts()], ["text/plain", "text/html"])
        return tuple(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))

    def body(self, course: str, template: str, locale: str) -> str:
        """The plain text of one mail, with single spaces."""
        found = [told for told in self.by_id.values()
                 if told["template"] == template and told["mail"]["to"] == address(course, locale)]
        self.assertEqual(len(found), 1, f"{template} to {address(course, locale)}")
        return spaced(found[0]["text"])

    def test_each_course_of_events_is_told_in_every_language_and_nothing_else(self):
        for course, templates in COURSES.items():
            for locale in LOCALES:
                with self.subTest(course=course, locale=locale):
                    notes = self.echelon.notifications(customer=f"ext:{course}-{locale}")
                    self.assertEqual([note["template"] for note in notes], templates)
                    self.assertEqual({note["state"] for note in notes}, {"sent"})
                    self.assertEqual(len(self.box.to(address(course, locale))), len(templates))
        templates = {note["template"] for note in self.echelon.notifications()}
        self.assertEqual(templates, {file.stem for file in (ROOT / "mails/en").glob("*.html")})
        self.assertEqual(len(self.box.to(ADMINISTRATOR)), 1)

    def test_the_language_is_the_customers(self):
        def check(arrival, mail, told):
            if told["customer"]:
                own = told["customer"]["external_id"].split("-")[1]
                self.assertEqual(told["mail"]["locale"], own)
                self.assertIn(f'lang="{own}"', self.parts(mail)[1])

        self.each(check)

    def test_headers_decode_to_what_was_meant(self):
        def check(arrival, mail, told):
            name = " ".join(NAMES[told["customer"]["external_id"].split("-")[1]]) if told["customer"] else "Ólafur „Owner“ <x>"
            self.assertEqual(mailbox(arrival.bytes, "To"), (name, arrival.recipients[0]))
            self.assertEqual(mailbox(arrival.bytes, "From"), (SHOP, "shop@shop.example"))
            # Python before 3.12.9 keeps the blank between two encoded words here, which RFC 2047 section 6.2 takes away.
            self.assertEqual([spaceless(one.display_name) for one in mail["to"].addresses], [spaceless(name)])
            self.assertEqual([one.addr_spec for one in mail["to"].addresses], arrival.recipients)
            self.assertEqual(mail["subject"], told["subject"])
            self.assertTrue(mail["subject"])
            self.assertNotRegex(mail["subject"], r"[{}]")
            self.assertEqual((arrival.sender, arrival.is_encrypted), ("shop@shop.example", True))
            self.assertEqual((mail["mime-version"], mail["auto-submitted"]), ("1.0", "auto-generated"))
            for header in ("from", "to", "subject", "date", "message-id", "content-type"):
                self.assertEqual((len(mail.get_all(header)), mail[header].defects), (1, ()), header)

        self.each(check)

    def test_both_parts_hold_what_was_meant(self):
        def check(arrival, mail, told):
            text, document = self.parts(mail)
            self.assertEqual(text.splitlines(), told["text"].splitlines())
            words = Words(document).text
            # A customer is called {firstname}: what a name holds is never filled in.
            self.assertNotRegex((words + text).replace("{firstname}", ""), r"\{[#/a-z_]")
            for part in mail.iter_parts():
                self.assertEqual(part.get_content_charset(), "utf-8")
                self.assertIn(part["content-transfer-encoding"], ("quoted-printable", "base64", "7bit"))
            # What stands in one part and matters is in the other, too: every long word of the text.
            missing = [word for word in re.findall(r"[^\W\d_]{7,}", text) if word.lower() not in (words + document).lower()]
            self.assertEqual(missing, [])

        self.each(check)

    def test_names_are_never_markup(self):
        def check(arrival, mail, told):
            if told["customer"] and told["customer"]["external_id"].endswith("-es"):
                self.assertNotIn("<b>co</b>", self.parts(mail)[1])
            self.assertNotIn("<Jaźń>", self.parts(mail)[1])

        self.each(check)

    def test_the_bytes_are_what_every_server_takes(self):
        def check(arrival, mail, told):
            self.assertTrue(arrival.bytes.isascii())
            self.assertNotIn(b"\0", arrival.bytes)
            self.assertNotRegex(arrival.bytes, rb"[^\r]\n|\r[^\n]")
            # An address cannot be folded (RFC 5322 section 2.1.1 wants 78, and 998 at most).
            longest = max((line for line in arrival.bytes.split(b"\r\n") if b"/unsubscribe/" not in line), key=len)
            self.assertLessEqual(len(longest), 78, longest)

        self.each(check)

    def test_each_mail_has_an_id_and_the_date_of_the_shops_zone(self):
        ids = [mail["message-id"] for _, mail, _ in self.each()]
        self.assertEqual(len(set(ids)), len(self.box.arrivals))

        def check(arrival, mail, told):
            self.assertRegex(mail["message-id"], r"^<[A-Za-z0-9_.-]+@shop\.example>$")
            written = mail["date"].datetime
            sent = datetime.datetime.fromisoformat(told["sent_at"])
            self.assertLess(abs((sent - written).total_seconds()), 20)
            self.assertEqual(written.utcoffset(), written.astimezone(ZONE).utcoffset())

        self.each(check)
        offsets = {mail["date"].datetime.utcoffset() for _, mail, _ in self.each()}
        self.assertEqual(offsets, {datetime.timedelta(hours=1), datetime.timedelta(hours=2)}, "winter and summer")

    def test_customers_may_end_them_with_one_click_and_administrators_are_not_asked(self):
        def check(arrival, mail, told):
            if told["customer"]:
                self.assertRegex(mail["list-unsubscribe"], rf"^<{BASE_URL}/unsubscribe/[A-Za-z0-9_.-]+>$")
                self.assertEqual(mail["list-unsubscribe-post"], "List-Unsubscribe=One-Click")
                self.assertIn(mail["list-unsubscribe"].strip("<>"), self.parts(mail)[0])
            else:
                self.assertIsNone(mail["list-unsubscribe"])

        self.each(check)

    def test_days_are_written_as_in_the_readers_language(self):
        for locale in LOCALES:
            expected = LAST_DAY[locale]
            for template in COURSES["member"]:
                with self.subTest(locale=locale, template=template):
                    self.assertIn(expected, self.body("member", template, locale))

    def test_amounts_are_written_as_in_the_readers_language(self):
        for locale in LOCALES:
            expected = SPENT[locale]
            for course, template in (("climber", "tier_promoted"), ("buyer", "turnover_reminder")):
                with self.subTest(locale=locale, template=template):
                    self.assertIn(expected, self.body(course, template, locale))


if __name__ == "__main__":
    unittest.main()
