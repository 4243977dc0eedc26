"""Journeys about shops that are joined and servers that are told: with a small shop of our own, and with what only days would bring."""

import contextlib
import pathlib
import re

from browser import SCHEMES, WIDTHS, Keys, Lost, call, judge
from canned import DESTINATION, DESTINATIONS, DRIFT, FINDINGS, LOADED, LOOKED, TROUBLED, WRITES, connector, delivery, figures, loading, shop_answers, sync
from fake_shop import fake_receiver, fake_shop
from pretending import answer, asked, items, pretending
from rule_journeys import put


def part(b, name, control="input", inside=None):
    return b.see(f"e-field[name='{name}'] {control}", inside=inside)


def source_id(b, key):
    return next(one["id"] for one in call(b, "GET", "/sources")["items"] if one["key"] == key)


# With a shop

def connect_a_shop_read_it_and_leave(b, options):
    """The form with its refusals, the test, the first load, a look, one order, an edit, the removal."""
    with fake_shop() as url:
        b.open(f"integrations/{source_id(b, 'tea-shop')}")
        refuse_to_connect(b, url)
        connect(b)
        the_shop_is_tested(b)
        the_shop_is_loaded(b)
        one_order_is_read_again(b)
        the_connection_is_edited(b)
        # While the shop is still there: an edit lets the server look at it soon.
        b.menu("Integrations")
        b.see("tbody tr", "Tea shop")
        b.see("tbody tr .badge", "Working")
    b.open(f"integrations/{source_id(b, 'tea-shop')}")
    a_shop_that_is_gone_is_told_in_words(b)
    b.click("Remove", "[data-connector] button")
    b.click("Remove", "button", inside=b.see("dialog"))
    b.see(".toast", "removed")
    b.see("[data-form] e-field[name=url]")


def refuse_to_connect(b, url):
    b.see("[data-connector] h2", "Connection")
    b.click("Connect", "[data-form] button")
    b.see(".summary-errors")
    b.see("e-field[name=url] .field-error")
    put(part(b, "url"), url)
    b.click("Connect", "[data-form] button")
    b.see("e-field[name='account.consumer_key'] .field-error", "required")
    put(part(b, "account.consumer_key"), "ck_0123")
    put(part(b, "account.consumer_secret"), "cs_0123")
    b.click("Connect", "[data-form] button")
    b.see("e-field[name=url] .field-error", "https://")
    assert not b.all("[data-warning]"), "a warning without a reason"


def connect(b):
    b.press(part(b, "allow_private_address", "[role=switch]"))
    b.see("[data-warning]", "own network")
    assert not b.all("e-field[name='account.user']"), "a field of roles without roles"
    b.press(b.see("e-field[name='account.write'] .choice", "Roles"))
    b.see("e-field[name='account.application_password']")
    b.press(b.see("e-field[name='account.write'] .choice", "A field of the customer"))
    b.press(part(b, "write_groups", "[role=switch]"))
    b.click("Connect", "[data-form] button")
    b.see(".toast", "connected")
    card = b.see("[data-connector]", "every 60 minutes")
    assert "own network" in card.text and "cs_0123" not in card.text, card.text


def the_shop_is_tested(b):
    b.click("Test", "[data-connector] button")
    said = b.see("[data-answer] p", "WooCommerce", patience=30)
    assert b.see("[data-answer] .badge").text == "It works", said.text


def the_shop_is_loaded(b):
    b.see("[data-load]", "Automation is switched off until it ends")
    b.click("Start the first load", "[data-load] button")
    b.see("[data-load]", "Read: 3 customers, 12 orders.", patience=60)
    b.settled()
    b.see("[data-looks] tbody tr", "First load")
    b.click("Look now", "[data-connector] button")
    b.see("[data-looks] tbody tr", "Webhooks had missed nothing", patience=60)
    b.settled()


def one_order_is_read_again(b):
    put(part(b, "order"), "404404")
    part(b, "order").send_keys(Keys.ENTER)
    b.see("e-field[name=order] .field-error", patience=30)
    put(part(b, "order"), "7003")
    part(b, "order").send_keys(Keys.ENTER)
    b.press(b.see("[data-order-answer] a", "7003", patience=30))
    b.heading("Order 7003")
    b.see("tbody tr", "TEA-YEAR")
    b.press(b.see(".stat a"))
    b.settled()
    b.driver.back()
    b.heading("Order 7003")
    b.driver.back()
    b.heading("Tea shop")
    b.settled()


