"""The progress widget on a page of another website: a server of its own plays the shop."""

import contextlib
import importlib.util
import pathlib
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from browser import SCHEMES, By, Lost, call, judge
from fake_shop import serving

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDGET_WIDTHS = (320, 800)
ELEMENT = "document.querySelector('echelon-progress')"
PAGE = """<!doctype html>
<html lang="en" dir="{dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>My account</title><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' {server}; connect-src {server}; frame-src {server}; img-src data:">
<script>window.told = []; for (const name of ['loaded', 'failed']) addEventListener('echelon-progress:' + name, (event) => told.push([name, event.detail.status]));</script>
<script type="module" src="{server}/widget.js"></script></head>
<body><main><h1>My account</h1>
{content}
</main></body></html>"""


def recipe():
    """What a shop would use."""
    spec = importlib.util.spec_from_file_location("customer_token", ROOT / "examples" / "widget" / "customer_token.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.customer_token


@contextlib.contextmanager
def shop(server):
    """The address of a website whose pages are made of what their own query says."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            body = PAGE.format(server=server, dir=asked.get("dir", "ltr"), content=asked.get("content", "")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            """What it is asked is no one's business here."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Pages)) as url:
        yield url


def settle(b, store, origins):
    """Switches the widget on for those websites; the key that signs for it."""
    b.open("dashboard")
    answer = b.driver.execute_async_script(
        "const [store, origins, done] = arguments;"
        "const send = (method, path, body) => fetch(`/api/v1/stores/${store}/widget${path}`, {method, body: JSON.stringify(body), headers: {'Content-Type': 'application/json', 'If-Match': '*'}});"
        "(async () => { const key = await (await send('POST', '/rotate-key', {})).json(); const saved = await send('PUT', '', {enabled: true, origins});"
        " done([saved.status, key.key]); })().catch((error) => done([0, String(error)]));", store, origins)
    if answer[0] != 200:
        raise Lost(f"the widget's settings: {answer}")
    return answer[1]


def climber(b):
    """A customer who is on the way: the store's key and the customer's id in the shop."""
    for customer in call(b, "GET", "/customers?limit=200")["items"]:
        with contextlib.suppress(Lost):
            progress = call(b, "GET", f"/customers/{customer['id']}/progress")
            if progress["rung"] and progress["next"] and 10 < progress["percent"] < 95:
                return customer["store"], customer["external_id"]
    raise Lost("a customer who is on the way to the next level")


def open_page(b, address, content, **more):
    query = "&".join(f"{name}={quote(value)}" for name, value in {"content": content, **more}.items())
    b.driver.get(f"{address}/account?{query}")
    b.heading("My account")


def state(b, *wanted):
    return b.wait(f"the widget to be {wanted}", lambda: (now := b.driver.execute_script(f"return {ELEMENT}.dataset.state")) in wanted and now)


def inside(b):
    return b.driver.execute_script(f"return {ELEMENT}.shadowRoot.textContent")


def widget_on_a_page_of_another_site(b, options):
    folder = pathlib.Path(options.screenshots)
    folder.mkdir(parents=True, exist_ok=True)
    b.console()
    with shop(b.base) as address:
        store, customer = climber(b)
        key, make, late = settle(b, store, [address]), recipe(), int(time.time())
        token = make(key, store, customer, late + 3600)
        shows(b, address, token, folder)
        follows(b, address, token, folder)
        in_a_frame(b, address, token, folder)
        # Of what goes wrong here the browser tells its console, as it should.
        fails(b, address, make(key, store, customer, late), token)
        b.console()
    b.look(1440, "light")
    b.open("dashboard")


def shows(b, address, token, folder):
    troubles = []
    for scheme in SCHEMES:
        for width in WIDGET_WIDTHS:
            b.look(width, scheme, 700)
            open_page(b, address, f'<echelon-progress token="{token}"></echelon-progress>')
            state(b, "climbing")
            troubles += [f"widget at {width} {scheme}: {one}" for one in judge(b, "widget", folder, width, scheme)]
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))
    bar = b.driver.execute_script(
        f"const bar = {ELEMENT}.shadowRoot.querySelector('[role=progressbar]'), fill = bar.firstChild;"
        "return [bar.ariaValueNow, bar.ariaValueMin, bar.ariaValueMax, bar.ariaValueText, bar.ariaLabel,"
        " Math.round(100 * fill.getBoundingClientRect().width / bar.getBoundingClientRect().width), getComputedStyle(fill).transitionDuration];")
    assert bar[1:3] == ["0", "100"] and abs(int(bar[0]) - bar[5]) <= 1 and " of " in bar[3] and bar[4] == "Your customer status", bar
    assert bar[6] == "0s", f"it moves where less motion is wanted: {bar[6]}"
    assert b.driver.execute_script("return told") == [["loaded", None]]
    focusable = b.driver.execute_script(f"return {ELEMENT}.shadowRoot.querySelectorAll('a, button, input, [tabindex]').length")
    assert focusable == 0, "it takes the keyboard's focus"


