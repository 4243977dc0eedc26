"""Settings by flag, environment and file: which one counts, and what is refused with which words."""

import importlib.machinery
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import ROOT, ServerCase, echelon, free_port  # noqa: E402


@unittest.skipUnless(echelon(), "the server is not built")
class Settings(ServerCase):
    def file(self, text: str, mode: int = 0o644) -> str:
        path = self.folder / "echelon.conf"
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    def told(self, *words: str, **environment: str) -> dict[str, str]:
        done = subprocess.run([echelon(), "settings", *words], capture_output=True, text=True, env={**os.environ, **environment}, check=True)
        return dict(line.split(": ", 1) for line in done.stdout.splitlines())

    def refusal(self, *words: str, **environment: str) -> str:
        done = subprocess.run([echelon(), "serve", *words], capture_output=True, text=True, env={**os.environ, **environment}, timeout=30)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def test_a_flag_goes_before_the_environment_and_that_before_the_file(self):
        file = self.file("# remark\n\nhost = 127.0.0.1\n  port=1111 \nlog_level = warning\n")
        self.assertEqual(self.told("--config", file)["port"], "1111 (file)")
        self.assertEqual(self.told(f"--config={file}", ECHELON_PORT="2222")["port"], "2222 (environment)")
        self.assertEqual(self.told(ECHELON_CONFIG=file)["host"], "127.0.0.1 (file)")
        self.assertEqual(self.told()["port"], "8080 (default)")
        # 1111 is for root alone, so a server that answers took the flag.
        self.serve(ECHELON_CONFIG=file)
        self.assertEqual(self.ask("GET", "/health", "")[0], 200)
        self.assertEqual(self.told("--config", self.file("host = 127.0.0.9\r\nport = 3333\r\n"))["port"], "3333 (file)")

    def test_secrets_are_taken_from_a_file_of_ones_own_and_never_shown(self):
        file = self.file("smtp_password = hush\n")
        self.assertIn("chmod 600", self.refusal("--config", file))
        told = self.told("--config", self.file("smtp_password = hush\n", 0o600))
        self.assertEqual(told["smtp_password"], "set (file)")

    def test_what_is_wrong_is_refused_with_the_line_and_what_was_meant(self):
        for text, words in (
            ("host = ::1\nbase_ulr = https://a.example", ["line 2", "base_ulr is no setting", "Is base_url meant?"]),
            ("colour = red", ["line 1", "colour is no setting", "docs/configuration.md"]),
            ("port", ["line 1", "must be like name = value"]),
            ("port =", ["line 1", "port has no value"]),
            ("port = 1\nport = 2", ["line 2", "port is set a second time"]),
            ("port = many", ["ECHELON_PORT must be a number, not 'many'"]),
            ("tls_cert = /a.pem", ["--tls-cert and --tls-key"]),
            ("redirect_port = 81", ["needs --tls-cert and --tls-key"]),
            ("forwarded_header = forwarded", ["says nothing without --trusted-proxy"]),
            ("smtp_host = mail.example", ["--mail-from"]),
            ("log_level = loud", ["debug, info, warning or error"]),
            ("retention = inbox=many", ["--retention"]),
        ):
            with self.subTest(text):
                said = self.refusal("--config", self.file(text), "--db", str(self.database), "--port", str(free_port()) if "port" not in text else "0") \
                    if not text.startswith("port = many") else self.refusal("--config", self.file(text), "--db", str(self.database))
                for word in words:
                    self.assertIn(word, said)
        (self.folder / "latin.conf").write_bytes(b"mail_from_name = Caf\xe9\n")
        self.assertIn("UTF-8", self.refusal("--config", str(self.folder / "latin.conf")))
        self.assertIn("unexpected arguments", self.refusal("--", "--config", self.file("port = 1")))
        self.assertIn("is not there", self.refusal("--config", str(self.folder / "none")))
        self.assertIn("Is ECHELON_BASE_URL meant?", self.refusal(ECHELON_BASEURL="https://a.example"))
        self.assertEqual(self.told(ECHELON_REPLICA="/elsewhere")["port"], "8080 (default)", "a variable of another program")

    def test_the_document_and_the_flags_are_those_of_the_program(self):
        loader = importlib.machinery.SourceFileLoader("settings_table", str(ROOT / "scripts" / "settings-table"))
        table = importlib.util.module_from_spec(importlib.util.spec_from_loader("settings_table", loader))
        loader.exec_module(table)
        self.assertEqual(table.DOCUMENT.read_text(), table.whole(echelon()), "make docs")
        text = table.DOCUMENT.read_text()
        shown = subprocess.run([echelon(), "serve", "--help"], capture_output=True, text=True, check=True).stdout
        flags = set(re.findall(r"^  (--[a-z-]+)", shown, re.M)) - {"--version"}
        for flag in flags:
            self.assertIn(f"`{flag}`", text)
        named = set(re.findall(r"\| `(--[a-z-]+)` \|", text))
        self.assertEqual(named - flags, {"--retention"})


if __name__ == "__main__":
    unittest.main()
