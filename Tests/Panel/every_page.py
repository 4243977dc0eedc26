"""Every page of the router's table: in both widths and schemes, in every language, with the keyboard, and as markup."""

import json
import pathlib
import re
import subprocess
import time

import html5lib

from browser import SCHEMES, Lost, call
from page_table import addresses
from pretending import answer, pretending

PANEL = pathlib.Path(__file__).resolve().parents[2] / "public"
WIDTHS = (360, 1280)
BETWEEN = 768
STOPS = 12
PROBES = (pathlib.Path(__file__).parent / "probes.js").read_text(encoding="utf-8")

# What the panel hands to the browser as markup is kept, so that its nesting can be judged before the browser mends it.
KEPT_MARKUP = """(() => {
  const kept = window.keptMarkup = new Map();
  const setter = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML").set;
  const keep = (element, text) => { if (!element.closest?.("svg")) kept.set(`${element.localName}\\n${text}`, 1); };
  Object.defineProperty(Element.prototype, "innerHTML", {
    ...Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML"), set(text) { keep(this, String(text)); setter.call(this, text); } });
  const adjacent = Element.prototype.insertAdjacentHTML;
  Element.prototype.insertAdjacentHTML = function (where, text) {
    keep(where.endsWith("end") && where !== "afterend" || where === "afterbegin" ? this : this.parentElement, String(text));
    return adjacent.call(this, where, text);
  };
})();"""
# HTML Tidy does not know that a <div> may hold a term and its text together; the copy it gets has none there.
WHOLE = """const copy = document.documentElement.cloneNode(true);
  for (const one of copy.querySelectorAll("dl > div")) one.replaceWith(...one.childNodes);
  return "<!doctype html>" + copy.outerHTML;"""
TIDY = ["tidy", "-quiet", "-errors", "-utf8", "--custom-tags", "blocklevel", "--show-info", "no", "--drop-empty-elements", "no", "--mute",
        "TRIM_EMPTY_ELEMENT,PROPRIETARY_ATTRIBUTE,MISSING_TITLE_ELEMENT,COERCE_TO_ENDTAG_WARN"]


def sections():
    """The first words of the keys of texts."""
    return sorted(json.loads((PANEL / "lang" / "en.json").read_text(encoding="utf-8")))


def visit(b, route):
    """To a page by its hash alone, as a link does; comes back when it is whole."""
    if b.driver.execute_script("window.pageBefore = document.querySelector('main > .page'); const to = '#/' + arguments[0]; if (location.hash === to) return true;"
                               "location.hash = to;", route):
        b.driver.refresh()
    b.wait(f"page {route}", lambda: b.driver.execute_script("return !window.pageBefore?.isConnected"))
    b.settled()
    if not b.driver.execute_script("return 'echelonProbes' in window"):
        b.driver.execute_script(PROBES)


def still(b):
    """No request is under way and nothing moves."""
    b.driver.execute_async_script("const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)));")
    b.settled()


def tab(b):
    """The Tab key, wherever the focus is."""
    for kind in ("rawKeyDown", "keyUp"):
        b.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9})


def told(b):
    """Everything the console says is wrong; a refused request is said there too."""
    return [f"console: {entry['message']}" for entry in b.driver.get_log("browser") if entry["level"] == "SEVERE"]


def fail(troubles):
    if troubles:
        raise Lost("\n  " + "\n  ".join(dict.fromkeys(troubles)))


# Journeys

def every_page_in_both_widths_and_schemes(b, options):
    """Axe, the width, cut words, raw keys, the title, references; one load of each page."""
    b.console()
    troubles, names = [], sections()
    b.open("dashboard")
    for name, route in addresses(b).items():
        b.look(1280, "light")
        try:
            visit(b, route)
            still(b)
        except Lost as lost:
            troubles.append(f"{name}: {lost}")
            b.open("dashboard")
            continue
        troubles += [f"{name}: {one}" for one in b.driver.execute_script("return echelonProbes.page(arguments[0])", names)]
        for width in WIDTHS:
            for scheme in SCHEMES:
                b.look(width, scheme)
                still(b)
                faults = [f"axe {one}" for one in b.violations()] + b.driver.execute_script("return echelonProbes.narrow()")
                troubles += [f"{name} at {width} {scheme}: {one}" for one in faults]
                if options.keep_screenshots:
                    b.picture(pathlib.Path(options.screenshots) / f"{name}-{width}-{scheme}.png")
        # Between the two nothing but the room is another.
        b.look(BETWEEN, "light")
        still(b)
        troubles += [f"{name} at {BETWEEN}: {one}" for one in b.driver.execute_script("return echelonProbes.narrow()")]
        troubles += [f"{name}: {one}" for one in told(b) if not (name == "missing" and "404" in one)]
    b.look(1440, "light")
    fail(troubles)


