"""A call as tasks see it."""

import asyncio
import socket
from collections.abc import AsyncIterator

from jackfield.mailbox import Mailbox
from jackfield.tox.av import Memory, size_of
from jackfield.tox.bridge import CallBridge
from jackfield.tox.call import Call, Phase
from jackfield.tox.crossing import Crossing
from jackfield.tox.effects import AudioEffects, VideoEffects
from jackfield.tox.errors import NotInCallError
from jackfield.tox.frames import AudioFrame, VideoFrame
from jackfield.tox.metrics import CallMetrics, CallQuality
from jackfield.tox.owner import Owner
from jackfield.tox.pictures import VideoTerms
from jackfield.tox.values import CallControl, CallState

AUDIO_BIT_RATE = 48
"""kbit/s, unless something else is said."""
AUDIO_LIMIT = 10
"""Frames that wait for whoever listens, 200 ms; older ones are stale and go first."""
VIDEO_LIMIT = 4
"""Pictures that wait for whoever looks."""
STATE_LIMIT = 256


class ToxCall:
    """A call with a friend; made by :class:`AsyncTox`.

    Attributes:
        friend_number: With whom.
    """

    def __init__(self, owner: Owner, call: Call) -> None:
        """On the owner's thread."""
        self.friend_number = call.friend_number
        self._owner = owner
        self._call = call
        self._av = owner.av
        self._audio: Mailbox[AudioFrame] = Mailbox(AUDIO_LIMIT)
        self._video: Mailbox[VideoFrame] = Mailbox(VIDEO_LIMIT)
        self._states: Mailbox[CallState] = Mailbox(STATE_LIMIT)
        self._qualities: Mailbox[CallQuality] = Mailbox(STATE_LIMIT)
        self._bridge: CallBridge | None = None
        self._answered = asyncio.Event()
        self._over = asyncio.Event()
        loop = owner.loop
        self._heard = Crossing(loop, self._audio.put, limit=AUDIO_LIMIT)
        self._seen = Crossing(loop, self._video.put, limit=VIDEO_LIMIT)
        self._changed = Crossing(loop, self._change, limit=STATE_LIMIT)
        self._judged = Crossing(loop, self._qualities.put, limit=STATE_LIMIT)
        call.on_quality = self._judged.put
        call.on_audio = self._heard.put
        call.on_video = self._seen.put
        call.on_state = self._note

    @property
    def phase(self) -> Phase:
        """How far it is."""
        return self._call.phase

    @property
    def state(self) -> CallState:
        """What the friend does."""
        return self._call.state

    @property
    def audio_enabled(self) -> bool:
        """Whether the friend sends audio."""
        return self._call.audio_enabled

    @property
    def video_enabled(self) -> bool:
        """Whether the friend sends video."""
        return self._call.video_enabled

    @property
    def audio(self) -> AsyncIterator[AudioFrame]:
        """What the friend says, to the end of the call; 200 ms wait for who is busy."""
        return self._audio

    @property
    def video(self) -> AsyncIterator[VideoFrame]:
        """What the friend shows, to the end of the call."""
        return self._video

    @property
    def states(self) -> AsyncIterator[CallState]:
        """How the friend's side changes; the last one says how the call ended."""
        return self._states

    @property
    def qualities(self) -> AsyncIterator[CallQuality]:
        """Each time the call goes better or worse; nothing without Jackfield's own library."""
        return self._qualities

    async def metrics(self) -> CallMetrics:
        """As :meth:`ToxAV.get_call_metrics`."""
        return await self._owner.ask(lambda: self._av.get_call_metrics(self.friend_number))

    @property
    def frames_dropped(self) -> int:
        """Frames that came and nobody took in time."""
        bridged = self._bridge.frames_dropped if self._bridge is not None else 0
        crossings = self._heard.dropped + self._seen.dropped
        return bridged + crossings + self._audio.dropped + self._video.dropped

    async def answer(self, audio_bit_rate: int = AUDIO_BIT_RATE, video_bit_rate: int = 0) -> None:
        """Take a call of a friend who rings; rates in kbit/s, 0 to send none of the kind.

        Raises:
            ToxError: ``TOXAV_ERR_ANSWER_…``, or it cannot be answered.
        """
        await self._owner.ask(lambda: self._call.answer(audio_bit_rate, video_bit_rate))

    async def answered(self) -> None:
        """Wait until the friend has answered.

        Raises:
            NotInCallError: They declined, or are gone.
        """
        await self._answered.wait()
        if self._over.is_set() and self._call.start_time is None:
            raise NotInCallError("the friend did not take the call", code="TOX_CALL_DECLINED")

    async def end(self) -> None:
        """Hang up, or decline. A call that is over stays so."""
        await self._owner.ask(self._hang_up)

    async def wait(self) -> CallState:
        """Wait for the end: ``FINISHED`` or ``ERROR``."""
        await self._over.wait()
        return self._call.state

    async def control(self, control: CallControl) -> None:
        """Pause, mute or hide; as :meth:`ToxAV.call_control`."""
        if control is CallControl.CANCEL:
            await self.end()
            return
        await self._owner.ask(lambda: self._av.call_control(self.friend_number, control))

    async def set_audio_bit_rate(self, bit_rate: int) -> None:
        """As :meth:`ToxAV.audio_set_bit_rate`."""
        await self._owner.ask(lambda: self._av.audio_set_bit_rate(self.friend_number, bit_rate))

    async def set_video_bit_rate(self, bit_rate: int) -> None:
        """As :meth:`ToxAV.video_set_bit_rate`."""
        await self._owner.ask(lambda: self._av.video_set_bit_rate(self.friend_number, bit_rate))

    async def set_audio_effects(self, effects: AudioEffects) -> None:
        """As :meth:`ToxAV.set_audio_effects`."""
        await self._owner.ask(lambda: self._av.set_audio_effects(self.friend_number, effects))

    async def set_received_audio_effects(self, effects: AudioEffects) -> None:
        """As :meth:`ToxAV.set_received_audio_effects`."""
        await self._owner.ask(
            lambda: self._av.set_received_audio_effects(self.friend_number, effects)
        )

    async def set_video_effects(self, effects: VideoEffects) -> None:
        """As :meth:`ToxAV.set_video_effects`."""
        await self._owner.ask(lambda: self._av.set_video_effects(self.friend_number, effects))

    async def send_audio(self, pcm: Memory, *, rate: int = 48_000, channels: int = 1) -> None:
        """Say one frame of 2.5 to 60 ms; there is no queue: send 20 ms every 20 ms.

        Raises:
            ToxError: ``TOXAV_ERR_SEND_FRAME_…``.
        """
        count = size_of(pcm) // (2 * channels)
        await self._owner.ask(
            lambda: self._av.audio_send_frame(self.friend_number, pcm, count, channels, rate)
        )

    async def send_video(self, frame: VideoFrame) -> None:
        """Show a picture, whose rows are exactly as long as it is wide.

        Raises:
            ToxError: ``TOXAV_ERR_SEND_FRAME_…``.
        """
        await self._owner.ask(
            lambda: self._av.video_send_frame(
                self.friend_number, frame.width, frame.height, frame.y, frame.u, frame.v
            )
        )

    @property
    def can_pass_video_on(self) -> bool:
        """Whether the library hands out video as it came."""
        return self._av.has_extras

    async def bridge(self, end: socket.socket, video: VideoTerms | None = None) -> None:
        """Have what is said go to the media core and back on the thread, and no more here.

        The call ends with the core's session, and the session with the call.

        Args:
            end: Of a pair of stream sockets, the other of which the core was given as a WebSocket;
                closed at the end.
            video: How what is shown is passed on too, as it was encoded; from then on no call of
                this Tox has pictures in ``video``. None for audio alone.

        Raises:
            KilledError: It does not run.
            UnsupportedError: The library cannot pass video on.
        """

        def _begin() -> None:
            bridge = CallBridge(self._owner, self._call, end, self._hang_up, video)
            bridge.begin()
            self._bridge = bridge

        await self._owner.ask(_begin)

    def _hang_up(self) -> None:
        self._owner.manager.end_call(self._call)

    def _note(self, state: CallState) -> None:
        """On the owner's thread."""
        if self._bridge is not None:
            self._bridge.note(state)
        self._changed.put(state)

    def _change(self, state: CallState) -> None:
        self._states.put(state)
        self._answered.set()
        if state.is_over:
            self._over.set()
            for box in (self._audio, self._video, self._states, self._qualities):
                box.close()
