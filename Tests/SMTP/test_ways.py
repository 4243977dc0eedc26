"""The ways to a mail server, set up as in the panel, and the one click by which a customer ends mails."""

import unittest
import urllib.parse

import mail_server
from echelon import BASE_URL, Echelon, built, waited_for
from shop import Shop

CLUB = {"kind": "purchase", "name": "Club", "active_from": "2026-01-01T00:00:00Z", "params": {
    "products": [{"sku": "CLUB"}], "groups": ["club"], "validity": {"kind": "days", "count": 30}}}
CIRCLE = CLUB | {"name": "Circle", "params": {
    "products": [{"sku": "CIRCLE"}], "groups": ["new"], "validity": {"kind": "none"}}}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@unittest.skipUnless(built(), "the server was not built")
class WaysTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.echelon = Echelon()
        cls.addClassCleanup(cls.echelon.close)
        cls.pair = mail_server.make_certificate(cls.echelon.folder)
        cls.echelon.flags = ["--outside-ca", str(cls.pair[0])]
        cls.echelon.start()
        cls.shop = Shop(cls.echelon)
        cls.shop.open([CLUB, CIRCLE])
        cls.customers = 0

    def set_up(self, tls: str, login: bool = False, **settings) -> mail_server.Box:
        """A new mail server, and the panel's word that it is the one."""
        if login:
            settings |= {"auth_required": True, "authenticator": mail_server.authenticate}
        server = mail_server.start(**settings)
        self.addCleanup(server.stop)
        form = {"host": "127.0.0.1", "port": server.port, "tls": tls, "from": "shop@shop.example"}
        if login:
            form |= {"user": mail_server.USER, "password": mail_server.PASSWORD}
        present = self.echelon.raw("GET", "/api/v1/settings/mail", None, {"Authorization": f"Bearer {self.echelon.token}"})[2]
        self.echelon.put("/settings/mail", form, If_Match=present["ETag"] or "*")
        return server.handler

    def sell(self, count: int) -> list[str]:
        """New customers buy a membership; their addresses."""
        addresses = []
        for _ in range(count):
            type(self).customers += 1
            addresses.append(f"c{self.customers}@mail.example")
            self.shop.register(str(self.customers), addresses[-1])
            self.shop.buy(str(self.customers), sku="CLUB")
        return addresses

    def states(self, address: str) -> list[tuple]:
        """State and result of what a customer was to be told, oldest first."""
        number = address[1:].split("@")[0]
        return [(note["state"], note["result"]) for note in self.echelon.notifications(customer=f"ext:{number}")]

    # How mails are handed over

    def test_each_way_to_a_mail_server(self):
        def context():
            return {"tls_context": mail_server.server_context(*self.pair)}

        def implicit():
            return {"ssl_context": mail_server.server_context(*self.pair)}

        ways = [
            ("STARTTLS, AUTH PLAIN", "required", True, True, context() | {"auth_exclude_mechanism": ["LOGIN"]}),
            ("STARTTLS, AUTH LOGIN", "required", True, True, context() | {"auth_exclude_mechanism": ["PLAIN"]}),
            ("STARTTLS that the server insists on", "required", False, True, context() | {"require_starttls": True}),
            ("STARTTLS where it is offered", "optional", False, True, context()),
            ("STARTTLS where it is not offered", "optional", False, False, {}),
            ("TLS from the first byte", "implicit", False, True, implicit()),
            ("TLS from the first byte, a login", "implicit", True, True, implicit() | {"auth_require_tls": False}),
            ("in the clear", "none", False, False, {}),
        ]
        for name, tls, login, is_encrypted, settings in ways:
            with self.subTest(way=name):
                box = self.set_up(tls, login, **settings)
                addresses = self.sell(3)
                waited_for(lambda: len(box.arrivals) >= 3, 20)
                self.assertEqual([arrival.recipients for arrival in box.arrivals], [[one] for one in addresses])
                self.assertEqual({arrival.is_encrypted for arrival in box.arrivals}, {is_encrypted})
                waited_for(lambda: self.states(addresses[2]) == [("sent", None)], 10)
                self.assertEqual([self.states(one) for one in addresses], [[("sent", None)]] * 3)
                self.assertIsNone(self.echelon.status()["error"])

    def test_credentials_never_travel_in_the_clear(self):
        box = self.set_up("none", True, auth_require_tls=False)
        address = self.sell(1)[0]
        error = waited_for(lambda: self.echelon.status()["error"], 20)
        self.assertEqual(error, "User name and password are only sent encrypted, and this connection is not. Choose STARTTLS or "
                                "TLS.")
        self.assertEqual((box.arrivals, self.states(address)), ([], [("queued", None)]))
        box = self.set_up("required", True, tls_context=mail_server.server_context(*self.pair))
        waited_for(lambda: box.to(address), 20)
        self.assertEqual(len(box.to(address)), 1, "it went out as soon as the settings were put right")

    # One click

    def test_one_click_ends_the_mails_and_looking_does_not(self):
        box = self.set_up("none")
        address = self.sell(1)[0]
        customer = f"/customers/ext:{address[1:].split('@')[0]}"
        waited_for(lambda: box.to(address), 20)
        mail = box.to(address)[0].mail
        link = mail["list-unsubscribe"].strip("<>")
        self.assertTrue(link.startswith(f"{BASE_URL}/unsubscribe/"), link)
        path = urllib.parse.urlsplit(link).path

        status, page, fields = self.echelon.raw("GET", path)
        self.assertEqual((status, fields.get_content_type()), (200, "text/html"))
        self.assertIn(b"Stop these emails", page)
        self.assertEqual(self.echelon.raw("HEAD", path)[0], 200)
        self.assertEqual(self.echelon.get(customer)["mail_consent"], "unknown", "looking at the page changed something")

        self.assertEqual(self.echelon.raw("POST", path, mail["list-unsubscribe-post"].encode(), FORM)[0], 200)
        self.assertEqual(self.echelon.get(customer)["mail_consent"], "refused")
        self.shop.buy(str(self.customers), sku="CIRCLE")
        waited_for(lambda: ("cancelled", "refused") in self.states(address), 20)
        self.assertEqual(self.states(address), [("sent", None), ("cancelled", "refused")])
        # Whoever comes after is sent theirs, so the cancelled one is not merely late.
        other = self.sell(1)[0]
        waited_for(lambda: box.to(other), 20)
        self.assertEqual((len(box.to(other)), len(box.to(address))), (1, 1))

        self.assertEqual(self.echelon.raw("POST", path, b"consent=given", FORM)[0], 200)
        self.assertEqual(self.echelon.get(customer)["mail_consent"], "given")

    def test_the_one_click_of_a_mailbox_provider_is_taken_in_each_form(self):
        """RFC 8058 section 3.2 lets providers send the field as a form of either kind."""
        box = self.set_up("none")
        parts = (b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
                 {"Content-Type": "multipart/form-data; boundary=x"})
        for body, fields in ((b"List-Unsubscribe=One-Click", FORM), parts, (b"", {})):
            with self.subTest(fields=fields):
                address = self.sell(1)[0]
                waited_for(lambda: box.to(address), 20)
                path = urllib.parse.urlsplit(box.to(address)[0].mail["list-unsubscribe"].strip("<>")).path
                self.assertEqual(self.echelon.raw("POST", path, body, fields)[0], 200)
                self.assertEqual(self.echelon.get(f"/customers/ext:{self.customers}")["mail_consent"], "refused")

    def test_a_link_that_was_not_made_here_is_not_found(self):
        box = self.set_up("none")
        address = self.sell(1)[0]
        waited_for(lambda: box.to(address), 20)
        path = urllib.parse.urlsplit(box.to(address)[0].mail["list-unsubscribe"].strip("<>")).path
        number, _, signature = path.rsplit("/", 1)[1].partition(".")
        # Not more: whoever tries ten is not listened to for a while.
        bad = [f"{int(number) + 1}.{signature}", f"{number}.{signature[:-1]}", f"{number}.", f"{number}.{signature[::-1]}"]
        for token in bad:
            for method in ("GET", "POST"):
                with self.subTest(token=token, method=method):
                    self.assertEqual(self.echelon.raw(method, f"/unsubscribe/{token}", b"" if method == "POST" else None)[0], 404)
        self.assertEqual(self.echelon.get(f"/customers/ext:{self.customers}")["mail_consent"], "unknown")


if __name__ == "__main__":
    unittest.main()
