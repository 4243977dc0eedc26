"""A mail server that fails in the way it is told: a conversation is a script, line by line.

    server.play(greet, hello(), ends_at("RCPT"))     from then on, each connection goes so

A step is a coroutine over the `Talk`. What no step has left is answered as a good server does.
"""

import asyncio
import email
import email.policy
import threading

from echelon import free_port


class Talk:
    """One connection. Its steps may speak, end it, or do nothing for ever."""

    def __init__(self, server, reader, writer, number: int):
        self.server, self.reader, self.writer, self.number = server, reader, writer, number
        self.recipient = ""

    async def say(self, *lines: str):
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()

    async def line(self) -> str:
        return (await self.reader.readline()).decode().rstrip("\r\n")

    async def message(self) -> bytes:
        """The message up to its dot, dots unstuffed. Empty where the client left before."""
        lines = []
        while (line := await self.reader.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines) if line else b""

    def close(self):
        self.writer.close()
        raise EOFError

    async def stay(self):
        """Says nothing more, reads nothing more."""
        self.writer.transport.pause_reading()
        await asyncio.Event().wait()


class Behaviour:
    """How a good server speaks; the others replace what they do differently."""

    extensions = ["PIPELINING", "8BITMIME", "SIZE 35882577", "ENHANCEDSTATUSCODES"]

    async def greet(self, talk):
        await talk.say("220 faulty.example ESMTP")

    async def hello(self, talk, verb):
        rows = ["faulty.example", *(self.extensions if verb == "EHLO" else [])]
        await talk.say(*(f"250-{row}" for row in rows[:-1]), f"250 {rows[-1]}")

    async def starttls(self, talk):
        await talk.say("454 4.7.0 not now")

    async def mail(self, talk, argument):
        await talk.say("250 2.1.0 OK")

    async def recipient(self, talk, address):
        await talk.say("250 2.1.5 OK")

    async def data(self, talk):
        await talk.say("354 go on")
        message = await talk.message()
        if message:
            await self.taken(talk, message)

    async def taken(self, talk, message):
        talk.server.take(talk.recipient, message)
        await talk.say("250 2.0.0 taken")

    async def converse(self, talk):
        await self.greet(talk)
        isRefused = False
        while line := await talk.line():
            verb, _, argument = line.partition(" ")
            talk.server.heard.append(line)
            match verb.upper():
                case "EHLO" | "HELO": await self.hello(talk, verb.upper())
                case "STARTTLS": await self.starttls(talk)
                case "MAIL": await self.mail(talk, argument)
                case "RCPT":
                    talk.recipient = argument.split("<")[1].split(">")[0]
                    isRefused = await self.recipient(talk, talk.recipient) is False
                case "DATA" if isRefused: await talk.say("503 5.5.1 no recipient")
                case "DATA": await self.data(talk)
                case "RSET": await talk.say("250 2.0.0 OK")
                case "QUIT":
                    await talk.say("221 2.0.0 bye")
                    return
                case _: await talk.say("500 5.5.2 what?")


class FaultyServer:
    """Listens on one port for as long as it lives, and behaves as `behaviour` says at the moment."""

    def __init__(self):
        self.port, self.behaviour = free_port(), Behaviour()
        self.arrivals: list[tuple[str, bytes]] = []
        self.heard: list[str] = []
        self.connections = 0
        self.loop = asyncio.new_event_loop()
        self.server, self.talks = None, set()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.listen()

    def on_loop(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def listen(self):
        async def begin():
            self.server = await asyncio.start_server(self.talk, "127.0.0.1", self.port)
        self.on_loop(begin())

    def refuse(self):
        """Listens no more: the port refuses connections."""
        async def end():
            self.server.close()
        self.on_loop(end())

    def play(self, behaviour: Behaviour):
        """Behaves so from now on; conversations that hang are ended."""
        self.behaviour = behaviour
        self.loop.call_soon_threadsafe(lambda: [task.cancel() for task in self.talks])

    async def talk(self, reader, writer):
        self.connections += 1
        task = asyncio.current_task()
        self.talks.add(task)
        try:
            await self.behaviour.converse(Talk(self, reader, writer, self.connections))
        except (EOFError, OSError, asyncio.CancelledError):
            pass
        finally:
            self.talks.discard(task)
            writer.close()

    def take(self, recipient: str, message: bytes):
        self.arrivals.append((recipient, message))

    def to(self, address: str) -> list:
        return [email.message_from_bytes(message, policy=email.policy.default)
                for recipient, message in self.arrivals if recipient == address]

    def stop(self):
        self.play(Behaviour())
        self.refuse()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()
