"""Reads request bodies without trusting their length or their pace."""

import asyncio

from starlette.requests import Request
from starlette.types import Receive

from jackfield.server.headers import header_of
from jackfield.server.problems import Problem

WHOLE = "jackfield.whole"
"""In the scope of a request that came to its end: its body is there, and needs no time limit."""
_DIGITS = 18


async def read_body(request: Request, *, limit: int, timeout_s: float) -> bytes:
    """The whole body, up to a limit, whether its length was announced or it comes in chunks.

    Raises:
        Problem: 413 over the limit, 408 when it takes too long, 400 when the client gives up.
    """
    announced = (header_of(request.scope, b"content-length") or "").lstrip("0")
    # By digits first: Python refuses to turn thousands of them into a number.
    if announced.isdecimal() and (len(announced) > _DIGITS or int(announced) > limit):
        raise _too_large(limit)
    if WHOLE in request.scope:
        return await _all_of(request.receive, limit)
    try:
        async with asyncio.timeout(timeout_s):
            return await _all_of(request.receive, limit)
    except TimeoutError as error:
        raise Problem(408, f"no body within {timeout_s:g} s", code="body_timeout") from error


async def _all_of(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    is_whole = False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "the connection ended before the body", code="body_cut")
        body += message.get("body", b"")
        if len(body) > limit:
            raise _too_large(limit)
        is_whole = not message.get("more_body", False)
    return bytes(body)


def _too_large(limit: int) -> Problem:
    # The rest of the body is not read, so this connection cannot carry another request.
    headers = {"Connection": "close"}
    return Problem(413, f"the body is larger than {limit} bytes", code="too_large", headers=headers)
