"""Mail servers that fail: what the API says about it in words, that nothing is lost, and that nothing else hangs.

The server's clock is moved where the next try is hours away; its time-outs of minutes are not waited for. Only the slow
greeting takes its ten seconds.
"""

import datetime
import unittest

import failings
from echelon import built, waited_for
from failing_case import FailingCase
from faulty import Behaviour


@unittest.skipUnless(built(), "the server was not built")
class FailingServerTest(FailingCase):
    # Conversations that never begin

    def test_a_conversation_that_fails_is_told_in_words_and_the_mail_goes_later(self):
        """The mail server rests for a minute, the mail loses no try, and goes when that minute is over."""
        cases = [
            ("refuses connections", None, "cannot be reached"),
            ("closes at once", failings.Closes("greeting"), "closed the connection before saying anything"),
            ("is busy", failings.Busy(), "The server ended the conversation. It may be busy or allow only a few mails at once."),
            ("closes after MAIL", failings.Closes("MAIL"), "The connection to the server was lost."),
            ("closes after RCPT", failings.Closes("RCPT"), "The connection to the server was lost."),
            ("closes after DATA", failings.Closes("DATA"), "The connection to the server was lost."),
        ]
        for name, behaviour, words in cases:
            with self.subTest(server=name):
                self.setUp()
                if behaviour:
                    self.server.play(behaviour)
                else:
                    self.server.refuse()
                address = self.sell()[0]
                self.assertIn(words, self.error() or "")
                self.assert_nothing_hangs()
                note = self.note(address)
                self.assertEqual((note["state"], note["mail"]["attempts"], note["mail"]["uncertain"]), ("queued", 0, False))
                resting = datetime.datetime.fromisoformat(self.echelon.status()["resting_until"])
                self.assertLess(abs((resting - self.echelon.now).total_seconds() - 60), 15)
                if not behaviour:
                    self.server.listen()
                self.server.play(Behaviour())
                self.assertEqual(self.server.to(address), [])
                self.echelon.pass_time(seconds=180)
                self.assert_arrives(address)
                self.assertIsNone(self.echelon.status()["error"])

    def test_a_mail_that_was_cut_in_the_middle_did_not_arrive_and_one_without_an_answer_may_have(self):
        self.server.play(failings.Closes("middle"))
        address = self.sell()[0]
        self.assertIn("The connection to the server was lost.", self.error() or "")
        self.server.play(Behaviour())
        self.echelon.post(f"/notifications/{self.note(address)['id']}/retry")
        waited_for(lambda: self.note(address)["state"] == "sent", 20)
        whole = [mail for mail in self.server.to(address) if mail["message-id"]]
        self.assertGreaterEqual(len(whole), 1)

        self.server.play(failings.Closes("dot"))
        address = self.sell()[0]
        words = waited_for(lambda: (self.note(address)["mail"] or {}).get("error"), 20)
        self.assertEqual(words, "The connection to the server was lost. The mail was already handed over; whether the server "
                                "has taken it is not known.")
        note = self.note(address)
        self.assertEqual((note["state"], note["mail"]["uncertain"], note["mail"]["attempts"]), ("queued", True, 1))
        self.assertEqual(len(self.server.to(address)), 1)
        self.server.play(Behaviour())
        self.echelon.post(f"/notifications/{note['id']}/retry")
        self.assert_arrives(address, times=2)

    def test_a_server_that_says_nothing_keeps_its_mail_and_holds_up_nothing_else(self):
        for name, behaviour in (("silent", failings.Silent()), ("half-open", failings.HalfOpen())):
            with self.subTest(server=name):
                self.setUp()
                self.server.play(behaviour)
                talks = self.server.connections
                addresses = self.sell(2)
                waited_for(lambda: self.server.connections > talks and self.note(addresses[0])["state"] == "sending", 20)
                self.assertEqual([self.note(one)["state"] for one in addresses], ["sending", "queued"])
                counts = self.echelon.status()["counts"]
                self.assertEqual((counts["queued"], counts["sending"]), (1, 1))
                self.assert_nothing_hangs()
                with self.assertRaisesRegex(Exception, "being sent just now"):
                    self.echelon.post(f"/notifications/{self.note(addresses[0])['id']}/retry")
                self.assertLess(self.echelon.stop(), 20, "the server could not be ended")
                self.server.play(Behaviour())
                self.echelon.start()
                self.assert_arrives(addresses[1])
                self.assertEqual(self.server.to(addresses[0]), [], "it went out though somebody held it")
                self.echelon.pass_time(seconds=61)
                self.assert_arrives(addresses[0])

    def test_a_byte_a_second_is_waited_for(self):
        self.server.play(failings.Slow())
        talks = self.server.connections
        address = self.sell()[0]
        waited_for(lambda: self.note(address)["state"] == "sending", 10)
        self.assert_nothing_hangs()
        # It may take longer than the time that one conversation is given, and than a lease.
        for _ in range(3):
            self.echelon.pass_time(seconds=19)
        self.assert_arrives(address)
        self.assertEqual(self.server.connections, talks + 1, "it was given up and begun anew")

    # Refusals

    def test_greylisting_is_waited_out(self):
        self.server.play(failings.Greylists())
        address = self.sell()[0]
        waited_for(lambda: (self.note(address)["mail"] or {}).get("error"), 20)
        note = self.note(address)
        self.assertEqual(note["state"], "queued")
        self.assertEqual(note["mail"]["error"], "The server asks to try again later, as many do with senders they do not know "
                                                "yet (greylisting).")
        self.assertEqual(note["mail"]["server_said"], "451 4.7.1 greylisted, come back in five minutes")
        self.assertIsNone(self.echelon.status()["error"], "the server as a whole is well")
        due = datetime.datetime.fromisoformat(note["mail"]["next_at"])
        self.assertTrue(300 < (due - self.echelon.now).total_seconds() < 400)
        other = self.sell()[0]
        waited_for(lambda: self.note(other)["mail"], 20)
        self.echelon.now = due - datetime.timedelta(seconds=15)
        waited_for(lambda: self.note(address)["state"] == "sent", 3)
        self.assertEqual(self.note(address)["state"], "queued", "it went before it was due")
        self.echelon.now = due + datetime.timedelta(seconds=1)
        self.assert_arrives(address)
        self.echelon.pass_time(minutes=10)
        self.assert_arrives(other)

    def test_one_refused_recipient_among_many_holds_up_nobody(self):
        refused = f"c{self.customers + 10}@mail.example"
        self.server.play(failings.Refuses(refused))
        talks = self.server.connections
        addresses = self.sell(20)
        for address in addresses:
            if address != refused:
                self.assert_arrives(address)
        note = self.note(refused)
        self.assertEqual((note["state"], note["mail"]["error"]), ("failed", "There is no such address."))
        self.assertEqual(note["mail"]["server_said"], "550 5.1.1 there is nobody of that name")
        self.assertLessEqual(self.server.connections - talks, 20)
        self.server.play(Behaviour())
        self.echelon.post(f"/notifications/{note['id']}/retry")
        self.assert_arrives(refused)

    def test_one_mail_at_which_the_server_breaks_off_holds_up_nobody(self):
        """A server that closes the connection at one recipient must not keep the others from theirs."""
        for step in ("RCPT", "middle"):
            with self.subTest(step=step):
                self.setUp()
                bad = f"c{self.customers + 2}@mail.example"
                self.server.play(failings.Closes(step, only=bad))
                addresses = self.sell(5)
                for _ in range(2):
                    self.echelon.pass_time(seconds=61)
                    waited_for(lambda: all(self.note(one)["state"] == "sent" for one in addresses if one != bad), 6)
                self.assertEqual({self.note(one)["state"] for one in addresses if one != bad}, {"sent"})
                self.assertEqual(self.note(bad)["state"], "queued")
                self.server.play(Behaviour())
                self.echelon.post(f"/notifications/{self.note(bad)['id']}/retry")
                waited_for(lambda: self.note(bad)["state"] == "sent", 10)
                self.assertEqual(self.note(bad)["state"], "sent")

    def test_a_mail_that_is_too_large_is_not_offered(self):
        self.server.play(failings.Small())
        heard = len(self.server.heard)
        address = self.sell()[0]
        waited_for(lambda: self.note(address)["state"] == "failed", 20)
        note = self.note(address)
        self.assertEqual((note["state"], note["mail"]["error"]),
                         ("failed", "The mail is larger than the 1000 bytes that the server takes."))
        self.assertNotIn("MAIL", " ".join(self.server.heard[heard:]))

    def test_a_server_without_any_extension_is_good_enough(self):
        self.server.play(failings.Plain())
        address = self.sell()[0]
        self.assert_arrives(address)
        self.assertTrue(all(part.get_content_charset() == "utf-8" for part in self.server.to(address)[0].iter_parts()))


if __name__ == "__main__":
    unittest.main()
