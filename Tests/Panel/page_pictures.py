"""A picture of every page at three widths in both schemes, and one sheet of them for each width and scheme."""

import argparse
import pathlib
import sys
import time

from PIL import Image, ImageDraw

from browser import SCHEMES, Browser, Lost
from every_page import still, visit
from page_table import addresses

WIDTHS = (360, 768, 1280)
ADMIN = {"Your name": "Anna Kowalska", "E-mail": "anna@shop.example", "Password": "correct horse battery"}
SHEET, GAP, CAPTION, TALLEST = 2400, 24, 22, 2200
SMALLER = {360: 0.75, 768: 0.5, 1280: 0.45}


def photograph(b, folder, routes):
    """Every page, loaded once at each width; what could not be shown is told."""
    troubles = []
    for width in WIDTHS:
        for name, route in routes.items():
            b.look(width, "light")
            try:
                visit(b, route)
            except Lost as lost:
                troubles.append(f"{name} at {width}: {lost}")
                b.open("checks")
                continue
            for scheme in SCHEMES:
                b.look(width, scheme)
                still(b)
                stretch(b, width, scheme)
                b.picture(folder / f"{name}-{width}-{scheme}.png")
    return troubles


def stretch(b, width, scheme):
    """A window as tall as the page, so that what is fixed to its foot stands there."""
    height = b.driver.execute_script("return document.documentElement.scrollHeight")
    if height > 900:
        b.look(width, scheme, min(height, TALLEST))
        time.sleep(0.1)


def photograph_files(b, folder, files):
    """The pages outside the panel's frame."""
    for name, address in files.items():
        b.driver.get("about:blank")
        b.driver.get(f"{b.base}/{address}")
        b.see("h1")
        for width in WIDTHS:
            for scheme in SCHEMES:
                b.look(width, scheme)
                time.sleep(0.2)
                b.picture(folder / f"{name}-{width}-{scheme}.png")


def sheet(folder, width, scheme):
    """All pictures of one width and scheme on one picture, in columns, each under its name."""
    scale = SMALLER[width]
    column = int(width * scale)
    columns = max(1, (SHEET - GAP) // (column + GAP))
    heights, places = [GAP] * columns, []
    for path in sorted(folder.glob(f"*-{width}-{scheme}.png")):
        picture = Image.open(path).convert("RGB").crop((0, 0, width, min(Image.open(path).height, TALLEST)))
        picture = picture.resize((column, max(1, int(picture.height * scale))), Image.Resampling.LANCZOS)
        shortest = heights.index(min(heights))
        places.append((path.name.removesuffix(f"-{width}-{scheme}.png"), picture, GAP + shortest * (column + GAP), heights[shortest]))
        heights[shortest] += CAPTION + picture.height + GAP
    whole = Image.new("RGB", (GAP + columns * (column + GAP), max(heights)), "#777777")
    pen = ImageDraw.Draw(whole)
    for name, picture, x, y in places:
        pen.text((x, y + 4), name, fill="white", font_size=14)
        whole.paste(picture, (x, y + CAPTION))
    whole.save(folder / f"sheet-{width}-{scheme}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--setup-url", required=True)
    parser.add_argument("--screenshots", required=True, metavar="DIR")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--chromedriver", default="/usr/bin/chromedriver")
    parser.add_argument("--only", metavar="WORDS", default="", help="only pages in whose names these words stand (several by |)")
    options = parser.parse_args()
    folder = pathlib.Path(options.screenshots)
    folder.mkdir(parents=True, exist_ok=True)
    b = Browser(options.base_url, options.chromium, options.chromedriver)
    try:
        photograph_files(b, folder, {"set-up": options.setup_url.removeprefix(f"{b.base}/")})
        b.look(1280, "light")
        for label, value in ADMIN.items():
            b.fill(label, value)
        b.click("Create account")
        b.heading("Dashboard")
        routes = {name: route for name, route in addresses(b).items() if any(word in name for word in options.only.split("|"))}
        troubles = photograph(b, folder, routes)
        photograph_files(b, folder, {"styleguide": "styleguide.html"})
        b.driver.delete_all_cookies()
        photograph_files(b, folder, {"login": "login.html"})
    finally:
        b.close()
    for width in WIDTHS:
        for scheme in SCHEMES:
            sheet(folder, width, scheme)
    print("\n".join([*troubles, f"{len(list(folder.glob('*.png')))} pictures in {folder}"]))
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
