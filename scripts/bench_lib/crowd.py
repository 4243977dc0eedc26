"""A crowd of idle connections: each has had one answer, and is kept open without another request."""

import resource
import socket
import sys

HEADROOM = 500


class Crowd:
    """`with Crowd(port, path, count) as crowd` opens the connections, `crowd.check()` asks whether all still are."""

    def __init__(self, port: int, path: str, count: int):
        self.port = port
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
        self.count = count
        self.members: list[socket.socket] = []

    def __enter__(self):
        try:
            for _ in range(self.count):
                self.members.append(self.join())
        except OSError as error:
            self.__exit__()
            sys.exit(f"bench: only {len(self.members)} of {self.count} idle connections: {error}")
        return self

    def join(self) -> socket.socket:
        """One connection that has been answered, so that the server waits for its next request, not its first."""
        member = socket.create_connection(("127.0.0.1", self.port), 10)
        member.sendall(self.request)
        answer = b""
        while not is_whole(answer):
            piece = member.recv(65536)
            if not piece:
                raise OSError("closed by the server")
            answer += piece
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise OSError(f"answered with {answer[:40]!r}")
        member.setblocking(False)
        return member

    def check(self) -> None:
        """Ends the bench where the server has closed one of them: then it was not under the load that is claimed."""
        closed = sum(not self.is_open(member) for member in self.members)
        if closed:
            sys.exit(f"bench: {closed} of {self.count} idle connections were closed meanwhile")

    @staticmethod
    def is_open(member: socket.socket) -> bool:
        try:
            return member.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def __exit__(self, *reason):
        for member in self.members:
            member.close()


def is_whole(answer: bytes) -> bool:
    """Whether an answer with a Content-Length has come completely."""
    head, end, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return bool(end) and len(body) >= int(line.partition(b":")[2])
    return False


def allow_files(count: int) -> None:
    """Raises the limit on open files, which the servers inherit, to `count` and some more."""
    wanted = count + HEADROOM
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
        except (OSError, ValueError):
            sys.exit(f"bench: {wanted} open files are needed for the idle connections, and only {hard} are allowed")
    elif soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