def the_connection_is_edited(b):
    b.click("Edit", "[data-connector] button")
    assert "Set" in part(b, "account.consumer_secret").get_attribute("placeholder"), "a stored secret is not said to be set"
    put(part(b, "look_minutes"), "0")
    b.click("Save", "[data-form] button")
    b.see("e-field[name=look_minutes] .field-error")
    put(part(b, "look_minutes"), "15")
    b.click("Save", "[data-form] button")
    b.see(".toast", "saved")
    b.see("[data-connector]", "every 15 minutes")


def a_shop_that_is_gone_is_told_in_words(b):
    b.click("Test", "[data-connector] button")
    b.see("[data-answer] .badge", "It does not work", patience=60)
    assert len(b.see("[data-answer] p").text) > 10, "no words"


def shopify_gives_its_own_secret(b, options):
    if not any(one["key"] == "card-shop" for one in call(b, "GET", "/sources")["items"]):
        call(b, "POST", "/sources", {"store": call(b, "GET", "/stores")["items"][0]["key"], "platform": "shopify", "name": "Card shop", "key": "card-shop", "secret": "old"})
    b.open(f"integrations/{source_id(b, 'card-shop')}")
    b.click("New secret", "button")
    dialog = b.see("dialog")
    b.click("Save", "button", inside=dialog)
    b.see(".field-error", "Shopify", inside=dialog)
    put(part(b, "secret", inside=dialog), "given-by-shopify")
    b.click("Save", "button", inside=dialog)
    b.see(".toast", "in use")
    assert not b.all("[data-secret]"), "a secret that was given is shown"


def a_server_is_told_of_a_change(b, options):
    """A destination on the loopback: the test, a real event with its body, the same once more, the removal."""
    with fake_receiver() as (url, taken):
        b.open("integrations/destinations/new")
        put(part(b, "name"), "Newsletter tool")
        put(part(b, "url"), url)
        b.click("Create destination", "button")
        b.see("e-field[name=url] .field-error", "https://")
        b.press(part(b, "allow_private_address", "[role=switch]"))
        b.click("Create destination", "button")
        assert b.see("[data-secret] code").text.startswith("whsec_"), "no secret shown"
        b.click("Send a test", "button")
        b.see("[data-answer]", "Status 204", patience=30)
        assert taken[0][2]["type"] == "ping" and taken[0][1].startswith("v1,"), taken
        customer, group = call(b, "GET", "/customers?limit=1")["items"][0], call(b, "GET", "/groups?store=default")["items"][-1]
        call(b, "POST", f"/customers/{customer['id']}/groups", {"action": "grant", "group": group["code"], "reason": "To tell someone"})
        b.see("[data-deliveries] tbody tr", "Delivered", patience=30)
        # What else the change set off is sent too; a list that still moves is not pressed in.
        b.wait("nothing queued", lambda: not b.all("[data-deliveries] tbody .badge", "Queued"), patience=30)
        row = b.see("[data-deliveries] tbody tr", "Groups changed")
        number = b.see(".mono", "msg_", inside=row).text
        told = {one[0]: one[2]["type"] for one in taken}
        assert told.get(number) == "customer.groups_changed", told
        b.press(b.see("summary", inside=row))
        b.see("pre", "customer.groups_changed", inside=row)
        b.press(b.see("[data-act=replay]", inside=row))
        b.wait("the same event once more", lambda: sum(one[0] == number for one in taken) == 2, patience=30)
        b.click("Delete", ".page-actions button")
        b.click("Delete", "button", inside=b.see("dialog"))
        b.see(".toast", "is deleted")


# With answers that only days would bring

def first_load_shows_how_far_it_is(b, options):
    b.open(f"integrations/{source_id(b, 'tea-shop')}")
    begun = loading("customers", (1200, 4180), (0, None))
    turns = [begun, loading("orders", (4180, 4180), (6320, 12640)), LOADED]
    with pretending(b, *shop_answers(connector(begun, loaded_at=None), [begun]), answer("GET", "/syncs/9", *turns)):
        b.see("[data-load] h2", "First load is running")
        b.see(".phase", "1,200 of 4,180")
        b.see(".phase-here", "6,320 of 12,640", patience=20)
        assert b.see(".phase-here [role=progressbar]").get_attribute("aria-valuenow") == "50", "the bar is not half full"
        b.see("[data-stop]")
        b.see(".toast", "Everything is read", patience=20)


