"""The ways in which mail servers fail, each as a behaviour of `FaultyServer`."""

import asyncio

from faulty import Behaviour


class Silent(Behaviour):
    """Accepts the connection and says nothing."""

    async def greet(self, talk):
        await talk.stay()


class HalfOpen(Behaviour):
    """Takes commands up to DATA, and from then on neither reads nor answers."""

    async def data(self, talk):
        await talk.say("354 go on")
        await talk.stay()


class Slow(Behaviour):
    """A byte a second in the greeting."""

    async def greet(self, talk):
        for byte in b"220 slow\r\n":
            talk.writer.write(bytes([byte]))
            await talk.writer.drain()
            await asyncio.sleep(1)


class Closes(Behaviour):
    """Closes the connection at a step; with `only`, where the recipient is that one."""

    def __init__(self, step: str, only: str | None = None):
        self.step, self.only = step, only

    def at(self, step, talk, address=None):
        if step == self.step and self.only in (None, address or talk.recipient):
            talk.close()

    async def greet(self, talk):
        self.at("greeting", talk)
        await super().greet(talk)

    async def mail(self, talk, argument):
        self.at("MAIL", talk)
        await super().mail(talk, argument)

    async def recipient(self, talk, address):
        self.at("RCPT", talk, address)
        await super().recipient(talk, address)

    async def data(self, talk):
        self.at("DATA", talk)
        await talk.say("354 go on")
        if self.step == "middle":
            await talk.reader.read(200)
            self.at("middle", talk)
        message = await talk.message()
        talk.server.take(talk.recipient, message)
        self.at("dot", talk)
        await talk.say("250 2.0.0 taken")


class Busy(Behaviour):
    """421 instead of a greeting."""

    async def greet(self, talk):
        await talk.say("421 4.3.2 too many connections")
        talk.close()


class Greylists(Behaviour):
    """Takes a recipient at the second try."""

    def __init__(self):
        self.known = set()

    async def recipient(self, talk, address):
        if address in self.known:
            return await super().recipient(talk, address)
        self.known.add(address)
        await talk.say("451 4.7.1 greylisted, come back in five minutes")
        return False


class Refuses(Behaviour):
    """5xx to one recipient among many."""

    def __init__(self, address: str):
        self.address = address

    async def recipient(self, talk, address):
        if address != self.address:
            return await super().recipient(talk, address)
        await talk.say("550 5.1.1 there is nobody of that name")
        return False


class Plain(Behaviour):
    """A server of 1982: no EHLO, no enhanced codes, nothing."""

    async def hello(self, talk, verb):
        await talk.say("500 what?" if verb == "EHLO" else "250 hello")


class Small(Behaviour):
    """Takes mails of a thousand bytes."""

    extensions = ["SIZE 1000"]


class Encrypts(Behaviour):
    """Announces STARTTLS, and says `words` to it; what comes then is no handshake."""

    extensions = ["PIPELINING", "STARTTLS"]

    def __init__(self, *words: str, then: bytes = b""):
        self.words, self.then = words, then

    async def starttls(self, talk):
        # In one write, so that what follows is there before the handshake.
        talk.writer.write("".join(f"{word}\r\n" for word in self.words).encode() + self.then)
        await talk.writer.drain()
        if self.then or self.words[0].startswith("220"):
            await asyncio.sleep(0.2)
            talk.close()


class Certified(Behaviour):
    """STARTTLS with a certificate: a good one, one that nobody trusts, or one that is another's."""

    extensions = ["STARTTLS"]

    def __init__(self, context):
        self.context = context

    async def starttls(self, talk):
        await talk.say("220 go on")
        await talk.writer.start_tls(self.context)
