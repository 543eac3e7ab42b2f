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

from jackfield.tox import AudioFrame, CallControl, CallState, ToxCall
from jackfield.tox.bridge import RATE, WAITING_BYTES, _at_rate
from tox_async_kit import hear, running, say, talking
from tox_kit import FRAME, LIKE, Friends, likeness, melody

Samples = npt.NDArray[np.int16]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


class Core:
    """What the media core is to a bridge."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)  # noqa: FBT003  # the socket's own signature
        self.end = end
        self.protocol = ServerProtocol(state=State.OPEN, max_size=None)
        self.heard: list[Samples] = []
        self.texts: list[dict[str, object]] = []

    async def listen(self, frames: int) -> None:
        """Until so many frames came, or the stream ended."""
        loop = asyncio.get_running_loop()
        while len(self.heard) < frames and (data := await loop.sock_recv(self.end, 65_536)):
            self.protocol.receive_data(data)
            for event in self.protocol.events_received():
                assert isinstance(event, Frame)
                if event.opcode is Opcode.BINARY:
                    self.heard.append(np.frombuffer(bytes(event.data), "<i2").astype(np.int16))
                elif event.opcode is Opcode.TEXT:
                    self.texts.append(json.loads(bytes(event.data)))

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


async def bridged(call: ToxCall) -> Core:
    ours, theirs = socket.socketpair()
    await call.bridge(ours)
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
