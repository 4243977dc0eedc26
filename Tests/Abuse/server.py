"""The server under attack: a process of its own, with its files in a folder that is gone afterwards."""

import os
import pathlib
import re
import select
import signal
import subprocess
import tempfile
import time

START_SECONDS = 30
LARGE = 64 << 20


def make_certificate(folder: pathlib.Path, name: str) -> tuple[pathlib.Path, pathlib.Path]:
    """A certificate for localhost, signed by itself, and its key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key),
         "-out", str(certificate)],
        check=True, capture_output=True)
    return certificate, key


class Server:
    """Use it in a `with`: it is started on entry and killed on exit, if it still runs."""

    def __init__(self, echelon: str, flags: tuple[str, ...] = (), secure: bool = False):
        self.echelon, self.flags, self.secure = echelon, list(flags), secure
        self.port = 0

    def __enter__(self):
        self.place = tempfile.TemporaryDirectory(prefix="echelon-abuse-")
        self.folder = pathlib.Path(self.place.name)
        public = self.folder / "public"
        public.mkdir()
        with open(public / "large.bin", "wb") as large:
            large.truncate(LARGE)
        (public / "medium.bin").write_bytes(b"m" * 900_000)
        flags = self.flags
        if self.secure:
            self.certificate, self.key = make_certificate(self.folder, "first")
            flags = flags + ["--tls-cert", str(self.certificate), "--tls-key", str(self.key)]
        self.log = open(self.folder / "log", "w+b")
        self.process = subprocess.Popen(
            [self.echelon, "serve", "--db", str(self.folder / "echelon.db"), "--port", "0", "--public", str(public),
             "--log-level", "warning", *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
            env={**os.environ, "SWIFT_BACKTRACE": "color=no"})
        self.port = self.told_port()
        return self

    def told_port(self) -> int:
        readable, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline().decode() if readable else ""
        found = re.search(r" serves https?://127\.0\.0\.1:(\d+)/", line)
        if not found:
            raise SystemExit(f"the server did not start: {line or self.tail()}")
        return int(found[1])

    def __exit__(self, *_):
        if self.is_running:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()
        self.place.cleanup()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def tail(self) -> str:
        """The end of what the server logged."""
        self.log.flush()
        return (self.folder / "log").read_text(errors="replace")[-600:].strip()

    # What the kernel knows of the process.

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def memory(self, what: str = "VmRSS") -> float:
        """In MB. `VmRSS` is what it has now, `VmHWM` the most it ever had."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024

    def settles_at(self, descriptors: int, seconds: float) -> bool:
        """Whether it comes to have no more descriptors than that within so many seconds."""
        end = time.monotonic() + seconds
        while self.descriptors() > descriptors:
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True
