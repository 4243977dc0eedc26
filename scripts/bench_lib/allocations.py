"""Counts instructions and allocations of a request: the server under callgrind, which is switched on for some thousand
requests on one connection that is warm already. The counts hardly vary, so one run is enough."""

import http.client
import pathlib
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass

from .process import ROOT, free_port, quiet, served

ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}
WARM_UP, MEASURED = 500, 2_000
CASES = [
    # Name, log level, path, status, fields of the request. Static files and errors are logged at both levels.
    ("`GET /health`", "debug", "/health", 200, {}),
    ("`GET /health`, not logged", "info", "/health", 200, {}),
    ("static file, {size:,} bytes", "info", "/app/styleguide.js", 200, {}),
    ("static file, gzip, {size:,} bytes", "info", "/app/styleguide.js", 200, {"Accept-Encoding": "gzip"}),
    ("404", "info", "/nothing-here", 404, {}),
]


@dataclass
class Cost:
    """Of one request."""

    instructions: float
    allocations: Counter


def table(echelon: str) -> str:
    """Of every case, the server started anew for each."""
    lines = ["### Instructions and allocations of one request", "",
             "| request | instructions | allocations | of them |", "|---|--:|--:|---|"]
    with tempfile.TemporaryDirectory(prefix="echelon-bench-") as folder:
        binary = f"{folder}/echelon"
        # This valgrind cannot read Swift's debug information; the names of functions are kept.
        quiet("objcopy", "--strip-debug", echelon, binary)
        quiet(binary, "migrate", "--db", f"{folder}/bench.db")
        for name, level, path, status, headers in CASES:
            cost, size = measure(binary, folder, level, path, status, headers)
            kinds = ", ".join(f"{each} {number:.2f}" for each, number in sorted(cost.allocations.items()))
            lines.append(f"| {name.format(size=size)} | {cost.instructions:,.0f} | "
                         f"{cost.allocations.total():.2f} | {kinds or '-'} |")
    return "\n".join(lines)


def measure(binary: str, folder: str, level: str, path: str, status: int, headers: dict) -> tuple[Cost, int]:
    """The cost of a request, and the bytes of its answer."""
    port, profile = free_port(), pathlib.Path(folder, "profile")
    for old in pathlib.Path(folder).glob("profile*"):
        old.unlink()
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--instr-atstart=no",
               binary, "serve", "--db", f"{folder}/bench.db", "--port", port, "--public", ROOT / "public",
               "--log-level", level]
    with served(command, port, pathlib.Path(folder, "server.log")) as pid:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        size = ask(connection, WARM_UP, path, status, headers)
        control(pid, "--instr=on")
        ask(connection, MEASURED, path, status, headers)
        control(pid, "--instr=off")
        control(pid, "--dump")
        connection.close()
    return read(profile.with_name("profile.1").read_text(), MEASURED), size


def control(pid: int, option: str) -> None:
    quiet("callgrind_control", option, pid, timeout=60)
    # The server is told by a file that it looks at when it runs next.
    time.sleep(0.2)


def ask(connection: http.client.HTTPConnection, count: int, path: str, status: int, headers: dict) -> int:
    """So many requests on the one connection; returns the bytes of the last answer's body."""
    size = 0
    for _ in range(count):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        size = len(response.read())
        if response.status != status or response.will_close:
            raise SystemExit(f"bench: {path} answered {response.status} under callgrind")
    return size


def read(profile: str, requests: int) -> Cost:
    """Reads a dump: `fn=` names the function whose lines follow, `cfn=` one that it calls, `calls=` how often.

    Names are written once, as `(12) name`, and then `(12)`. Allocators that call each other are counted once.
    """
    names: dict[str, str] = {}
    calls: Counter = Counter()
    caller = callee = ""
    for line in profile.splitlines():
        key, _, value = line.partition("=")
        if key in ("fn", "cfn"):
            number, _, name = value.partition(" ")
            name = names.setdefault(number, name.partition("@")[0].partition("'")[0])
            caller, callee = (name, callee) if key == "fn" else (caller, name)
        elif key == "calls" and callee in ALLOCATORS and caller not in ALLOCATORS:
            calls[callee] += int(value.split()[0])
    total = re.search(r"^totals: (\d+)", profile, re.M)
    return Cost(int(total.group(1)) / requests, Counter({name: number / requests for name, number in calls.items()}))
