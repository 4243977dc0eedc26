"""Journeys about mails, with a real mail server on the loopback."""

import datetime
import json

from browser import Keys, call
from mail_box import mail_box
from mail_pages import WELCOME, dialog_ends, mail_reads, part, told
from rule_journeys import put

EDITOR = "e-template-editor"


def buy(b, number, address, first_name="Zofia"):
    """An order with the product that the purchase rule of an earlier journey waits for."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    order = {"id": f"mail-{number}", "version": now, "currency": "EUR", "status": {"code": "paid", "label": "Payment accepted", "paid": True, "void": False},
             "placed_at": now, "paid_at": now, "total": "49.90",
             "customer": {"id": f"mail-{number}", "email": address, "first_name": first_name, "last_name": "Jaźń-Gęślą", "locale": "en"},
             "lines": [{"id": "1", "product_id": "93", "sku": "TEA-YEAR", "quantity": 1, "total": "49.90"}]}
    call(b, "PUT", f"/orders/ext:{order['id']}?store=default", order)


# Without a mail server

def mails_wait_without_a_server(b, options):
    """What was to be told before there is a server is held back: listed, narrowed, read, and cancelled."""
    for number in (11, 12, 13):
        buy(b, number, f"early{number}@mail.example")
    b.menu("Mails")
    b.heading("Mails")
    b.see(".banner", "nothing is lost")
    b.see("[data-list] tbody tr", "Held back")
    b.choose(b.see("[name=state]"), "Failed")
    b.wait("state in the address", lambda: "state=failed" in b.driver.current_url)
    b.see("[data-list] .empty", "None of these")
    b.open("mails?state=held")
    assert b.see("[name=state]").get_attribute("value") == "held", "the address does not narrow the list"
    b.press(b.see("[data-list] tbody th a"))
    b.see("h1 + span, .head .badge", "Held back")
    b.settled()
    b.see(".facts", "Reason")
    assert b.driver.execute_script("return document.querySelector('e-mail-frame iframe').contentDocument.body.innerText.length") > 40, "the mail says nothing"
    b.click("Cancel", ".page-actions button")
    b.see(".banner", "cancelled by hand")
    b.see(".head .badge", "Cancelled")


def all_that_wait_are_cancelled(b, options):
    waiting = call(b, "GET", "/mail-status?store=default")["counts"]["held"]
    b.open("mails")
    b.click("Cancel all that wait", ".page-actions button")
    b.click("Leave them", "button", inside=b.see("dialog", f"Cancel {waiting:,} waiting mails?"))
    dialog_ends(b)
    assert call(b, "GET", "/mail-status?store=default")["counts"]["held"] == waiting, "cancelled without a yes"
    b.click("Cancel all that wait", ".page-actions button")
    b.click(f"Cancel {waiting:,} mails", "button", inside=b.see("dialog"))
    told(b, f"{waiting:,} mails are cancelled", patience=30)
    b.see(".banner", "No mail waits now")
    b.settled()
    # Those of the other stores, so that the mail server of the next journeys hears of these only.
    call(b, "POST", "/notifications/cancel", {})


# With a mail server

def a_mail_server_is_set_up_and_told(b, options):
    with mail_box() as (box, port):
        a_mail_server_is_entered(b, box, port)
        a_template_is_put_right(b)
        a_template_is_tried_saved_and_reset(b, box)
        an_order_makes_a_mail(b, box)
        a_refused_mail_is_tried_again(b, box)
        sending_is_paused(b, box)
    call(b, "POST", "/notifications/cancel", {})


def a_mail_server_is_entered(b, box, port):
    b.open("mails/settings")
    b.click("Save", "[data-server] button")
    b.see(".summary-errors")
    b.see("e-field[name=host] .field-error")
    put(part(b, "host"), "127.0.0.1")
    put(part(b, "port"), str(port))
    put(part(b, "from"), "shop@tea.example")
    put(part(b, "from_name"), "Tea shop")
    send_test(b, "owner@tea.example")
    b.see("[data-answer] .badge", "It does not work", patience=30)
    said = b.see("[data-answer] p").text
    assert "STARTTLS" in said, said
    assert not box.mails, "a mail went out unencrypted though encryption is required"
    b.choose(part(b, "tls", "select"), "None: only for a server on this machine")
    assert part(b, "port").get_attribute("value") == str(port), "a port of one's own was overwritten"
    send_test(b, "owner@tea.example")
    b.see("[data-answer] .badge", "It works", patience=30)
    assert len(box.to("owner@tea.example")) == 1, box.mails
    b.click("Save", "[data-server] button")
    told(b, "is saved")
    b.settled()
    b.see("[data-notes]", "without a link to unsubscribe")
    assert not b.all("[data-notes] .banner", "No mail server"), "still no mail server"


def send_test(b, address):
    b.click("Send a test mail", "[data-server] button")
    put(part(b, "to", inside=b.see("dialog")), address)
    b.click("Send", "dialog button[type=submit]")
    dialog_ends(b)


def a_template_is_put_right(b):
    """A mistake is told at its line while one types, refused at save, and mended."""
    b.menu("Mails")
    b.click("Templates", ".tabs a")
    b.see("[data-list] tbody tr", "Welcome to the group")
    assert len(b.all("[data-list] tbody tr")) == 13, "not all templates are listed"
    b.click("Welcome to the group", "tbody a")
    b.settled()
    mail_reads(b, "Hello Anna")
    b.press(b.see(f"{EDITOR} button[value=text]"))
    area = b.see("#template-text")
    area.send_keys(Keys.CONTROL, Keys.HOME)
    area.send_keys("Good day {nobody},", Keys.ENTER)
    b.see(".code-errors button", "Text, line 3, column 10")
    b.see(".code-errors", "nobody")
    b.see("[data-problem] .banner", "mistake")
    b.see(".code-lines .code-bad", "3")
    b.click("Save", "form [type=submit]")
    told(b, "mistake")
    b.settled()
    b.press(b.see(".code-errors button", "Text, line 3, column 10"))
    at = b.driver.execute_script("return document.activeElement.selectionStart")
    assert at == 9, f"the cursor is at {at}"
    for _ in "{nobody}":
        b.driver.switch_to.active_element.send_keys(Keys.DELETE)
    b.press(b.see(".variables button", "{firstname}"))
    b.wait("no mistake", lambda: not b.all(".code-errors p") and not b.all("[data-problem] .banner"))
    assert b.see("#template-text").get_attribute("value").startswith("Good day {firstname},"), "the variable is not where the cursor was"


def a_template_is_tried_saved_and_reset(b, box):
    put(b.see("#template-subject"), "Come in, {new_group}")
    b.see("[data-subject]", "Come in, ")
    b.press(b.see(".mail-bar button[value=phone]"))
    b.wait("a phone's width", lambda: b.driver.execute_script("return document.querySelector('e-mail-frame iframe').contentWindow.innerWidth") == 360)
    b.press(b.see(".mail-bar button[value=dark]"))
    b.wait("a dark mail", lambda: b.driver.execute_script(
        "const f = document.querySelector('e-mail-frame iframe'); return f.contentWindow.getComputedStyle(f.contentDocument.querySelector('.page')).backgroundColor") == "rgb(20, 23, 26)")
    b.press(b.see(".mail-bar button[value=text]"))
    b.see(".mail-text", "Good day Anna,")
    customer = call(b, "GET", "/customers?store=default&limit=1")["items"][0]
    b.see("e-customer-input input").send_keys(customer["external_id"])
    b.see("[role=option]", customer["last_name"])
    b.see("e-customer-input input").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    b.see(".mail-text", f"Good day {customer['first_name']},")
    b.click("Test mail", ".page-actions button")
    put(part(b, "to", inside=b.see("dialog")), "trial@tea.example")
    b.click("Send", "dialog button[type=submit]")
    dialog_ends(b)
    told(b, "")
    mail = box.to("trial@tea.example")[0]
    assert mail["Subject"].startswith("Come in, "), mail["Subject"]
    assert f"Good day {customer['first_name']}," in mail.get_body(("plain",)).get_content(), "the test is not what was in the editor"
    b.click("Save", "form [type=submit]")
    told(b, "is saved")
    b.see(".head .badge", "Your own")
    b.see("[data-history] .event", "Revision 1")
    someone_else_saves(b)
    the_former_words_come_back(b)


def someone_else_saves(b):
    theirs = call(b, "GET", "/mail-templates/membership_granted?store=default&locale=en")
    b.driver.execute_async_script(
        "const [body, done] = arguments; fetch('/api/v1/mail-templates/membership_granted?store=default&locale=en', {method: 'PUT', body, headers:"
        " {'Content-Type': 'application/json', 'If-Match': '*'}}).then((answer) => done(answer.status));",
        json.dumps({form: theirs[form].replace("Come in, ", "Theirs is ") for form in ("html", "text")}))
    put(b.see("#template-subject"), "Mine is {new_group}")
    b.click("Save", "form [type=submit]")
    b.see("dialog h2", "Changed by someone else")
    b.see(".conflict-side", "Theirs is {new_group}")
    b.click("Back to the form", "dialog button")
    b.gone("dialog")
    assert b.see("#template-subject").get_attribute("value") == "Mine is {new_group}", "what was written is gone"
    b.click("Save", "form [type=submit]")
    b.click("Save what is chosen", "dialog button")
    told(b, "is saved")
    b.see("[data-history] .event", "Revision 3")


def the_former_words_come_back(b):
    b.click("Bring back revision 1", "[data-history] button")
    assert b.see("#template-subject").get_attribute("value") == "Come in, {new_group}", "not the words of the first revision"
    b.see("[data-dirty]", "Not saved")
    b.click("Save", "form [type=submit]")
    b.see("[data-history] .event", "Revision 4")
    b.click("Templates", ".head-back")
    b.see("tbody tr", "Your own")
    b.driver.back()
    b.settled()
    b.click("Reset", ".page-actions button")
    b.click("Reset", "button", inside=b.see("dialog", "as shipped"))
    b.see(".head .badge", "As shipped")
    b.see("[data-history] .event", "Reset to the words as shipped")
    assert b.see("#template-subject").get_attribute("value") == "Welcome to {new_group}", "not the words as shipped"


def an_order_makes_a_mail(b, box):
    b.open("mails?state=sent&template=membership_granted")
    buy(b, 1, "zofia@mail.example")
    mail = b.wait("the mail", lambda: (box.to("zofia@mail.example") or [None])[0], patience=60)
    # Other rules may have something to tell of the same order: it is all in one mail.
    said = mail.get_body(("plain",)).get_content()
    assert "Welcome to Tea club" in said and "Zofia" in said and "Tea shop" in mail["From"], mail.as_string()[:400]
    # The list follows by itself.
    row = b.see("tbody tr", "Zofia", patience=30)
    b.press(b.see("th a", "Welcome to the group", inside=row))
    b.settled()
    b.see(".head .badge", "Sent")
    b.see(".facts", "taken as 4711")
    b.see(".mail-text", "Zofia")
    assert not b.all("e-mail-frame"), "HTML is shown though only the text is kept"


def a_refused_mail_is_tried_again(b, box):
    box.refused.add("greta@mail.example")
    buy(b, 2, "greta@mail.example", "Greta")
    b.wait("a failure", lambda: call(b, "GET", "/notifications?store=default&state=failed&limit=1")["items"], patience=60)
    b.open("mails?state=failed")
    row = b.see("tbody tr", "Greta")
    b.see(".badge", "Failed", inside=row)
    box.refused.clear()
    b.click("Try again", "button", inside=row)
    told(b, "tried again")
    b.wait("the mail", lambda: box.to("greta@mail.example"), patience=60)


def sending_is_paused(b, box):
    b.open("mails/settings")
    b.press(b.see("[name=paused]"))
    told(b, "paused")
    b.see("[data-notes] .banner", "Sending is paused")
    buy(b, 3, "maja@mail.example", "Maja")
    b.open("mails")
    b.see(".banner", "until you go on")
    b.see("tbody tr", "Held back")
    assert not box.to("maja@mail.example"), "a mail left though sending is paused"
    b.click("Mail settings", ".banner a")
    b.settled()
    b.press(b.see("[name=paused]"))
    told(b, "leave again")
    b.wait("the mail", lambda: box.to("maja@mail.example"), patience=60)


def the_store_says_how_its_mails_look(b, options):
    b.open("mails/settings")
    put(part(b, "shop_url", inside=b.see("[data-store]")), "shop.example")
    put(b.see("e-colour-input .input"), "#ffe08a")
    b.see("e-colour-input", "black")
    b.driver.execute_script("const one = document.querySelector('e-field[name=quiet_from] input'); one.value = '21:00'")
    b.click("Save settings of this store", "button")
    b.see("[data-store] .summary-errors")
    b.see("e-field[name=shop_url] .field-error", "https://")
    b.see("e-field[name=quiet_until] .field-error")
    put(part(b, "shop_url", inside=b.see("[data-store]")), "https://shop.example")
    b.driver.execute_script("document.querySelector('e-field[name=quiet_until] input').value = '08:00'")
    b.click("Save settings of this store", "button")
    told(b, "mails are saved")
    b.open(WELCOME)
    mail_reads(b, "Visit the shop")
    kept = call(b, "GET", "/stores/default/mail")
    assert (kept["accent"], kept["quiet_from"], kept["quiet_until"]) == ("#ffe08a", "21:00", "08:00"), kept


def a_language_of_ones_own(b, options):
    b.open("mails/templates")
    b.click("Another language", "button")
    dialog = b.see("dialog")
    put(part(b, "locale", inside=dialog), "no such thing")
    b.click("Show it", "button", inside=dialog)
    b.see("dialog", "not the tag of a language")
    put(part(b, "locale", inside=dialog), "nl")
    b.click("Show it", "button", inside=dialog)
    b.wait("the language in the address", lambda: "locale=nl" in b.driver.current_url)
    b.see("[data-list] tbody tr", "There is none in this language")


MAIL_JOURNEYS = [
    mails_wait_without_a_server, all_that_wait_are_cancelled, a_mail_server_is_set_up_and_told, the_store_says_how_its_mails_look, a_language_of_ones_own,
]
