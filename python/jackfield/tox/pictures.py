"""The pictures of a call on their way to the media core and back, as they were encoded.

Whole VP8 frames pass here, each handed from one library to the other on the thread of the Tox:
nothing is decoded, and no event loop is waited for.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from jackfield.tox.av import ToxAV
from jackfield.tox.call import Call
from jackfield.tox.errors import NotInCallError, ToxError
from jackfield.tox.values import CallState

HEADER_BYTES = 8
"""Before audio and frames on the way to the core, where pictures were agreed."""
AUDIO_HEADER = bytes(HEADER_BYTES)
_PICTURE = 1
_CLOCK = 90_000
_TIMES = 1 << 32
_ASK_AGAIN_S = 0.5
_SMALLEST_KBPS = 50
_RECOVERY_S = 10.0
"""Without a lower suggestion for so long, twice as much is tried."""
_BURST_S = 2.0

Told: TypeAlias = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class VideoTerms:
    """How pictures of a call are passed on.

    Attributes:
        bit_rate: Of what the friend is sent at most, in kbit/s.
        max_bytes: Of one frame; larger ones are left out.
    """

    bit_rate: int
    max_bytes: int


class PictureBridge:
    """One call's. Everything here is done on the owner's thread.

    Args:
        av: With the extras of Jackfield's own library.
        call: That is active.
        terms: Limits.
        tell: Writes a text to the core.
        send: Writes a message to the core; False when there is no room for it.
        clock: Seconds that only go forward.

    Attributes:
        frames_dropped: What could not be passed on, in both directions, with what rests on it.
    """

    def __init__(
        self,
        av: ToxAV,
        call: Call,
        terms: VideoTerms,
        *,
        tell: Callable[[Told], None],
        send: Callable[[bytes], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.frames_dropped = 0
        self._av = av
        self._call = call
        self._terms = terms
        self._tell = tell
        self._send = send
        self._clock = clock
        self._told: Told = {}
        self._rate = terms.bit_rate
        self._suggested_at: float | None = None
        self._paid_until = 0.0
        self._asked_at: float | None = None
        self._friend_skips = False
        self._core_skips = False

    def begin(self) -> None:
        """Let pictures flow both ways."""
        self._call.on_encoded = self.see
        self._call.on_bit_rate = self._suggest
        self.note(self._call.state)

    def end(self) -> None:
        """Let none flow any more."""
        self._call.on_encoded = None
        self._call.on_bit_rate = None

    def note(self, state: CallState) -> None:
        """The friend shows or hides, takes or does not take pictures.

        One who rang without any is sent some as soon as they show themselves.
        """
        sends = bool(state & CallState.SENDING_VIDEO)
        if sends and not self._call.video_bit_rate:
            with suppress(ToxError):
                self._call.set_video_bit_rate(self._rate)
        takes = bool(state & CallState.ACCEPTING_VIDEO and self._call.video_bit_rate)
        told: Told = {"type": "video", "sends": sends, "takes_kbps": self._rate if takes else 0}
        if told != self._told:
            self._told = told
            self._tell(told)

    def see(self, frame: bytes, is_key: bool) -> None:  # noqa: FBT001  # as the callback
        """Pass on what the friend shows."""
        self._friend_skips &= not is_key
        is_sent = (
            not self._friend_skips
            and len(frame) <= self._terms.max_bytes
            and self._send(_header(self._clock()) + frame)
        )
        if not is_sent:
            self._friend_skips = True
            self.frames_dropped += 1
            self.begin_anew()

    def begin_anew(self) -> None:
        """The core needs a key frame of the friend's."""
        self._av.video_request_key_frame(self._call.friend_number)

    def show(self, frame: bytes) -> None:
        """Pass on what the core shows.

        Raises:
            NotInCallError: The call is over.
        """
        now = self._clock()
        self._recover(now)
        self._core_skips &= bool(frame[0] & 1)  # RFC 6386 9.1: the bit that key frames lack
        if self._core_skips or not self._is_paid(len(frame), now) or not self._is_sent(frame):
            self._core_skips = True
            self.frames_dropped += 1
            self._ask(now)
        elif self._av.video_wants_key_frame(self._call.friend_number):
            self._ask(now)

    def _is_sent(self, frame: bytes) -> bool:
        try:
            self._av.video_send_encoded(self._call.friend_number, frame)
        except NotInCallError:
            raise
        except ToxError:  # hidden, paused, or a network that is full: it is lost
            return False
        return True

    def _ask(self, now: float) -> None:
        if self._asked_at is None or now - self._asked_at >= _ASK_AGAIN_S:
            self._asked_at = now
            self._tell({"type": "key_frame"})

    def _suggest(self, media: str, rate: int) -> None:
        if media == "video":
            self._suggested_at = self._clock()
            self._set_rate(max(rate, _SMALLEST_KBPS))

    def _recover(self, now: float) -> None:
        if self._suggested_at is not None and now - self._suggested_at >= _RECOVERY_S:
            self._set_rate(self._rate * 2)
            self._suggested_at = now if self._rate < self._terms.bit_rate else None

    def _set_rate(self, rate: int) -> None:
        """The core chooses the quality that fits; the library counts from here."""
        self._rate = min(rate, self._terms.bit_rate)
        with suppress(ToxError):  # over meanwhile
            self._call.set_video_bit_rate(self._rate)
        self.note(self._call.state)

    def _is_paid(self, size: int, now: float) -> bool:
        """After a suggestion, what is over it is left out, if there is no smaller quality."""
        if self._suggested_at is None:
            return True
        cost = size * 8 / 1000 / self._rate
        paid_until = max(self._paid_until, now) + cost
        if paid_until - now > _BURST_S:
            return False
        self._paid_until = paid_until
        return True


def _header(now: float) -> bytes:
    rtp_time = int(now * _CLOCK) % _TIMES
    return bytes([_PICTURE, 0, 0, 0]) + rtp_time.to_bytes(4, "little")