def load_that_failed_goes_on(b, options):
    failed = sync(state="failed", phase="orders", counted=figures((4180, 4180), (900, 12640)), error="The shop did not answer for 30 seconds.")
    with pretending(b, *shop_answers(connector(failed, loaded_at=None), [failed]), answer("POST", "/connectors/3/load", (409, {"title": "Conflict", "detail": "Not now."}))):
        b.see("[data-load] .banner", "did not answer for 30 seconds")
        b.see("[data-load]", "900 orders")
        b.click("Go on where it stopped", "[data-load] button")
        b.see(".toast", "Not now.")
        assert asked(b, "POST", "/connectors/3/load") == [None]


def the_shop_is_told_everything(b, options):
    with pretending(b, *shop_answers(connector(LOOKED), [LOOKED, LOADED]), answer("POST", "/connectors/3/tell", {"customers": 31})):
        b.see("[data-looks] tbody tr", "Webhooks had missed 3 orders")
        b.click("Show 3 orders", "[data-looks] summary")
        assert b.see(".sync-orders a", "9002").get_attribute("href").endswith("#/customers/orders/ext%3A9002")
        b.click("2 records were left out", "[data-looks] summary")
        b.see(".sync-problems li", "the order has no lines")
        b.click("Tell the shop everything", "[data-connector] button")
        dialog = b.see("dialog", "Nobody is mailed")
        b.click("Tell everything", "button", inside=dialog)
        b.see(".toast", "31 customers are queued")


def a_multistore_says_which_shop_is_which(b, options):
    number = source_id(b, "tea-shop")
    source = {**call(b, "GET", f"/sources/{number}"), "platform": "prestashop"}
    b.open(f"integrations/{number}")
    with pretending(b, answer("GET", f"/sources/{number}", source), answer("GET", "/connectors", items()), answer("POST", "/connectors", (409, {"detail": "Not now."}))):
        assert part(b, "look_minutes").get_attribute("value") == "5", "not what the server takes for this platform"
        put(part(b, "url"), "https://presta.example")
        put(part(b, "account.key"), "0123")
        b.press(b.see("[data-add]"))
        b.driver.switch_to.active_element.send_keys("2")
        b.press(b.see("[data-add]"))
        b.driver.switch_to.active_element.send_keys("3")
        b.press(b.all(".shops-row [data-remove]")[1])
        b.wait("one row", lambda: len(b.all(".shops-row")) == 1)
        b.click("Connect", "[data-form] button")
        b.see(".summary-errors", "Not now.")
        sent = asked(b, "POST", "/connectors")[0]
        assert sent["shops"] == {"2": call(b, "GET", "/stores")["items"][0]["key"]} and sent["account"] == {"key": "0123"}, sent


def a_write_is_tried_again(b, options):
    with pretending(b, *shop_answers(TROUBLED, [LOOKED]), answer("GET", "/connectors/3/writes", WRITES), answer("POST", "/shop-writes/1/retry", (204, None))):
        b.click("1 waits for you", "[data-line] a")
        b.settled()
        assert "state=parked" in b.driver.current_url, b.driver.current_url
        b.see("tbody tr", "not allowed to edit")
        b.click("Try again: Ines Weber", "button")
        b.see(".toast", "tried again now")
        b.choose(b.see(".filters select"), "All states")
        b.wait("no filter in the address", lambda: "state=" not in b.driver.current_url)
        b.settled()


def drift_asks_who_is_right(b, options):
    with pretending(b, *shop_answers(TROUBLED, [LOOKED]), answer("GET", "/connectors/3/drift", DRIFT), answer("POST", "/connectors/3/settle-drift", {"customers": 57})):
        b.open(f"integrations/{source_id(b, 'tea-shop')}")
        b.click("Decide", "[data-line] a")
        b.see(".banner", "57 customers lost groups")
        b.click("The shop is right", ".banner button")
        b.click("Cancel", "button", inside=b.see("dialog", "End the memberships of 57 customers?"))
        b.click("Write it again", ".banner button")
        b.click("Write it again", "button", inside=b.see("dialog", "57 customers"))
        b.see(".toast", "Queued for 57 customers")
        assert asked(b, "POST", "/connectors/3/settle-drift") == [{"decision": "reapply"}]


