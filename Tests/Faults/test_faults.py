"""The disk fails in every way that can be made, under load: nothing promised is lost, reading goes on, all heals by itself.

Each test runs the real server (`ECHELON_BIN`, else the newest build) on a disk of its own, made to fail by a small file system,
by strace's fault injection, or by another program. Where the machine does not allow that, the test is skipped and says why.
"""

import contextlib
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

import yaml

from shop import ROOT, Load, Server, echelon, faults_of, missing_tool

MOUNT_MEGABYTES = 24
RULE_FIELDS = ("kind", "name", "store", "priority", "season", "source_groups", "excluded_groups", "excluded_customers",
               "minimum_account_age_days", "mails", "params")
FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


@unittest.skipUnless(echelon(), "the server is not built")
class Faults(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="echelon-faults-")
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name) / "data"
        self.folder.mkdir()

    def serve(self, **environment: str) -> Server:
        server = Server(self.folder, **environment)
        server.prepare()
        self.addCleanup(server.stop)
        server.start()
        return server

    # What has to hold.

    def assert_refused_well(self, server: Server, *reasons: str) -> None:
        """While nothing can be written: the reason is told, to shops, to people and to monitoring; reading goes on."""
        hook = server.deliver(900_001)
        write = server.call("POST", "/api/v1/groups", {"code": "late", "name": "Late"})
        for answer in (hook, write):
            self.assertEqual(answer.status, 503, answer.body)
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
            self.assertGreater(int(answer.headers["Retry-After"]), 0)
            self.assertEqual(answer.document["type"], "/problems/unavailable")
            self.assertIn("Nothing of this was kept", answer.document["detail"])
        ready = server.ask("GET", "/ready")
        self.assertEqual((ready.status, ready.document["status"]), (503, "unavailable"))
        self.assertIn(ready.document["reason"], reasons)
        self.assertEqual(server.call("GET", "/api/v1/customers").status, 200)
        self.assertEqual(server.ask("GET", "/health").status, 200)

    def assert_every_page_reads(self, server: Server) -> None:
        """Whatever GET of the API needs no id answers as ever."""
        paths = [path for path, item in yaml.safe_load((ROOT / "openapi.yaml").read_text())["paths"].items()
                 if "get" in item and path.startswith("/api/") and "{" not in path]
        # A backup is noted in the audit log before it is handed out, and the cron address each time it is shown.
        told = {path: server.call("GET", path).status for path in paths if path not in ("/api/v1/backup", "/api/v1/cron-url")}
        self.assertGreater(len([path for path, status in told.items() if status == 200]), 25)
        self.assertEqual({path: status for path, status in told.items() if status >= 500}, {})

    def assert_healed(self, server: Server, load: Load) -> None:
        """Without a restart: what was refused is taken now."""
        server.until(lambda: server.ask("GET", "/ready").status == 200, "it did not heal by itself")
        before = len(load.promised)
        server.until(lambda: len(load.promised) > before + 20, "nothing is taken after the fault")
        self.await_reads(server, load)

    def assert_kept(self, server: Server, load: Load) -> None:
        load.send_again()
        self.assertFalse(load.refused)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(faults_of(server, load.promised), [])

    def assert_read_on(self, load: Load) -> None:
        self.assertGreater(len(load.reads), 10)
        self.assertEqual(set(load.reads), {200})

    def assert_logged_once(self, server: Server, load: Load, most: int = 2) -> None:
        lines = [line for line in server.log().splitlines() if '"writes are refused"' in line]
        self.assertTrue(1 <= len(lines) <= most, f"{len(lines)} lines for {len(load.refused)} refusals")
        self.assertNotIn('"a request failed"', server.log())

    def await_promises(self, server: Server, load: Load, count: int = 50) -> None:
        goal = len(load.promised) + count
        server.until(lambda: len(load.promised) >= goal, "orders are not taken")

    def await_reads(self, server: Server, load: Load) -> None:
        server.until(lambda: len(load.reads) > 20, "reading does not go on")

    def await_refusal(self, server: Server, load: Load) -> None:
        server.until(lambda: server.ask("GET", "/ready").status == 503, "nothing was refused")
        server.until(lambda: any(answer.status == 503 for answer in list(load.refused.values())), "no webhook was refused")

    # Disks of our own.

    def mount(self, *words: str) -> None:
        done = subprocess.run(["mount", *words, str(self.folder)], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"nothing can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.folder)], capture_output=True)

    def mount_small(self) -> None:
        self.mount("-t", "tmpfs", "-o", f"size={MOUNT_MEGABYTES}m", "tmpfs")

    def fill(self) -> pathlib.Path:
        filler = self.folder / "filler"
        with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"f" * 65_536) or file.write(b"f" * 512)
        return filler

    # Tests.

    def test_a_full_disk_refuses_writes_and_heals_when_there_is_room(self):
        self.mount_small()
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            filler = self.fill()
            self.await_refusal(server, load)
            self.assert_refused_well(server, "full")
            filler.unlink()
            self.assert_healed(server, load)
        self.assert_read_on(load)
        self.assert_logged_once(server, load)
        self.assert_kept(server, load)

    def test_a_server_killed_on_a_full_disk_comes_back_reads_and_heals(self):
        self.mount_small()
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            filler = self.fill()
            self.await_refusal(server, load)
            server.kill()
        promised = set(load.promised)
        server.start()
        self.assertEqual(server.call("GET", "/api/v1/customers").status, 200)
        self.assertEqual(server.deliver(900_002).status, 503)
        filler.unlink()
        with Load(server, first=100_000) as later:
            self.assert_healed(server, later)
        later.promised |= promised
        later.unknown |= load.unknown
        later.refused |= load.refused
        self.assert_kept(server, later)

    def test_a_server_told_to_end_on_a_full_disk_ends_in_order(self):
        self.mount_small()
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            filler = self.fill()
            self.await_refusal(server, load)
        self.assertEqual(server.stop(), 0, server.log())
        filler.unlink()
        server.start()
        self.assert_kept(server, load)

    def test_a_disk_that_does_not_synchronize_promises_nothing_and_heals(self):
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            with self.injected(server, "fdatasync,fsync:error=EIO"):
                self.await_refusal(server, load)
                self.assert_refused_well(server, "failing")
                self.assert_every_page_reads(server)
                promised = len(load.promised)
            self.assert_healed(server, load)
        self.assertGreater(len(load.promised), promised)
        self.assert_read_on(load)
        self.assert_logged_once(server, load)
        self.assert_kept(server, load)

    def test_what_was_promised_before_a_failed_synchronization_outlives_a_kill(self):
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            with self.injected(server, "fdatasync,fsync:error=EIO:when=3+7"):
                self.await_promises(server, load, 5)
                self.await_refusal(server, load)
                server.kill()
        server.start()
        promised = set(load.promised)
        load.ends.clear()
        load.send_again()
        self.assertGreaterEqual(load.promised, promised)
        self.assert_kept(server, load)

    def test_a_file_system_that_takes_no_writes_refuses_and_heals(self):
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            with self.injected(server, "pwrite64,write,ftruncate,fdatasync:error=EROFS", files=True):
                self.await_refusal(server, load)
                self.assert_refused_well(server, "failing")
            self.assert_healed(server, load)
        self.assert_read_on(load)
        self.assert_logged_once(server, load)
        self.assert_kept(server, load)

    def test_a_file_system_that_turned_read_only_is_read_until_it_is_repaired(self):
        image = self.folder.parent / "disk.img"
        with open(image, "wb") as file:
            file.truncate(64 << 20)
        if reason := missing_tool("mkfs.ext4"):
            self.skipTest(reason)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True, capture_output=True)
        self.mount("-o", "loop,errors=remount-ro", str(image))
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
        # Nothing is on its way meanwhile: to an fdatasync that meets the very moment of the error, Linux 6.18 was seen to answer
        # that all is well, and nothing of it was on the disk afterwards.
        self.break_file_system()
        with Load(server, first=100_000) as later:
            self.await_refusal(server, later)
            self.assert_refused_well(server, "failing")
            self.await_reads(server, later)
        self.assert_read_on(later)
        self.assertFalse(later.promised)
        server.kill()
        subprocess.run(["umount", str(self.folder)], check=True)
        subprocess.run(["fsck.ext4", "-p", "-f", str(image)], capture_output=True)
        self.mount("-o", "loop", str(image))
        server.start()
        later.promised |= load.promised
        self.assert_kept(server, later)

    def test_a_run_that_the_disk_fails_under_waits_and_ends_as_ever(self):
        server = Server(self.folder)
        server.command("demo", "--customers", "4000", "--orders", "20000")
        server.prepare()
        self.addCleanup(server.stop)
        server.start()
        for rule in server.call("GET", "/api/v1/rules").document["items"]:
            known = {name: rule[name] for name in RULE_FIELDS if name in rule} | {"enabled": True, "max_share": 100}
            self.assertEqual(server.ask("PUT", f"/api/v1/rules/{rule['id']}", known, **{
                "Authorization": f"Bearer {server.token}", "Content-Type": "application/json", "If-Match": "*"}).status, 200)
        answers = []
        cron = threading.Thread(target=lambda: answers.append(server.call("POST", "/cron?task=rules,tiers,expiry").status))
        cron.start()
        server.until(lambda: server.call("GET", "/api/v1/runs").document["items"], "no run was begun")
        with self.injected(server, "fdatasync,fsync:error=EIO"):
            server.until(lambda: server.ask("GET", "/ready").status == 503, "the disk did not fail")
            run = server.call("GET", "/api/v1/runs").document["items"][0]
            self.assertEqual(run["state"], "running", "the run was over before the disk failed")
        cron.join()
        self.assertIn(answers, ([200], [202]))
        server.until(lambda: server.call("GET", f"/api/v1/runs/{run['id']}").document["state"] != "running", "the run never ends")
        ended = server.call("GET", f"/api/v1/runs/{run['id']}").document
        self.assertEqual((ended["state"], ended["error"]), ("finished", None))
        self.assertGreater(ended["counts"]["evaluated"], 500)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(faults_of(server, set()), [])

    def break_file_system(self) -> None:
        """Has the kernel find an error in it: it then takes no more writes, as by errors=remount-ro."""
        device = pathlib.Path(subprocess.run(
            ["findmnt", "-n", "-o", "SOURCE", str(self.folder)], capture_output=True, text=True).stdout.strip()).name
        try:
            pathlib.Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("echelon test")
        except OSError as error:
            self.skipTest(f"the kernel does not let us break a file system: {error}")

    def test_a_program_that_holds_the_lock_delays_writes_and_then_they_are_refused(self):
        server = self.serve()
        with Load(server) as load:
            self.await_promises(server, load)
            with contextlib.closing(sqlite3.connect(server.database, isolation_level=None, timeout=30)) as tool:
                tool.execute("BEGIN IMMEDIATE")
                self.await_refusal(server, load)
                self.assert_refused_well(server, "locked", "overloaded")
                server.until(lambda: server.ask("GET", "/ready").document.get("reason") == "locked", "the lock was not noticed")
                self.assert_refused_well(server, "locked")
                tool.execute("ROLLBACK")
            self.assert_healed(server, load)
        self.assert_read_on(load)
        self.assert_logged_once(server, load, most=3)
        self.assert_kept(server, load)

    @unittest.skipUnless(FAKETIME, "libfaketime is not installed: scripts/setup test installs it")
    def test_a_clock_that_goes_back_loses_nothing_and_does_nothing_twice(self):
        offset = self.folder.parent / "offset"
        offset.write_text("+0\n")
        server = self.serve(
            LD_PRELOAD=str(FAKETIME), FAKETIME_TIMESTAMP_FILE=str(offset), FAKETIME_NO_CACHE="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1")
        with Load(server) as load:
            self.await_promises(server, load)
            self.assertEqual(server.call("POST", "/cron?task=rules").status, 200)
            offset.write_text("-3d\n")
            server.until(lambda: self.is_past(server), "the server's clock did not go back")
            self.await_promises(server, load)
            self.assertEqual(server.call("POST", "/cron?task=rules").status, 200)
            offset.write_text("+0\n")
            self.await_promises(server, load)
            self.await_reads(server, load)
        self.assert_read_on(load)
        for number in sorted(load.promised)[:20]:
            self.assertEqual(server.deliver(number).document["status"], "duplicate")
        self.assert_kept(server, load)

    def is_past(self, server: Server) -> bool:
        told = server.ask("GET", "/health").headers["Date"]
        return time.time() - time.mktime(time.strptime(told, "%a, %d %b %Y %H:%M:%S %Z")) + time.timezone > 86_400

    # Injection.

    @contextlib.contextmanager
    def injected(self, server: Server, fault: str, files: bool = False):
        """Has system calls of the running server fail until the context ends. With `files` only those on the database."""
        if reason := missing_tool("strace"):
            self.skipTest(reason)
        names = fault.split(":")[0]
        paths = [word for suffix in ("", "-wal") for word in ("-P", f"{server.database}{suffix}")] if files else []
        strace = subprocess.Popen(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={names}", *paths, "-e", f"inject={fault}", "-p",
             str(server.process.pid)], stderr=subprocess.PIPE, text=True)
        time.sleep(0.3)
        if strace.poll() is not None:
            self.skipTest(f"strace may not attach here: {strace.stderr.read().strip()}")
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                strace.send_signal(signal.SIGINT)
            strace.wait(20)
            strace.stderr.close()


if __name__ == "__main__":
    unittest.main()
