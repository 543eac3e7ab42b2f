"""aiortc as a WHIP client: another implementation of everything, in Python."""

import asyncio
import time
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from pathlib import Path
from urllib.parse import urljoin

import aiortc
import httpx
import numpy as np
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from typing_extensions import override

from e2e.echo import Echo, Signal, find_echo, line_up
from jackfield.v1 import Event

RATE = 48_000
FRAME = RATE // 50
CONNECT_LIMIT_S = 45
HEADERS = {"Content-Type": "application/sdp"}


class Speaker(aiortc.MediaStreamTrack):
    """Says a WAV file in real time, again and again."""

    kind = "audio"

    def __init__(self, path: Path) -> None:
        super().__init__()
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
            self._samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
        self._said = 0
        self._more = asyncio.Event()
        self._began = 0.0

    @override
    async def recv(self) -> AudioFrame:
        if not self._said:
            self._began = time.monotonic()
        await asyncio.sleep(self._began + self._said / RATE - time.monotonic())
        block = self._samples.take(range(self._said, self._said + FRAME), mode="wrap")
        frame = AudioFrame.from_ndarray(block[None, :], format="s16", layout="mono")
        frame.pts, frame.sample_rate, frame.time_base = self._said, RATE, Fraction(1, RATE)
        self._said += FRAME
        self._more.set()
        return frame

    async def spoken(self, seconds: float) -> None:
        """Wait until that much has been said."""
        while self._said < seconds * RATE:
            self._more.clear()
            await self._more.wait()

    def said(self) -> Signal:
        """All of it so far."""
        return self._samples.take(range(self._said), mode="wrap") / 32_768


class Listener:
    """Writes down a remote track."""

    def __init__(self) -> None:
        self._blocks: dict[int, Signal] = {}
        self._more = asyncio.Event()

    async def listen(self, track: aiortc.MediaStreamTrack) -> None:
        """Until the track ends."""
        try:
            while True:
                frame = await track.recv()
                assert isinstance(frame, AudioFrame)
                assert frame.pts is not None
                samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
                self._blocks[frame.pts] = samples[:, 0] / 32_768
                self._more.set()
        except MediaStreamError:
            return

    async def wait_for(self, seconds: float) -> None:
        """Until that much has been heard."""
        while len(self._blocks) * FRAME < seconds * RATE:
            self._more.clear()
            await self._more.wait()

    def heard(self) -> Signal:
        """All of it so far, each frame where its timestamp puts it."""
        first, last = min(self._blocks), max(self._blocks)
        signal = np.zeros(last - first + FRAME)
        for at, block in self._blocks.items():
            signal[at - first : at - first + len(block)] = block
        return signal


class ForeignCall:
    """One call with aiortc at this end.

    Attributes:
        answer: The server's SDP.
        told: What came on its data channel.
    """

    def __init__(self, speech: Path) -> None:
        self.peer = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=[]))
        self.speaker = Speaker(speech)
        self.listener = Listener()
        self.answer = ""
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        self.channel: aiortc.RTCDataChannel | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._connected = asyncio.Event()
        self._session = ""
        self.peer.add_listener("track", self._hear)
        self.peer.add_listener("connectionstatechange", self._note_state)

    async def open(
        self, endpoint: str, *, setup: str = "actpass", direction: str = "sendrecv"
    ) -> None:
        """Call a WHIP or WHEP endpoint; ``setup`` is the DTLS role that is offered."""
        media = "audio" if direction == "recvonly" else self.speaker
        self.peer.addTransceiver(media, direction=direction)
        await self.peer.setLocalDescription(await self.peer.createOffer())
        offer = self.peer.localDescription.sdp.replace("setup:actpass", f"setup:{setup}")
        async with httpx.AsyncClient() as http:
            response = await http.post(endpoint, content=offer, headers=HEADERS)
        assert response.status_code == 201, response.text
        self._session = urljoin(endpoint, response.headers["Location"])
        self.answer = response.text
        await self.peer.setRemoteDescription(
            aiortc.RTCSessionDescription(type="answer", sdp=self.answer)
        )
        await asyncio.wait_for(self._connected.wait(), CONNECT_LIMIT_S)

    async def echo(self, seconds: float) -> Echo:
        """Talk for a while, then look for what was said in what came back."""
        await asyncio.wait_for(self.listener.wait_for(seconds), seconds + CONNECT_LIMIT_S)
        return find_echo(*line_up(self.speaker.said(), self.listener.heard(), RATE), RATE)

    async def hung_up(self) -> None:
        """Wait until the other side has ended the call."""
        await asyncio.wait_for(asyncio.gather(*self._tasks), CONNECT_LIMIT_S)

    async def close(self) -> int:
        """Hang up as WHIP wants it; the answer is the status of the DELETE."""
        async with httpx.AsyncClient() as http:
            response = await http.delete(self._session)
        await self.peer.close()
        await asyncio.gather(*self._tasks)
        return response.status_code

    def open_channel(self) -> None:
        """Offer a data channel for events; before the call is opened."""
        self.channel = self.peer.createDataChannel("events")
        self.channel.add_listener("message", self._note_event)

    def send(self, event: Event) -> None:
        """Send on that channel."""
        assert self.channel is not None
        self.channel.send(event.SerializeToString())

    async def next_event(self, kind: str) -> Event:
        """The next of this kind that the server tells."""
        async with asyncio.timeout(CONNECT_LIMIT_S):
            while True:
                event = await self.told.get()
                if event.WhichOneof("payload") == kind:
                    return event

    def _note_event(self, message: bytes) -> None:
        self.told.put_nowait(Event.FromString(message))

    def _hear(self, track: aiortc.MediaStreamTrack) -> None:
        self._tasks.append(asyncio.ensure_future(self.listener.listen(track)))

    def _note_state(self) -> None:
        if self.peer.connectionState == "connected":
            self._connected.set()


@asynccontextmanager
async def sitting_in(endpoint: str, speech: Path) -> AsyncIterator[ForeignCall]:
    """A call of many with a channel for its events, closed whatever happens."""
    call = ForeignCall(speech)
    call.open_channel()
    try:
        await call.open(endpoint)
        yield call
    finally:
        await call.peer.close()


@asynccontextmanager
async def calling(
    endpoint: str, speech: Path, *, setup: str = "actpass", direction: str = "sendrecv"
) -> AsyncIterator[ForeignCall]:
    """A call that is closed whatever happens."""
    call = ForeignCall(speech)
    try:
        await call.open(endpoint, setup=setup, direction=direction)
        yield call
    finally:
        await call.peer.close()
