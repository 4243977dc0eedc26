"""Markdown tables of what was measured."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from .measuring import CONNECTIONS, Result, Variant
from .ours import linkage
from .process import ROOT


def table(title: str, variants: list[Variant], medians: dict[str, Result]) -> str:
    """The last columns: the first variant's requests per second by those of the row, and the CPU of the row's request
    by that of the first's, which other work on the machine disturbs less. Above 1 the first is the better one."""
    mine = medians[variants[0].name]
    lines = [
        f"### {title}", "",
        "| server | requests/s | p50 ms | p99 ms | CPU µs/request | RSS MB | the first is | by CPU |",
        "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for variant in variants:
        it = medians[variant.name]
        ratio = f"{mine.rate / it.rate:.2f} × | {it.cpu / mine.cpu:.2f} ×" if it is not mine else "|"
        lines.append(f"| {variant.name} | {it.rate:,.0f} | {it.p50:.2f} | {it.p99:.2f} | {it.cpu:.1f} | "
                     f"{it.rss:.0f} | {ratio} |")
    return "\n".join(lines)


def crowd_table(title: str, variants: list[Variant], medians: dict[str, Result]) -> str:
    """Each crowded variant is followed by the same server without the crowd, by which the ratios are."""
    lines = [
        f"### {title}", "",
        "| server | requests/s | p50 ms | p99 ms | CPU µs/request | RSS MB at the start | with the idle | at the end | "
        "the idle took | requests/s by those without | p99 by that without |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for variant, other in zip(variants, [*variants[1:], None]):
        it = medians[variant.name]
        row = f"| {variant.name} | {it.rate:,.0f} | {it.p50:.2f} | {it.p99:.2f} | {it.cpu:.1f} | {it.rss_before:.0f} | "
        if variant.crowd and other:
            alone = medians[other.name]
            row += (f"{it.rss_crowded:.0f} | {it.rss:.0f} | {it.rss_crowded - it.rss_before:.0f} | "
                    f"{it.rate / alone.rate:.2f} × | {it.p99 / alone.p99:.2f} × |")
        else:
            row += f"| {it.rss:.0f} | | | |"
        lines.append(row)
    return "\n".join(lines)


def processor() -> str:
    names = re.findall(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} CPUs"


def heading(command: str, echelon: str, given: bool, rounds: int, seconds: int) -> str:
    """When, what and how: before the tables. The load is that of the machine before the bench began."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    binary = "a binary that was given" if given else "built from it"
    return (
        f"{datetime.date.today()}, commit {commit}, {binary}, Swift's library {linkage(echelon)}, {processor()}, "
        f"`{command}`\n"
        f"{rounds} rounds of {seconds} s after a second of warm-up, medians; {CONNECTIONS} connections; one CPU for the "
        f"server, one for the load. Load average of the machine beforehand: {os.getloadavg()[0]:.1f}\n")
