"""Scenes begin, go on and end as they should, and tell what went wrong."""

import asyncio
import time

import numpy as np
import pytest

from jackfield import AgentError, ConfigError, Connection, LocalProtocolError, TransportError
from jackfield.config import Settings
from jackfield.testing import Conditions, VirtualTimeError, World
from testing.scenes import silent, speech


async def test_a_call_connects_within_a_few_round_trips(virtual_world: World) -> None:
    caller = await virtual_world.call(silent, network=Conditions(delay_ms=50))
    assert 0.2 <= virtual_world.now_s < 0.5
    assert caller.end == ""


async def test_an_agent_can_be_named_like_a_servers(virtual_world: World) -> None:
    caller = await virtual_world.call("transcoding-parrot", speech=speech(3))
    await virtual_world.run(4)
    assert caller.heard.match(caller.said).likeness > 0.8
    with pytest.raises(AgentError, match="no agent"):
        await virtual_world.call("no such agent")


async def test_what_an_agent_raises_is_raised_by_the_scene(virtual_world: World) -> None:
    async def _broken(connection: Connection) -> None:
        await asyncio.sleep(1)
        raise KeyError(connection.call)

    caller = await virtual_world.call(_broken)
    with pytest.raises(KeyError, match="virtual"):
        await virtual_world.run(2)
    assert caller.end == "local"
    await virtual_world.run(1)  # told once


def test_what_an_agent_raises_at_the_end_is_not_lost() -> None:
    async def _broken(connection: Connection) -> None:
        await connection.wait()
        raise KeyError(connection.call)

    world = World()
    with pytest.raises(KeyError, match="virtual"):
        world.play(_called(world, _broken))


def test_a_call_that_is_over_is_no_failure() -> None:
    async def _talkative(connection: Connection) -> None:
        while True:
            await connection.send_audio(48_000, np.ones(960, np.int16))

    world = World()
    world.play(_called(world, _talkative))


async def test_who_cannot_connect_is_an_error_with_the_reason(virtual_world: World) -> None:
    with pytest.raises(TransportError, match="setup_timeout"):
        await virtual_world.call(silent, network=Conditions(loss=1.0))
    assert virtual_world.now_s == pytest.approx(15.0, abs=0.1)


@pytest.mark.virtual_world(seed=3, settings=Settings(sample_rate=16_000, setup_timeout_ms=500))
async def test_the_marker_changes_the_server(virtual_world: World) -> None:
    rates: set[int] = set()

    async def _curious(connection: Connection) -> None:
        async for _, (rate, _pcm) in connection.incoming_audio:
            rates.add(rate)

    await virtual_world.call(_curious)
    await virtual_world.run(1)
    assert rates == {16_000}
    with pytest.raises(TransportError):
        await virtual_world.call(silent, network=Conditions(loss=1.0))
    assert virtual_world.now_s < 2


@pytest.mark.virtual_world(limit_s=30)
async def test_a_scene_without_end_is_ended(virtual_world: World) -> None:
    # The scene is cancelled: nothing after this line is reached.
    virtual_world.block(29)
    assert virtual_world.now_s == pytest.approx(29.0)


def test_a_limit_ends_calls_too() -> None:
    world = World(limit_s=30)
    with pytest.raises(VirtualTimeError, match="30 s"):
        world.play(_called(world, silent, seconds=60))


async def test_sleeping_blocks_for_virtual_seconds(virtual_world: World) -> None:
    began = virtual_world.now_s
    real = time.perf_counter()
    time.sleep(20)  # noqa: ASYNC251  # what is tested
    assert virtual_world.now_s == began + 20
    assert time.perf_counter() - real < 10


def test_after_the_scene_sleeping_is_what_it_was() -> None:
    real = time.sleep
    world = World()
    world.play(_called(world, silent))
    assert time.sleep is real


def test_a_world_plays_one_scene_and_takes_no_calls_outside() -> None:
    world = World()
    with pytest.raises(LocalProtocolError, match="scene"):
        asyncio.run(_called(world, silent))
    world.play(_called(world, silent))
    with pytest.raises(LocalProtocolError, match="another"):
        world.play(_called(world, silent))


def test_arguments_out_of_range_are_named() -> None:
    with pytest.raises(ConfigError, match="seed"):
        World(-1)
    with pytest.raises(ConfigError, match="limit_s"):
        World(limit_s=0)
    with pytest.raises(ConfigError, match="encoder_complexity"):
        World(settings=Settings.model_construct(encoder_complexity=99))


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACKFIELD_SESSIONS_PER_WORKER", "7")
    assert World().metrics["sessions_limit"] == 2000


async def _called(world: World, agent: object, seconds: float = 1.0) -> None:
    await world.call(agent)  # type: ignore[arg-type]  # one of the agents above
    await world.run(seconds)
