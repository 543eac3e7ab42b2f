"""Calls of many over real WebRTC in virtual time: who hears whom, who comes back, who blocks."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest

from jackfield import Connection, Event, RemoteProtocolError, load_wav
from jackfield.engine import Samples
from jackfield.testing import Caller, Conditions, Recording, World
from testing.scenes import silent, speech

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

STANDUP = "default:standup"
VOICES = Path(__file__).parents[1] / "data" / "speech"
LOSSY = Conditions(loss=0.05, jitter_ms=30)
HEARD = 0.7
"""Likeness of speech that is as good as after two encodings: what a parrot gives is no better."""
ABSENT = 0.35
"""Likeness of speech that is not there."""


def voice(name: str, seconds: float = 6.0) -> tuple[int, Samples]:
    rate, samples = load_wav(VOICES / f"{name}.wav")
    return rate, np.resize(samples, round(seconds * rate))


async def three(world: World, network: Conditions | None = None) -> tuple[Caller, Caller, Caller]:
    ann = await world.join(STANDUP, "ann", network=network)
    bob = await world.join(STANDUP, "bob", network=network)
    cid = await world.join(STANDUP, "cid", network=network)
    return ann, bob, cid


def likeness(listener: Caller, speaker: Caller, since_s: float = 0.0) -> float:
    """How well one heard the other."""
    said = speaker.said.between(since_s, since_s + 3600)
    return listener.heard.match(said).likeness


async def take_turns(world: World, *callers: Caller) -> None:
    """Each says something else while the others are silent."""
    names = ("jfk", "harvard-awb", "harvard-slt")
    for caller, name in zip(callers, names, strict=True):
        caller.say(voice(name, 5.0))
        await world.run(6.0)


async def test_each_of_three_hears_the_other_two(virtual_world: World) -> None:
    ann, bob, cid = callers = await three(virtual_world)
    await take_turns(virtual_world, *callers)
    for listener in callers:
        for speaker in callers:
            found = likeness(listener, speaker)
            if listener is speaker:
                assert found < ABSENT, listener.participant
            else:
                assert found > HEARD, (listener.participant, speaker.participant)
    assert {ann.participant, bob.participant, cid.participant} == {"ann", "bob", "cid"}


async def test_who_speaks_at_the_same_time_is_mixed(virtual_world: World) -> None:
    ann, bob, cid = await three(virtual_world)
    bob.say(voice("harvard-awb", 8.0))
    cid.say(voice("harvard-slt", 8.0))
    await virtual_world.run(9)
    both = _mixed(bob.said, cid.said)
    assert ann.heard.match(both).likeness > 0.65
    assert bob.heard.match(cid.said).likeness > HEARD
    assert cid.heard.match(bob.said).likeness > HEARD


@pytest.mark.virtual_world(seed=5)
async def test_three_are_understood_over_a_bad_network(virtual_world: World) -> None:
    ann, bob, cid = callers = await three(virtual_world, LOSSY)
    await take_turns(virtual_world, *callers)
    for listener, speaker in ((ann, bob), (ann, cid), (bob, ann), (cid, ann)):
        assert likeness(listener, speaker) > 0.6, (listener.participant, speaker.participant)


async def test_the_matrix_is_obeyed_by_those_who_come_later(virtual_world: World) -> None:
    call = virtual_world.live_call(STANDUP)
    call.set_gain("*", "coach", 0.0)
    call.set_gain("ann", "coach", 1.0)
    ann = await virtual_world.join(STANDUP, "ann")
    bob = await virtual_world.join(STANDUP, "bob")
    coach = await virtual_world.join(STANDUP, "coach", speech=voice("jfk"))
    await virtual_world.run(7)
    assert likeness(ann, coach) > HEARD
    assert bob.heard.sounds() is None
    call.set_gain("bob", "coach", 1.0)
    call.set_gain("ann", "coach", 0.0)
    await virtual_world.run(1)
    since = virtual_world.now_s
    coach.say(voice("harvard-awb"))
    await virtual_world.run(7)
    assert likeness(bob, coach, since) > HEARD
    assert ann.heard.between(since + 0.5, since + 7).sounds() is None


async def test_who_is_muted_is_not_heard_and_who_is_held_neither_hears(
    virtual_world: World,
) -> None:
    ann, bob, cid = await three(virtual_world)
    call = virtual_world.live_call(STANDUP)
    call.mute("bob", muted=True)
    call.hold("cid", held=True)
    bob.say(voice("jfk"))
    await virtual_world.run(7)
    assert ann.heard.sounds() is None
    ann.say(voice("harvard-awb"))
    await virtual_world.run(7)
    assert likeness(bob, ann) > HEARD
    assert cid.heard.sounds() is None


async def test_who_comes_back_is_the_same_to_all(virtual_world: World) -> None:
    told: list[str] = []

    async def watcher(connection: Connection) -> None:
        async for event in connection:
            told.append(_kind(event))  # noqa: PERF401  # as it comes

    call = virtual_world.live_call(STANDUP)
    ann = await virtual_world.join(STANDUP, "ann")
    bob = await virtual_world.join(STANDUP, "bob")
    virtual_world.seat(STANDUP, watcher)
    call.set_gain("ann", "bob", 0.0)
    call.mute("bob", muted=True)
    await virtual_world.run(1)
    bob.vanish()
    await virtual_world.run(30)
    assert bob.end == "consent_expired"
    assert "participant_left" not in told
    again = await virtual_world.join(STANDUP, resume=bob.resume, speech=voice("jfk"))
    await virtual_world.run(40)
    assert again.participant == "bob"
    assert "participant_left" not in told
    assert ann.heard.sounds() is None, "still muted"
    call.mute("bob", muted=False)
    again.say(voice("jfk"))
    await virtual_world.run(7)
    assert ann.heard.sounds() is None, "the matrix still holds"
    since = virtual_world.now_s
    call.set_gain("ann", "bob", 1.0)
    again.say(voice("harvard-awb"))
    await virtual_world.run(7)
    assert likeness(ann, again, since) > HEARD


async def test_who_does_not_come_back_in_time_has_left(virtual_world: World) -> None:
    call = virtual_world.live_call(STANDUP)
    await virtual_world.join(STANDUP, "ann")
    bob = await virtual_world.join(STANDUP, "bob")
    bob.vanish()
    await virtual_world.run(70)
    assert [member.id for member in call.participants] == ["ann"]
    with pytest.raises(RemoteProtocolError, match="given up"):
        await virtual_world.join(STANDUP, resume=bob.resume)


async def test_an_agent_that_blocks_leaves_the_others_untouched(virtual_world: World) -> None:
    heard: set[str] = set()

    async def clumsy(connection: Connection) -> None:
        async for participant, (_rate, pcm) in connection.incoming_audio:
            if np.abs(pcm).max() > 1000:
                heard.add(participant.id)
            if len(heard) == 2:
                time.sleep(3)  # noqa: ASYNC251  # what is tested
                return

    ann = await virtual_world.join(STANDUP, "ann")
    bob = await virtual_world.join(STANDUP, "bob")
    virtual_world.seat(STANDUP, clumsy)
    bob.say(speech(2))
    await virtual_world.run(2)
    ann.say(speech(8))
    await virtual_world.run(10)
    assert heard == {"ann", "bob"}
    found = bob.heard.match(ann.said)
    assert found.likeness > HEARD
    assert found.alike == 1.0
    assert bob.heard.longest_gap_s() < ann.said.longest_gap_s() + 0.1


async def test_what_an_agent_says_everybody_hears_but_itself(virtual_world: World) -> None:
    own: list[int] = []

    async def speaker(connection: Connection) -> None:
        await asyncio.sleep(1)
        await connection.send_audio(*voice("jfk", 4.0))
        async for _, (_rate, pcm) in connection.incoming_audio:
            own.append(int(np.abs(pcm).max()))

    ann, bob, _ = await three(virtual_world)
    virtual_world.seat(STANDUP, speaker)
    began_s = virtual_world.now_s
    await virtual_world.run(7)
    rate, samples = voice("jfk", 4.0)
    said = Recording(rate=rate, samples=samples, began_s=began_s + 1)
    for listener in (ann, bob):
        assert listener.heard.match(said).likeness > HEARD
    assert max(own, default=0) < 500


async def test_a_call_that_ends_ends_for_all(virtual_world: World) -> None:
    ann, bob, cid = await three(virtual_world)
    virtual_world.seat(STANDUP, silent)
    await virtual_world.run(1)
    virtual_world.live_call(STANDUP).end()
    assert [await one.ended() for one in (ann, bob, cid)] == ["ended"] * 3
    await virtual_world.run(1)
    assert virtual_world.metrics["sessions"] == 0


def _kind(event: Event) -> str:
    return event.WhichOneof("payload") or ""


def _mixed(one: Recording, other: Recording) -> Recording:
    """Both at their times."""
    shift = round((other.began_s - one.began_s) * one.rate)
    size = min(len(one.samples) - shift, len(other.samples))
    sum_ = one.samples[shift : shift + size].astype(np.int32) + other.samples[:size]
    return Recording(rate=one.rate, samples=(sum_ // 2).astype(np.int16), began_s=other.began_s)
