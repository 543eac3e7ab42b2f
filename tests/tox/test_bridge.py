"""The way of a call's audio to the core and back, with the test as the core."""

import asyncio
import json
import socket

import numpy as np
import numpy.typing as npt
import pytest
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from jackfield.tox import (
    AudioFrame,
    CallControl,
    CallState,
    ToxCall,
    UnsupportedError,
    VideoFrame,
    VideoTerms,
)
from jackfield.tox.bridge import RATE, WAITING_BYTES, _at_rate
from tox_async_kit import hear, running, say, show, talking
from tox_kit import FRAME, LIKE, Friends, likeness, melody, picture, psnr

Samples = npt.NDArray[np.int16]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Core:
    """What the media core is to a bridge."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)  # noqa: FBT003  # the socket's own signature
        self.end = end
        self.protocol = ServerProtocol(state=State.OPEN, max_size=None)
        self.messages: list[bytes] = []
        self.texts: list[dict[str, object]] = []

    async def listen(self, frames: int) -> None:
        """Until so many frames came, or the stream ended."""
        while len(self.messages) < frames and await self.read():
            pass

    async def read(self) -> bool:
        """Whatever comes next; False at the end of the stream."""
        data = await asyncio.get_running_loop().sock_recv(self.end, 65_536)
        self.protocol.receive_data(data)
        for event in self.protocol.events_received():
            assert isinstance(event, Frame)
            if event.opcode is Opcode.BINARY:
                self.messages.append(bytes(event.data))
            elif event.opcode is Opcode.TEXT:
                self.texts.append(json.loads(bytes(event.data)))
        return bool(data)

    @property
    def heard(self) -> list[Samples]:
        """The messages, where no pictures were agreed."""
        return [np.frombuffer(message, "<i2").astype(np.int16) for message in self.messages]

    async def watch(self, frames: int) -> list[bytes]:
        """So many frames of VP8, each without its header."""
        seen: list[bytes] = []
        while len(seen) < frames:
            before = len(self.messages)
            await self.listen(before + 1)
            seen += [message[8:] for message in self.messages[before:] if message[0] == 1]
        return seen

    async def say(self, pcm: Samples) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for start in range(0, len(pcm) - FRAME + 1, FRAME):
            self.protocol.send_binary(pcm[start : start + FRAME].tobytes())
            await self.flush()
            due += 0.02
            await asyncio.sleep(due - loop.time())

    async def flush(self) -> None:
        for data in self.protocol.data_to_send():
            await asyncio.get_running_loop().sock_sendall(self.end, data)


async def bridged(call: ToxCall, video: VideoTerms | None = None) -> Core:
    ours, theirs = socket.socketpair()
    await call.bridge(ours, video)
    return Core(theirs)


async def test_audio_goes_both_ways(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        core = await bridged(ours)
        said, answer = melody(), melody(seed=11)
        _, _, _, heard = await asyncio.gather(
            say(theirs, said), core.listen(45), core.say(answer), hear(theirs, 45)
        )
        assert core.texts == [{"type": "start", "rate": RATE, "channels": 1, "format": "pcm16"}]
        assert likeness(np.concatenate(core.heard), said) > LIKE
        assert likeness(heard, answer) > LIKE
        core.end.close()
        assert await theirs.wait() is CallState.FINISHED
        assert await ours.wait() is CallState.FINISHED


async def test_pictures_go_both_ways_as_they_were_encoded(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob, video=500)
        terms = VideoTerms(bit_rate=500, max_bytes=100_000)
        if not ours.can_pass_video_on:
            one, other = socket.socketpair()
            with one, other, pytest.raises(UnsupportedError):
                await ours.bridge(one, terms)
            return
        core = await bridged(ours, terms)
        shown = VideoFrame(160, 120, *map(np.ascontiguousarray, picture(160, 120)))
        showing = asyncio.create_task(show(theirs, shown))
        frames = await core.watch(3)
        showing.cancel()
        assert core.texts[0]["video"] == "vp8"
        assert core.texts[1] == {"type": "video", "sends": True, "takes_kbps": 500}
        while frames[0][0] & 1:  # the first may have come before the bridge
            frames = frames[1:] + await core.watch(1)
        for frame in frames:
            core.protocol.send_binary(bytes([1, 0, 0, 0, 0, 0, 0, 0]) + frame)
        await core.flush()
        seen = await anext(theirs.video)
        assert psnr(seen.y[:120, :160], shown.y) > 25
        core.protocol.send_text(b'{"type": "key_frame"}')
        await core.flush()
        await theirs.control(CallControl.HIDE_VIDEO)
        while core.texts[-1].get("takes_kbps") != 0:
            assert await core.read()
        core.end.close()
        await ours.wait()


async def test_the_core_is_told_when_the_friend_hangs_up(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        core = await bridged(ours)
        await theirs.end()
        await core.listen(1000)
        close = core.protocol.close_rcvd
        assert close is not None
        assert close.code == 1000
        core.end.close()
        await ours.wait()


async def test_what_the_friend_does_not_take_is_counted(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        theirs, ours = await talking(connected, ann, bob)
        core = await bridged(ours)
        await theirs.control(CallControl.MUTE_AUDIO)
        async for state in ours.states:
            if not state & CallState.ACCEPTING_AUDIO:
                break
        await core.say(np.zeros(5 * FRAME, np.int16))
        while ours.frames_dropped < 5:  # noqa: ASYNC110  # nobody is told
            await asyncio.sleep(0.01)
        core.end.close()
        await ours.wait()


async def test_what_the_core_does_not_read_is_bounded(connected: Friends) -> None:
    async with running(connected) as (ann, bob):
        _, ours = await talking(connected, ann, bob)
        core = await bridged(ours)
        bridge = ours._bridge  # noqa: SLF001  # what waits is not shown otherwise
        assert bridge is not None
        frame = AudioFrame(np.zeros(FRAME, np.int16), 1, RATE)

        def _flood() -> int:
            for _ in range(2000):
                bridge.hear(frame)
            return len(bridge._waiting)  # noqa: SLF001  # as above

        waiting = await bob.do(lambda _: _flood())
        assert waiting < WAITING_BYTES + 4096
        assert ours.frames_dropped > 100
        core.end.close()
        await ours.wait()


@pytest.mark.parametrize("rate", [8000, 12_000, 16_000, 24_000, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_of_tox_comes_to_the_cores(rate: int, channels: int) -> None:
    tone = (8000 * np.sin(np.arange(rate // 50) * 2 * np.pi * 200 / rate)).astype(np.int16)
    made = _at_rate(AudioFrame(np.repeat(tone, channels), channels, rate))
    wanted = 8000 * np.sin(np.arange(FRAME) * 2 * np.pi * 200 / RATE)
    assert len(made) == FRAME
    assert np.abs(made[:-6] - wanted[:-6]).max() < 100
