"""One call with a friend: who rang whom, what flows, and when it is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from jackfield.tox.av import ToxAV
from jackfield.tox.errors import ToxError
from jackfield.tox.frames import AudioFrame, VideoFrame
from jackfield.tox.metrics import CallQuality
from jackfield.tox.values import CallControl, CallState


class Phase(StrEnum):
    """How far a call is."""

    NEW = "new"
    RINGING = "ringing"
    """The friend was rung and has not answered."""
    OFFERED = "offered"
    """The friend rings and was not answered."""
    ACTIVE = "active"
    OVER = "over"


NEXT: Mapping[Phase, frozenset[Phase]] = MappingProxyType(
    {
        Phase.NEW: frozenset({Phase.RINGING, Phase.OFFERED}),
        Phase.RINGING: frozenset({Phase.ACTIVE, Phase.OVER}),
        Phase.OFFERED: frozenset({Phase.ACTIVE, Phase.OVER}),
        Phase.ACTIVE: frozenset({Phase.ACTIVE, Phase.OVER}),
        Phase.OVER: frozenset(),
    }
)
"""What may follow what."""

_OVER = CallState.ERROR | CallState.FINISHED


class InvalidStateError(ToxError):
    """A call cannot come into that state from the one it is in."""

    default_code = "TOX_CALL_INVALID_STATE"


@dataclass(frozen=True, slots=True)
class CallRequest:
    """What a friend who rings wants to send."""

    audio_enabled: bool
    video_enabled: bool


class Call:
    """A call from its first ring to its end.

    Attributes:
        friend_number: With whom.
        phase: How far it is.
        state: What the friend does, as they said last.
        audio_enabled: Whether the friend sends audio, as far as is known.
        video_enabled: Whether the friend sends video.
        audio_bit_rate: Of ours, in kbit/s.
        video_bit_rate: Of ours, in kbit/s.
        start_time: When it became active, by the clock it was given; None before that.
        last_frame_time: When something came last; None before that.
        on_state: Told of each state of the friend's side, the last one included.
        on_audio: Told of what the friend says.
        on_video: Told of what the friend shows.
        on_encoded: Told of it as it came instead, VP8 and whether it is a key frame, once
            the manager passes video on.
        on_quality: Told when it goes better or worse, by Jackfield's own library.
        on_bit_rate: Told of the rate that the network suggests: of ``audio`` or ``video``, kbit/s.
    """

    def __init__(self, av: ToxAV, friend_number: int, clock: Callable[[], float]) -> None:
        self.friend_number = friend_number
        self.phase = Phase.NEW
        self.state = CallState.NONE
        self.audio_enabled = False
        self.video_enabled = False
        self.audio_bit_rate = 0
        self.video_bit_rate = 0
        self.start_time: float | None = None
        self.last_frame_time: float | None = None
        self.on_state: Callable[[CallState], None] | None = None
        self.on_audio: Callable[[AudioFrame], None] | None = None
        self.on_video: Callable[[VideoFrame], None] | None = None
        self.on_encoded: Callable[[bytes, bool], None] | None = None
        self.on_quality: Callable[[CallQuality], None] | None = None
        self.on_bit_rate: Callable[[str, int], None] | None = None
        self._av = av
        self._clock = clock

    def start(self, audio_bit_rate: int, video_bit_rate: int) -> None:
        """Ring the friend.

        Raises:
            InvalidStateError: It has begun already.
            ToxError: ``TOXAV_ERR_CALL_…``.
        """
        self._require(Phase.RINGING)
        self._av.call(self.friend_number, audio_bit_rate, video_bit_rate)
        self._note_rates(audio_bit_rate, video_bit_rate)
        self.phase = Phase.RINGING

    def offer(self, request: CallRequest) -> None:
        """The friend rings.

        Raises:
            InvalidStateError: It has begun already.
        """
        self._require(Phase.OFFERED)
        self.audio_enabled = request.audio_enabled
        self.video_enabled = request.video_enabled
        self.phase = Phase.OFFERED

    def answer(self, audio_bit_rate: int, video_bit_rate: int) -> None:
        """Take the friend's call.

        Raises:
            InvalidStateError: The friend does not ring.
            ToxError: ``TOXAV_ERR_ANSWER_…``.
        """
        if self.phase is not Phase.OFFERED:
            raise InvalidStateError(f"a call that is {self.phase} cannot be answered")
        self._av.answer(self.friend_number, audio_bit_rate, video_bit_rate)
        self._note_rates(audio_bit_rate, video_bit_rate)
        state = CallState.NONE
        if self.audio_enabled:
            state |= CallState.SENDING_AUDIO
        if self.video_enabled:
            state |= CallState.SENDING_VIDEO
        # Who rings takes both kinds.
        self._enter(state | CallState.ACCEPTING_AUDIO | CallState.ACCEPTING_VIDEO)

    def end(self) -> None:
        """Hang up, or decline. A call that is over stays so.

        Raises:
            ToxError: ``TOXAV_ERR_CALL_CONTROL_…``.
        """
        if self.phase in (Phase.NEW, Phase.OVER):
            self.phase = Phase.OVER
            return
        try:
            self._av.call_control(self.friend_number, CallControl.CANCEL)
        finally:
            self.set_state(CallState.FINISHED)

    def set_state(self, state: CallState) -> None:
        """The friend's side has changed.

        Raises:
            InvalidStateError: It cannot have.
        """
        if state.is_over and state not in (CallState.ERROR, CallState.FINISHED):
            raise InvalidStateError(f"a call cannot be over and {state & ~_OVER!r} at once")
        if self.phase is Phase.OFFERED and not state.is_over:
            raise InvalidStateError("a call that is offered becomes active by being answered")
        self._enter(state)

    def hear(self, frame: AudioFrame) -> None:
        """The friend says something."""
        self.last_frame_time = self._clock()
        if self.on_audio is not None:
            self.on_audio(frame)

    def see(self, frame: VideoFrame) -> None:
        """The friend shows something."""
        self.last_frame_time = self._clock()
        if self.on_video is not None:
            self.on_video(frame)

    def see_encoded(self, frame: bytes, is_key: bool) -> None:  # noqa: FBT001  # as the callback
        """The friend shows something, and it is passed on as it came."""
        self.last_frame_time = self._clock()
        if self.on_encoded is not None:
            self.on_encoded(frame, is_key)

    def set_video_bit_rate(self, bit_rate: int) -> None:
        """Send video at another rate, in kbit/s.

        Raises:
            ToxError: ``TOXAV_ERR_BIT_RATE_SET_…``.
        """
        self._av.video_set_bit_rate(self.friend_number, bit_rate)
        self.video_bit_rate = bit_rate

    def _enter(self, state: CallState) -> None:
        phase = Phase.OVER if state.is_over else Phase.ACTIVE
        self._require(phase)
        if phase is Phase.ACTIVE:
            self.audio_enabled = bool(state & CallState.SENDING_AUDIO)
            self.video_enabled = bool(state & CallState.SENDING_VIDEO)
            if self.start_time is None:
                self.start_time = self._clock()
        self.state, self.phase = state, phase
        if self.on_state is not None:
            self.on_state(state)

    def _note_rates(self, audio_bit_rate: int, video_bit_rate: int) -> None:
        self.audio_bit_rate = audio_bit_rate
        self.video_bit_rate = video_bit_rate

    def _require(self, phase: Phase) -> None:
        if phase not in NEXT[self.phase]:
            raise InvalidStateError(f"a call that is {self.phase} cannot become {phase}")
