"""Audio on its way to the core, before the hub takes it."""

import asyncio

import numpy as np
import pytest

from jackfield.engine import Samples
from jackfield.errors import CallEndedError, LocalProtocolError
from jackfield.playout import LIMIT_MS, Playout
from media_kit import settle, tone

RATE = 48_000


class Hub:
    """Notes who is ready and takes it when the test says so."""

    def __init__(self) -> None:
        self.ready: list[Playout] = []
        self.playout = Playout(1, self.ready.append)

    def taken(self) -> list[int]:
        samples = np.concatenate(self.playout.take()).tolist()
        self.playout.settle(taken=True)
        return [int(sample) for sample in samples]


async def test_a_frame_is_written_without_waiting() -> None:
    hub = Hub()
    await hub.playout.write(RATE, tone())
    assert hub.ready == [hub.playout]
    assert hub.taken() == tone().tolist()


async def test_what_is_written_in_one_turn_is_announced_once_and_in_order() -> None:
    hub = Hub()
    await hub.playout.write(RATE, tone(level=1))
    await hub.playout.write(RATE, tone(level=5000))
    assert hub.ready == [hub.playout]
    assert hub.taken() == tone(level=1).tolist() + tone(level=5000).tolist()


async def test_the_writer_may_use_its_array_again_at_once() -> None:
    hub = Hub()
    buffer = tone()
    await hub.playout.write(RATE, buffer)
    buffer[:] = 0
    assert hub.taken() == tone().tolist()


async def test_a_long_array_goes_in_pieces_so_that_memory_is_bounded() -> None:
    hub = Hub()
    long = tone(1000)
    writer = asyncio.create_task(hub.playout.write(RATE, long))
    collected: list[int] = []
    while not writer.done():
        await settle()
        if hub.playout.samples:
            assert hub.playout.samples <= RATE * LIMIT_MS // 1000
            collected += hub.taken()
        await settle()
    assert collected == long.tolist()


async def test_a_refused_writer_waits_until_there_is_room_and_loses_nothing() -> None:
    hub = Hub()
    await hub.playout.write(RATE, tone(level=1))
    hub.playout.settle(taken=False)
    writer = asyncio.create_task(hub.playout.write(RATE, tone(level=5000)))
    await settle()
    assert not writer.done()

    hub.playout.room()
    assert hub.ready == [hub.playout, hub.playout]
    assert hub.taken() == tone(level=1).tolist()
    await writer
    assert hub.taken() == tone(level=5000).tolist()


async def test_another_rate_waits_for_what_was_written_before() -> None:
    hub = Hub()
    await hub.playout.write(RATE, tone())
    writer = asyncio.create_task(hub.playout.write(16_000, tone(rate=16_000)))
    await settle()
    assert hub.playout.rate == RATE
    hub.taken()
    await writer
    assert hub.playout.rate == 16_000


async def test_clearing_drops_what_waits_and_lets_the_writer_go_on() -> None:
    hub = Hub()
    writer = asyncio.create_task(hub.playout.write(RATE, tone(5000)))
    await settle()
    hub.playout.clear()
    await writer
    assert hub.playout.samples == 0


async def test_closing_tells_the_writer_that_the_call_is_over() -> None:
    hub = Hub()
    await hub.playout.write(RATE, tone())
    hub.playout.settle(taken=False)
    writer = asyncio.create_task(hub.playout.write(RATE, tone()))
    await settle()
    hub.playout.close()
    with pytest.raises(CallEndedError):
        await writer


@pytest.mark.parametrize(
    ("rate", "pcm"),
    [
        (RATE, np.zeros(960, np.float32)),
        (RATE, np.zeros((480, 2), np.int16)),
        (RATE, b"\0\0"),
        (0, np.zeros(960, np.int16)),
        (1_000_000, np.zeros(960, np.int16)),
    ],
    ids=["floats", "stereo", "bytes", "no rate", "absurd rate"],
)
async def test_what_is_no_audio_is_refused_by_name(rate: int, pcm: Samples) -> None:
    with pytest.raises(LocalProtocolError, match=r"audio|rate"):
        await Hub().playout.write(rate, pcm)
