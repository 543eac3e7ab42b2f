"""Others heard each by themselves: in sections of audio of their own."""

import asyncio
from collections import defaultdict

import numpy as np
import pytest

from client_kit import ANN, BOB
from fake_sdp import offer_with
from jackfield import Connection
from jackfield.client.slots import Slots
from jackfield.engine import Samples
from jackfield.events import audio_slot
from sdk_kit import hosting, needs_dial

RATE = 48_000
HZ = {"ann": 400, "bob": 1100}
"""Each says a tone."""


def test_whoever_was_told_last_is_heard_in_a_section() -> None:
    slots = Slots(offer_with(2))
    assert slots.owner(1) is None
    slots.note(audio_slot("slot1", ANN).audio_slot)
    slots.note(audio_slot("slot2", BOB).audio_slot)
    assert (slots.owner(1), slots.owner(2)) == (ANN, BOB)
    slots.note(audio_slot("slot2", ANN).audio_slot)
    slots.note(audio_slot("slot1").audio_slot)
    assert (slots.owner(1), slots.owner(2)) == (None, ANN)


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_of_two_who_speak_at_once_each_is_heard_alone() -> None:
    heard = await _heard_of_two(audio_slots=8)
    for who, hz in HZ.items():
        other = next(tone for name, tone in HZ.items() if name != who)
        said = _last_second(heard[who])
        assert _share(said, hz) > 0.8
        assert _share(said, other) < 0.02


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_without_slots_they_are_one_mix() -> None:
    heard = await _heard_of_two(audio_slots=0)
    said = _last_second([frame for frames in heard.values() for frame in frames])
    assert all(_share(said, hz) > 0.2 for hz in HZ.values())


async def _heard_of_two(*, audio_slots: int) -> dict[str, list[Samples]]:
    """What a third hears of them, by who it was told they are."""
    async with hosting() as host:
        client = host.client(audio_slots=audio_slots)
        call = client.video.rtc_call("default", "duet")
        async with call.join("ann") as ann, call.join("bob") as bob, call.join("bot") as bot:
            await asyncio.sleep(0.5)
            speakers = {"ann": ann, "bob": bob}
            speaking = [asyncio.create_task(_sing(speakers[who], hz)) for who, hz in HZ.items()]
            heard = await _listen(bot, enough=200)
            for task in speaking:
                task.cancel()
            await asyncio.gather(*speaking, return_exceptions=True)
            return heard


async def _sing(connection: Connection, hz: int) -> None:
    second = np.arange(RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * hz * second)).astype(np.int16)
    while True:
        await connection.play(tone, rate=RATE)


async def _listen(connection: Connection, *, enough: int) -> dict[str, list[Samples]]:
    """Until there are so many frames of each who is heard."""
    heard: dict[str, list[Samples]] = defaultdict(list)
    async for participant, (rate, pcm) in connection.incoming_audio:
        assert rate == RATE
        assert pcm.dtype == np.int16
        heard[participant.id].append(pcm)
        frames = [len(heard[who]) for who in HZ]
        if min(frames) >= enough or max(map(len, heard.values())) >= 3 * enough:
            return heard
    raise AssertionError("the call ended")


def _last_second(frames: list[Samples]) -> Samples:
    return np.concatenate(frames[-50:])


def _share(samples: Samples, hz: int) -> float:
    """Of all energy that near a tone, 0 to 1; frames need not follow on each other."""
    frames = samples.reshape(-1, RATE // 50) * np.hanning(RATE // 50)
    energy = (np.abs(np.fft.rfft(frames)) ** 2).sum(axis=0)
    bin_ = round(hz / 50)
    return float(energy[bin_ - 2 : bin_ + 3].sum() / energy.sum())
