"""The panel's language files: the same texts in each, whole, and none that nothing shows."""

import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PANEL = ROOT / "public"
FORMS = {"en": {"one", "other"}, "fr": {"one", "many", "other"}, "pl": {"one", "few", "many", "other"}}
# French writes its large round numbers as any others where "de" is not wanted, so "many" may be left to "other".
OPTIONAL = {"fr": {"many"}}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LITERAL = re.compile(r'"([a-z]\w*(?:\.\w+)+)"')
CALL = re.compile(r'\b(?:t|has)\(\s*"([^"]+)"')
# A key that is put together while the panel runs: `imports.by_${x}`, with whatever stands behind.
MADE = re.compile(r"`([a-z]\w*\.[\w.]*\$\{[^`]*)`")
PART = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")


def texts(node, before=""):
    """Dotted key → a text, or its plural forms."""
    found = {}
    for key, value in node.items():
        if isinstance(value, dict) and "other" not in value:
            found |= texts(value, f"{before}{key}.")
        else:
            found[before + key] = value
    return found


def forms(value):
    return value if isinstance(value, dict) else {"other": value}


LANGUAGES = {file.stem: texts(json.loads(file.read_text(encoding="utf-8"))) for file in sorted((PANEL / "lang").glob("*.json"))}
ENGLISH = LANGUAGES["en"]
SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in sorted(PANEL.rglob("*.js")))
API = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
MAILS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "mails" / "en").iterdir()))
# What the account of a shop is made of is told by the server when the panel asks.
ACCOUNTS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "Sources" / "Shops" / "Connections").rglob("*.swift")))
ACTS = {act for file in (ROOT / "Sources").rglob("*.swift") for act in re.findall(r'action: "([a-z_]+\.[a-z_]+)"', file.read_text(encoding="utf-8"))}
WORDS = {word for text in (SOURCES, API, MAILS, " ".join(re.findall(r'AccountField\("(\w+)"', ACCOUNTS)), " ".join(ACTS).replace("_", " ")) for word in re.findall(r"[a-zA-Z0-9]+", text)}
LITERALS = set(LITERAL.findall(SOURCES))
SHAPES = [re.compile("([a-zA-Z0-9_.-]+)".join(map(re.escape, PART.split(made)))) for made in sorted(set(MADE.findall(SOURCES)))
          if re.fullmatch(r"[\w.]*", PART.sub("", made))]


def shown(key):
    """Whether something shows this text: its key stands in the code, or fits one that is made there of words of the code, the API, the mails or shops."""
    return key in LITERALS or any((fit := shape.fullmatch(key)) and all(set(re.findall(r"[a-zA-Z0-9]+", part)) <= WORDS for part in fit.groups()) for shape in SHAPES)


class LanguageTests(unittest.TestCase):
    maxDiff = 4000

    def test_the_panel_offers_the_languages_there_are(self):
        offered = re.search(r"LANGUAGES = \{(.*?)\};", SOURCES).group(1)
        self.assertEqual(sorted(re.findall(r"(\w+): \"", offered)), sorted(LANGUAGES))

    def test_no_section_or_text_stands_twice(self):
        def once(pairs):
            names = [name for name, _ in pairs]
            self.assertEqual(sorted({name for name in names if names.count(name) > 1}), [])
            return dict(pairs)

        for file in sorted((PANEL / "lang").glob("*.json")):
            with self.subTest(file.stem):
                json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=once)

    def test_every_act_of_the_audit_log_has_words(self):
        self.assertGreater(len(ACTS), 50)
        self.assertEqual([], sorted(act for act in ACTS if f"audit_act.{act.replace('.', '_')}" not in ENGLISH))

    def test_all_languages_have_the_same_texts(self):
        for code, known in LANGUAGES.items():
            with self.subTest(code):
                self.assertEqual((sorted(set(ENGLISH) - set(known)), sorted(set(known) - set(ENGLISH))), ([], []))

    def test_plural_texts_have_the_forms_of_their_language(self):
        for code, known in LANGUAGES.items():
            wrong = []
            for key, value in known.items():
                if isinstance(value, dict) != isinstance(ENGLISH.get(key), dict):
                    wrong.append(f"{key}: plural in one language only")
                elif isinstance(value, dict) and not FORMS[code] - OPTIONAL.get(code, set()) <= set(value) <= FORMS[code]:
                    wrong.append(f"{key}: {sorted(value)}")
            with self.subTest(code):
                self.assertEqual(wrong, [])

    def test_placeholders_are_those_of_the_english_text(self):
        for code, known in LANGUAGES.items():
            wrong = []
            for key, value in known.items():
                wanted = set(PLACEHOLDER.findall(forms(ENGLISH.get(key, ""))["other"]))
                for form, text in forms(value).items():
                    # "One customer" needs no figure.
                    if set(PLACEHOLDER.findall(text)) not in ([wanted, wanted - {"n"}] if form == "one" else [wanted]):
                        wrong.append(f"{key} ({form}): {text}")
            with self.subTest(code):
                self.assertEqual(wrong, [])

    def test_no_text_is_empty_or_has_markup_or_loose_blanks(self):
        for code, known in LANGUAGES.items():
            wrong = [key for key, value in known.items() for text in forms(value).values()
                     if not text.strip() or text != text.strip() or "  " in text or re.search(r"</?[a-z]+>|&\w+;", text)]
            with self.subTest(code):
                self.assertEqual(wrong, [])

    def test_every_text_the_code_asks_for_is_there(self):
        asked = set(CALL.findall(SOURCES))
        self.assertGreater(len(asked), 500)
        self.assertEqual(sorted(asked - set(ENGLISH)), [])

    def test_every_key_made_in_the_code_fits_a_text(self):
        sections = {key.split(".")[0] for key in ENGLISH}
        shapes = [one for one in SHAPES if re.match(r"\w+", one.pattern).group() in sections]
        self.assertGreater(len(shapes), 50)
        self.assertEqual([one.pattern for one in shapes if not any(map(one.fullmatch, ENGLISH))], [])

    def test_every_text_is_shown_somewhere(self):
        self.assertEqual([key for key in ENGLISH if not shown(key)], [])


if __name__ == "__main__":
    unittest.main()
