"""Measures variants in turn: a fresh start each time, wrk against it, what it cost."""

import contextlib
import os
import pathlib
import re
import sqlite3
import statistics
import sys
import tempfile
from dataclasses import dataclass, field, fields

from .crowd import Crowd
from .patience import Patience, busy_seconds
from .process import cpu_seconds, free_port, quiet, rss_megabytes, served

CONNECTIONS = 64
SECRET = "secret"
"""Signs the webhooks, here and in the peers."""


@dataclass
class Variant:
    """One server that can be measured. `prepare` lays down its files, `command(port, folder)` starts it, `settle` is
    called once it listens, `check(folder, requests)` once it has ended."""

    name: str
    path: str
    command: callable
    prepare: callable = lambda folder, port: None
    settle: callable = lambda port, folder: None
    check: callable = lambda folder, requests: None
    environment: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    scheme: str = "http"
    database: str = "bench.db"
    crowd: int = 0
    """Connections that are held open beside the measured ones, without a request."""


@dataclass
class Result:
    """Figures of one run. `busy`, `load` and `foreign` are CPUs used by the server, by wrk and by all else; `rss` is in
    megabytes at the end, the others before the load, with and without the crowd."""

    rate: float
    p50: float
    p99: float
    answered: int
    refused: int
    cpu: float = 0.0
    busy: float = 0.0
    load: float = 0.0
    foreign: float = 0.0
    rss: float = 0.0
    rss_before: float = 0.0
    rss_crowded: float = 0.0


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def wrk(url: str, seconds: int, variant: Variant, script: pathlib.Path | None, environment: dict) -> Result:
    """Loads the server from CPU 1 for so many seconds."""
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for name, value in variant.headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", str(script)] if script else []
    before = os.times()
    output = quiet(*command, url, timeout=seconds + 60, env={**os.environ, **environment})
    after = os.times()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    errors = re.search(r"Socket errors: (.*)", output)
    if errors:
        print(f"bench: socket errors at {url}: {errors.group(1)}", file=sys.stderr)
    count = int(re.search(r"(\d+) requests in ", output).group(1))
    refused = int(refused.group(1)) if refused else 0
    latency = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", output, re.M))
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Result(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)), p50=milliseconds(latency["50"]),
        p99=milliseconds(latency["99"]), answered=count - refused, refused=refused, load=used / seconds)


def stored_orders(folder: str, variant: Variant) -> int:
    with contextlib.closing(sqlite3.connect(f"{folder}/{variant.database}")) as connection:
        return connection.execute("SELECT count(*) FROM orders").fetchone()[0]


def check_orders(folder: str, variant: Variant, answered: int) -> None:
    """Ends the bench where an order was answered with 2xx and is not stored."""
    stored = stored_orders(folder, variant)
    # wrk leaves with up to one order under way per connection, twice: those may be stored, unanswered.
    if not answered <= stored <= answered + 2 * CONNECTIONS:
        sys.exit(f"bench: {variant.name} answered {answered} orders with 2xx, and {stored} are stored")


def measure(variant: Variant, seconds: int, script: pathlib.Path | None) -> Result:
    """One start on CPU 0, one second of warm-up, the measured seconds; then what the variant checks."""
    with tempfile.TemporaryDirectory(prefix="echelon-bench-") as folder:
        # Servers that give up root have to come in.
        pathlib.Path(folder).chmod(0o755)
        port = free_port()
        variant.prepare(folder, port)
        command = ["taskset", "-c", "0", *variant.command(port, folder)]
        with served(command, port, pathlib.Path(folder, "server.log"), variant.environment) as pid:
            variant.settle(port, folder)
            rss_before = rss_megabytes(pid)
            with Crowd(port, variant.path, variant.crowd) as crowd:
                rss_crowded = rss_megabytes(pid)
                warm, result = load(variant, pid, port, seconds, script)
                crowd.check()
            result.rss_before, result.rss_crowded = rss_before, rss_crowded
        if script:
            check_orders(folder, variant, warm.answered + result.answered)
        variant.check(folder, warm.answered + result.answered)
    if result.refused:
        print(f"bench: {variant.name} refused {result.refused} requests", file=sys.stderr)
    return result


def load(variant: Variant, pid: int, port: int, seconds: int, script: pathlib.Path | None) -> tuple[Result, Result]:
    """The warm-up and the measured seconds of a running server."""
    environment = {"WEBHOOK_SECRET": SECRET, "HOOK_PATH": variant.path, "QUIET": "1"}
    url = f"{variant.scheme}://127.0.0.1:{port}" + ("" if script else variant.path)
    warm = wrk(url, 1, variant, script, {**environment, "ORDER_BASE": "100000000"})
    before, all_before = cpu_seconds(pid), busy_seconds()
    result = wrk(url, seconds, variant, script, {**environment, "ORDER_BASE": "200000000"})
    used, all_used = cpu_seconds(pid) - before, busy_seconds() - all_before
    result.cpu = used / max(1, result.answered + result.refused) * 1e6
    result.busy = used / seconds
    result.foreign = max(0, all_used / seconds - result.busy - result.load)
    result.rss = rss_megabytes(pid)
    return warm, result


def median(results: list[Result]) -> Result:
    return Result(*(statistics.median(getattr(result, each.name) for result in results) for each in fields(Result)))


def take_turns(title: str, variants: list[Variant], rounds: int, seconds: int, patience: Patience,
               script: pathlib.Path | None = None) -> dict[str, Result]:
    """Medians by name; in each round every variant is measured once."""
    results: dict[str, list[Result]] = {variant.name: [] for variant in variants}
    for number in range(rounds):
        for variant in variants:
            result = patience.least_disturbed(lambda: measure(variant, seconds, script))
            results[variant.name].append(result)
            print(f"{title}, round {number + 1}: {variant.name} {result.rate:,.0f}/s "
                  f"(server {result.busy:.0%}, load {result.load:.0%}, other work {result.foreign:.0%} of a CPU)",
                  file=sys.stderr)
    return {name: median(each) for name, each in results.items()}
