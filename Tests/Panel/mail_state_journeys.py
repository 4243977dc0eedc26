"""Journeys about mails with answers that only weeks would bring, and every state of their pages at every width."""

import pathlib

from browser import SCHEMES, Lost, call, judge
from canned_mails import (ACCOUNT, FAILED, FAILING, NO_ACCOUNT, NO_SERVER, PATH, PAUSED, SHIPPED, outbox_answers, settings_answers, status, template_answers,
                          whole)
from mail_pages import WELCOME, inside_frame, mail_reads, part, told
from pretending import answer, asked, items, pretending

WIDTHS = (360, 768, 1280)


def bulk_retry_names_the_number(b, options):
    with pretending(b, *outbox_answers(status(counts={"failed": 31})), answer("POST", "/notifications/retry", {"retried": 31})):
        b.open("mails")
        b.click("Retry all failed", ".page-actions button")
        b.click("Try 31 again", "button", inside=b.see("dialog", "Try 31 failed mails again?"))
        told(b, "31 mails are tried again")


def a_mail_runs_no_script_and_asks_for_nothing(b, options):
    b.open("mails")
    with pretending(b, *outbox_answers()):
        b.open(f"mails/{FAILED['id']}")
        mail_reads(b, "Hello Zofia")
        frame = b.see("e-mail-frame iframe")
        assert frame.get_attribute("sandbox") == "allow-same-origin", frame.get_attribute("sandbox")
        with inside_frame(b):
            assert not b.driver.find_elements("css selector", "script, [src]"), "a script or a picture from elsewhere is in the frame"
            assert b.driver.find_element("css selector", "h1").value_of_css_property("font-size") == "22px", "the mail has lost its styles"
            b.driver.find_element("css selector", "a").click()
        mail_reads(b, "Hello Zofia")
        b.see(".mail-pictures")


def settings_of_the_environment_are_only_shown(b, options):
    fixed = {**ACCOUNT, "from_environment": True}
    with pretending(b, *settings_answers(status(from_environment=True), fixed), answer("POST", "/settings/mail/test", {"ok": True, "words": "It took the mail."})):
        b.open("mails/settings")
        b.see("[data-server] .banner", "Set where the server is started")
        assert not part(b, "host").is_enabled() and not b.all("[data-server] [type=submit]"), "settings of the environment can be changed"
        b.click("Send a test mail", "[data-server] button")
        b.click("Send", "dialog button[type=submit]")
        b.see("[data-answer]", "It took the mail.")
        assert set(asked(b, "POST", "/settings/mail/test")[0]) == {"to"}, "settings were sent along"


def viewers_only_look_at_mails(b, options):
    session = call(b, "GET", "/session")
    viewer = {**session, "user": {**session["user"], "role": "viewer"}}
    with pretending(b, answer("GET", "/session", viewer), *outbox_answers(), *template_answers()):
        for route, seen in (("mails", "Zofia"), (f"mails/{FAILED['id']}", "It could not be sent"), (WELCOME, "Revision 3"), ("mails/settings", "Only admins")):
            b.open(route)
            b.see("main", seen)
            acts = [one.text for one in b.all("main [data-act], main [data-bulk], main [data-action], main [data-back], main .button-primary, main [data-preview]")]
            assert not acts, f"{route} offers {acts} to a viewer"
        b.open(WELCOME)
        assert b.see("#template-html").get_attribute("readonly"), "a viewer can write"


# Every state at every width in both schemes

def views():
    broken = (500, {"title": "Something broke", "detail": "It broke."})
    mistakes = (422, {"title": "Invalid", "errors": [{"pointer": "/html", "reason": "line 5, column 10: there is no variable {firstnam}; did you mean {firstname}?"},
                                                     {"pointer": "/html", "reason": "line 1, column 4: there is no variable {grup}"}]})
    failed_preview = [*template_answers()[:3], answer("POST", f"{PATH}/preview", mistakes)]
    return {
        "outbox": ("mails", outbox_answers(FAILING)), "outbox-held": ("mails", outbox_answers(NO_SERVER)), "outbox-paused": ("mails", outbox_answers(PAUSED)),
        "outbox-empty": ("mails", [answer("GET", "/notifications", items()), answer("GET", "/mail-status", status())]),
        "outbox-broken": ("mails", [answer("GET", "/notifications", broken), answer("GET", "/mail-status", status())]),
        **{f"mail-{number}": (f"mails/{number}", outbox_answers()) for number in (41, 42, 44, 45, 46, 47)},
        "mail-uncertain": ("mails/46", [answer("GET", "/notifications/46", {**whole(FAILED), "state": "queued", "mail": {**FAILED["mail"], "uncertain": True}, "together": ["46", "47"]})]),
        "templates": ("mails/templates", template_answers()), "template-own": (WELCOME, template_answers()), "template-shipped": (WELCOME, template_answers(SHIPPED)),
        "template-mistakes": (WELCOME, failed_preview), "template-fallback": (WELCOME, template_answers({**SHIPPED, "used_locale": "fr"})),
        "mail-settings": ("mails/settings", settings_answers(FAILING)), "mail-settings-new": ("mails/settings", settings_answers(NO_SERVER, NO_ACCOUNT)),
        "mail-settings-fixed": ("mails/settings", settings_answers(status(from_environment=True), {**ACCOUNT, "from_environment": True})),
    }


def every_state_of_mails(b, options):
    folder = pathlib.Path(options.screenshots)
    troubles = []
    b.console()
    for name, (route, answers) in views().items():
        b.open("dashboard")
        with pretending(b, *answers):
            b.open(route)
            for scheme in SCHEMES:
                for width in WIDTHS:
                    b.look(width, scheme)
                    b.wait("nothing loading", lambda: not b.driver.find_elements("css selector", ".skeleton, [aria-busy=true]"))
                    b.driver.execute_script("document.activeElement?.blur(); scrollTo(0, 0)")
                    found = [one for one in judge(b, name, folder, width, scheme) if "status of 500" not in one]
                    troubles += [f"{name} at {width} {scheme}: {one}" for one in found]
    b.look(1440, "light")
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))


MAIL_STATE_JOURNEYS = [
    bulk_retry_names_the_number, a_mail_runs_no_script_and_asks_for_nothing, settings_of_the_environment_are_only_shown, viewers_only_look_at_mails,
    every_state_of_mails,
]
