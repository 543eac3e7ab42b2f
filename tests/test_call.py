"""A call as an agent sees it."""

import asyncio
import wave
from pathlib import Path

import pytest

from fakes import FakeEngine
from jackfield.errors import CallEndedError, CodecError, LocalProtocolError
from jackfield.events import (
    call_ended,
    call_joined,
    connection_changed,
    participant_joined,
    participant_left,
    track_published,
)
from jackfield.v1 import Event
from media_kit import SENDONLY_OFFER, frames, open_call, running_hub, settle, tone
from rtc_kit import DATA


def write_wav(path: Path, milliseconds: int = 100) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone(milliseconds, 16_000).tobytes())
    return path


async def test_what_the_peer_says_can_be_iterated_until_the_call_ends(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        engine.speak(call.session, *frames(3))
        await settle()
        engine.end(call.session, "peer")
        heard = [int(pcm[0]) async for _, (_, pcm) in call.incoming_audio]
    assert heard == [0, 1, 2]


async def test_what_happens_can_be_iterated_beside_the_audio(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)

        async def watch() -> list[Event]:
            return [event async for event in call]

        watching = asyncio.create_task(watch())
        engine.connect(call.session)
        engine.speak(call.session, *frames(1))
        await anext(call.incoming_audio)
        engine.lose(call.session)
        engine.end(call.session, "consent_expired")
        seen = await watching
    assert seen == [
        call_joined(),
        participant_joined(call.participant),
        track_published(call.participant, "audio", "opus"),
        connection_changed(call.participant, "connected"),
        connection_changed(call.participant, "disconnected"),
        participant_left(call.participant),
        call_ended("consent_expired"),
    ]


async def test_play_returns_when_the_file_was_heard(engine: FakeEngine, tmp_path: Path) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        playing = asyncio.create_task(call.play(str(write_wav(tmp_path / "hello.wav"))))
        while engine.queued_ms(call.session) == 0:
            await settle()
        engine.advance(80)
        await settle()
        assert not playing.done()
        engine.advance(20)
        await playing
        assert engine.heard(call.session).tolist() == tone(100, 16_000).tolist()


async def test_files_of_other_kinds_are_played_as_well(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        playing = asyncio.create_task(call.play(DATA / "files/speech.flac"))
        while not playing.done():
            engine.advance(100)
            await settle()
        assert len(engine.heard(call.session)) == 48_000


async def test_clear_stops_a_play_at_once(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        playing = asyncio.create_task(call.play(tone(3000), rate=48_000))
        await settle(50)
        engine.advance(40)
        call.clear()
        await playing
        assert engine.queued_ms(call.session) == 0
        assert len(engine.heard(call.session)) == 48_000 * 40 // 1000


async def test_after_a_clear_one_can_speak_again(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        await call.send_audio(48_000, tone(level=1))
        call.clear()
        await call.send_audio(48_000, tone(level=5000))
        await settle()
        engine.advance(20)
        assert engine.heard(call.session).tolist() == tone(level=5000).tolist()


async def test_a_peer_that_only_sends_is_not_waited_for(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub, SENDONLY_OFFER)
        assert not call.is_heard
        await call.play(tone(60_000), rate=48_000)
        assert engine.send_calls == []


async def test_leaving_ends_the_call(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        await call.leave()
        assert await call.wait() == "local"
        with pytest.raises(CallEndedError):
            await call.send_audio(48_000, tone())


async def test_the_end_of_the_call_ends_a_play(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        playing = asyncio.create_task(call.play(tone(100), rate=48_000))
        await settle(20)
        engine.end(call.session, "peer")
        await playing


async def test_an_array_without_its_rate_is_refused(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        with pytest.raises(LocalProtocolError, match="rate"):
            await call.play(tone())


async def test_a_file_that_is_not_there_is_named(engine: FakeEngine, tmp_path: Path) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        with pytest.raises(CodecError, match=r"missing\.wav"):
            await call.play(tmp_path / "missing.wav")


async def test_a_call_bears_the_id_of_its_participant(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
    assert call.call == call.participant.id == f"test-{call.session}"
