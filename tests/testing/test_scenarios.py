"""Whole calls over bad networks: what the caller hears of an agent."""

import asyncio
import time

import numpy as np
import pytest

from jackfield import Connection
from jackfield.agents.parrot import pcm_parrot
from jackfield.engine import Samples
from jackfield.testing import Conditions, Recording, World
from testing.scenes import BAD, SPEECH, speech

FRAME_S = 0.02
FADE_S = 0.25
"""A loudspeaker lets what ends without warning fade, as it may be loss."""


@pytest.mark.virtual_world(seed=1)
async def test_a_parrot_is_understood_over_a_bad_network(virtual_world: World) -> None:
    caller = await virtual_world.call(pcm_parrot, speech=SPEECH, network=BAD)
    await virtual_world.run(12)
    found = caller.heard.match(caller.said)
    assert found.likeness > 0.8, found
    assert found.alike > 0.85, found
    assert found.delay_s < 0.25, found


async def test_an_agent_that_blocks_leaves_no_gap_in_what_it_said_before(
    virtual_world: World,
) -> None:
    async def _clumsy(connection: Connection) -> None:
        await connection.send_audio(*speech(5))
        time.sleep(3)  # noqa: ASYNC251  # what is tested
        await connection.wait()

    bystander = await virtual_world.call("transcoding-parrot", speech=speech(8))
    caller = await virtual_world.call(_clumsy)
    began_s = virtual_world.now_s
    await virtual_world.run(8)
    sounds = caller.heard.sounds()
    assert sounds is not None
    assert sounds[1] - sounds[0] == pytest.approx(5, abs=FADE_S)
    announced = _recorded(*speech(5), began_s=began_s)
    assert caller.heard.longest_gap_s() < announced.longest_gap_s() + FRAME_S
    assert caller.heard.match(announced).alike == 1.0
    assert bystander.heard.match(bystander.said).alike == 1.0


async def test_an_agent_that_sleeps_is_late_by_that_and_no_more(virtual_world: World) -> None:
    async def _slow(connection: Connection) -> None:
        await connection.send_audio(*_tone(1))
        await asyncio.sleep(3)
        await connection.send_audio(*_tone(1))
        await connection.wait()

    caller = await virtual_world.call(_slow)
    await virtual_world.run(6)
    assert caller.heard.longest_gap_s() == pytest.approx(2, abs=FADE_S)


async def test_who_interrupts_an_agent_hears_it_stop_within_a_frame(virtual_world: World) -> None:
    cleared: list[int] = []

    async def _polite(connection: Connection) -> None:
        await connection.send_audio(*_tone(9))
        async for _, (_rate, pcm) in connection.incoming_audio:
            if np.abs(pcm).max() > 1000 and not cleared:
                cleared.append(caller.packets_received)
                connection.clear()

    caller = await virtual_world.call(_polite, network=Conditions(delay_ms=20))
    await virtual_world.run(2)
    caller.say(speech(1))
    await virtual_world.run(3)
    # The frame that is being sent, and the one on its way over 20 ms of network.
    assert 0 < caller.packets_received - cleared[0] <= 2
    sounds = caller.heard.sounds()
    assert sounds is not None
    assert sounds[1] < virtual_world.now_s - 2


async def test_a_caller_who_vanishes_ends_the_call_of_the_agent(virtual_world: World) -> None:
    ended: list[float] = []

    async def _listener(connection: Connection) -> None:
        async for _ in connection.incoming_audio:
            pass
        ended.append(virtual_world.now_s)

    caller = await virtual_world.call(_listener, speech=SPEECH)
    await virtual_world.run(5)
    caller.vanish()
    await virtual_world.run(30)
    assert caller.end == "consent_expired"
    assert len(ended) == 1
    assert virtual_world.metrics["sessions"] == 0


def test_the_same_seed_gives_the_same_samples_and_another_does_not() -> None:
    first, second, other = (_heard(seed) for seed in (1, 1, 2))
    assert first == second
    assert first != other


@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_a_minute_of_call_takes_far_less_than_a_minute(virtual_world: World) -> None:
    began = time.perf_counter()
    caller = await virtual_world.call(pcm_parrot, speech=speech(60), network=BAD)
    await virtual_world.run(60)
    assert caller.packets_received > 2500
    assert time.perf_counter() - began < 30


def _heard(seed: int) -> bytes:
    world = World(seed, network=BAD)

    async def _scene() -> bytes:
        caller = await world.call(pcm_parrot, speech=SPEECH)
        await world.run(6)
        return caller.heard.samples.tobytes()

    return world.play(_scene())


def _tone(seconds: float) -> tuple[int, Samples]:
    at = np.arange(round(seconds * 48_000)) / 48_000
    return 48_000, (8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)


def _recorded(rate: int, samples: Samples, began_s: float) -> Recording:
    return Recording(rate=rate, samples=samples, began_s=began_s)