def follows(b, address, token, folder):
    """Attributes, and the page's own direction."""
    b.driver.execute_script(f"{ELEMENT}.lang = 'de'")
    b.wait("German", lambda: "Ihr Kundenstatus" in inside(b))
    assert "Es zählen" in inside(b)
    b.driver.execute_script(f"{ELEMENT}.setAttribute('compact', '')")
    b.wait("fewer words", lambda: "Ihr Kundenstatus" in inside(b) and "Es zählen" not in inside(b))
    b.driver.execute_script(f"{ELEMENT}.removeAttribute('token')")
    state(b, "empty")
    assert b.driver.execute_script(f"return {ELEMENT}.getBoundingClientRect().height") == 0, "an empty widget takes room"
    b.look(320, "light", 700)
    open_page(b, address, f'<echelon-progress token="{token}"></echelon-progress>', dir="rtl")
    state(b, "climbing")
    troubles = judge(b, "widget-rtl", folder, 320, "light")
    assert not troubles, troubles
    # A part of a page that runs from right to left is cut out at another place.
    b.driver.save_screenshot(str(folder / "widget-rtl-320-light.png"))
    sides = b.driver.execute_script(
        f"const bar = {ELEMENT}.shadowRoot.querySelector('[role=progressbar]');"
        "return [bar.getBoundingClientRect().right, bar.firstChild.getBoundingClientRect().right]")
    assert abs(sides[0] - sides[1]) < 1, "the bar does not begin at the right"


def in_a_frame(b, address, token, folder):
    troubles = []
    for scheme in SCHEMES:
        for width in WIDGET_WIDTHS:
            b.look(width, scheme, 700)
            open_page(b, address, f'<iframe src="{b.base}/widget?token={token}&amp;lang=fr" title="Status" width="280" height="420"></iframe>')
            frame = b.see("iframe")
            b.driver.switch_to.frame(frame)
            b.see("h1", "Votre statut client")
            assert b.see("progress").get_attribute("value").isdigit()
            over = b.overflow()
            b.driver.switch_to.default_content()
            troubles += [f"frame at {width} {scheme}: {over} px too wide"] if over > 0 else []
            troubles += [f"frame at {width} {scheme}: {one}" for one in judge(b, "widget-frame", folder, width, scheme)]
            # The page by itself, where axe may look at its inside.
            b.driver.get(f"{b.base}/widget?token={token}&lang=fr")
            b.heading("Votre statut client")
            troubles += [f"widget page at {width} {scheme}: {one}" for one in judge(b, "widget-page", folder, width, scheme)]
    if troubles:
        raise Lost("\n  " + "\n  ".join(troubles))


def fails(b, address, late, token):
    slot = '<p slot="failed">Later, please.</p>'
    open_page(b, address, f'<echelon-progress token="{late}">{slot}</echelon-progress><p id="after">The page goes on.</p>')
    state(b, "failed")
    assert b.see("[slot=failed]", "Later, please.") and b.see("#after")
    assert b.driver.execute_script("return told") == [["failed", 401]]
    elsewhere = address.replace("127.0.0.1", "localhost")
    open_page(b, elsewhere, f'<echelon-progress token="{token}"></echelon-progress>')
    state(b, "failed")
    assert "just now" in inside(b) and b.driver.execute_script("return told") == [["failed", 0]]
    open_page(b, elsewhere, f'<iframe src="{b.base}/widget?token={token}" title="Status" width="280" height="420"></iframe>')
    b.driver.switch_to.frame(b.see("iframe"))
    assert not b.driver.find_elements(By.CSS_SELECTOR, "progress"), "a foreign page frames it"
    b.driver.switch_to.default_content()


WIDGET_JOURNEYS = [widget_on_a_page_of_another_site]
