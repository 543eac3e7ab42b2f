"""Audio and video calls with the friends of a Tox: ``toxav.h`` in Python."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from typing_extensions import Buffer, override

from jackfield.tox.core import Tox
from jackfield.tox.errors import error_of
from jackfield.tox.extras import Extras
from jackfield.tox.values import CallControl, CallState

if TYPE_CHECKING:
    from _cffi_backend import CData

Memory: TypeAlias = Buffer | npt.NDArray[np.int16] | npt.NDArray[np.uint8]
"""What can be read without a copy; before Python 3.12 arrays are no ``Buffer`` to type checkers."""
Plane: TypeAlias = npt.NDArray[np.uint8]
CallCallback: TypeAlias = Callable[[int, bool, bool], None]
CallStateCallback: TypeAlias = Callable[[int, CallState], None]
BitRateCallback: TypeAlias = Callable[[int, int], None]
AudioCallback: TypeAlias = Callable[[int, npt.NDArray[np.int16], int, int, int], None]
VideoCallback: TypeAlias = Callable[[int, int, int, Plane, Plane, Plane, int, int, int], None]

_LARGEST_SIDE = 0xFFFF


def size_of(memory: Memory) -> int:
    """How many bytes it has."""
    return memory.nbytes if isinstance(memory, np.ndarray) else memoryview(memory).nbytes


class ToxAV(Extras):
    """The calls of one Tox. Of each Tox there is one at most.

    May be used from any thread, also from its own callbacks, which are called within
    :meth:`iterate` (media) and :meth:`Tox.iterate` (all else). All functions of a Tox and its
    ToxAV take turns, so that none fails with ``SYNC``.

    Args:
        tox: Whose calls.

    Raises:
        ToxError: ``TOXAV_ERR_NEW_NULL`` without a Tox, ``TOXAV_ERR_NEW_MULTIPLE`` when it has one.
        KilledError: The Tox was killed.
    """

    def __init__(self, tox: Tox) -> None:
        if tox is None:
            raise error_of("TOXAV_ERR_NEW", 1, "tox")
        super().__init__(tox.library, tox.lock)
        self.tox = tox
        self._on_call: CallCallback | None = None
        self._on_state: CallStateCallback | None = None
        self._on_audio_rate: BitRateCallback | None = None
        self._on_video_rate: BitRateCallback | None = None
        self._on_audio: AudioCallback | None = None
        self._on_video: VideoCallback | None = None
        with self.lock:
            pointer = tox.alive()
            if tox.av is not None:
                raise error_of("TOXAV_ERR_NEW", 3)
            made = self.library.lib.toxav_new(pointer, self._error)
            if self._error[0]:
                raise error_of("TOXAV_ERR_NEW", self._error[0])
            self.pointer = made
            tox.av = self
            self._register()

    def iterate(self) -> None:
        """Decode and hand out media that is due. What a callback raised is raised.

        Raises:
            KilledError: It was killed.
        """
        self.turn("toxav_iterate")

    @property
    def iteration_interval(self) -> float:
        """Seconds until :meth:`iterate` should be called again."""
        return int(self.tell("toxav_iteration_interval")) / 1000

    def audio_iterate(self) -> None:
        """As :meth:`iterate`, for audio alone."""
        self.turn("toxav_audio_iterate")

    @property
    def audio_iteration_interval(self) -> float:
        """Seconds until :meth:`audio_iterate` should be called again."""
        return int(self.tell("toxav_audio_iteration_interval")) / 1000

    def video_iterate(self) -> None:
        """As :meth:`iterate`, for video alone."""
        self.turn("toxav_video_iterate")

    @property
    def video_iteration_interval(self) -> float:
        """Seconds until :meth:`video_iterate` should be called again."""
        return int(self.tell("toxav_video_iteration_interval")) / 1000

    def call(self, friend_number: int, audio_bit_rate: int, video_bit_rate: int) -> None:
        """Ring a friend.

        Args:
            friend_number: Who.
            audio_bit_rate: In kbit/s, 6 to 510; 0 to send none.
            video_bit_rate: In kbit/s; 0 to send none.

        Raises:
            FriendNotFoundError: There is no such friend; nothing was sent.
            ToxError: ``TOXAV_ERR_CALL_…``.
        """
        # Before the bit rates, which the library looks at first.
        if not self.tox.friend_exists(friend_number):
            raise error_of("TOXAV_ERR_CALL", 3)
        self.ask("TOXAV_ERR_CALL", "toxav_call", friend_number, audio_bit_rate, video_bit_rate)

    def answer(self, friend_number: int, audio_bit_rate: int, video_bit_rate: int) -> None:
        """Take a friend's call; rates as for :meth:`call`.

        Raises:
            ToxError: ``TOXAV_ERR_ANSWER_…``.
        """
        self.ask("TOXAV_ERR_ANSWER", "toxav_answer", friend_number, audio_bit_rate, video_bit_rate)

    def call_control(self, friend_number: int, control: CallControl) -> None:
        """Pause, mute, hide or end a call.

        Raises:
            ToxError: ``TOXAV_ERR_CALL_CONTROL_…``.
        """
        self.ask("TOXAV_ERR_CALL_CONTROL", "toxav_call_control", friend_number, int(control))

    def audio_set_bit_rate(self, friend_number: int, bit_rate: int) -> None:
        """Change the rate of our audio, in kbit/s; 0 to send none.

        Raises:
            ToxError: ``TOXAV_ERR_BIT_RATE_SET_…``.
        """
        self.ask("TOXAV_ERR_BIT_RATE_SET", "toxav_audio_set_bit_rate", friend_number, bit_rate)

    def video_set_bit_rate(self, friend_number: int, bit_rate: int) -> None:
        """Change the rate of our video, in kbit/s; 0 to send none.

        Raises:
            ToxError: ``TOXAV_ERR_BIT_RATE_SET_…``.
        """
        self.ask("TOXAV_ERR_BIT_RATE_SET", "toxav_video_set_bit_rate", friend_number, bit_rate)

    def audio_send_frame(
        self,
        friend_number: int,
        pcm: Memory,
        sample_count: int,
        channels: int,
        sampling_rate: int,
    ) -> None:
        """Say something.

        Args:
            friend_number: To whom.
            pcm: 16 bit, interleaved, of any type that is memory: a numpy array, bytes.
            sample_count: Of each channel: 2.5, 5, 10, 20, 40 or 60 ms.
            channels: 1 or 2.
            sampling_rate: 8000, 12000, 16000, 24000 or 48000 Hz.

        Raises:
            ToxError: ``TOXAV_ERR_SEND_FRAME_…``; ``_INVALID`` also when ``pcm`` is too short.
        """
        samples = self.library.ffi.from_buffer("int16_t[]", pcm)
        if not 0 <= channels <= 2 or len(samples) < sample_count * channels:  # noqa: PLR2004
            raise error_of("TOXAV_ERR_SEND_FRAME", 5, "pcm")
        self.ask(
            "TOXAV_ERR_SEND_FRAME",
            "toxav_audio_send_frame",
            friend_number,
            samples,
            sample_count,
            channels,
            sampling_rate,
        )

    def video_send_frame(  # as the C function
        self, friend_number: int, width: int, height: int, y: Memory, u: Memory, v: Memory
    ) -> None:
        """Show a picture in YUV 4:2:0.

        Args:
            friend_number: To whom.
            width: In pixels.
            height: In pixels.
            y: Brightness, ``width * height`` bytes.
            u: Colour, a quarter of that; odd sides are rounded up.
            v: Colour, as large as ``u``.

        Raises:
            ToxError: ``TOXAV_ERR_SEND_FRAME_…``; ``_INVALID`` also when a plane is too short.
        """
        ffi = self.library.ffi
        planes = [ffi.from_buffer("uint8_t[]", plane) for plane in (y, u, v)]
        small = ((width + 1) // 2) * ((height + 1) // 2)
        fits = all(len(p) >= n for p, n in zip(planes, (width * height, small, small), strict=True))
        if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE and fits):
            raise error_of("TOXAV_ERR_SEND_FRAME", 5, "frame")
        name = "toxav_video_send_frame"
        self.ask("TOXAV_ERR_SEND_FRAME", name, friend_number, width, height, *planes)

    def callback_call(self, callback: CallCallback | None) -> None:
        """Called when a friend rings: ``(friend_number, audio_enabled, video_enabled)``."""
        self._on_call = callback

    def callback_call_state(self, callback: CallStateCallback | None) -> None:
        """Called when the friend's side of a call changes: ``(friend_number, state)``."""
        self._on_state = callback

    def callback_audio_bit_rate(self, callback: BitRateCallback | None) -> None:
        """Called when the network suggests another rate: ``(friend_number, kbit/s)``."""
        self._on_audio_rate = callback

    def callback_video_bit_rate(self, callback: BitRateCallback | None) -> None:
        """Called when the network suggests another rate: ``(friend_number, kbit/s)``."""
        self._on_video_rate = callback

    def callback_audio_receive_frame(self, callback: AudioCallback | None) -> None:
        """Called with what a friend says: ``(friend, pcm, sample_count, channels, rate)``.

        The samples are a copy: they may be kept.
        """
        self._on_audio = callback

    def callback_video_receive_frame(self, callback: VideoCallback | None) -> None:
        """Called with what a friend shows.

        ``(friend, width, height, y, u, v, y_stride, u_stride, v_stride)``. The planes are copies,
        each row as long as its stride.
        """
        self._on_video = callback

    def _register(self) -> None:
        made = {
            "call": ("toxav_call_cb", self._call),
            "call_state": ("toxav_number_cb", self._state),
            "audio_bit_rate": ("toxav_number_cb", self._audio_rate),
            "video_bit_rate": ("toxav_number_cb", self._video_rate),
            "audio_receive_frame": ("toxav_audio_receive_frame_cb", self._audio),
            "video_receive_frame": ("toxav_video_receive_frame_cb", self._video),
        }
        for name, (kind, function) in made.items():
            made_callback = self.callback(kind, function)
            self.tell(f"toxav_callback_{name}", made_callback, self.library.ffi.NULL)
        self._register_extras()

    @override
    def _is_calling_back(self) -> bool:
        # Signalling calls back from within the Tox.
        return self._depth > 0 or self.tox.is_calling_back

    @override
    def _free(self) -> None:
        self.library.lib.toxav_kill(self.pointer)
        self.tox.av = None
        self.tox.had_av = True

    def _call(self, _: "CData", friend: int, audio: bool, video: bool, __: "CData") -> None:  # noqa: FBT001
        if self._on_call is not None:
            self._on_call(friend, audio, video)

    def _state(self, _: "CData", friend: int, state: int, __: "CData") -> None:
        if self._on_state is not None:
            self._on_state(friend, CallState(state))

    def _audio_rate(self, _: "CData", friend: int, rate: int, __: "CData") -> None:
        if self._on_audio_rate is not None:
            self._on_audio_rate(friend, rate)

    def _video_rate(self, _: "CData", friend: int, rate: int, __: "CData") -> None:
        if self._on_video_rate is not None:
            self._on_video_rate(friend, rate)

    def _audio(  # as the C callback
        self,
        _: "CData",
        friend: int,
        pcm: "CData",
        count: int,
        channels: int,
        rate: int,
        __: "CData",
    ) -> None:
        if self._on_audio is not None:
            memory = self.library.ffi.buffer(pcm, count * channels * 2)
            self._on_audio(friend, np.frombuffer(memory, np.int16).copy(), count, channels, rate)

    def _video(  # as the C callback
        self, _: "CData", friend: int, width: int, height: int, *rest: "CData"
    ) -> None:
        if self._on_video is None:
            return
        *planes, _strides_end = rest
        y, u, v, y_stride, u_stride, v_stride = planes
        half = (height + 1) // 2
        self._on_video(
            friend,
            width,
            height,
            self._plane(y, width, height, y_stride),
            self._plane(u, (width + 1) // 2, half, u_stride),
            self._plane(v, (width + 1) // 2, half, v_stride),
            y_stride,
            u_stride,
            v_stride,
        )

    def _plane(self, pointer: "CData", width: int, height: int, stride: int) -> Plane:
        row = max(width, abs(stride))
        memory = self.library.ffi.buffer(pointer, row * height)
        return np.frombuffer(memory, np.uint8).reshape(height, row).copy()