def a_destination_is_made_tried_and_looked_after(b, options):
    made = {**DESTINATION, "store": None, "rests_until": None, "failures_in_a_row": 0, "secret": "whsec_shown_once"}
    refused = (422, {"title": "Invalid", "errors": [{"pointer": "/url", "reason": "must begin with https://"}]})
    answers = [*DESTINATIONS, answer("POST", "/destinations", refused, (201, made)), answer("POST", "/deliveries/29/replay", delivery("29", "queued")),
               answer("POST", "/destinations/4/ping", {"ok": False, "status": 401, "milliseconds": 92, "error": "It answered 401."}),
               answer("POST", "/destinations/4/replay-failed", {"replayed": 2}), answer("POST", "/destinations/4/rotate-secret", {**made, "secret": "whsec_second"}),
               answer("PATCH", "/destinations/4", {**DESTINATION, "name": "CRM of the shop"}), answer("DELETE", "/destinations/4", (204, None))]
    with pretending(b, *answers):
        b.menu("Integrations")
        b.click("Destinations", ".tabs a")
        b.see("tbody tr", "Receiver gone")
        b.click("New destination")
        b.heading("New destination")
        put(part(b, "name"), "CRM")
        put(part(b, "url"), "ftp://crm")
        b.click("Create destination", "button")
        b.see("e-field[name=url] .field-error", "https://")
        put(part(b, "url"), "https://crm.example/hooks/echelon")
        b.press(b.see("e-field[name=events] .choice", "Reminded"))
        b.click("Create destination", "button")
        b.see("[data-secret] code", "whsec_shown_once")
        assert asked(b, "POST", "/destinations")[1]["events"] == ["customer.groups_changed", "customer.tier_reached", "run.finished"]
        b.click("Send a test", "button")
        b.see("[data-answer]", "Status 401 after 92 ms. It answered 401.")
        b.press(b.see("details[data-body='29'] summary"))
        b.see("details[data-body='29'] pre", '"customer.groups_changed"')
        b.press(b.see("[data-id='29'][data-act=replay]"))
        b.see(".toast", "sent again")
        b.click("Send failed ones again", "button")
        b.click("Send again", "button", inside=b.see("dialog", "2 failed deliveries"))
        b.see(".toast", "2 deliveries are sent again")
        b.click("New secret", "button")
        b.click("New secret", "button", inside=b.see("dialog", "24 hours"))
        b.see("[data-secret] code", "whsec_second")
        b.click("Edit", ".page-actions button")
        put(part(b, "name"), "CRM of the shop")
        b.click("Save", "[data-edit] button")
        b.heading("CRM of the shop")
        b.click("Delete", ".page-actions button")
        b.click("Delete", "button", inside=b.see("dialog", "cannot be undone"))
        b.see("h1", "Integrations")


def findings_lead_to_where_they_are_settled(b, options):
    with pretending(b, *shop_answers(TROUBLED, [LOOKED]), *DESTINATIONS, answer("GET", "/checks", FINDINGS)):
        b.menu("Checks")
        places = [one.get_attribute("href").split("#")[1] for one in b.all(".finding a.button")]
        source = source_id(b, "tea-shop")
        assert places[:3] == [f"/integrations/{source}", f"/integrations/{source}/drift", f"/integrations/{source}/queue?state=parked"], places
        assert "/integrations/destinations/1" in places, places
        assert not any(re.search(r"(kind|advice) ", row.text) for row in b.all(".findings")), "a finding without words"


def others_may_only_look(b, options):
    session = call(b, "GET", "/session")
    viewer = {**session, "user": {**session["user"], "role": "viewer"}}
    page = f"integrations/{source_id(b, 'tea-shop')}"
    with pretending(b, answer("GET", "/session", viewer), *shop_answers(TROUBLED, [LOOKED, LOADED]), answer("GET", "/connectors/3/writes", WRITES),
                    answer("GET", "/connectors/3/drift", DRIFT), *DESTINATIONS):
        for route, seen in ((page, "Last looks"), (f"{page}/queue", "Ines Weber"), (f"{page}/drift", "An administrator can decide this"),
                            ("integrations/destinations", "Newsletter"), ("integrations/destinations/4", "Deliveries")):
            b.open(route)
            b.see("main", seen)
            acts = [one.text for one in b.all("main [data-action], main [data-retry], main [data-decision], main [data-act], main .button-primary, main form")]
            assert not acts, f"{route} offers {acts} to a viewer"
    with pretending(b, answer("GET", "/session", viewer), answer("GET", "/connectors", items())):
        b.open(page)
        b.see("[data-connection]", "An administrator can connect the shop")


