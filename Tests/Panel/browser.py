"""A browser for the journeys: it does what a person does, by the words a person sees."""

import base64
import importlib.util
import json
import pathlib
import time

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENCE = 10.0
WIDTHS = (360, 900, 1440)
SCHEMES = ("light", "dark")


class Lost(Exception):
    """What a person would look for is not on the page."""


def axe_source():
    """The text of axe-core, from whichever package brings it."""
    for package in ("axe_playwright_python", "axe_selenium_python"):
        found = importlib.util.find_spec(package)
        if found and found.origin:
            for path in sorted(pathlib.Path(found.origin).parent.rglob("axe.min.js")):
                return path.read_text(encoding="utf-8")
    return None


class Browser:
    def __init__(self, base_url, chromium, chromedriver, network=False):
        """With network, what goes over the wire is kept in the log named performance."""
        self.base = base_url.rstrip("/")
        options = Options()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-US", "--window-size=1440,900"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", **({"performance": "ALL"} if network else {})})
        self.driver = webdriver.Chrome(options=options, service=Service(chromedriver))
        self.axe = axe_source()

    def close(self):
        self.driver.quit()

    # Looking

    def wait(self, what, probe, patience=PATIENCE):
        """Asks until the answer is true; a page that redraws itself meanwhile is asked again."""
        end = time.monotonic() + patience
        while True:
            try:
                answer = probe()
            except (StaleElementReferenceException, IndexError):
                answer = None
            if answer:
                return answer
            if time.monotonic() > end:
                raise Lost(f"{what} (at {self.driver.current_url})")
            time.sleep(0.05)

    def all(self, css, text=None, inside=None):
        found = [one for one in (inside or self.driver).find_elements(By.CSS_SELECTOR, css) if one.is_displayed()]
        return [one for one in found if text is None or text in one.text or text in (one.get_attribute("aria-label") or "")]

    def see(self, css, text=None, inside=None, patience=PATIENCE):
        """The first visible element of this kind with these words."""
        return self.wait(f"see {css} {text or ''}", lambda: (self.all(css, text, inside) or [None])[0], patience)

    def gone(self, css, text=None):
        self.wait(f"no {css} {text or ''}", lambda: not self.all(css, text))

    def heading(self, text):
        return self.see("h1", text)

    def settled(self):
        """Nothing is loading any more."""
        self.wait("loaded page", lambda: self.all("h1") and not self.driver.find_elements(By.CSS_SELECTOR, ".skeleton, [aria-busy=true]"))

    # Doing

    def click(self, text, css="button, a, label, summary, [role=menuitem]", inside=None):
        element = self.see(css, text, inside)
        self.press(element)
        return element

    def press(self, element):
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def label(self, text, inside=None):
        """The control that a visible label names."""
        label = self.wait(f"label {text}", lambda: next((one for one in self.all("label, legend", inside=inside) if one.text.split("\n")[0].startswith(text)), None))
        target = label.get_attribute("for")
        if target:
            return self.driver.find_element(By.ID, target)
        return label.find_element(By.XPATH, "./.." if label.tag_name == "legend" else ".")

    def fill(self, text, value, inside=None):
        control = self.label(text, inside)
        if control.tag_name == "input" and control.get_attribute("type") != "date":
            control.send_keys(Keys.CONTROL, "a")
        control.send_keys(value)
        return control

    def choose(self, select, text):
        for option in select.find_elements(By.TAG_NAME, "option"):
            if option.text == text:
                option.click()
                return
        raise Lost(f"option {text}")

    def type_into(self, css, value):
        control = self.see(css)
        control.send_keys(Keys.CONTROL, "a")
        control.send_keys(value)
        return control

    def open(self, route):
        """An address as from a bookmark."""
        self.driver.get(f"{self.base}/#/{route}")
        self.settled()

    def menu(self, page):
        """A click in the navigation."""
        self.click(page, "e-nav a")
        self.settled()

    # Judging

    def look(self, width, scheme, height=900):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def overflow(self):
        return self.driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def console(self):
        """Errors since last asked; a refused request is told by the page itself, not by the console."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE" and "status of 4" not in entry["message"]]

    def violations(self):
        if not self.axe:
            raise Lost("axe-core: install Tests/Panel/requirements.txt")
        self.driver.execute_script(self.axe + "; window.axe = axe;" if "window.axe" not in self.axe else self.axe)
        answer = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then((result) => done(JSON.stringify(result.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' ')).slice(0, 4)]))),"
            " (error) => done(JSON.stringify([['axe failed', [String(error)]]])));")
        return [f"{name}: {', '.join(map(str, where))}" for name, where in json.loads(answer)]

    def picture(self, path):
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        shown = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": {
            "x": 0, "y": 0, "scale": 1, "width": self.driver.execute_script("return innerWidth"), "height": min(height, 6000)}})
        path.write_bytes(base64.b64decode(shown["data"]))


def call(b, method, path, body=None):
    """One request from inside the page, with its session."""
    answer = b.driver.execute_async_script(
        "const [method, path, body, done] = arguments;"
        "fetch('/api/v1' + path, {method, headers: body ? {'Content-Type': 'application/json'} : {}, body: body ?? undefined})"
        ".then(async (answer) => done([answer.status, await answer.text()]), (error) => done([0, String(error)]));",
        method, path, json.dumps(body) if body is not None else None)
    if not 200 <= answer[0] < 300:
        raise Lost(f"{method} {path}: {answer[0]} {answer[1][:300]}")
    return json.loads(answer[1]) if answer[1] else None


def judge(b, name, folder, width, scheme):
    """What is wrong with the page as it shows now; a picture of it is kept."""
    found = [f"console: {message}" for message in b.console()]
    over = b.overflow()
    if over > 0:
        found.append(f"{over} px too wide")
    found += [f"axe {one}" for one in b.violations()]
    b.picture(folder / f"{name}-{width}-{scheme}.png")
    return found


__all__ = ["SCHEMES", "WIDTHS", "Browser", "Lost", "WebDriverException", "Keys", "By", "call", "judge"]
