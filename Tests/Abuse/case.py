"""What a case of abuse is, how it is run, and what has to hold during each of them."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from server import Server
from visitor import Visitor

# Generous: the machine of the tests may be busy with other things.
WORST_MILLISECONDS = 1_000
GROWTH_MB = 64
SETTLE_SECONDS = 8
CASES: list["Case"] = []


class Fault(Exception):
    """The server did what it should not."""


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


@dataclass
class Attack:
    """What an attack is given."""

    server: Server
    # The long form was asked for.
    is_full: bool
    # The descriptors of the server before the attack, those of the visitor included.
    descriptors: int

    @property
    def port(self) -> int:
        return self.server.port


@dataclass
class Case:
    name: str
    attack: Callable[[Attack], str]
    flags: tuple[str, ...] = ()
    secure: bool = False
    # It mostly waits, and may run beside others.
    is_quiet: bool = False
    # The attack ends the server itself.
    is_last: bool = False
    only_full: bool = False
    # How much more memory the server may take during it, in MB.
    growth: float = GROWTH_MB
    visitor: str = "127.0.0.2"


@dataclass
class Verdict:
    note: str = ""
    faults: list[str] = field(default_factory=list)
    seconds: float = 0


def case(name: str, **how) -> Callable:
    """Makes a case of a function. It returns what is worth telling, and raises `Fault`."""

    def enter(attack: Callable[[Attack], str]) -> Callable[[Attack], str]:
        CASES.append(Case(name, attack, **how))
        return attack

    return enter


def run(this: Case, echelon: str, is_full: bool) -> Verdict:
    verdict, start = Verdict(), time.monotonic()
    try:
        with Server(echelon, this.flags, this.secure) as server:
            (run_ending if this.is_last else run_beside_visitor)(this, server, is_full, verdict)
            if verdict.faults and server.tail():
                verdict.faults.append(f"log: {server.tail()}")
    except Exception:  # a fault of the test is told like one of the server
        verdict.faults.append(traceback.format_exc(limit=-3))
    verdict.seconds = time.monotonic() - start
    return verdict


def carry_out(this: Case, attack: Attack, verdict: Verdict) -> None:
    try:
        verdict.note = this.attack(attack)
    except Fault as fault:
        verdict.faults.append(str(fault))


def run_ending(this: Case, server: Server, is_full: bool, verdict: Verdict) -> None:
    carry_out(this, Attack(server, is_full, server.descriptors()), verdict)


def run_beside_visitor(this: Case, server: Server, is_full: bool, verdict: Verdict) -> None:
    with Visitor(server.port, this.visitor, this.secure):
        pass  # everything that is made once is made before the counts are taken
    descriptors, memory = server.descriptors(), server.memory()
    with Visitor(server.port, this.visitor, this.secure) as visitor:
        carry_out(this, Attack(server, is_full, descriptors + 1), verdict)
    if not server.is_running:
        verdict.faults.append(f"the server ended with {server.process.returncode}")
        return
    verdict.faults += faults_of(visitor.report)
    grown = server.memory("VmHWM") - memory
    if grown > this.growth:
        verdict.faults.append(f"its memory grew by {grown:.1f} MB, more than {this.growth}")
    if not server.settles_at(descriptors, SETTLE_SECONDS):
        verdict.faults.append(f"{server.descriptors()} descriptors were left of {descriptors}")
    verdict.note += (
        f"; visitor: {visitor.report.get('requests', 0)} requests, median {visitor.report.get('median', 0):.1f} ms, worst "
        f"{visitor.report.get('worst', 0):.0f} ms, {visitor.report.get('renewed', 0)} reconnected; "
        f"memory {memory:.0f} MB, at most {grown:.1f} more, then {server.memory() - memory:.1f} more; "
        f"descriptors {descriptors} to {server.descriptors()}")


def faults_of(report: dict) -> list[str]:
    """What the visitor may complain of."""
    if not report:
        return ["the visitor gave no report"]
    faults = []
    if report["failures"]:
        faults.append(f"the visitor was failed {len(report['failures'])} times: {report['failures'][:3]}")
    if report["worst"] > WORST_MILLISECONDS:
        faults.append(f"the visitor waited {report['worst']:.0f} ms")
    return faults
