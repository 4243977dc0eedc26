"""The page of the progress bar: websites and key, code that a shop can use as it is, and what a customer is told."""

import json
import pathlib
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from browser import SCHEMES, Lost, call, judge
from every_page import visit
from pretending import answer, pretending
from widget_journeys import climber

PAGE, SHOP = "integrations/widget", "https://shop.example"
# How the piece of code in each language is run, with a customer before it and the token said behind it.
RUNS = {
    "Python": (sys.executable, "-c", "customer_id = {customer!r}\n{code}\nprint(token, end='')"),
    "PHP": ("php", "-r", "$customerId = {customer!r};\n{code}\necho $token;"),
}


def the_progress_bar_is_set_up(b, options):
    folder = pathlib.Path(options.screenshots)
    store, customer = climber(b)
    path = f"/stores/{store}/widget"
    names = {one["key"]: one["name"] for one in call(b, "GET", "/stores")["items"]}
    before = b.see("e-topbar select").get_property("value")
    b.choose(b.see("e-topbar select"), names[store])
    b.menu("Integrations")
    b.click("Progress bar", ".tabs a")
    b.see("h2", "Where it may stand")
    websites(b, path)
    overtaken(b, path)
    first = make_key(b, path)
    token = recipes(b, customer, first)
    second = new_key(b)
    assert second != first and status(b, token) == 200, "the former key has no day left"
    new_key(b, leaked=True)
    assert status(b, token) == 401, "a leaked key is still good"
    tells(b, store, customer)
    looks(b, folder)
    tells_of_nothing(b, customer)
    only_to_be_looked_at(b)
    b.choose(b.see("e-topbar select"), names[before])


def row(b):
    return b.see("e-list-input input")


def websites(b, path):
    present = call(b, "GET", path)
    for origin in present["origins"]:
        b.press(b.see("e-list-input button", origin))
    row(b).send_keys(f"{SHOP}/account\n")
    if not present["enabled"]:
        b.press(b.see("[name=enabled]"))
    b.click("Save", "main button")
    b.see(".summary-errors", "no path, no slash at the end")
    b.press(b.see("e-list-input button", f"{SHOP}/account"))
    row(b).send_keys(f"{SHOP}\n")
    b.click("Save", "main button")
    b.see("e-toasts", "Saved")
    saved = call(b, "GET", path)
    assert saved["enabled"] and saved["origins"] == [SHOP], saved


def overtaken(b, path):
    """Someone else saves first: nothing is lost, and one chooses."""
    row(b).send_keys("https://mine.example\n")
    sent = b.driver.execute_async_script(
        "const [path, body, done] = arguments; fetch('/api/v1' + path, {method: 'PUT', body, headers: {'Content-Type': 'application/json', 'If-Match': '*'}}).then((answer) => done(answer.status));",
        path, json.dumps({"enabled": True, "origins": [SHOP, "https://theirs.example"]}))
    assert sent == 200, sent
    b.click("Save", "main button")
    dialog = b.see("dialog", "someone else saved")
    assert b.see(".conflict-field", "https://theirs.example", dialog)
    b.click("Save what is chosen", "button", dialog)
    b.gone("dialog")
    b.see("e-list-input", "https://mine.example")
    assert call(b, "GET", path)["origins"] == [SHOP, "https://mine.example"]


def shown_key(b):
    return b.see("[data-made] code").text


def make_key(b, path):
    """The first one, or another where the shop has one already; it is seen this once."""
    if call(b, "GET", path)["key_made_at"]:
        return new_key(b)
    b.see(".banner", "There is no key yet")
    b.click("Make the key", "main button")
    return wait_key(b, None)


def wait_key(b, before):
    key = b.wait("a key", lambda: (now := shown_key(b)) != before and now)
    assert key.startswith("epk_") and len(key) == 47, key
    return key


def new_key(b, leaked=False):
    before = b.all("[data-made] code")
    before = before[0].text if before else None
    b.click("New key", "main button")
    dialog = b.see("dialog", "24 hours")
    if leaked:
        b.press(b.see("[name=at_once]", inside=dialog))
    b.click("New key", "button", dialog)
    b.gone("dialog")
    return wait_key(b, before)


def recipes(b, customer, key):
    """Each piece of code as it stands there makes a token that the server takes."""
    token = None
    for name, (program, option, around) in RUNS.items():
        b.click(name, ".segmented button")
        b.see("[data-token] code", "ep1.")
        code = b.see("[data-token] e-copy").get_attribute("value")
        if not shutil.which(program):
            continue
        told = subprocess.run([program, option, around.format(customer=customer, code=code)], env={"ECHELON_WIDGET_KEY": key}, capture_output=True, text=True)
        token = told.stdout
        assert status(b, token) == 200, f"{name}: {token} {told.stderr}"
    texts = " ".join(one.get_attribute("value") for one in b.all("[data-shop] e-copy"))
    assert f'src="{b.base}/widget.js"' in texts and f'src="{b.base}/widget?token=TOKEN"' in texts, texts
    return token


def status(b, token):
    try:
        with urllib.request.urlopen(f"{b.base}/api/v1/progress?token={urllib.parse.quote(token)}") as told:
            return told.status
    except urllib.error.HTTPError as error:
        return error.code


def tells(b, store, customer):
    """The same missing amount as the customer's own page has."""
    b.see("[data-preview]", "No customer chosen")
    b.type_into("e-customer-input input", customer)
    b.press(b.see("e-customer-input [role=option]"))
    bar = b.see("[data-preview] [role=progressbar]")
    assert 0 < int(bar.get_attribute("aria-valuenow")) < 100
    words = b.see("[data-preview] e-progress p").text
    found = call(b, "GET", f"/customers/ext:{urllib.parse.quote(customer)}/progress?store={store}")
    assert f"more to {found['next']['name']}" in words, words


def tells_of_nothing(b, customer):
    """A failure can be tried again, and where no ladder is, that is said."""
    with pretending(b, answer("GET", r"/customers/\d+/progress", (500, {"title": "Out of order"}), (404, {"title": "Not found"}))):
        visit(b, PAGE)
        b.type_into("e-customer-input input", customer)
        b.press(b.see("e-customer-input [role=option]"))
        b.see("[data-preview]", "Out of order")
        b.click("Try again", "[data-preview] button")
        b.see("[data-preview]", "Nothing would be shown")


def looks(b, folder):
    troubles = []
    for scheme in SCHEMES:
        for width in (360, 1280):
            b.look(width, scheme)
            # What stays in its place covers other things where the page is scrolled.
            b.driver.execute_script("scrollTo(0, 0)")
            troubles += [f"at {width} {scheme}: {one}" for one in judge(b, "widget-page-set-up", folder, width, scheme)]
    b.look(1440, "light")
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))


def only_to_be_looked_at(b):
    session = call(b, "GET", "/session")
    for role in ("viewer", "editor"):
        with pretending(b, answer("GET", "/session", {**session, "user": {**session["user"], "role": role}})):
            visit(b, PAGE)
            b.see("main", "https://mine.example")
            b.see("main", "In use since")
            acts = [one.text for one in b.all("main form, main .button-primary, main [data-action], main e-list-input, [data-made]")]
            assert not acts, f"{role} is offered {acts}"


WIDGET_PAGE_JOURNEYS = [the_progress_bar_is_set_up]
