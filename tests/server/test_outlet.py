"""What leaves a connection, and in how many pieces."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from http_kit import Client, Wire

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = GET.replace(b"GET", b"HEAD")
CLOSE = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was written, each by itself."""
    written: list[bytes] = []
    write = Wire.write

    def _note(wire: Wire, data: bytes | bytearray | memoryview) -> None:
        if data:
            written.append(bytes(data))
        write(wire, data)

    monkeypatch.setattr(Wire, "write", _note)
    return written


@pytest.mark.parametrize("request_", [GET, HEAD, CLOSE], ids=["GET", "HEAD", "close"])
async def test_an_answer_goes_out_in_one_piece(pieces: list[bytes], request_: bytes) -> None:
    client = Client(PlainTextResponse("hello"))
    assert await client.send(request_) == "200"
    (piece,) = pieces
    assert piece.startswith(b"HTTP/1.1 200 OK\r\n")
    assert piece.endswith(b"\r\n\r\n" + (b"" if request_ is HEAD else b"hello"))


async def test_an_answer_without_a_body_goes_out(pieces: list[bytes]) -> None:
    client = Client(PlainTextResponse(None, 204))
    assert await client.send(GET) == "204"
    assert len(pieces) == 1
    assert await client.send(GET) == "204"
    assert len(pieces) == 2


async def test_a_head_does_not_wait_for_a_body_that_takes_its_time(pieces: list[bytes]) -> None:
    more = asyncio.Event()

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await more.wait()
        await send({"type": "http.response.body", "body": b"late"})

    client = Client(app)
    assert await client.send(GET) == "200"
    assert len(pieces) == 1
    more.set()
    await client.wait(0)
    assert pieces[1:] == [b"4\r\nlate\r\n0\r\n\r\n"]


async def test_what_follows_the_first_of_a_body_is_sent_as_it_comes(pieces: list[bytes]) -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        parts: list[Message] = [
            {"type": "http.response.body", "body": part, "more_body": part != b"c"}
            for part in (b"a", b"b", b"c")
        ]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in parts:
            await send(part)

    client = Client(app)
    assert await client.send(GET) == "200"
    assert len(pieces) == 3
    assert client.wire.written.endswith(b"1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n")


async def test_a_client_that_is_given_up_gets_the_head_it_was_owed(pieces: list[bytes]) -> None:
    async def app(_: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()
        await receive()

    client = Client(app)
    await client.send(POST)
    await client.wait(100)
    assert client.ended()
    assert len(pieces) == 1
