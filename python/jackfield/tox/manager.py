"""All calls of one ToxAV."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

from jackfield.tox.av import ToxAV
from jackfield.tox.call import Call, CallRequest, InvalidStateError, Phase
from jackfield.tox.errors import NotInCallError
from jackfield.tox.frames import AudioFrame, Plane, VideoFrame
from jackfield.tox.metrics import CallQuality
from jackfield.tox.values import CallState


class CallManager:
    """Keeps a :class:`Call` for each friend one talks to; it takes the callbacks of the ToxAV.

    Args:
        av: Whose calls.
        on_call: Told of each friend who rings.
        clock: Seconds that only go forward.

    Attributes:
        is_running: Until :meth:`stop`.
        unexpected: What the library told of calls that there are not, or that cannot be.
    """

    def __init__(
        self,
        av: ToxAV,
        on_call: Callable[[Call], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.is_running = True
        self.unexpected = 0
        self._av = av
        self._on_call = on_call
        self._clock = clock
        self._calls: dict[int, Call] = {}
        av.callback_call(self._rung)
        av.callback_call_state(self._changed)
        av.callback_audio_bit_rate(lambda friend, rate: self._suggested(friend, "audio", rate))
        av.callback_video_bit_rate(lambda friend, rate: self._suggested(friend, "video", rate))
        if av.has_extras:
            av.callback_call_quality(self._judged)
        av.callback_audio_receive_frame(self._heard)
        av.callback_video_receive_frame(self._seen)

    @property
    def calls(self) -> Mapping[int, Call]:
        """Those that are not over, by the number of the friend."""
        return MappingProxyType(self._calls)

    def start_call(self, friend_number: int, audio_bit_rate: int, video_bit_rate: int) -> Call:
        """Ring a friend; rates in kbit/s, 0 to send none of the kind.

        Raises:
            ToxError: ``TOXAV_ERR_CALL_…``; there is no call then.
        """
        call = Call(self._av, friend_number, self._clock)
        call.start(audio_bit_rate, video_bit_rate)
        self._calls[friend_number] = call
        return call

    def handle_incoming_call(self, friend_number: int, request: CallRequest) -> Call:
        """A friend rings: the call that may be answered.

        A call with that friend that was there is over then: they have forgotten it.
        """
        if (known := self._calls.pop(friend_number, None)) is not None:
            known.set_state(CallState.FINISHED)
        call = Call(self._av, friend_number, self._clock)
        call.offer(request)
        self._calls[friend_number] = call
        if self._on_call is not None:
            self._on_call(call)
        return call

    def end_call(self, call: Call) -> None:
        """Hang up, or decline; one that is over stays so."""
        if self._calls.get(call.friend_number) is call:
            del self._calls[call.friend_number]
        with suppress(NotInCallError):  # the friend was quicker
            call.end()

    def pass_video_on(self) -> None:
        """Hand out the video of all calls as it came, to ``on_encoded``, instead of pictures.

        Raises:
            UnsupportedError: The library cannot do it.
        """
        self._av.callback_video_receive_encoded(self._passed)

    def iterate(self) -> None:
        """Hand out what has come, and do what is due."""
        self._av.iterate()

    def stop(self) -> None:
        """End all calls; nothing is told any more."""
        self.is_running = False
        for call in list(self._calls.values()):
            self.end_call(call)
        self._av.callback_call(None)
        self._av.callback_call_state(None)
        self._av.callback_audio_bit_rate(None)
        self._av.callback_video_bit_rate(None)
        self._av.callback_audio_receive_frame(None)
        self._av.callback_video_receive_frame(None)
        if self._av.has_extras:
            self._av.callback_call_quality(None)
            self._av.callback_video_receive_encoded(None)

    def _rung(self, friend: int, audio: bool, video: bool) -> None:  # noqa: FBT001  # as the callback
        self.handle_incoming_call(friend, CallRequest(audio, video))

    def _changed(self, friend: int, state: CallState) -> None:
        call = self._calls.get(friend)
        if call is None:
            self.unexpected += 1
            return
        try:
            call.set_state(state)
        except InvalidStateError:
            self.unexpected += 1
        if call.phase is Phase.OVER and self._calls.get(friend) is call:
            del self._calls[friend]

    def _suggested(self, friend: int, media: str, rate: int) -> None:
        call = self._calls.get(friend)
        if call is not None and call.on_bit_rate is not None:
            call.on_bit_rate(media, rate)

    def _judged(self, friend: int, quality: CallQuality) -> None:
        call = self._calls.get(friend)
        if call is not None and call.on_quality is not None:
            call.on_quality(quality)

    def _heard(self, friend: int, *heard: object) -> None:
        pcm, _, channels, rate = heard
        call = self._calls.get(friend)
        if call is not None:
            call.hear(AudioFrame(pcm, channels, rate))  # type: ignore[arg-type]  # as the callback

    def _seen(  # as the callback
        self, friend: int, width: int, height: int, y: Plane, u: Plane, v: Plane, *_: int
    ) -> None:
        call = self._calls.get(friend)
        if call is not None:
            call.see(VideoFrame(width, height, y, u, v))

    def _passed(self, friend: int, frame: bytes, is_key: bool) -> None:  # noqa: FBT001  # as the callback
        call = self._calls.get(friend)
        if call is not None:
            call.see_encoded(frame, is_key)
