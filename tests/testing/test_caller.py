"""Callers do what people do, and remember what they said and heard."""

import pytest

from jackfield import CodecError
from jackfield.agents.parrot import pcm_parrot
from jackfield.call import Connection
from jackfield.testing import Conditions, World
from jackfield.v1 import ConnectionChanged
from testing.scenes import BAD, SPEECH, silent, speech


async def test_what_is_said_is_recorded_with_its_pauses(virtual_world: World) -> None:
    caller = await virtual_world.call(silent)
    await virtual_world.run(1)
    began = virtual_world.now_s
    await caller.spoken(speech(2))
    await virtual_world.run(1)
    sounds = caller.said.sounds()
    assert sounds is not None
    assert sounds == pytest.approx((began, began + 2), abs=0.3)
    assert caller.said.duration_s == pytest.approx(
        virtual_world.now_s - caller.said.began_s, abs=0.05
    )


async def test_any_rate_is_said(virtual_world: World) -> None:
    rate, samples = speech(3)
    assert rate == 48_000
    caller = await virtual_world.call(pcm_parrot, speech=(8_000, samples[::6].copy()))
    await virtual_world.run(4)
    assert caller.heard.match(caller.said).likeness > 0.8
    with pytest.raises(ValueError, match="rate"):
        caller.say((1, samples))


async def test_a_file_that_cannot_be_read_is_named(virtual_world: World) -> None:
    with pytest.raises(CodecError, match=r"nothing\.wav"):
        await virtual_world.call(silent, speech=SPEECH.with_name("nothing.wav"))


async def test_who_falls_silent_is_silent(virtual_world: World) -> None:
    caller = await virtual_world.call(silent, speech=SPEECH)
    await virtual_world.run(1)
    caller.fall_silent()
    await virtual_world.run(2)
    sounds = caller.said.sounds()
    assert sounds is not None
    assert sounds[1] < virtual_world.now_s - 1.9


async def test_who_has_heard_nothing_has_an_empty_recording(virtual_world: World) -> None:
    caller = await virtual_world.call(silent)
    assert caller.heard.duration_s == 0
    assert caller.heard.sounds() is None


async def test_frames_and_figures_tell_of_the_network(virtual_world: World) -> None:
    caller = await virtual_world.call(pcm_parrot, speech=SPEECH, network=BAD)
    await virtual_world.run(10)
    frames = caller.frames_heard
    assert 0.02 < frames["concealed"] / sum(frames.values()) < 0.15
    assert caller.packets_received > 400
    assert caller.statistics["packets_lost"] > 10


async def test_hanging_up_ends_the_call(virtual_world: World) -> None:
    caller = await virtual_world.call(silent)
    caller.hang_up()
    assert await caller.ended() == caller.end == "peer"
    assert caller.statistics == {}


async def test_who_comes_back_in_time_goes_on(virtual_world: World) -> None:
    states: list[int] = []

    async def _watcher(connection: Connection) -> None:
        async for event in connection:
            if event.HasField("connection_changed"):
                states.append(event.connection_changed.state)  # noqa: PERF401  # looked at meanwhile

    caller = await virtual_world.call(_watcher)
    await virtual_world.run(2)
    caller.vanish()
    await virtual_world.run(18)
    caller.come_back()
    await virtual_world.run(10)
    assert caller.end == ""
    changed = ConnectionChanged
    assert states[-2:] == [changed.STATE_DISCONNECTED, changed.STATE_CONNECTED]


async def test_a_network_can_change_in_the_call(virtual_world: World) -> None:
    caller = await virtual_world.call(pcm_parrot, speech=speech(8))
    await virtual_world.run(3)
    caller.change_network(Conditions(delay_ms=200))
    await virtual_world.run(6)
    before, after = caller.said.between(0, 2.5), caller.said.between(5, 7)
    change = caller.heard.match(after).delay_s - caller.heard.match(before).delay_s
    assert change == pytest.approx(0.36, abs=0.1)
