"""What is measured: each scenario makes its table, or says why it cannot and makes none."""

import pathlib
import sys
from dataclasses import dataclass

from . import allocations, ours, peers, report
from .crowd import allow_files
from .measuring import Variant, take_turns
from .patience import Patience
from .process import ROOT

FILE = "/app/styleguide.js"
IDLE = 10_000


@dataclass
class Bench:
    """What was asked for. `peers` is nil where their folder is not present."""

    echelon: str
    peers: pathlib.Path | None
    rounds: int
    seconds: int
    patience: Patience

    def table(self, title: str, variants: list[Variant | None], script: pathlib.Path | None = None,
              shape=report.table) -> str:
        """The first variant against the others; those that are missing are left out."""
        present = [variant for variant in variants if variant]
        return shape(title, present, take_turns(title, present, self.rounds, self.seconds, self.patience, script))


def tiny(bench: Bench) -> str:
    """Tiny JSON, each request logged, against constants of the peers."""
    others: list[Variant | None] = [
        ours.plain(bench.echelon, "/health", "Echelon, not logged (level info)"),
        peers.nginx("nginx `return 200`, access log", "/hello", peers.HELLO)]
    if bench.peers:
        others += [
            peers.nginx_constant(bench.peers), peers.hummingbird(bench.peers, "/hello"), peers.c_epoll(bench.peers)]
    return bench.table("Tiny JSON", [ours.logged(bench.echelon, "/health", "Echelon, logged"), *others])


def ten_kilobytes(bench: Bench) -> str:
    """Two answers of the API that are nearest to 10 KB, against a file of that size."""
    kinds = ours.demo(bench.echelon, "/api/v1/rule-kinds", "Echelon `/api/v1/rule-kinds`")
    list_page = ours.demo(bench.echelon, "/api/v1/customers?limit=25", "Echelon `/api/v1/customers?limit=25`")
    size = ours.size(kinds)
    for variant in (kinds, list_page):
        variant.name += f", {ours.size(variant):,} bytes"

    def lay(folder):
        pathlib.Path(folder, "public", "body.json").write_bytes(b'"' + b"x" * (size - 2) + b'"')

    file = peers.nginx(f"nginx, a file of {size:,} bytes, access log", "/body.json", lay=lay)
    return bench.table("10 KB JSON", [kinds, list_page, file])


def static_file(bench: Bench) -> str:
    """A file of the panel, plain and compressed, against nginx with the same folder."""
    size = (ROOT / "public" / FILE[1:]).stat().st_size
    tables = []
    for title, headers, server in (("plain", {}, ""), ("gzip", {"Accept-Encoding": "gzip"}, "gzip_static on;")):
        mine = ours.plain(bench.echelon, FILE, headers=headers)
        name = "nginx, compressed beforehand" if server else "nginx"
        other = peers.nginx(f"{name}, sendfile, access log", FILE, server, lay=peers.lay_public, headers=headers)
        tables.append(bench.table(f"A static file of {size:,} bytes, {title}", [mine, other]))
    return "\n\n".join(tables)


def tls(bench: Bench) -> str:
    """TLS 1.3 against plain HTTP, ours and that of nginx with the same certificate."""
    mine = ours.secure(bench.echelon, "/health", "Echelon, TLS 1.3")
    return bench.table("TLS 1.3, kept alive", [
        mine, ours.plain(bench.echelon, "/health", "Echelon, plain"),
        peers.nginx("nginx `return 200`, TLS 1.3, access log", "/hello", peers.HELLO, tls=True),
        peers.nginx("nginx `return 200`, plain, access log", "/hello", peers.HELLO)])


def idle(bench: Bench) -> str:
    """64 busy connections with 10,000 idle ones beside them, against the same without."""
    allow_files(IDLE)
    return bench.table(f"{IDLE:,} idle connections beside 64 busy ones", [
        ours.plain(bench.echelon, "/health", f"Echelon, {IDLE:,} idle", crowd=IDLE),
        ours.plain(bench.echelon, "/health", "Echelon, none idle"),
        peers.nginx(f"nginx, {IDLE:,} idle", "/hello", peers.HELLO, crowd=IDLE),
        peers.nginx("nginx, none idle", "/hello", peers.HELLO)], shape=report.crowd_table)


def webhook(bench: Bench) -> str | None:
    """Signed WooCommerce orders, committed before the answer, against the peer's."""
    if not bench.peers:
        print("bench: the load script for orders comes with the peers; ingest is skipped", file=sys.stderr)
        return None
    return bench.table("Durable WooCommerce webhook", [
        ours.webhook(bench.echelon), peers.hummingbird(bench.peers, "/webhooks/orders")], bench.peers / "order.lua")


def counts(bench: Bench) -> str:
    """Instructions and allocations on the hot path."""
    return allocations.table(bench.echelon)


SCENARIOS = {
    "json": tiny, "json10k": ten_kilobytes, "file": static_file, "tls": tls, "idle": idle, "allocations": counts,
    "ingest": webhook}
TOOLS = {
    "tls": ["openssl"], "allocations": ["valgrind", "callgrind_control", "objcopy"]}
