"""What a program plays to a call."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from client_kit import Side, a_side, is_empty
from jackfield import AsyncClient, AsyncRTCCall
from jackfield.audio import decode_wav
from jackfield.calls import LiveCall
from jackfield.client.handlers.embedded import find_embedded_call
from jackfield.client.playing import file_of
from jackfield.errors import CodecError, LocalProtocolError, RemoteProtocolError
from media_kit import settle, tone

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "weather.wav"


def test_an_array_goes_out_as_wav_and_a_file_as_it_is() -> None:
    rate, pcm = decode_wav(file_of(tone(100, rate=16_000), 16_000))
    assert rate == 16_000
    assert np.array_equal(pcm, tone(100, rate=16_000))
    assert file_of(SPEECH, None) == file_of(str(SPEECH), None) == SPEECH.read_bytes()
    with wave.open(io.BytesIO(file_of(tone(), 8_000))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)


def test_what_cannot_be_played_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(CodecError, match=r"gone\.wav cannot be read: No such file"):
        file_of(tmp_path / "gone.wav", None)
    with pytest.raises(LocalProtocolError, match="needs the array's rate"):
        file_of(tone(), None)


@asynccontextmanager
async def a_program() -> AsyncIterator[tuple[Side, AsyncRTCCall]]:
    """A call of this process, of which nothing is left at the end."""
    async with a_side() as side:
        yield side, AsyncClient(cores=side.cores).rtc_call("default", "a")
        async with asyncio.timeout(5):
            while not await is_empty(side):  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.001)


def call_of(side: Side) -> LiveCall:
    call = AsyncClient(cores=side.cores).rtc_call("default", "a")
    found = find_embedded_call(side.cores, call._name())  # noqa: SLF001  # its own name
    assert found is not None
    return found


async def test_an_array_is_played_to_a_call_of_this_process_and_leaves_at_its_end() -> None:
    async with a_program() as (side, call), call.join("ann"):
        player = await call.play(tone(300), rate=48_000)
        member = call_of(side).find(player)
        await settle()
        side.engine.advance(300)
        heard = side.engine.heard(member.session)
        await settle(20)
        assert np.array_equal(heard, tone(300))
        assert await call.participants() == ("ann",)
        with pytest.raises(RemoteProtocolError) as refused:
            await call.stop_playing(player)
        assert refused.value.code == "player_unknown"


async def test_a_file_is_stopped_at_once_and_heard_by_one_alone() -> None:
    async with a_program() as (side, call), call.join("ann"), call.join("bob"):
        player = await call.play(SPEECH, to="ann")
        here = call_of(side)
        session = here.find(player).session
        ann, bob = here.find("ann").session, here.find("bob").session
        assert side.engine.calls.gains.get((bob, session)) == 0.0
        assert (ann, session) not in side.engine.calls.gains
        await call.stop_playing(player)
        await settle(20)
        assert session not in side.engine.sessions
        assert dict(here.gains) == {}


async def test_what_cannot_be_played_here_changes_nothing(tmp_path: Path) -> None:
    async with a_program() as (_, call):
        with pytest.raises(RemoteProtocolError, match="there is no such call"):
            await call.play(tone(), rate=48_000)
        async with call.join("ann"):
            with pytest.raises(LocalProtocolError):
                await call.play(tone())
            with pytest.raises(CodecError):
                await call.play(tmp_path / "gone.wav")
            with pytest.raises(RemoteProtocolError, match="nobody"):
                await call.play(tone(), rate=48_000, to="nobody")
            assert await call.participants() == ("ann",)


async def test_the_end_of_a_call_ends_what_is_played() -> None:
    async with a_program() as (_, call), call.join("ann"):
        await call.play(tone(60_000), rate=48_000)
        await call.end()
