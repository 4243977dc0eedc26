"""The ten tasks of a merchant, as docs/panel.md lists them: by sight alone, with the words and roles of by_sight.py."""

import datetime
import json
import pathlib
import re
import tempfile
import time
import urllib.request

from standardwebhooks import Webhook

from browser import By
from by_sight import choose, find, menu, press, reads, write
from mail_box import mail_box

PERSON = {"name": "Anna Kowalska", "email": "anna@shop.example", "password": "correct horse battery"}
CLUB, RULE = "Reading club", "Reading club for a year"


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def put_away_notes(b):
    """A person closes the notes at the foot of the window."""
    while closing := [one for one in b.driver.find_elements(By.CSS_SELECTOR, "button[aria-label=Dismiss]") if one.is_displayed()]:
        b.press(closing[0])


def a_group(b, name, code):
    menu(b, "Groups")
    press(b, "link", "New group")
    b.heading("New group")
    write(b, "Name", name)
    write(b, "Code", code)
    press(b, "button", "New group")
    reads(b, name)
    b.heading("Groups")


def task_1_log_in(b, options):
    """The set-up by the one-time link is the first journey of all; here the same person leaves and comes again."""
    b.open("dashboard")
    press(b, "button", f"Account of {PERSON['name']}")
    press(b, "menu", "Log out")
    b.heading("Log in")
    write(b, "E-mail", PERSON["email"])
    write(b, "Password", PERSON["password"])
    press(b, "button", "Log in")
    b.heading("Dashboard")


def task_2_make_a_rule_for_a_purchase(b, options):
    a_group(b, CLUB, "reading-club")
    menu(b, "Rules")
    press(b, "link", "New rule")
    b.heading("New rule")
    press(b, "link", "Product purchase")
    find(b, "field", "Name")
    write(b, "Name", RULE)
    choose(b, "How the product is told", "SKU")
    write(b, "SKU", "BOOK-YEAR")
    press(b, "choice", CLUB)
    choose(b, "Term", "Months")
    write(b, "How many", "12")
    press(b, "choice", "Switched on")
    reads(b, "Whoever buys BOOK-YEAR joins Reading club", patience=20)
    press(b, "button", "Create rule")
    b.heading("Rules")
    reads(b, f"“{RULE}” is created")
    put_away_notes(b)


def task_3_preview_it_and_switch_it_on(b, options):
    menu(b, "Rules")
    press(b, "link", RULE)
    b.heading(RULE)
    reads(b, "customers would move", patience=20)
    menu(b, "Rules")
    switch = find(b, "switch", f"{RULE} on or off")
    assert not switch.is_selected(), "the new rule was on already"
    b.press(switch)
    reads(b, f"“{RULE}” is on")
    put_away_notes(b)
    assert find(b, "switch", f"{RULE} on or off").is_selected(), "the rule is not on"


def buy(b, source_secret, number):
    """What the shop reports, over the wire and signed; no person does this."""
    order = {"type": "order", "data": {
        "id": f"BOOK-{number}", "version": now(), "status": "paid", "placed_at": now(), "paid_at": now(), "currency": "EUR", "total": "49.90",
        "customer": {"id": f"reader-{number}", "email": f"reader{number}@mail.example", "first_name": "Ada", "last_name": f"Reader {number}"},
        "lines": [{"id": "1", "product_id": "501", "sku": "BOOK-YEAR", "quantity": 1, "total": "49.90"}]}}
    body, name, at = json.dumps(order), f"msg_{number}_{time.time_ns()}", datetime.datetime.now(datetime.timezone.utc)
    heads = {"Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": str(int(at.timestamp())),
             "webhook-signature": Webhook(source_secret).sign(name, at, body)}
    with urllib.request.urlopen(urllib.request.Request(f"{b.base}/webhooks/book-shop", body.encode(), heads), timeout=30) as answer:
        assert answer.status == 200


def task_9_connect_webhooks_and_see_the_last_delivery(b, options):
    menu(b, "Integrations")
    press(b, "link", "New source")
    b.heading("New source")
    press(b, "choice", "Any shop (Standard Webhooks)")
    write(b, "Name", "Book shop")
    press(b, "button", "Create source")
    b.heading("Book shop")
    reads(b, "/webhooks/book-shop")
    secret = re.search(r"whsec_[\w+/=]+", b.driver.find_element(By.TAG_NAME, "main").text).group()
    buy(b, secret, 1)
    menu(b, "Integrations")
    press(b, "link", "Book shop")
    b.heading("Book shop")
    reads(b, "Last delivery")
    find(b, "text", "1", near="Accepted")


def task_4_find_out_why_a_customer_is_in_a_group(b, options):
    the_reader(b)
    reads(b, "Bought BOOK-YEAR")
    find(b, "link", RULE, near=CLUB)
    reads(b, "What each rule says")


def the_reader(b):
    """The customer who bought, by the search at the top."""
    write(b, "Search customers", "reader1@mail.example")
    press(b, "option", "Ada Reader 1")
    b.heading("Ada Reader 1")
    b.settled()


def task_5_move_a_customer_by_hand_and_undo_it(b, options):
    a_group(b, "Guests of honour", "honour")
    the_reader(b)
    press(b, "button", "Add to a group")
    choose(b, "Group", "Guests of honour")
    write(b, "Reason", "Read at the festival")
    press(b, "button", "Add to group")
    reads(b, "Read at the festival")
    press(b, "button", "Undo", near="Added to Guests of honour")
    reads(b, "was undone")
    put_away_notes(b)
    b.wait("the group to go", lambda: "Read at the festival" not in find(b, "heading", "Groups").find_element(By.XPATH, "./ancestor::section").text)


