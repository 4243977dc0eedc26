"""scripts/check-docs finds links and paths that lead nowhere."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "check-docs"


class CheckDocs(unittest.TestCase):
    def findings(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "openapi.yaml").write_text('{openapi: 3.1.0, info: {title: T, version: "1"}, paths: {}}')
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            done = subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True)
            lines = [line for line in done.stdout.splitlines() if not line.startswith("check-docs:")]
            self.assertEqual(done.returncode, 1 if lines else 0, done.stdout + done.stderr)
            return lines

    def test_links_to_files_folders_headings_and_the_outside_are_fine(self):
        text = "# One `two`\n[a](docs/b.md) [b](docs/b.md#what-is-it) [c](#one-two) [d](docs) [e](https://example.test/x) `[f](no)`\n"
        self.assertEqual(self.findings({"README.md": text, "docs/b.md": "## What is it?\n"}), [])

    def test_a_link_to_nothing_is_named(self):
        self.assertEqual(self.findings({"docs/a.md": "x\n[a](b.md)\n"}), ["docs/a.md:2: b.md leads nowhere"])
        self.assertEqual(self.findings({"docs/a.md": "[a](#b)\n"}), ["docs/a.md:1: a.md has no heading for #b"])
        self.assertEqual(self.findings({"docs/a.md": "![a](b.png)\n"}), ["docs/a.md:1: b.png leads nowhere"])

    def test_a_named_path_has_to_exist(self):
        self.assertEqual(self.findings({"docs/a.md": "`Sources/B.swift`\n"}), ["docs/a.md:1: there is no Sources/B.swift"])
        self.assertEqual(self.findings({"docs/a.md": "`docs/<any>.md` `docs/a.md` `docs/`\n"}), [])

    def test_fenced_blocks_are_left_alone(self):
        self.assertEqual(self.findings({"docs/a.md": "```\n[a](b.md) `Sources/B`\n```\n"}), [])


if __name__ == "__main__":
    unittest.main()
