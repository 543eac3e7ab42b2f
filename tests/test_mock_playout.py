"""What is said into a mock call takes its time, or none."""

import asyncio

import numpy as np
import pytest

from jackfield.engine import Samples
from jackfield.errors import CallEndedError, LocalProtocolError
from jackfield.mock_playout import LIMIT_S, MockPlayout
from jackfield.testing import World


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * 16_000), np.int16)


async def test_without_a_clock_everything_is_said_at_once(virtual_world: World) -> None:
    playout = MockPlayout(realtime=False)
    await playout.write(16_000, silence(60))
    await playout.played()
    assert virtual_world.now_s < 0.1


async def test_in_real_time_it_takes_as_long_as_it_is(virtual_world: World) -> None:
    playout = MockPlayout(realtime=True)
    began = virtual_world.now_s
    await playout.write(16_000, silence(1))
    await playout.write(16_000, silence(0.5))
    await playout.played()
    assert virtual_world.now_s - began == pytest.approx(1.5)


async def test_who_writes_ahead_waits_for_room(virtual_world: World) -> None:
    playout = MockPlayout(realtime=True)
    began = virtual_world.now_s
    await playout.write(16_000, silence(LIMIT_S + 5))
    assert virtual_world.now_s - began == pytest.approx(5, abs=0.5)


async def test_clearing_ends_the_wait_at_once(virtual_world: World) -> None:
    playout = MockPlayout(realtime=True)
    began = virtual_world.now_s
    await playout.write(16_000, silence(5))
    waiting = asyncio.create_task(playout.played())
    await asyncio.sleep(1)
    playout.clear()
    await waiting
    assert virtual_world.now_s - began == pytest.approx(1)
    await playout.played()


async def test_after_the_end_nobody_listens() -> None:
    playout = MockPlayout(realtime=False)
    playout.close()
    with pytest.raises(CallEndedError):
        await playout.write(16_000, silence(1))
    with pytest.raises(LocalProtocolError):
        await MockPlayout(realtime=False).write(1, silence(1))
