"""The panel's journeys in a real browser against a running server.

    python3 Tests/Panel/journeys.py --base-url http://127.0.0.1:8080 \
        --setup-url 'http://127.0.0.1:8080/setup.html#token=…' --screenshots /tmp/panel-shots

The server must be fresh (its one-time link unused). Without customers in it, a few orders are put in
through the API first, as a shop would; everything else is clicked and read like a person does.
"""

import argparse
import pathlib
import sys
import traceback

from admin_journeys import ADMIN_JOURNEYS
from browser import SCHEMES, WIDTHS, Browser, Keys, Lost, call, judge
from bulk_journeys import BULK_JOURNEYS
from check_journeys import CHECK_JOURNEYS
from every_page import EVERY_PAGE_JOURNEYS
from figure_journeys import FIGURE_JOURNEYS
from file_pages import FILE_PAGE_JOURNEYS
from import_journeys import IMPORT_JOURNEYS
from integration_journeys import INTEGRATION_JOURNEYS
from mail_journeys import MAIL_JOURNEYS
from mail_state_journeys import MAIL_STATE_JOURNEYS
from paper_journeys import PAPER_JOURNEYS
from privacy_journeys import PRIVACY_JOURNEYS
from rule_journeys import RULE_JOURNEYS
from story_journeys import STORY_JOURNEYS
from ten_tasks import TEN_TASKS
from widget_journeys import WIDGET_JOURNEYS
from widget_page_journeys import WIDGET_PAGE_JOURNEYS

ADMIN = {"name": "Anna Kowalska", "email": "anna@shop.example", "password": "correct horse battery"}
RULE = "Tea club by purchase"


# The journeys, in the order in which a shop would make them

def set_up_through_the_one_time_link(b, options):
    b.driver.get(options.setup_url)
    b.heading("Set up Echelon")
    b.fill("Your name", ADMIN["name"])
    b.fill("E-mail", ADMIN["email"])
    b.fill("Password", "short")
    b.click("Create account")
    b.see("[role=alert]")
    b.fill("Password", ADMIN["password"])
    b.click("Create account")
    b.heading("Dashboard")


def log_out_and_in(b, options):
    b.press(b.see(".face"))
    b.click("Log out")
    b.heading("Log in")
    b.fill("E-mail", ADMIN["email"])
    b.fill("Password", "not the password")
    b.click("Log in")
    b.see("[role=alert]", "do not go together")
    b.fill("Password", ADMIN["password"])
    b.click("Log in")
    b.heading("Dashboard")


def create_a_group(b, options):
    b.menu("Groups")
    b.click("New group")
    b.heading("New group")
    b.fill("Name", "Tea club")
    b.click("New group", "button")
    b.see(".summary-errors")
    b.fill("Code", "tea-club")
    b.fill("Discount in percent", "5")
    b.click("New group", "button")
    b.heading("Groups")
    b.see("tbody tr", "Tea club")


def fill_an_empty_shop(b, options):
    """Not a journey: what a shop would have reported, so that there is something to see."""
    if call(b, "GET", "/customers?limit=1")["items"]:
        return
    store = call(b, "GET", "/stores")["items"][0]
    for number in range(1, 13):
        order = {
            "id": str(5000 + number), "version": f"2026-01-{number:02}T10:00:00Z", "currency": store["currency"],
            "status": {"code": "paid", "label": "Payment accepted", "paid": True, "void": False},
            "placed_at": f"2026-01-{number:02}T09:59:00Z", "paid_at": f"2026-01-{number:02}T10:00:00Z", "total": f"{20 + number}.50",
            "customer": {"id": str(700 + number % 5), "email": f"customer{number % 5}@mail.example", "first_name": ("Claire", "Hugo", "Maja", "Piotr", "Greta")[number % 5], "last_name": "Martin"},
            "lines": [{"id": "1", "product_id": "93", "sku": "TEA-YEAR", "quantity": 1, "total": f"{20 + number}.50"}],
        }
        call(b, "PUT", f"/orders/ext:{order['id']}?store={store['key']}", order)


def dashboard_shows_figures(b, options):
    b.menu("Dashboard")
    b.see(".stat", "Customers")
    customers = int(b.see(".stat", "Customers").text.split("\n")[1].replace(",", ""))
    assert customers > 0, "no customers counted"
    b.see("h2", "Changes by rule")
    b.see("h2", "Health")
    b.see("h2", "Customers per group")
    rows = b.driver.find_elements("css selector", "e-chart table tbody tr")
    assert len(rows) == 30, f"{len(rows)} days in the chart's table"


