"""scripts/check-arrows finds each kind of breach in a small made-up tree, and nothing in a clean one."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check-arrows"
PACKAGE = 'module("Domain"),\nmodule("Store", ["Domain", grdb]),\n'
# Files that the script makes exceptions for; it finds fault with an exception for a file that is gone.
EXCEPTIONS = {
    "Sources/Domain/Values/Zone.swift": "internal import Foundation\n",
    "Sources/Store/Execution.swift": "let p = unsafe pointer\n",
    "Sources/Web/Files/Gzip.swift": "let p = unsafe pointer\n",
}


class CheckArrows(unittest.TestCase):
    def findings(self, files, package=PACKAGE):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in {"Package.swift": package, **EXCEPTIONS, **files}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text)
            done = subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True)
            lines = done.stdout.splitlines()[:-1]
            self.assertEqual(done.returncode, 1 if lines else 0, done.stdout + done.stderr)
            return lines

    def assert_finds(self, words, path, text):
        found = self.findings({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])
        self.assertTrue(found[0].startswith(path), found)

    def test_a_clean_tree_has_none(self):
        clean = {
            "Sources/Store/Store.swift": "internal import GRDB\npublic import Domain\nimport struct Foundation.Data\n",
            "Sources/Net/Loop.swift": "import CLinux\nlet p = unsafe pointer\n",
            "Sources/Rules/Kind.swift": '// import Store would be wrong, fatalError( too\nlet s = "try! unsafe Date()"\n',
            "Sources/echelon/Main.swift": "import API\nimport ArgumentParser\nlet now = Date()\n",
        }
        self.assertEqual(self.findings(clean), [])

    def test_arrows_point_downwards(self):
        self.assert_finds("Domain may not import Rules", "Sources/Domain/A.swift", "import Rules\n")
        self.assert_finds("Store may not import Engine", "Sources/Store/A.swift", "public import Engine\n")
        self.assert_finds("API may not import Store", "Sources/API/A.swift", "@testable import Store\n")
        self.assert_finds("Engine may not import Web", "Sources/Engine/A.swift", "import struct Web.Request\n")
        self.assert_finds("Rules may not import Shops", "Sources/Rules/Kinds/A.swift", "private import Shops\n")

    def test_packages_stay_where_they_belong(self):
        self.assert_finds("only in Store", "Sources/Engine/A.swift", "import GRDB\n")
        self.assert_finds("only in echelon", "Sources/API/A.swift", "import ArgumentParser\n")
        self.assert_finds("Glibc may be imported", "Sources/HTTPWire/A.swift", "import Glibc\n")
        self.assert_finds("Foundation may be imported", "Sources/Rules/A.swift", "internal import Foundation\n")
        self.assert_finds("Shops may not import COpenSSL", "Sources/Shops/A.swift", "import COpenSSL\n")
        self.assert_finds("in no table", "Sources/Web/A.swift", "import NIOCore\n")
        self.assert_finds("in no table", "Sources/Elsewhere/A.swift", "let a = 1\n")

    def test_words_that_hide_trouble(self):
        self.assert_finds("try!", "Sources/API/A.swift", "let a = try! b()\n")
        self.assert_finds("ends the server", "Sources/API/A.swift", 'fatalError("no")\n')
        self.assert_finds("unfinished", "Sources/API/A.swift", "// TO" + "DO: later\n")
        self.assert_finds("unsafe outside", "Sources/Web/A.swift", "let a = unsafe b\n")
        self.assert_finds("time is passed in", "Sources/Engine/A.swift", "let now = Date()\n")
        self.assert_finds("is pure", "Sources/Rules/A.swift", "let c = ContinuousClock()\n")

    def test_long_files(self):
        self.assertEqual(self.findings({"Sources/API/A.swift": "\n" * 400, "public/a.js": "\n" * 400}), [])
        self.assert_finds("401 lines", "Sources/API/A.swift", "\n" * 401)
        self.assert_finds("401 lines", "public/app/a.js", "\n" * 401)

    def test_declared_dependencies(self):
        found = self.findings({}, 'module("Domain", ["Store"]),\nmodule("New"),\n')
        self.assertEqual(found, ["Package.swift: Domain may not depend on Store"])

    def test_an_empty_tree_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "Package.swift").write_text("")
            self.assertEqual(subprocess.run([sys.executable, SCRIPT, folder], capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
