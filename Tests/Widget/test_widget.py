"""The recipes for customer tokens make the vectors, and what shop developers copy is what was tested."""

import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "widget"
VECTORS = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
DOCUMENT = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")


def recipe():
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("customer_token", FOLDER / "customer_token.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(program, vector):
    command = [*program, vector["store"], vector["customer"], str(vector["exp"])]
    environment = {**os.environ, "ECHELON_WIDGET_KEY": vector["key"]}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def fenced(language):
    """The blocks of code of one language in the document."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOCUMENT, re.M | re.S)


def bare(text):
    """Code without comments, docstrings and empty lines."""
    text = re.sub(r'/\*\*.*?\*/|""".*?"""', "", text, flags=re.S)
    return [line.strip() for line in text.splitlines() if line.strip()]


class Recipes(unittest.TestCase):
    def test_there_are_vectors(self):
        self.assertEqual(len({vector["token"] for vector in VECTORS}), 5)

    def test_python_makes_them(self):
        for vector in VECTORS:
            with self.subTest(vector["about"]):
                made = recipe().customer_token(vector["key"], vector["store"], vector["customer"], vector["exp"])
                self.assertEqual(made, vector["token"])

    def test_the_python_program_makes_them(self):
        for vector in VECTORS:
            with self.subTest(vector["about"]):
                self.assertEqual(run([sys.executable, str(FOLDER / "customer_token.py")], vector), vector["token"])

    @unittest.skipUnless(shutil.which("php"), "php is not installed")
    def test_the_php_program_makes_them(self):
        for vector in VECTORS:
            with self.subTest(vector["about"]):
                self.assertEqual(run(["php", str(FOLDER / "customer_token.php")], vector), vector["token"])

    def test_without_a_key_nothing_is_made(self):
        programs = [[sys.executable, str(FOLDER / "customer_token.py")]]
        programs += [["php", str(FOLDER / "customer_token.php")]] if shutil.which("php") else []
        environment = {name: value for name, value in os.environ.items() if name != "ECHELON_WIDGET_KEY"}
        for program in programs:
            done = subprocess.run([*program, "default", "77"], env=environment, capture_output=True, text=True)
            self.assertNotEqual(done.returncode, 0, program)
            self.assertEqual(done.stdout, "", program)

    def test_the_document_has_the_vectors(self):
        for vector in VECTORS:
            customer = f" {vector['customer']}" if vector["customer"] else ""
            lines = [f"key      {vector['key']}", f"store    {vector['store']}", f"customer{customer}", f"exp      {vector['exp']}",
                     f"token    {vector['token']}"]
            self.assertIn("\n".join(lines), DOCUMENT, vector["about"])

    def test_the_document_has_the_recipes_as_they_are(self):
        for language, name in (("php", "customer_token.php"), ("python", "customer_token.py")):
            (block,) = fenced(language)
            whole = bare((FOLDER / name).read_text(encoding="utf-8"))
            lines = bare(block)
            start = whole.index(lines[0])
            self.assertEqual(whole[start:start + len(lines)], lines, language)


class Script(unittest.TestCase):
    SCRIPT = (ROOT / "public" / "widget.js").read_text(encoding="utf-8")

    def test_it_is_small_and_stands_alone(self):
        self.assertLess(len(self.SCRIPT.encode()), 8192)
        self.assertNotRegex(self.SCRIPT, r"^\s*import\b|\bimport\(|innerHTML|\beval\b|document\.cookie|localStorage")

    def test_what_can_be_themed_is_described(self):
        properties = set(re.findall(r"var\((--echelon-[a-z-]+)", self.SCRIPT))
        self.assertEqual(properties, set(re.findall(r"--echelon-[a-z-]+", DOCUMENT)))
        parts = {name.split()[-1] for name in re.findall(r"make\('\w+', '([a-z ]+)'", self.SCRIPT)}
        described = set(re.findall(r"`([a-z]+)`", DOCUMENT)) | set(re.findall(r"::part\((\w+)\)", DOCUMENT))
        self.assertLessEqual(parts - {"more", "small"}, described)


if __name__ == "__main__":
    unittest.main()
