"""Offers of ours, answered by aiortc, which shares no line of code with us."""

import asyncio
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiortc
import numpy as np

from e2e.browser import SPEECH
from e2e.echo import Signal, find_echo, line_up
from interop.foreign import CONNECT_LIMIT_S, RATE
from jackfield.config import Settings
from jackfield.engine import Engine, EngineEvent, Samples, make_engine

TALK_S = 4.0
SPAN_LIMIT_S = 30.0


class Dialler:
    """Our end: an engine that dials, without the server around it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._events: list[EngineEvent] = []
        self._frames: list[Samples] = []
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(engine.fileno(), self._drain)

    def _drain(self) -> None:
        batch = self.engine.drain()
        self._events += batch.events
        self._frames += [row.copy() for row in batch.frames]
        self._more.set()

    async def wait_for(self, kind: str) -> EngineEvent:
        """The first event of a kind, as soon as there is one."""
        async with asyncio.timeout(SPAN_LIMIT_S):
            while True:
                found = next((event for event in self._events if event.kind == kind), None)
                if found is not None:
                    return found
                self._more.clear()
                await self._more.wait()

    async def hear(self, seconds: float) -> Signal:
        """So much of what comes from the peer."""
        async with asyncio.timeout(SPAN_LIMIT_S):
            while sum(map(len, self._frames)) < seconds * RATE:
                self._more.clear()
                await self._more.wait()
        return np.concatenate(self._frames) / 32_768

    def say(self, session: int, samples: Samples) -> None:
        """Have audio played to the peer."""
        lengths = np.array([len(samples)], np.uint32)
        taken = self.engine.send_audio(np.array([session], np.uint64), RATE, lengths, samples)
        assert taken.all()

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.engine.fileno())
        self.engine.shutdown()


class Mirror:
    """aiortc at the other end: sends back what it hears and what it reads."""

    def __init__(self) -> None:
        self.peer = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=[]))
        self.peer.add_listener("track", self.peer.addTrack)
        self.peer.add_listener("datachannel", self._mirror_messages)

    async def answer(self, offer: str) -> str:
        """Its answer to an offer."""
        description = aiortc.RTCSessionDescription(type="offer", sdp=offer)
        await self.peer.setRemoteDescription(description)
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        return str(self.peer.localDescription.sdp)

    def _mirror_messages(self, channel: aiortc.RTCDataChannel) -> None:
        channel.add_listener("message", channel.send)


@asynccontextmanager
async def dialling() -> AsyncIterator[tuple[Dialler, Mirror]]:
    """Both ends, closed whatever happens."""
    dialler, mirror = Dialler(make_engine(Settings(workers=1, media_bind="0.0.0.0"))), Mirror()  # noqa: S104
    try:
        yield dialler, mirror
    finally:
        await mirror.peer.close()
        dialler.close()


def speech() -> Samples:
    with wave.open(str(SPEECH)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        return np.frombuffer(file.readframes(int(TALK_S * RATE)), np.int16)


async def test_aiortc_answers_our_offer_and_sends_audio_and_messages_back() -> None:
    async with dialling() as (dialler, mirror):
        session = dialler.engine.dial("agent")
        offer = (await dialler.wait_for("opened")).text
        answer = await asyncio.wait_for(mirror.answer(offer), CONNECT_LIMIT_S)
        dialler.engine.accept_answer(session, answer)
        await dialler.wait_for("accepted")
        await dialler.wait_for("connected")
        assert (await dialler.wait_for("channel")).value == 1.0
        assert dialler.engine.send_message(session, b"\x00hello")
        assert (await dialler.wait_for("message")).data == b"\x00hello"
        said = speech()
        dialler.say(session, said)
        heard = await dialler.hear(TALK_S + 0.5)
    echo = find_echo(*line_up(said / 32_768, heard, RATE), RATE)
    assert echo.median_likeness > 0.8, echo
