"""A real mail server on the loopback (aiosmtpd): it keeps what it is sent, and refuses whom it is told to."""

import contextlib
import email
import email.policy
import socket

from aiosmtpd.controller import Controller


class Box:
    def __init__(self):
        self.mails = []
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 5.1.1 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((tuple(envelope.rcpt_tos), email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 2.0.0 taken as 4711"

    def to(self, address):
        """The mails this address was sent, the newest last."""
        return [mail for recipients, mail in self.mails if address in recipients]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def mail_box():
    """The box and its port, for as long as this lasts."""
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()
