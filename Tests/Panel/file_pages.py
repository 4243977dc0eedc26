"""Pages that are files or come from the server itself: valid, free of axe findings, light to load, in the browser's language."""

import contextlib
import json
import pathlib
import re
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import html5lib

from browser import SCHEMES, Browser, call
from every_page import PANEL, WIDTHS, fail, sections, still, tidied
from widget_journeys import climber, recipe, settle

FIRST_LOAD = 120 * 1024
PROBES = (pathlib.Path(__file__).parent / "probes.js").read_text(encoding="utf-8")
GREETINGS = {"en-GB": "Log in", "fr-CA": "Connexion", "pl-PL": "Zaloguj się", "xx": "Log in"}


def text_of(url):
    """A page as it is sent, whatever its status."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode("utf-8")
    except urllib.error.HTTPError as refusal:
        return refusal.read().decode("utf-8")


def faults_of(name, page):
    """Errors of the parser of the HTML standard and of HTML Tidy, and ids that stand twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    # The style of the widget's page stands in it, as no other file may be asked for there.
    twice = sorted({one for one in ids if ids.count(one) > 1})
    return [f"{name}: {code} at {place}" for place, code, _ in parser.errors] + [f"{name}: {one}" for one in tidied(page)] + [f"{name}: id {one} twice" for one in twice]


def unsubscribe_link(b):
    """The address in a mail that was made, or nothing where the server knows no address of its own."""
    for mail in call(b, "GET", "/notifications?limit=50")["items"]:
        found = re.search(r"/unsubscribe/[\w.~-]+", str(call(b, "GET", f"/notifications/{mail['id']}")))
        if found:
            return found.group()
    return None


def pages_of_the_server_are_valid(b, options):
    store, customer = climber(b)
    token = recipe()(settle(b, store, []), store, customer, int(time.time()) + 3600)
    pages = {file.name: f"/{file.name}" for file in sorted(PANEL.glob("*.html"))}
    pages |= {"widget": f"/widget?token={quote(token)}", "widget without a token": "/widget", "unsubscribe with a wrong link": "/unsubscribe/nobody"}
    if link := unsubscribe_link(b):
        pages["unsubscribe"] = link
    texts = {name: text_of(b.base + address) for name, address in pages.items()}
    assert "progress" in texts["widget"], "the widget's page shows no progress"
    troubles = [one for name, text in texts.items() for one in faults_of(name, text)]
    for name, address in pages.items():
        # The files are looked at elsewhere: they send whoever is logged in on to the panel.
        if name.endswith(".html") and name != "styleguide.html":
            continue
        b.driver.get(b.base + address)
        if name == "styleguide.html":
            b.see("[data-icons] small")
        for width in WIDTHS:
            for scheme in SCHEMES:
                b.look(width, scheme)
                troubles += [f"{name} at {width} {scheme}: axe {one}" for one in violations(b, name)]
                if b.overflow() > 0:
                    troubles.append(f"{name} at {width} {scheme}: {b.overflow()} px too wide")
    b.console()
    b.look(1440, "light")
    b.open("dashboard")
    fail(troubles)


def violations(b, name):
    # A piece of another page has no heading or landmark of its own to offer; it is a frame's content.
    return [one for one in b.violations() if not (name.startswith("widget") and re.match(r"(page-has-heading-one|heading-order|region)\b", one))]


@contextlib.contextmanager
def nobody(b):
    """While this lasts, no one is logged in; the session is put back afterwards."""
    kept = b.driver.get_cookies()
    b.driver.delete_all_cookies()
    try:
        yield
    finally:
        for cookie in kept:
            b.driver.add_cookie(cookie)
        b.open("dashboard")


def transferred(b, options, address, cookies):
    """Bytes on the wire, heads included, of each request until the page is whole, in a browser that was never here."""
    fresh = Browser(b.base, options.chromium, options.chromedriver, network=True)
    try:
        fresh.driver.get(f"{b.base}/health")
        for cookie in cookies:
            fresh.driver.add_cookie(cookie)
        fresh.driver.get_log("performance")
        fresh.driver.get(b.base + address)
        fresh.settled()
        still(fresh)
        events = [json.loads(entry["message"])["message"] for entry in fresh.driver.get_log("performance")]
        return {event["params"]["requestId"]: event["params"]["encodedDataLength"] for event in events if event["method"] == "Network.loadingFinished"}
    finally:
        fresh.close()


def the_first_load_is_light(b, options):
    """Login and dashboard, each with nothing kept from before: less than 120 KB."""
    troubles = []
    for address, cookies in (("/", b.driver.get_cookies()), ("/login.html", [])):
        sizes = transferred(b, options, address, cookies)
        total = sum(sizes.values())
        print(f"        {address}: {len(sizes)} requests, {total / 1024:.1f} KB", flush=True)
        if len(sizes) < 10 or total < 20_000:
            troubles.append(f"{address}: only {len(sizes)} requests of {total} bytes were seen")
        if total > FIRST_LOAD:
            troubles.append(f"{address}: {total / 1024:.1f} KB")
    fail(troubles)


def the_login_page_speaks_the_language_of_the_browser(b, options):
    """And is judged as every other page, in each language."""
    troubles = []
    agent = b.driver.execute_script("return navigator.userAgent")
    with nobody(b):
        for tag, greeting in GREETINGS.items():
            b.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": tag})
            b.driver.get("about:blank")
            b.driver.get(f"{b.base}/login.html")
            said = b.see("h1").text
            assert said == greeting, f"in {tag} the login page says {said}"
            b.driver.execute_script(PROBES)
            for width in WIDTHS:
                for scheme in SCHEMES:
                    b.look(width, scheme)
                    faults = b.violations() + b.driver.execute_script("return echelonProbes.page(arguments[0])", sections())
                    troubles += [f"login in {tag} at {width} {scheme}: {one}" for one in faults]
        b.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": "en-US"})
        b.look(1440, "light")
    fail(troubles)


FILE_PAGE_JOURNEYS = [pages_of_the_server_are_valid, the_first_load_is_light, the_login_page_speaks_the_language_of_the_browser]
