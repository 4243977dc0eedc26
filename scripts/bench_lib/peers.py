"""The peers: Hummingbird and a bare C loop from `../shared/peers`, nginx with configurations made here."""

import gzip
import pathlib
import re
import shutil
import sys

from .measuring import SECRET, Variant
from .ours import identity, speaks_tls13
from .process import ROOT, quiet

BUILT = ROOT / ".build-peers"


def hummingbird(peers: pathlib.Path, path: str) -> Variant:
    # A copy, because building writes beside the sources; and under another name, because a package may not lie in a
    # folder named like one of its dependencies.
    source, build = BUILT / "peer", BUILT / "peer-build"
    shutil.copytree(peers / "hummingbird", source, dirs_exist_ok=True)
    if not (build / "release" / "Peer").exists():
        print("bench: building the Hummingbird peer", file=sys.stderr)
        quiet("swift", "build", "-c", "release", "--package-path", source, "--scratch-path", build, "--product", "Peer",
              timeout=3600)
    return Variant(
        "Hummingbird + hand SQL", path,
        lambda port, folder: ["sh", source / "run.sh", port, f"{folder}/bench.db", "FULL"],
        environment={"PEER_SQL": "1", "WEBHOOK_SECRET": SECRET, "PEER_BUILD": str(build)})


def c_epoll(peers: pathlib.Path) -> Variant:
    binary = BUILT / "c-epoll-hello"
    BUILT.mkdir(exist_ok=True)
    quiet("cc", "-O2", "-pthread", peers / "c-epoll" / "hello.c", "-o", binary)
    return Variant("C epoll, constant answer", "/hello", lambda port, folder: [binary, port, "1"])


# ---------------------------------------------------------------------------------------------------- nginx

CONFIGURATION = """\
worker_processes 1; daemon off; pid run/nginx.pid; error_log run/err.log; worker_rlimit_nofile {files};
events {{ worker_connections {files}; }}
http {{
    access_log run/access.log; keepalive_requests 100000000; keepalive_timeout 300s; sendfile on; tcp_nopush on;
    client_body_temp_path run/b; proxy_temp_path run/p; fastcgi_temp_path run/f; uwsgi_temp_path run/u;
    scgi_temp_path run/s; types {{ text/javascript js; application/json json; }}
    {tls}
    server {{ listen 127.0.0.1:{port}{ssl}; root public; {server} }}
}}
"""
CERTIFICATE = "ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1.3;"
HELLO = "location /hello { default_type application/json; return 200 '{\"message\":\"Hello, world!\"}'; }"
FILES = 12_000


def program() -> str | None:
    """Debian puts it where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def nginx(name: str, path: str, server: str = "", lay=lambda folder: None, tls: bool = False,
          **more) -> Variant | None:
    """One worker with these lines in its only server; nil where nginx is not installed.

    `lay(folder)` puts the files to be served into `public` in that folder.
    """
    binary = program()
    if not binary:
        print("bench: nginx is not installed (Debian: nginx-light), and left out", file=sys.stderr)
        return None

    def prepare(folder, port):
        pathlib.Path(folder, "run").mkdir()
        pathlib.Path(folder, "public").mkdir()
        lay(folder)
        pathlib.Path(folder, "nginx.conf").write_text(CONFIGURATION.format(
            files=FILES, port=port, ssl=" ssl" if tls else "", server=server,
            tls=CERTIFICATE.format(folder=identity().name) if tls else ""))

    settle = speaks_tls13 if tls else lambda port, folder: None
    return Variant(name, path, lambda port, folder: [binary, "-p", folder, "-c", "nginx.conf"], prepare, settle,
                   scheme="https" if tls else "http", **more)


def nginx_constant(peers: pathlib.Path) -> Variant | None:
    """The peer's own configuration, on another port: no access log."""
    text = (peers / "nginx.conf").read_text()
    variant = nginx("nginx `return 200`, no log", "/hello")

    def prepare(folder, port):
        pathlib.Path(folder, "run").mkdir()
        moved = re.sub(r"listen 127\.0\.0\.1:\d+", f"listen 127.0.0.1:{port}", text)
        pathlib.Path(folder, "nginx.conf").write_text(moved)

    if variant:
        variant.prepare = prepare
    return variant


def lay_public(folder: str) -> None:
    """The panel's files, and beside each the same compressed as far as gzip goes."""
    shutil.copytree(ROOT / "public", f"{folder}/public", dirs_exist_ok=True)
    for file in [file for file in pathlib.Path(folder, "public").rglob("*") if file.is_file()]:
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 9))
        file.with_name(f"{file.name}.gz").chmod(0o644)
        file.chmod(0o644)
