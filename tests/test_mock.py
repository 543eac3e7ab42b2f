"""A mock line on an engine that can fail; whole calls are in test_rtc.py."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from jackfield.engine import Samples
from jackfield.errors import LocalProtocolError
from jackfield.mock import READ_PIECES, MockLine
from jackfield.mock_engine import MockBatch
from jackfield.testing import World
from jackfield.v1 import MockConfig
from rtc_kit import JFK, MP3, all_audio, kind, mock_call, someone


class Broken:
    """An engine whose read fails, when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.closed = False

    def read(self, max_rows: int) -> MockBatch:
        assert max_rows
        self.let.wait(5)
        raise RuntimeError("the core failed")

    def close(self) -> None:
        self.closed = True


@dataclass
class Silence:
    """What was read: a second of it and more."""

    rounds: Sequence[int]
    events: Sequence[tuple[int, bytes]] = ()
    ended: bool = False
    frames: Samples = field(default_factory=lambda: np.zeros((READ_PIECES, 960), np.int16))

    @property
    def speakers(self) -> Sequence[int]:
        return [0] * len(self.rounds)

    @property
    def lengths(self) -> Sequence[int]:
        return [960] * len(self.rounds)

    def packet(self, row: int) -> bytes:
        raise AssertionError(row)


class Endless:
    """An engine that goes on and on."""

    def __init__(self) -> None:
        self.reads = 0
        self.thrice = threading.Event()
        self.closed = False

    def read(self, max_rows: int) -> MockBatch:
        begin = self.reads * max_rows
        self.reads += 1
        if self.reads == 3:
            self.thrice.set()
        return Silence(range(begin, begin + max_rows))

    def close(self) -> None:
        self.closed = True


async def test_what_follows_is_read_while_the_first_is_heard() -> None:
    engine = Endless()
    line = MockLine(engine, MockConfig(participants=[someone("ann", JFK)]), "a:b")
    frames = line.frames
    for _ in range(READ_PIECES):
        await anext(frames)
    assert engine.reads == 1, "who only looks in has no more read"
    await anext(frames)
    assert await asyncio.to_thread(engine.thrice.wait, 5)
    line.close()
    assert await line.closed() == "local"
    assert engine.closed


@pytest.mark.parametrize("way", ["audio", "events", "wait"])
async def test_a_core_that_fails_ends_the_call_and_says_why(way: str) -> None:
    engine = Broken()
    engine.let.set()
    line = MockLine(engine, MockConfig(participants=[someone("ann", JFK)]), "a:b")
    if way == "audio":
        assert [frame async for frame in line.frames] == []
    elif way == "events":
        (ended,) = [event async for event in line.events]
        assert (ended.call_ended.reason, ended.call_ended.detail) == ("error", "the core failed")
    assert await line.closed() == "error"
    assert engine.closed


async def test_files_are_closed_when_nobody_reads_them_any_more() -> None:
    engine = Broken()
    line = MockLine(engine, MockConfig(participants=[someone("ann", JFK)]), "a:b")
    reading = asyncio.create_task(anext(line.frames, None))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    line.close()
    assert await reading is None
    assert not engine.closed
    engine.let.set()
    assert await line.closed() == "local"
    assert engine.closed


async def test_a_reader_that_is_behind_makes_the_other_wait(virtual_world: World) -> None:
    async with mock_call(someone("ann", MP3, MP3)).join("bot") as connection:
        heard = 0

        async def _listen() -> None:
            nonlocal heard
            async for _ in connection.incoming_audio:
                heard += 1

        events = aiter(connection)
        await anext(events)
        listening = asyncio.create_task(_listen())
        await virtual_world.run(1)  # time passes only when nobody can go on
        assert READ_PIECES <= heard < 2 * READ_PIECES
        packets = [event async for event in events if kind(event) == "rtc_packet"]
        await listening
    assert len(packets) == heard == 1100


async def test_a_reader_that_stops_while_another_waits_for_it_holds_it_up_no_longer(
    virtual_world: World,
) -> None:
    async with mock_call(someone("ann", *[MP3] * 4)).join("bot") as connection:
        events = aiter(connection)
        stop = asyncio.Event()

        async def _begin() -> None:
            await anext(events)
            await stop.wait()

        beginning = asyncio.create_task(_begin())
        await asyncio.sleep(0)
        listening = asyncio.create_task(all_audio(connection))
        await virtual_world.run(1)
        assert not listening.done()
        stop.set()
        await beginning
        assert len((await listening)["ann"]) == 4 * 528_000


async def test_two_tasks_cannot_share_an_iteration() -> None:
    async with mock_call(someone("ann", JFK)).join("bot") as connection:
        first = asyncio.create_task(anext(connection.incoming_audio, None))
        await asyncio.sleep(0)
        with pytest.raises(LocalProtocolError, match="one reader"):
            await anext(connection.incoming_audio)
        assert await first is not None


async def test_what_was_not_waited_for_is_left_out_when_one_task_reads_only_events() -> None:
    async with mock_call(someone("ann", *[MP3] * 4)).join("bot") as connection:
        audio = connection.incoming_audio
        await anext(audio)
        packets = [event async for event in connection if kind(event) == "rtc_packet"]
        left: list[Samples] = [pcm async for _, (_, pcm) in audio]
    assert len(packets) + 256 >= 2200
    assert 1 + len(left) + connection.frames_dropped == 2200
    assert np.any(left[-1])