def create_a_purchase_rule_with_live_preview(b, options):
    b.menu("Rules")
    b.click("New rule")
    b.heading("New rule")
    assert len(b.all(".kind-card")) >= 5, "not every kind is offered"
    b.press(b.see(".kind-card[href*='kind=purchase']"))
    b.heading("New rule")
    b.see("e-preview", "Not complete yet")
    b.fill("Name", RULE)
    b.choose(b.see(".product select"), "SKU")
    b.type_into(".product-parts input", "TEA-YEAR")
    b.press(b.see("e-groups-input .choice", "Tea club", inside=b.label("Groups")))
    b.see(".preview-words", "TEA-YEAR")
    b.see(".preview-figure", "would move")
    b.choose(b.see("e-validity-input select"), "Months")
    b.type_into("e-validity-input input[type=number]", "6")
    b.see(".preview-words", "6 months")
    b.click("Create rule", "button")
    b.see(".toast", "is created")
    b.see(".rule-row", RULE)


def edit_the_rule(b, options):
    b.click(RULE, ".rule-row a")
    b.heading(RULE)
    b.type_into("e-validity-input input[type=number]", "9")
    b.see(".preview-words", "9 months")
    b.see("[data-dirty]", "Not saved")
    b.click("Save", "button")
    b.see(".toast", "is saved")
    b.see(".rule-row", "9 months")
    b.click(RULE, ".rule-row a")
    b.click("Revisions", ".tabs a")
    b.see(".event", "Revision 2")
    b.see(".event", "Revision 1")
    b.menu("Rules")


def switch_the_rule_off_and_on(b, options):
    b.press(b.see("[role=switch]", inside=b.see(".rule-row", RULE)))
    b.see(".rule-off", RULE)
    b.click("Undo", "button", inside=b.see(".toast", "is off"))
    b.gone(".rule-off", RULE)
    assert b.see(".rule-row", RULE)


def move_the_rule_by_keyboard(b, options):
    rows = b.all(".rule-row")
    if len(rows) < 2:
        b.press(b.see(".rule-row e-menu button"))
        b.click("Duplicate", ".menu-item")
        b.heading("New rule")
        b.wait("a name", lambda: b.label("Name").get_attribute("value"))
        b.click("Create rule", "button")
        b.wait("two rules", lambda: len(b.all(".rule-row")) == 2)
        rows = b.all(".rule-row")
    first = rows[0].get_attribute("data-id")
    b.see(".rule-grip", inside=rows[0]).send_keys(Keys.ARROW_DOWN)
    b.see(".toast", "new order")
    b.wait("moved row", lambda: b.all(".rule-row")[1].get_attribute("data-id") == first)


def search_a_customer(b, options):
    name = call(b, "GET", "/customers?limit=1")["items"][0]
    b.driver.find_element("css selector", "body").send_keys("/")
    box = b.driver.switch_to.active_element
    assert box.get_attribute("role") == "combobox", "the / key does not reach the search"
    box.send_keys(name["external_id"])
    b.see("[role=option]", name["first_name"])
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    b.heading(name["last_name"])
    b.menu("Customers")
    b.type_into(".filters [name=q]", name["email"])
    b.wait("one row", lambda: len(b.all("tbody tr")) == 1)
    assert "q=" in b.driver.current_url, "the search is not in the address"
    b.press(b.see("tbody a"))
    b.heading(name["last_name"])
    b.settled()


def grant_a_group_by_hand_and_undo(b, options):
    b.click("Add to a group", "button")
    dialog = b.see("dialog")
    b.choose(b.see("select", inside=dialog), "Tea club")
    b.fill("Reason", "Won the tasting", inside=dialog)
    b.click("Add to group", "button", inside=dialog)
    b.see(".membership", "Won the tasting")
    b.see("[data-timeline] .event", "joined Tea club")
    b.see("[data-explain] .verdict", RULE)
    b.click("Undo", "button", inside=b.see(".toast", "Added to Tea club"))
    b.see(".toast", "undone")
    b.gone(".membership", "Tea club")


def dry_run_and_real_run(b, options):
    b.menu("Runs")
    b.click("Dry run", "button")
    b.see("[data-present] h2", "What a run would do now", patience=60)
    b.settled()
    b.click("Run now", "button")
    b.see("[data-present] h2", "The run is over", patience=60)
    b.settled()
    b.press(b.see("[data-list] tbody a"))
    b.heading("Run of")
    b.see("h2", "Report")