def every_page_in_every_language(b, options):
    """The same words in each language of the panel, at 1280 px: nothing raw, nothing cut, nothing too wide."""
    troubles, names, routes = [], sections(), addresses(b)
    session = call(b, "GET", "/session")
    for language in sorted(file.stem for file in (PANEL / "lang").glob("*.json")):
        if language == "en":
            continue
        with pretending(b, answer("GET", "/session", {**session, "user": {**session["user"], "language": language}})):
            b.look(1280, "light")
            b.open("dashboard")
            assert b.driver.execute_script("return document.documentElement.lang") == language, f"the panel does not speak {language}"
            for name, route in routes.items():
                visit(b, route)
                troubles += [f"{name} in {language}: {one}" for one in b.driver.execute_script("return echelonProbes.page(arguments[0])", names)]
            troubles += [f"in {language}: {one}" for one in told(b)]
    b.look(1440, "light")
    fail(troubles)


def every_page_by_keyboard(b, options):
    """From the head of each page on, Tab reaches what there is, in order, and one sees where one is."""
    troubles = []
    b.look(1280, "light")
    b.open("dashboard")
    for name, route in addresses(b).items():
        visit(b, route)
        still(b)
        expected = b.driver.execute_script("document.querySelector('main').focus({preventScroll: true}); return echelonProbes.stops().length")
        faults, reached = set(), 0
        for _ in range(min(STOPS, expected)):
            tab(b)
            fault, in_main = b.driver.execute_script("return [echelonProbes.focusSeen(), Boolean(document.activeElement.closest('main'))]")
            reached += in_main
            if fault:
                faults.add(fault)
        if reached < min(STOPS, expected):
            faults.add(f"Tab reaches {reached} of {min(STOPS, expected)}")
        troubles += [f"{name}: {one}" for one in sorted(faults)]
    fail(troubles)


def every_page_is_valid_html(b, options):
    """What the panel writes parses without an error (html5lib), and the finished page has no misplaced element (HTML Tidy)."""
    made = b.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": KEPT_MARKUP})["identifier"]
    troubles = []
    try:
        b.open("dashboard")
        b.driver.refresh()
        b.settled()
        for name, route in addresses(b).items():
            visit(b, route)
            for piece in b.driver.execute_script("const all = [...keptMarkup.keys()]; keptMarkup.clear(); return all"):
                container, markup = piece.split("\n", 1)
                troubles += [f"{name}: {one}" for one in parse_errors(markup, container)]
            troubles += [f"{name}: {one}" for one in tidied(b.driver.execute_script(WHOLE))]
    finally:
        b.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": made})
    b.open("dashboard")
    fail(troubles)


def parse_errors(markup, container="template"):
    """Each parse error of the HTML standard, with what stands there."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(markup, container="div" if container == "template" and not re.match(r"\s*<t[rdhb]", markup) else container)
    lines = markup.split("\n")
    return [f"{code} at “{lines[min(line, len(lines)) - 1][max(0, column - 60):column + 10]}”" for (line, column), code, _ in parser.errors]


def tidied(page):
    """What HTML Tidy says is wrong with a whole page."""
    said = subprocess.run(TIDY, input=page, capture_output=True, text=True).stderr
    return [re.sub(r"^line \d+ column \d+ - ", "", line) for line in said.splitlines() if re.search(r" - (Warning|Error): ", line)]


EVERY_PAGE_JOURNEYS = [every_page_in_both_widths_and_schemes, every_page_in_every_language, every_page_by_keyboard, every_page_is_valid_html]
