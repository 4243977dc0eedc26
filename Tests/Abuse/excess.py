"""Requests that are too large in one way or another. Each is refused with the status for it, and the answer arrives
although the client is still sending."""

from case import Attack, case, expect
from crowd import Crowd

MB = 1 << 20
GET = b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n"


def check(crowd: Crowd, status: int) -> str:
    expect(not crowd.open(), f"{len(crowd.open())} of {len(crowd)} are still open")
    expect(crowd.statuses() == {status: len(crowd)}, f"the answers were {crowd.statuses()}")
    return f"{len(crowd)} got {status} within {max(attacker.lasted for attacker in crowd):.1f} s"


def pour(
    attack: Attack, opening: bytes, data: bytes, status: int, *, upto: int = 2 * MB, count: tuple[int, int] = (60, 300)
) -> str:
    """`count`: how many in the short form and in the full one."""
    with Crowd(attack.port, count[attack.is_full], opening=opening) as crowd:
        crowd.pour(30, data, upto)
        return check(crowd, status)


@case("one endless field gets 431")
def endless_field(attack: Attack) -> str:
    return pour(attack, GET + b"X-Bomb: ", b"b" * 65_536, 431)


@case("ten thousand fields get 431")
def many_fields(attack: Attack) -> str:
    return pour(attack, GET, b"".join(b"X-%d: bomb\r\n" % number for number in range(10_000)), 431)


@case("one field more than is allowed gets 431, and as many as are allowed get 200")
def field_boundary(attack: Attack) -> str:
    # Host is a field too.
    fields = [b"X-%d: 1\r\n" % number for number in range(100)]
    with Crowd(attack.port, 20, opening=GET + b"".join(fields) + b"\r\n") as crowd:
        crowd.listen(5)
        check(crowd, 431)
    with Crowd(attack.port, 20, opening=GET + b"".join(fields[:98]) + b"Connection: close\r\n\r\n") as crowd:
        crowd.listen(5)
        return check(crowd, 200)


@case("an endless request line gets 414")
def endless_line(attack: Attack) -> str:
    return pour(attack, b"GET /", b"a" * 65_536, 414)


@case("empty lines without end get 400")
def empty_lines(attack: Attack) -> str:
    return pour(attack, b"", b"\r\n" * 4_096, 400)


@case("ten gigabytes announced get 413 at once")
def giant_length(attack: Attack) -> str:
    opening = POST + b"Content-Length: 10000000000\r\n\r\n"
    with Crowd(attack.port, 200, opening=opening) as crowd:
        crowd.listen(1, until=lambda crowd: all(attacker.status for attacker in crowd))
        expect(crowd.statuses() == {413: len(crowd)}, f"the answers were {crowd.statuses()}")
        for attacker in crowd:
            attacker.finish_sending()
        crowd.listen(3)
        return check(crowd, 413)


@case("ten gigabytes announced and sent get 413 and an end")
def giant_body(attack: Attack) -> str:
    return pour(attack, POST + b"Content-Length: 10000000000\r\n\r\n", b"x" * 65_536, 413, upto=64 * MB)


@case("ten gigabytes for nobody get 413")
def giant_body_for_nobody(attack: Attack) -> str:
    opening = b"POST /no/such/place HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n\r\n"
    return pour(attack, opening, b"x" * 65_536, 413, upto=8 * MB)


@case("lengths beyond all reason and beyond all numbers are refused")
def impossible_length(attack: Attack) -> str:
    for digits in (18, 60):
        with Crowd(attack.port, 50, opening=POST + b"Content-Length: " + b"9" * digits + b"\r\n\r\n") as crowd:
            crowd.listen(5)
            # A number that is none of a length may as well be called malformed.
            told = check(crowd, 400 if digits == 60 and crowd[0].status == 400 else 413)
    return told


# Each body grows to its limit, a megabyte, before it is refused.
@case("chunks without end get 413", growth=384)
def endless_chunks(attack: Attack) -> str:
    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    return pour(attack, POST + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 413, upto=4 * MB)


@case("tiny chunks without end get 413")
def tiny_chunks(attack: Attack) -> str:
    chunks = b"1\r\nx\r\n" * 10_000
    return pour(attack, POST + b"Transfer-Encoding: chunked\r\n\r\n", chunks, 413, upto=16 * MB, count=(2, 60))


@case("one endless chunk extension gets 400")
def endless_extension(attack: Attack) -> str:
    return pour(attack, POST + b"Transfer-Encoding: chunked\r\n\r\n1;a=", b"e" * 65_536, 400)


@case("chunk extensions without end get 413")
def many_extensions(attack: Attack) -> str:
    chunk = b"1;" + b"e" * 400 + b"\r\nx\r\n"
    return pour(attack, POST + b"Transfer-Encoding: chunked\r\n\r\n", chunk * 100, 413)


@case("trailers without end get 431")
def endless_trailers(attack: Attack) -> str:
    opening = POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    return pour(attack, opening, b"X-Trailer: bomb\r\n" * 1_000, 431)


@case("a megabyte from each of very many takes no more memory than they sent", growth=160)
def held_bodies(attack: Attack) -> str:
    """As much as is allowed, held back just before the end: this is what a server must hold at most for a client."""
    opening = POST + b"Content-Length: 1048576\r\n\r\n"
    with Crowd(attack.port, 100 if attack.is_full else 25, opening=opening) as crowd:
        crowd.pour(2, b"x" * 65_536, MB - 1)
        expect(len(crowd.open()) == len(crowd) and crowd.statuses() == {0: len(crowd)}, "some were not waited for")
        return f"{len(crowd)} held a megabyte each, {attack.server.memory():.0f} MB in all"
