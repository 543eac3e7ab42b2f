"""A hub on a fake core with one call after the other, for tests of what is above the core."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from fake_sdp import read_offer
from fakes import FakeEngine
from jackfield.call import Connection
from jackfield.engine import Samples
from jackfield.events import Participant
from jackfield.line import Line
from jackfield.media import MediaHub

OFFER = read_offer("chromium-156-audio")
SENDONLY_OFFER = read_offer("gstreamer-style-sendonly")


@asynccontextmanager
async def running_hub(engine: FakeEngine) -> AsyncIterator[MediaHub]:
    hub = MediaHub(engine, sample_rate=48_000)
    try:
        yield hub
    finally:
        await hub.close()


async def open_line(hub: MediaHub, offer: str = OFFER) -> Line:
    opened = await hub.open(offer, "agent", lambda session: Participant(id=f"test-{session}"))
    return opened.line


async def open_call(hub: MediaHub, offer: str = OFFER) -> Connection:
    return Connection(await open_line(hub, offer))


def tone(milliseconds: int = 20, rate: int = 48_000, level: int = 1000) -> Samples:
    """Samples that differ from each other, so that an order is seen."""
    count = rate * milliseconds // 1000
    return ((np.arange(count) + level) % 30_000).astype(np.int16)


def frames(count: int, level: int = 0) -> list[Samples]:
    """Frames of 20 ms, each filled with its own number."""
    return [np.full(960, level + number, np.int16) for number in range(count)]


async def settle(turns: int = 5) -> None:
    """Let everything happen that can happen now."""
    for _ in range(turns):
        await asyncio.sleep(0)
