"""What one client may cost before it is known."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from http_kit import Client
from jackfield.server.body import WHOLE
from jackfield.server.headers import content_security_policy

GET = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /whip HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
CHUNKED = b"POST /whip HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body; that of /early before it has come."""
    if scope["path"] != "/early":
        body = await Request(scope, receive).body()
    else:
        body = b""
    await PlainTextResponse(body)(scope, receive, send)


async def test_the_application_is_told_when_a_request_came_as_a_whole() -> None:
    async def tell(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(status_code=200 if WHOLE in scope else 202)(scope, receive, send)

    assert await Client(tell).send(POST + b"12345") == "200"
    assert await Client(tell).send(GET) == "200"
    assert await Client(tell).send(POST, b"12345") == "202"


async def test_headers_over_the_limit_are_refused_however_they_come() -> None:
    for pieces in (
        [b"GET / HTTP/1.1\r\nX: " + b"a" * 21_000_000],
        [b"GET / HTTP/1.1\r\nX: ", *[b"a" * 16_000] * 1000],
        [b"GET / HTTP/1.1\r\n", *[b"X: a\r\n"] * 200_000],
        [b"GET /" + b"a" * 20_000],
        [b"\r\n" * 20_000],
    ):
        client = Client(app)
        for piece in pieces:
            client.protocol.data_received(piece)
        assert client.status() == "431"
        assert client.ended() == "eof", "a close would reset what the client has not read"
        assert client.reasons == ["header_limit"]
        assert await client.wait(1) == "431"
        assert client.ended() == "aborted"


async def test_headers_up_to_the_limit_are_taken() -> None:
    start, end = b"GET /early HTTP/1.1\r\nX: ", b"\r\n\r\n"
    fits = start + b"a" * (2000 - len(start + end)) + end
    assert await Client(app, max_header_bytes=2000).send(fits) == "200"
    assert await Client(app, max_header_bytes=1999).send(fits) == "431"
    assert await Client(app, max_header_bytes=2000).send(fits[:1999], fits[1999:]) == "200"


async def test_an_answer_of_the_server_itself_is_a_problem_like_any_other() -> None:
    client = Client(app)
    await client.send(b"\x16\x03\x01 no HTTP\r\n\r\n")
    head, _, body = client.wire.written.partition(b"\r\n\r\n")
    lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert lines["content-type"] == "application/problem+json"
    assert lines["content-security-policy"] == content_security_policy()
    assert lines["connection"] == "close"
    assert json.loads(body)["code"] == "bad_request"
    assert client.reasons == ["malformed"]


async def test_a_silent_client_is_gone_after_the_time_limit() -> None:
    client = Client(app, request_timeout_s=7)
    await client.wait(6.9)
    assert not client.ended()
    await client.wait(0.2)
    assert client.ended()
    assert client.wire.written == b""
    assert client.reasons == ["timeout"]


async def test_a_client_that_dribbles_headers_is_told_after_the_time_limit() -> None:
    client = Client(app)
    for letter in GET[:9]:
        await client.send(bytes([letter]))
        await client.wait(1)
    assert not client.ended()
    assert await client.wait(1) == "408"
    assert client.ended()


async def test_a_connection_without_a_request_is_closed() -> None:
    client = Client(app, keep_alive_s=5)
    assert await client.send(GET) == "200"
    await client.wait(4.9)
    assert await client.send(GET) == "200"
    assert not client.ended()
    await client.wait(5)
    assert client.ended() == "closed"
    assert client.reasons == []


async def test_empty_lines_do_not_keep_a_connection() -> None:
    client = Client(app)
    await client.send(GET)
    for _ in range(10):
        await client.wait(1)
        await client.send(b"\r\n")
    await client.wait(1)
    assert client.ended()


async def test_a_body_that_does_not_come_ends_the_connection() -> None:
    client = Client(app)
    await client.send(POST, b"ab")
    await client.wait(10)
    assert not client.ended(), "the application is to say it first"
    await client.wait(1)
    assert client.ended()
    assert client.reasons == ["timeout"]


async def test_a_body_after_its_answer_is_passed_over_but_not_for_ever() -> None:
    early = POST.replace(b"/whip", b"/early")
    client = Client(app)
    assert await client.send(early) == "200"
    assert await client.send(b"abcde", GET) == "200"
    assert client.wire.written.count(b"HTTP/1.1 200") == 2
    client = Client(app)
    await client.send(early)
    for _ in range(4):
        await client.send(b"a")
        await client.wait(3)
    assert client.ended()


async def test_chunks_and_trailers_without_end_are_cut() -> None:
    client = Client(app, max_body_bytes=1024)
    client.protocol.data_received(CHUNKED + b"1\r\na\r\n0\r\nX: ")
    for _ in range(100):
        client.protocol.data_received(b"a" * 1000)
    assert client.ended()
    assert client.reasons == ["body_limit"]
    client = Client(app)
    assert await client.send(CHUNKED, b"1\r\na\r\n" * 5, b"0\r\nX: trailer\r\n\r\n") == "200"
    assert client.wire.written.endswith(b"aaaaa")


async def test_a_body_whose_length_was_announced_may_be_an_upload() -> None:
    length = 9 * 65_536
    head = POST.replace(b"Content-Length: 5", b"Content-Length: %d" % length)
    assert head != POST
    client = Client(app)
    assert await client.send(head, *[b"a" * 65_536] * 9) == "200"
    client = Client(app, max_upload_bytes=length // 2)
    await client.send(head, *[b"a" * 65_536] * 9)
    assert client.reasons == ["body_limit"]


async def test_requests_before_the_answer_are_left_to_another_connection() -> None:
    client = Client(app)
    client.protocol.data_received(GET * 1000)
    await client.wait(0)
    assert client.wire.written.count(b"HTTP/1.1 200") == 1
    assert b"connection: close" in client.wire.written
    assert client.ended() == "closed"
    assert client.reasons == ["pipelined"]


async def test_a_client_that_takes_nothing_of_an_answer_is_given_up() -> None:
    client = Client(app)
    client.wire.stuck = 1000
    client.protocol.pause_writing()
    client.wire.stuck = 900
    await client.send(GET)
    await client.wait(10)
    assert not client.ended(), "it took something"
    await client.wait(10)
    assert client.ended() == "aborted"
    assert client.reasons == ["slow_reader"]


async def test_who_waits_for_its_client_goes_when_all_places_are_taken() -> None:
    client = Client(app)
    await client.send(POST)  # an answer is due: it keeps its place
    idle: list[str] = []
    assert client.table.admit("192.0.2.8", lambda: idle.append("dropped"))
    assert client.table.admit("192.0.2.9", lambda: None)
    assert idle == ["dropped"]
    assert not client.ended()
    await client.send(b"abcde")
    assert client.table.admit("192.0.2.10", lambda: None)  # the other waits longer
    assert client.table.admit("192.0.2.11", lambda: None)
    assert client.ended() == "aborted"


async def test_a_lost_connection_leaves_its_place_and_no_timer() -> None:
    client = Client(app)
    await client.send(GET[:5])
    client.protocol.connection_lost(None)
    assert len(client.table) == 0
    assert [timer for timer in client.loop.timers if not timer.cancelled] == []


async def test_a_wish_for_another_protocol_is_passed_over() -> None:
    client = Client(app)
    wish = GET[:-2] + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
    assert await client.send(wish) == "200"


@pytest.mark.parametrize("target", [b"//[", b"/\xff", b"http://[::1", b"*"])
async def test_an_odd_target_does_no_harm(target: bytes) -> None:
    for request in (GET, GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"):
        client = Client(app)
        await client.send(request.replace(b"/health", target))
        await client.wait(20)
        assert client.ended()


@pytest.mark.slow
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=80),
            st.sampled_from([GET, POST, CHUNKED, b"abcde", b"0\r\n\r\n", b"\r\n", GET[:20]]),
        ),
        max_size=12,
    )
)
async def test_any_bytes_are_answered_or_end_the_connection(pieces: list[bytes]) -> None:
    client = Client(app)
    await client.send(*pieces)
    await client.wait(60)
    assert client.ended()
    assert len(client.table) == 0