# Every state at every width in both schemes

def views(b):
    source = source_id(b, "tea-shop")
    half = loading("orders", (4180, 4180), (6320, 12640))
    failed = sync(state="failed", phase="orders", counted=figures((4180, 4180), (900, 12640)), error="The shop did not answer for 30 seconds.")
    page, lists = f"integrations/{source}", [answer("GET", "/connectors/3/writes", WRITES), answer("GET", "/connectors/3/drift", DRIFT)]
    return {
        "connection-new": (page, [answer("GET", "/connectors", items())]),
        "connection-shops": (page, [answer("GET", f"/sources/{source}", {**call(b, "GET", f"/sources/{source}"), "platform": "prestashop"}),
                                    answer("GET", "/connectors", items())]),
        "connection-loading": (page, [*shop_answers(connector(half, loaded_at=None), [half]), answer("GET", "/syncs/9", half)]),
        "connection-failed": (page, shop_answers(connector(failed, loaded_at=None), [failed])),
        "connection-fine": (page, shop_answers(connector(LOOKED), [LOOKED, LOADED])),
        "connection-troubled": (page, shop_answers(TROUBLED, [LOOKED, LOADED])),
        "connection-broken": (page, [answer("GET", "/connectors", (500, {"title": "Something broke", "detail": "It broke."}))]),
        "queue": (f"{page}/queue", [*shop_answers(TROUBLED, [LOOKED]), *lists]),
        "queue-empty": (f"{page}/queue", [*shop_answers(connector(LOOKED), [LOOKED]), answer("GET", "/connectors/3/writes", items())]),
        "drift": (f"{page}/drift", [*shop_answers(TROUBLED, [LOOKED]), *lists]),
        "drift-empty": (f"{page}/drift", [*shop_answers(connector(LOOKED), [LOOKED]), answer("GET", "/connectors/3/drift", items())]),
        "sources": ("integrations", shop_answers(TROUBLED, [LOOKED])),
        "destinations": ("integrations/destinations", DESTINATIONS), "destinations-empty": ("integrations/destinations", [answer("GET", "/destinations", items())]),
        "destination-new": ("integrations/destinations/new", []), "destination": ("integrations/destinations/4", DESTINATIONS),
        "findings": ("checks", [*shop_answers(TROUBLED, [LOOKED]), answer("GET", "/checks", FINDINGS)]),
    }


def every_state_of_integrations(b, options):
    folder = pathlib.Path(options.screenshots)
    troubles = []
    b.console()
    for name, (route, answers) in views(b).items():
        with contextlib.ExitStack() as stack:
            b.open(route)
            if answers:
                stack.enter_context(pretending(b, *answers))
            for scheme in SCHEMES:
                for width in WIDTHS:
                    b.look(width, scheme)
                    for fold in b.all("details:not([open]) > summary"):
                        b.press(fold)
                    b.driver.execute_script("document.activeElement?.blur(); scrollTo(0, 0)")
                    b.wait("nothing loading", lambda: not b.driver.find_elements("css selector", ".skeleton"))
                    found = [one for one in judge(b, name, folder, width, scheme) if "status of 500" not in one]
                    troubles += [f"{name} at {width} {scheme}: {one}" for one in found]
    b.look(1440, "light")
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))


INTEGRATION_JOURNEYS = [
    connect_a_shop_read_it_and_leave, shopify_gives_its_own_secret, a_server_is_told_of_a_change, first_load_shows_how_far_it_is, load_that_failed_goes_on, the_shop_is_told_everything,
    a_multistore_says_which_shop_is_which, a_write_is_tried_again, drift_asks_who_is_right, a_destination_is_made_tried_and_looked_after, findings_lead_to_where_they_are_settled,
    others_may_only_look, every_state_of_integrations,
]
