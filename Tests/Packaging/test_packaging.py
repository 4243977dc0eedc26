"""What Echelon is shipped and run with: the archive, the unit, and the samples for proxies, each tried with the real program.

The server is `ECHELON_BIN`, else the newest build.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import tarfile
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "packaging"
PATIENCE = 30
NAME = "groups.example"


def echelon() -> str | None:
    """The server's binary."""
    if os.environ.get("ECHELON_BIN"):
        return os.environ["ECHELON_BIN"]
    built = [file for kind in ("debug", "release") if (file := ROOT / ".build" / kind / "echelon").exists()]
    return str(max(built, key=lambda file: file.stat().st_mtime)) if built else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(words, capture_output=True, text=True, timeout=120, **options)


@unittest.skipUnless(echelon(), "the server is not built")
class Packaging(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="echelon-packaging-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)

    def start(self, *words: str, **options) -> subprocess.Popen:
        log = (self.folder / "log").open("ab")
        self.addCleanup(log.close)
        process = subprocess.Popen(words, stdout=log, stderr=log, **options)

        def end():
            process.terminate()
            process.wait(PATIENCE)

        self.addCleanup(end)
        return process

    def reach(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.fail((self.folder / "log").read_text())

    # The archive

    def test_the_archive_runs_by_itself_as_an_ordinary_user(self):
        packed = run(str(ROOT / "scripts" / "dist"), str(echelon()))
        self.assertEqual(packed.returncode, 0, packed.stderr)
        archive = ROOT / packed.stdout.strip().splitlines()[-1]
        told = (archive.parent / f"{archive.name}.sha256").read_text().split()[0]
        self.assertEqual(told, hashlib.sha256(archive.read_bytes()).hexdigest())
        with tarfile.open(archive) as packed:
            packed.extractall(self.folder, filter="data")
        home = self.folder / archive.name.removesuffix(".tar.gz")
        data = self.folder / "data"
        data.mkdir()
        ordinary = []
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(data, nobody.pw_uid, nobody.pw_gid)
            ordinary = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", "--no-new-privs"]
        port = free_port()
        self.start(*ordinary, "./echelon", "serve", "--port", str(port), "--db", str(data / "echelon.db"), cwd=home,
                   env={"PATH": os.environ["PATH"]})
        self.reach(port)
        for path, kind in (("/", "text/html"), ("/app/main.js", "text/javascript"), ("/openapi.yaml", "application/yaml")):
            status, headers, _ = ask(port, path)
            self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, kind), path)
        self.assertEqual({oct(file.stat().st_mode & 0o777) for file in data.iterdir()}, {"0o600"})

    # The unit

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not installed")
    def test_the_unit_is_one_and_lets_little_through(self):
        unit = self.folder / "echelon.service"
        unit.write_text((SAMPLES / "echelon.service").read_text().replace("/opt/echelon/echelon", "/bin/true"))
        checked = run("systemd-analyze", "verify", "--man=no", str(unit))
        self.assertEqual(checked.stderr.strip(), "")
        judged = run("systemd-analyze", "security", "--offline=true", str(unit))
        level = float(re.search(r"Overall exposure level for echelon.service: ([0-9.]+)", judged.stdout)[1])
        self.assertLess(level, 2.0)

    # Proxies

    def serve(self) -> int:
        """A server that believes the proxies of this machine, with a source that is called woo."""
        port, database = free_port(), str(self.folder / "echelon.db")
        for words in (["migrate"], ["source", "add", "--store", "default", "--key", "woo", "--platform", "woocommerce", "--secret", "hush"]):
            done = run(echelon(), *words, "--db", database, cwd=ROOT)
            self.assertEqual(done.returncode, 0, done.stderr)
        made = run(echelon(), "token", "create", "--name", "test", "--scope", "settings", "--scope", "read", "--db", database, cwd=ROOT)
        self.token = re.search(r"ech_\S+", made.stdout)[0]
        self.start(echelon(), "serve", "--db", database, "--port", str(port), "--base-url", f"https://{NAME}", "--trusted-proxy", "loopback", cwd=ROOT)
        self.reach(port)
        return port

    def through(self, port: int, server: int, context: ssl.SSLContext | None = None) -> None:
        """The panel, a signed webhook, and whom the server takes the client for."""
        status, headers, body = ask(port, "/", context)
        self.assertEqual((status, headers["X-Frame-Options"]), (200, "DENY"))
        order = json.dumps({"id": 7, "status": "processing", "currency": "EUR", "total": "10.00", "customer_id": 3,
                            "date_created_gmt": "2026-11-20T10:00:00", "date_modified_gmt": "2026-11-20T10:00:00",
                            "date_paid_gmt": "2026-11-20T10:00:00", "billing": {"email": "c@shop.example"}, "line_items": []}).encode()
        signature = base64.b64encode(hmac.new(b"hush", order, hashlib.sha256).digest()).decode()
        signed = {"X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": signature, "Content-Type": "application/json"}
        self.assertEqual(ask(port, "/webhooks/woo", context, "POST", order, signed)[0], 200)
        self.assertEqual(ask(port, "/webhooks/woo", context, "POST", order + b" ", signed)[0], 401)
        bearer = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        made = ask(port, "/api/v1/groups", context, "POST", b'{"code": "club", "name": "Club"}', bearer, source="127.0.0.9")
        self.assertEqual(made[0], 201, made[2])
        with sqlite3.connect(f"file:{self.folder / 'echelon.db'}?mode=ro", uri=True) as db:
            known = [row[0] for row in db.execute("SELECT address FROM audit WHERE action = 'group.create'")]
        self.assertEqual(known, ["127.0.0.9"])

    @unittest.skipUnless(shutil.which("nginx"), "nginx is not installed")
    def test_nginx_passes_it_all_on(self):
        server, port = self.serve(), free_port()
        key, certificate = self.folder / "key.pem", self.folder / "cert.pem"
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate), "-days", "2",
            "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}")
        sample = (SAMPLES / "nginx.conf").read_text()
        for old, new in (("127.0.0.1:8080", f"127.0.0.1:{server}"), ("listen 80;", f"listen 127.0.0.1:{free_port()};"), ("    listen [::]:80;\n", ""),
                         ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"), ("    listen [::]:443 ssl http2;\n", ""),
                         (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)), (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key))):
            self.assertIn(old, sample)
            sample = sample.replace(old, new)
        whole = self.folder / "nginx.conf"
        whole.write_text(f"pid {self.folder}/pid;\ndaemon off;\nevents {{}}\nhttp {{\naccess_log off;\nerror_log {self.folder}/error.log;\n"
                         + "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi"))
                         + sample + "}\n")
        tried = run("nginx", "-t", "-e", "stderr", "-c", str(whole))
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.start("nginx", "-e", "stderr", "-c", str(whole))
        self.reach(port)
        self.through(port, server, ssl.create_default_context(cafile=str(certificate)))

    @unittest.skipUnless(shutil.which("caddy"), "Caddy is not installed")
    def test_caddy_passes_it_all_on(self):
        server, port = self.serve(), free_port()
        sample = (SAMPLES / "Caddyfile").read_text()
        self.assertIn(f"\n{NAME} {{", sample)
        own = sample.replace(f"\n{NAME} {{", f"\n{{\n\tadmin off\n}}\n\nhttp://{NAME}:{port} {{").replace("127.0.0.1:8080", f"127.0.0.1:{server}")
        file = self.folder / "Caddyfile"
        file.write_text(own)
        home = {**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        self.start("caddy", "run", "--adapter", "caddyfile", "--config", str(file), env=home)
        self.reach(port)
        self.through(port, server)


def ask(port: int, path: str, context=None, method="GET", body=None, headers=None, source="127.0.0.1"):
    """Over TLS under the sample's name where there is a context."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=(source, 0))
    connection = http.client.HTTPConnection(NAME, timeout=PATIENCE)
    connection.sock = context.wrap_socket(raw, server_hostname=NAME) if context else raw
    try:
        host = NAME if context else f"{NAME}:{port}"
        connection.request(method, path, body, {"Host": host, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


if __name__ == "__main__":
    unittest.main()