def task_6_see_who_is_near_the_next_tier(b, options):
    menu(b, "Tiers")
    b.wait("the ladder or an offer to make one", lambda: [one for one in b.all("main button") if one.text in ("Create a ladder", "Check now")])
    if [one for one in b.all("main button") if one.text == "Create a ladder"]:
        a_ladder(b)
    menu(b, "Tiers")
    press(b, "button", "Check now")
    reads(b, "Checked", patience=60)
    put_away_notes(b)
    b.settled()
    reads(b, "near the next")
    # The lowest rung on which someone stands; its page part offers who is near.
    press(b, "link", "Bronze")
    press(b, "button", "Near the next")
    b.settled()
    assert b.all("main tbody tr"), "nobody is near the next tier"


def a_ladder(b):
    press(b, "button", "Create a ladder")
    press(b, "button", "Make them and go on")
    b.heading("New rule")
    press(b, "button", "Limits and exceptions")
    write(b, "Wait before moving more than, in percent", "100")
    reads(b, "customers would move", patience=30)
    press(b, "button", "Create rule")
    b.heading("Rules")
    put_away_notes(b)


def task_8_change_a_mail_and_send_a_test(b, options):
    with mail_box() as (box, port):
        menu(b, "Mails")
        press(b, "tab", "Settings", near="Outbox")
        find(b, "field", "Server")
        write(b, "Server", "127.0.0.1", near="Encryption")
        choose(b, "Encryption", "None: only for a server on this machine")
        write(b, "Port", str(port))
        write(b, "Sender address", "shop@books.example", near="Encryption")
        press(b, "button", "Save", near="Encryption")
        reads(b, "is saved")
        put_away_notes(b)
        press(b, "tab", "Templates", near="Outbox")
        press(b, "link", "Welcome to the group")
        find(b, "field", "Subject")
        write(b, "Subject", "Good to have you in {new_group}")
        press(b, "button", "Save")
        reads(b, "is saved")
        put_away_notes(b)
        press(b, "button", "Test mail")
        write(b, "To", "me@books.example")
        press(b, "button", "Send")
        mail = b.wait("the mail", lambda: (box.to("me@books.example") or [None])[0], patience=30)
        assert mail["Subject"].startswith("Good to have you in "), mail["Subject"]
        put_away_notes(b)
        # As it was, so that what comes later finds the words it knows.
        press(b, "button", "Reset")
        press(b, "button", "Reset")
        reads(b, "As shipped")
        put_away_notes(b)


def task_7_import_customers_from_a_file(b, options):
    menu(b, "Import / export")
    press(b, "choice", "Customers")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "readers.csv")
        path.write_text("customer_id,email,first_name,last_name\nR-1,r1@mail.example,Iris,Blum\nR-2,not an address,Jan,Kern\n", encoding="utf-8")
        find(b, "file", "Drop a file").send_keys(str(path))
        b.heading("readers.csv")
    press(b, "button", "Check the file")
    reads(b, "cannot be taken in", patience=60)
    reads(b, "is not an e-mail address")
    press(b, "button", "Take in 1 line")
    reads(b, "The file is taken in", patience=60)
    write(b, "Search customers", "r1@mail.example")
    press(b, "option", "Iris Blum")
    b.heading("Iris Blum")


def task_10_confirm_a_stopped_run_and_undo_it(b, options):
    a_group(b, "Long gone", "long-gone")
    menu(b, "Rules")
    press(b, "link", "New rule")
    press(b, "link", "Inactivity")
    find(b, "field", "Name")
    write(b, "Name", "Gone for long")
    press(b, "choice", "Retail", near="Move customers out of")
    write(b, "Move after, days", "40")
    choose(b, "Move to", "Long gone")
    press(b, "button", "Limits and exceptions")
    write(b, "Wait before moving more than, in percent", "1")
    reads(b, "More than the limit", patience=30)
    press(b, "button", "Create rule")
    b.heading("Rules")
    put_away_notes(b)
    menu(b, "Runs")
    press(b, "button", "Run now")
    reads(b, "would move", patience=60)
    b.settled()
    press(b, "button", "Confirm", near="Gone for long")
    reads(b, "The run is over", patience=60)
    b.settled()
    put_away_notes(b)
    press(b, "link", find(b, "heading", "All runs").find_element(By.XPATH, "./ancestor::section").find_element(By.CSS_SELECTOR, "tbody a").text)
    b.heading("Run of")
    b.settled()
    press(b, "button", "Undo this run")
    press(b, "choice", "Leave what newer changes rest on")
    press(b, "button", "Undo ")
    b.wait("word of the undo", lambda: re.search(r"undone", b.driver.find_element(By.TAG_NAME, "body").text), 60)
    put_away_notes(b)
    menu(b, "Rules")
    press(b, "button", "More about Gone for long")
    press(b, "menu", "Delete")
    press(b, "button", "Delete")
    b.wait("the rule to go", lambda: "Gone for long" not in b.driver.find_element(By.TAG_NAME, "main").text)
    put_away_notes(b)


# The webhooks come before the customer whom they bring.
TEN_TASKS = [
    task_1_log_in, task_2_make_a_rule_for_a_purchase, task_3_preview_it_and_switch_it_on, task_9_connect_webhooks_and_see_the_last_delivery,
    task_4_find_out_why_a_customer_is_in_a_group, task_5_move_a_customer_by_hand_and_undo_it, task_6_see_who_is_near_the_next_tier,
    task_7_import_customers_from_a_file, task_8_change_a_mail_and_send_a_test, task_10_confirm_a_stopped_run_and_undo_it,
]
