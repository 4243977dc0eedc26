"""Exim (Debian's exim4-daemon-light) with a configuration of its own: a port on the loopback, mails into a maildir."""

import getpass
import os
import pathlib
import pwd
import re
import shutil
import subprocess

from echelon import free_port, waited_for
from mail_server import PASSWORD, USER

CONFIGURATION = """
primary_hostname = localhost
qualify_domain = mail.example
spool_directory = {folder}/spool
log_file_path = {folder}/log/%s
pid_file_path = {folder}/pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
log_selector = +smtp_connection +tls_cipher +incoming_port
deliver_drop_privilege = true
never_users =
host_lookup =
smtp_accept_queue_per_connection = 0
smtp_accept_max_per_connection = 0
tls_advertise_hosts = {tls_hosts}
tls_certificate = {certificate}
tls_privatekey = {key}
acl_smtp_rcpt = check
begin acl
check:
  deny message = 5.1.1 there is nobody of that name
       local_parts = gone
  {encryption}
  accept
begin routers
all:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = {folder}/mails
  maildir_format
  user = {user}
  group = {group}
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{{login}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
"""


def program() -> str | None:
    return shutil.which("exim4") or shutil.which("exim4", path="/usr/sbin")


class Exim:
    """Runs from its making to `stop`. As root it writes as Exim's own user, else as the present one."""

    def __init__(self, folder: pathlib.Path, certificate=None, key=None, login: bool = False):
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("Debian-exim" if os.geteuid() == 0 else getpass.getuser())
        for name in (".", "spool", "log", "mails"):
            (folder / name).mkdir(exist_ok=True)
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        if certificate:
            for file in (certificate, key):
                shutil.copy(file, folder)
                os.chown(folder / file.name, owner.pw_uid, owner.pw_gid)
        text = CONFIGURATION.format(
            folder=folder, port=self.port, user=owner.pw_uid, group=owner.pw_gid, login=USER,
            password=PASSWORD.replace("{", "\\{").replace("}", "\\}"), tls_hosts="*" if certificate else "",
            encryption="require authenticated = *" if login else "",
            certificate=folder / certificate.name if certificate else "", key=folder / key.name if key else "")
        configuration = folder / "exim.conf"
        configuration.write_text(text if certificate else re.sub(r"tls_(certificate|privatekey).*\n", "", text))
        self.process = subprocess.Popen([program(), "-C", str(configuration), "-bdf"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not waited_for(lambda: "SMTP" in self.log("main"), 20):
            raise AssertionError(f"exim did not start: {self.log('panic')}")

    def log(self, name: str) -> str:
        file = self.folder / "log" / name
        return file.read_text(errors="replace") if file.exists() else ""

    @property
    def mails(self) -> list[bytes]:
        """All that were delivered, with CRLF at the ends of lines."""
        return [file.read_bytes().replace(b"\n", b"\r\n") for file in sorted((self.folder / "mails" / "new").glob("*"))]

    @property
    def count(self) -> int:
        new = self.folder / "mails" / "new"
        return len(os.listdir(new)) if new.exists() else 0

    @property
    def conversations(self) -> int:
        return len(re.findall(r"SMTP connection from .*\(TCP/IP connection count", self.log("main")))

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
