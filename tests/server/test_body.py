"""Reading bodies that nobody promised anything about."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from jackfield.server.body import WHOLE, read_body
from jackfield.server.problems import Problem

NOTHING: Mapping[str, object] = {}


def request(
    messages: Sequence[Message], length: str | None = None, scope: Mapping[str, object] = NOTHING
) -> Request:
    headers = [] if length is None else [(b"content-length", length.encode())]
    left = list(messages)

    async def receive() -> Message:
        if not left:
            await asyncio.get_running_loop().create_future()
        return left.pop(0)

    return Request({"type": "http", "method": "POST", "headers": headers, **scope}, receive)


def chunk(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_chunks_are_put_together() -> None:
    asked = request([chunk(b"ab", more=True), chunk(b"cd")])
    assert await read_body(asked, limit=4, timeout_s=1) == b"abcd"


@pytest.mark.parametrize("length", ["5", "0005", "9" * 5000])
async def test_an_announced_length_over_the_limit_is_refused_unread(length: str) -> None:
    with pytest.raises(Problem) as refused:
        await read_body(request([], length), limit=4, timeout_s=1)
    assert refused.value.status_code == 413


async def test_a_length_that_lies_does_not_help() -> None:
    asked = request([chunk(b"abc", more=True), chunk(b"def", more=True)], "3")
    with pytest.raises(Problem) as refused:
        await read_body(asked, limit=4, timeout_s=1)
    assert refused.value.status_code == 413


async def test_a_body_that_never_ends_is_not_waited_for() -> None:
    with pytest.raises(Problem) as refused:
        await read_body(request([chunk(b"a", more=True)]), limit=4, timeout_s=0)
    assert refused.value.status_code == 408


async def test_a_body_that_is_there_needs_no_time_and_has_its_limit() -> None:
    whole = {WHOLE: True}
    parts = [chunk(b"ab", more=True), chunk(b"cd")]
    assert await read_body(request(parts, scope=whole), limit=4, timeout_s=0) == b"abcd"
    with pytest.raises(Problem) as refused:
        await read_body(request(parts, scope=whole), limit=3, timeout_s=0)
    assert refused.value.status_code == 413


async def test_a_client_that_hangs_up_is_no_failure_of_ours() -> None:
    asked = request([chunk(b"a", more=True), {"type": "http.disconnect"}])
    with pytest.raises(Problem) as refused:
        await read_body(asked, limit=4, timeout_s=1)
    assert refused.value.status_code == 400
