"""Tox and asyncio: tasks wait, the event loop never does."""

import asyncio
import time

import numpy as np
import pytest

from jackfield.tox import FriendMessage, FriendNotFoundError, KilledError, ToxAV, ToxError
from tox_async_kit import running, talking
from tox_kit import FRAME, NOBODY, Friends

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


async def test_leaving_the_block_ends_the_calls_and_gives_the_tox_back(
    connected: Friends,
) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
    assert ours.state.is_over
    with pytest.raises(KilledError):
        await theirs.answer()
    with ToxAV(connected.ann.tox) as av:
        assert not av.is_killed


async def test_events_are_told(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        await ann.send_message(connected.ann.friend, "hello")
        async for event in bob.events:
            if isinstance(event, FriendMessage):
                assert event.text == "hello"
                break
        assert ann.dropped == 0


async def test_errors_come_to_whoever_asked(connected: Friends) -> None:
    async with running(connected) as (ann, _):
        with pytest.raises(FriendNotFoundError):
            await ann.call(NOBODY)
        with pytest.raises(ToxError):
            await ann.bootstrap("127.0.0.1", 0, connected.bob.tox.dht_id)
        with pytest.raises(ToxError):
            await ann.friend_add(connected.ann.tox.address, "me")
        with pytest.raises(ZeroDivisionError):
            await ann.do(lambda _: 1 // 0)


async def test_the_event_loop_never_waits_for_a_call(connected: Friends) -> None:
    """The thread sleeps in the library meanwhile; the loop's clock goes on."""
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        slow = asyncio.create_task(ann.do(lambda _: time.sleep(0.4)))
        lags: list[float] = []
        loop = asyncio.get_running_loop()
        begun = loop.time()
        sending = asyncio.create_task(theirs.send_audio(np.zeros(FRAME, np.int16)))
        while not slow.done():
            before = loop.time()
            await asyncio.sleep(0.005)
            lags.append(loop.time() - before - 0.005)
        await sending
        assert loop.time() - begun > 0.39
        # Most turns are on time; a machine that is busy may hold up a few.
        assert sorted(lags)[len(lags) // 2] < 0.05
        assert len(lags) > 5
        await ours.end()
