"""The attacks of slowhttptest, and the questions of sslscan (both Debian packages)."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

from case import Attack, case, expect

CONNECTIONS = 500


def slowhttptest(attack: Attack, *arguments: str, path: str) -> str:
    expect(shutil.which("slowhttptest") is not None, "slowhttptest is not there: scripts/setup test installs it")
    seconds = 40 if attack.is_full else 10
    command = [
        "slowhttptest", *arguments, "-c", str(CONNECTIONS), "-r", "250", "-i", "2", "-p", "2", "-l", str(seconds), "-u",
        f"http://127.0.0.1:{attack.port}{path}"]
    # It has no reason to take longer than it is told to; its end is waited for a little while.
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, stdin=subprocess.DEVNULL)
    output = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    services = re.findall(r"service available:\s+(\w+)", output)
    expect(bool(services), f"slowhttptest said nothing of the service: {output[-400:]}")
    expect("NO" not in services, f"slowhttptest found the service not available: {output[-400:]}")
    counts = {name: int(count) for name, count in re.findall(r"^(\w+):\s+(\d+)\s*$", output, re.M)}
    ending = re.search(r"Exit status: (.*)", output)
    most = max(map(int, re.findall(r"^connected:\s+(\d+)", output, re.M)), default=0)
    return (
        f"{CONNECTIONS} connections for {seconds} s at most, {most} at once, available in all {len(services)} looks, "
        f"{counts.get('closed', 0)} closed at last; {ending[1].strip() if ending else 'no status'}")


@case("slowhttptest: slow heads (-H)", is_quiet=True)
def slow_heads(attack: Attack) -> str:
    return slowhttptest(attack, "-H", path="/health")


@case("slowhttptest: slow bodies (-B)", is_quiet=True)
def slow_bodies(attack: Attack) -> str:
    return slowhttptest(attack, "-B", "-s", "60000", path="/webhooks/shop")


# Each answer that streams takes less than 256 KiB.
@case("slowhttptest: slow reading (-X)", is_quiet=True, growth=128)
def slow_reading(attack: Attack) -> str:
    return slowhttptest(attack, "-X", "-w", "512", "-y", "1024", "-n", "2", "-z", "32", path="/large.bin")


@case("slowhttptest: very many ranges (-R)", is_quiet=True)
def ranges(attack: Attack) -> str:
    return slowhttptest(attack, "-R", "-t", "HEAD", "-a", "10", "-b", "3000", path="/large.bin")


OLD = {("ssl", "2"), ("ssl", "3"), ("tls", "1.0"), ("tls", "1.1")}
NEW = {("tls", "1.2"), ("tls", "1.3")}
WEAK = re.compile(r"NULL|EXP|RC[24]|DES|MD5|ADH|AECDH|anon|CBC|SEED|IDEA|CAMELLIA|ARIA")


@case("sslscan finds nothing old or weak", secure=True)
def sslscan(attack: Attack) -> str:
    expect(shutil.which("sslscan") is not None, "sslscan is not there: scripts/setup test installs it")
    done = subprocess.run(
        ["sslscan", "--xml=-", "--no-colour", "--show-certificate", f"127.0.0.1:{attack.port}"],
        capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    found = ElementTree.fromstring(done.stdout[done.stdout.index("<?xml"):]).find("ssltest")
    expect(found is not None, f"sslscan tells nothing: {done.stdout[-300:]}{done.stderr[-300:]}")
    offered = {(p.get("type"), p.get("version")) for p in found.findall("protocol") if p.get("enabled") == "1"}
    asked = {(p.get("type"), p.get("version")) for p in found.findall("protocol")}
    expect(OLD | NEW <= asked, f"sslscan looked only at {sorted(asked)}")
    expect(offered == NEW, f"these protocols are offered: {sorted(offered)}")
    check_features(found)
    return check_ciphers(found)


def check_features(found: ElementTree.Element) -> None:
    compression, renegotiation = found.find("compression"), found.find("renegotiation")
    # Where the library of sslscan itself knows no compression it says nothing of it.
    expect(compression is None or compression.get("supported") == "0", "compression is offered")
    expect(
        renegotiation is not None and (renegotiation.get("supported") == "0" or renegotiation.get("secure") == "1"),
        "renegotiation is offered that is not secure")
    hearts = found.findall("heartbleed")
    expect(bool(hearts), "sslscan did not look for heartbleed")
    expect(all(heart.get("vulnerable") == "0" for heart in hearts), "heartbleed")


def check_ciphers(found: ElementTree.Element) -> str:
    ciphers = found.findall("cipher")
    expect(len(ciphers) >= 4, f"only {len(ciphers)} ciphers were found")
    for cipher in ciphers:
        name = cipher.get("cipher", "")
        expect(int(cipher.get("bits", "0")) >= 128, f"{name} has {cipher.get('bits')} bits")
        expect(cipher.get("strength") in ("strong", "acceptable"), f"{name} is {cipher.get('strength')}")
        expect(not WEAK.search(name), f"{name} is weak")
        forward = cipher.get("sslversion") == "TLSv1.3" or name.startswith("ECDHE-")
        expect(forward, f"{name} has no forward secrecy")
    return f"TLS 1.2 and 1.3 only, {len(ciphers)} ciphers: {', '.join(c.get('cipher', '') for c in ciphers)}"
