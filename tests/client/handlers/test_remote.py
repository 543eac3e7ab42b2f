"""Joining a call on a server."""

import asyncio
import gc

import pytest

from client_kit import ACCOUNT, CALL, a_side
from jackfield import AsyncRTCCall, Client, RTCCall
from jackfield.client.handlers.remote import core_for, join_remote_call
from rtc_kit import held
from sdk_kit import hosting, needs_dial

OWN_TASKS = 2
"""The test's and the server's."""


async def test_a_call_is_joined_by_its_name() -> None:
    async with a_side() as side:
        line = await join_remote_call(side.cores, ACCOUNT, CALL, "bot")
        assert line.call == CALL
        line.close()
        await line.closed()


@pytest.mark.parametrize(
    ("url", "bind"),
    [
        ("http://localhost:8080", "127.0.0.1"),
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("http://[::1]:8080", "::1"),
        ("https://192.0.2.1", "0.0.0.0"),  # noqa: S104
        ("https://[2001:db8::1]", "::"),
        ("https://calls.example", "::"),
    ],
)
async def test_sockets_are_where_they_can_reach_the_server(url: str, bind: str) -> None:
    async with a_side() as side:
        core = core_for(side.cores, url)
        assert core.settings.media_address == bind
        core.release()
        await core.released()


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("way", ["leave", "error", "cancel", "refused"])
async def test_nothing_is_left_of_a_call_with_others(way: str) -> None:
    async with hosting() as host:
        here = Client().video.rtc_call("default", "meeting")
        there = host.client("" if way == "refused" else "backend").video.rtc_call("default", "a")

        async def _attend(call: AsyncRTCCall | RTCCall) -> None:
            async with call.join("bot"):
                if way == "error":
                    raise ZeroDivisionError
                if way == "cancel":
                    raise asyncio.CancelledError

        async def _both() -> None:
            for call in (here, there):
                await asyncio.gather(asyncio.create_task(_attend(call)), return_exceptions=True)

        await _both()
        before = await _settled()
        for _ in range(3):
            await _both()
        assert await _settled() == before


async def _settled() -> tuple[int, int, int]:
    """What is held when nothing changes any more."""
    now = held()
    for _ in range(200):
        await asyncio.sleep(0.01)
        gc.collect()
        before, now = now, held()
        if before == now and now[1] <= OWN_TASKS:
            break
    return now
