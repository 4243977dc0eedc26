"""The style page has every component and every colour there is."""

import pathlib
import re
import unittest

PANEL = pathlib.Path(__file__).resolve().parents[2] / "public"
PAGE = "".join((PANEL / "app" / name).read_text(encoding="utf-8") for name in ("styleguide.js", "styleguide-parts.js"))


def listed():
    """The folders of components that an entry says it shows."""
    table = re.search(r"const SHOWS = \{(.*?)\n\};", PAGE, re.S).group(1)
    named = [word for line in re.findall(r': "([^"]+)"', table) for word in line.split()]
    return named + [word for line in re.findall(r"shows: \[([^\]]+)\]", PAGE) for word in re.findall(r'"([^"]+)"', line)]


class StylePageTests(unittest.TestCase):
    def test_every_component_has_an_entry(self):
        folders = {path.name for path in (PANEL / "components").iterdir() if path.is_dir()}
        self.assertGreater(len(folders), 60)
        self.assertEqual((sorted(folders - set(listed())), sorted(set(listed()) - folders)), ([], []))

    def test_every_colour_has_a_swatch(self):
        tokens = (PANEL / "styles" / "tokens.css").read_text(encoding="utf-8")
        colours = {name for name, value in re.findall(r"--([\w-]+): ([^;]+);", tokens) if value.startswith("light-dark(#") or value.startswith("#") or "--gray-" in value}
        swatches = set(re.findall(r"\.swatch-([\w-]+)", (PANEL / "styles" / "styleguide.css").read_text(encoding="utf-8")))
        self.assertEqual(sorted(colours - swatches), [])


if __name__ == "__main__":
    unittest.main()
