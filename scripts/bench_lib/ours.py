"""Echelon as it is measured: an empty database, one with a source for webhooks, or the demo shop."""

import functools
import json
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.request

from .measuring import SECRET, Variant
from .process import ROOT, free_port, quiet, served


def built() -> str:
    """A release build with Swift's library inside, as it is shipped: calls between the two are cheaper so."""
    quiet("swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "echelon", cwd=ROOT, timeout=3600)
    return str(ROOT / ".build" / "release" / "echelon")


def linkage(echelon: str) -> str:
    """Whether Swift's library is part of the binary: part of what the figures stand for."""
    listed = subprocess.run(["ldd", echelon], capture_output=True, text=True, timeout=10).stdout
    return "loaded" if "libswift" in listed else "linked in"


def new_token(echelon: str, database: str, *scopes: str) -> str:
    options = [word for scope in scopes for word in ("--scope", scope)]
    output = quiet(echelon, "token", "create", "--name", "bench", *options, "--db", database)
    return re.search(r"ech_\S+", output).group()


def serve(echelon: str, *options: str):
    """How to start it: connections from this machine are free of rate limits by default."""
    return lambda port, folder: [
        echelon, "serve", "--db", f"{folder}/bench.db", "--port", port, "--public", ROOT / "public", *options]


def plain(echelon: str, path: str, name: str = "Echelon", level: str = "info", **more) -> Variant:
    """A fresh database without anything in it."""

    def prepare(folder, port):
        quiet(echelon, "migrate", "--db", f"{folder}/bench.db")

    return Variant(name, path, serve(echelon, "--log-level", level), prepare, **more)


def logged(echelon: str, path: str, name: str = "Echelon") -> Variant:
    """With a line in the log for every request, which is counted afterwards. (`/health` is logged from debug on.)"""

    def check(folder, requests):
        with open(f"{folder}/server.log", "rb") as lines:
            written = sum(b'"message":"request"' in line for line in lines)
        if written < requests:
            sys.exit(f"bench: {name} answered {requests} requests and logged {written} of them")

    variant = plain(echelon, path, name, "debug")
    variant.check = check
    return variant


# ------------------------------------------------------------------------------------------------- webhooks


def webhook(echelon: str) -> Variant:
    """One source, and a purchase rule that the orders concern, so that rules are part of what is measured."""
    tokens: dict[str, str] = {}

    def prepare(folder, port):
        database = f"{folder}/bench.db"
        quiet(echelon, "migrate", "--db", database)
        quiet(echelon, "source", "add", "--store", "default", "--key", "bench", "--platform", "woocommerce",
              "--secret", SECRET, "--db", database)
        tokens[folder] = new_token(echelon, database, "read", "rules", "settings")

    return Variant("Echelon", "/webhooks/bench", serve(echelon), prepare,
                   settle=lambda port, folder: add_rule(port, tokens[folder]))


def add_rule(port: int, token: str) -> None:
    def post(path: str, body: dict):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/{path}", json.dumps(body).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 201, response.status

    post("groups", {"code": "club", "name": "Club"})
    post("rules", {"kind": "purchase", "name": "Club", "active_from": "2020-01-01T00:00:00Z", "params": {
        "products": [{"product_id": "93"}], "groups": ["club"], "validity": {"kind": "months", "count": 12},
        "renew": "restart"}})


# ------------------------------------------------------------------------------------------------ demo shop


@functools.cache
def demo_shop(echelon: str) -> tuple[tempfile.TemporaryDirectory, str]:
    """The folder of a demo shop, made once and copied for each start, and a token that may read it."""
    folder = tempfile.TemporaryDirectory(prefix="echelon-bench-demo-")
    database = f"{folder.name}/bench.db"
    quiet(echelon, "demo", "--db", database)
    return folder, new_token(echelon, database, "read")


def demo(echelon: str, path: str, name: str) -> Variant:
    """The demo shop behind a Bearer token."""
    folder, token = demo_shop(echelon)

    def prepare(into, port):
        shutil.copytree(folder.name, into, dirs_exist_ok=True)

    return Variant(name, path, serve(echelon), prepare, headers={"Authorization": f"Bearer {token}"})


def size(variant: Variant) -> int:
    """Bytes of the body that it answers with; 0 is never right."""
    with tempfile.TemporaryDirectory(prefix="echelon-bench-") as folder:
        port = free_port()
        variant.prepare(folder, port)
        with served(variant.command(port, folder), port, pathlib.Path(folder, "server.log")):
            request = urllib.request.Request(f"http://127.0.0.1:{port}{variant.path}", headers=variant.headers)
            with urllib.request.urlopen(request, timeout=10) as response:
                return len(response.read())


# ------------------------------------------------------------------------------------------------------ TLS


@functools.cache
def identity() -> tempfile.TemporaryDirectory:
    """A folder with `cert.pem` and `key.pem` for this machine: P-256, good for two days, signed by itself."""
    folder = tempfile.TemporaryDirectory(prefix="echelon-bench-tls-")
    quiet("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
          "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
          "-keyout", f"{folder.name}/key.pem", "-out", f"{folder.name}/cert.pem")
    return folder


def speaks_tls13(port: int, folder: str) -> None:
    """Ends the bench where the server agrees to anything else than TLS 1.3 with a client that would take 1.2."""
    context = ssl.create_default_context(cafile=f"{identity().name}/cert.pem")
    with socket.create_connection(("127.0.0.1", port), 10) as bare:
        with context.wrap_socket(bare, server_hostname="127.0.0.1") as secured:
            if secured.version() != "TLSv1.3":
                sys.exit(f"bench: port {port} speaks {secured.version()}")


def secure(echelon: str, path: str, name: str) -> Variant:
    files = pathlib.Path(identity().name)
    variant = plain(echelon, path, name, settle=speaks_tls13, scheme="https")
    variant.command = serve(echelon, "--tls-cert", str(files / "cert.pem"), "--tls-key", str(files / "key.pem"))
    return variant
