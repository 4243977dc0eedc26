"""Processes of the bench: commands that run to their end, servers that are ended in any case, what they used."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def quiet(*command, timeout: float = 300, **options) -> str:
    """Runs a command to its end, at most `timeout` seconds; its output is shown only when it fails."""
    words = list(map(str, command))
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, **options)
    except subprocess.TimeoutExpired:
        sys.exit(f"bench: {' '.join(words)} did not end within {timeout:.0f} s")
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def end_on_signals() -> None:
    """SIGTERM and SIGHUP end the bench as Ctrl-C does: by way of every `finally`, so that no server stays behind."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen) -> None:
    """Until the server accepts connections: at most half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"bench: {server.args} ended with {server.returncode} before it listened")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    sys.exit(f"bench: {server.args} does not listen")


@contextlib.contextmanager
def served(command: list, port: int, log: pathlib.Path, environment: dict | None = None):
    """A server that listens on `port`, its output in `log`. SIGTERM at the end; what is left after 20 s is killed.

    It is in a process group of its own: so Ctrl-C reaches the bench alone, and its children can be killed with it.
    """
    with open(log, "w") as output:
        server = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT,
            env={**os.environ, **(environment or {})}, start_new_session=True)
    try:
        wait_for(port, server)
        yield server.pid
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def tree(pid: int) -> list[int]:
    """A process and its children (nginx works in one)."""
    pids = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        pids += [child for text in task.read_text().split() for child in tree(int(text))]
    return pids


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children so far."""
    total = 0
    for each in tree(pid):
        # The name in brackets may hold spaces; utime and stime are fields 14 and 15.
        fields = pathlib.Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def rss_megabytes(pid: int) -> float:
    sizes = [
        re.search(r"^VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{each}/status").read_text(), re.M) for each in tree(pid)]
    return sum(int(size.group(1)) for size in sizes if size) / 1024