def cron_address_can_be_copied(b, options):
    b.menu("Runs")
    line = b.see("e-copy[label='Crontab line'] code").text
    assert "/cron?token=" in line and line.startswith("*/"), line
    b.press(b.see("e-copy[label='Cron URL'] button"))
    b.wait("answer of the copy button", lambda: b.see("e-copy[label='Cron URL'] button").text in ("Copied", "Selected"))


def source_is_made_with_a_secret(b, options):
    b.menu("Integrations")
    b.click("New source")
    b.heading("New source")
    b.fill("Name", "Tea shop")
    assert b.label("Key").get_attribute("value") == "tea-shop", "no key suggested"
    b.click("Create source", "button")
    b.heading("Tea shop")
    secret = b.see("[data-secret] code").text
    assert len(secret) > 20, "no secret shown"
    b.see("e-copy[label='Delivery URL'] code", "/webhooks/tea-shop")
    b.driver.refresh()
    b.heading("Tea shop")
    b.settled()
    assert not b.all("[data-secret]"), "the secret is shown twice"


def master_switch_asks_and_can_be_undone(b, options):
    b.menu("Settings")
    b.press(b.see("[name=automation]"))
    b.click("Switch off", "button", inside=b.see("dialog"))
    b.click("Undo", "button", inside=b.see(".toast", "Automation is off"))
    b.see(".switch", "On")


# Outside the pages

def a_dialog_and_the_way_out(b, options):
    """A page with a dialog open is judged as any other."""
    folder = pathlib.Path(options.screenshots)
    troubles = []
    b.open("rules")
    b.press(b.see(".rule-row e-menu button"))
    b.click("Delete", ".menu-item")
    b.see("dialog")
    for scheme in SCHEMES:
        for width in WIDTHS:
            b.look(width, scheme)
            troubles += [f"dialog at {width} {scheme}: {one}" for one in judge(b, "dialog", folder, width, scheme)]
    b.look(1440, "light")
    b.click("Cancel", "button", inside=b.see("dialog"))
    b.press(b.see(".face"))
    b.click("Log out")
    b.heading("Log in")
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))


JOURNEYS = [
    set_up_through_the_one_time_link, log_out_and_in, create_a_group, fill_an_empty_shop, dashboard_shows_figures,
    create_a_purchase_rule_with_live_preview, edit_the_rule, switch_the_rule_off_and_on, move_the_rule_by_keyboard, search_a_customer,
    grant_a_group_by_hand_and_undo, dry_run_and_real_run, cron_address_can_be_copied, source_is_made_with_a_secret, master_switch_asks_and_can_be_undone,
    *RULE_JOURNEYS, *INTEGRATION_JOURNEYS, *CHECK_JOURNEYS, *MAIL_JOURNEYS, *MAIL_STATE_JOURNEYS, *WIDGET_JOURNEYS, *WIDGET_PAGE_JOURNEYS, *IMPORT_JOURNEYS, *FIGURE_JOURNEYS,
    *ADMIN_JOURNEYS, *STORY_JOURNEYS, *PAPER_JOURNEYS, *BULK_JOURNEYS, *PRIVACY_JOURNEYS, *TEN_TASKS, *EVERY_PAGE_JOURNEYS, *FILE_PAGE_JOURNEYS, a_dialog_and_the_way_out,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--setup-url", required=True)
    parser.add_argument("--screenshots", required=True, metavar="DIR")
    parser.add_argument("--keep-screenshots", action="store_true", help="pictures of every page too")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--chromedriver", default="/usr/bin/chromedriver")
    parser.add_argument("--only", metavar="WORDS", help="beside the set-up, only journeys in whose names these words stand (several by |)")
    options = parser.parse_args()
    pathlib.Path(options.screenshots).mkdir(parents=True, exist_ok=True)
    browser = Browser(options.base_url, options.chromium, options.chromedriver)
    passed = failed = 0
    try:
        for journey in JOURNEYS:
            name = journey.__name__.replace("_", " ")
            if options.only and journey is not JOURNEYS[0] and not any(words in name for words in options.only.split("|")):
                continue
            try:
                journey(browser, options)
                errors = browser.console()
                assert not errors, f"console: {errors}"
                print(f"ok      {name}", flush=True)
                passed += 1
            except Exception as error:  # a journey that fails must not hide the next ones
                failed += 1
                print(f"FAILED  {name}: {error if isinstance(error, (Lost, AssertionError)) else traceback.format_exc()}", flush=True)
                browser.picture(pathlib.Path(options.screenshots) / f"failed-{journey.__name__}.png")
    finally:
        browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
