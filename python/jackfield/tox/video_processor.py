"""Pictures as they go over the network, and back, in the order in which a call does it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

import numpy as np

from jackfield.tox.effects import VideoEffects
from jackfield.tox.errors import KilledError, UnsupportedError, error_of
from jackfield.tox.frames import Plane, VideoFrame
from jackfield.tox.library import ToxLibrary, load_library

if TYPE_CHECKING:
    from _cffi_backend import CData

Filter: TypeAlias = Callable[[VideoFrame], None]
"""Changes the planes of a picture in place; their rows may be longer than the picture is wide."""

_ERRORS = "JACKFIELD_TOX_ERR_VIDEO_PROCESSOR"
_LARGEST_SIDE = 16_383
_LARGEST_RATE = 1_000_000


class VideoProcessor:
    """Out: a picture, scaled, through effects, encoded. In: decoded, through effects.

    Needs Jackfield's own library, which has the codecs. Not for several threads at once.

    Args:
        width: Of what goes out, in pixels; pictures of another shape get black bars.
        height: In pixels.
        bit_rate: kbit/s to aim at, 1 to 1,000,000.
        codec: VP8, as calls have it, or VP9.
        frames_per_second: How pictures follow each other that come without a time.
        library: The library; looked for if there is none.

    Raises:
        ToxError: A size or rate is out of its range.
        UnsupportedError: The library is another one.
    """

    def __init__(
        self,
        width: int,
        height: int,
        bit_rate: int = 500,
        *,
        codec: Literal["vp8", "vp9"] = "vp8",
        frames_per_second: int = 30,
        library: ToxLibrary | None = None,
    ) -> None:
        self._pointer: CData | None = None
        self._library = library or load_library()
        if not self._library.has_extras:
            raise UnsupportedError(
                f"{self._library.name} has no codecs: build Jackfield's own library, `make toxav`"
            )
        if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
            raise error_of(_ERRORS, 3)
        self._step = timedelta(seconds=1) / frames_per_second
        self._time = timedelta()
        self._callbacks: list[object] = []
        self._raised: BaseException | None = None
        self._out: list[bytes] = []
        self._shown: list[VideoFrame] = []
        ffi = self._library.ffi
        self._take = ffi.callback("jackfield_tox_video_frame_cb *", self._encoded)
        self._show = ffi.callback("jackfield_tox_video_picture_cb *", self._decoded)
        error = ffi.new("int *")
        new = self._library.lib.jackfield_tox_video_processor_new
        made = new(width, height, _rate(bit_rate), codec == "vp9", error)
        if error[0]:
            raise error_of(_ERRORS, error[0])
        self._pointer = made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def __del__(self) -> None:
        self.kill()

    def add_outgoing_effect(self, effect: VideoEffects | Filter) -> None:
        """Have it done to pictures that go out, after they were scaled and all that was added.

        Raises:
            ToxError: ``JACKFIELD_TOX_ERR_EFFECTS_…``: the field that is out of its range.
        """
        self._add(effect, is_incoming=False)

    def add_incoming_effect(self, effect: VideoEffects | Filter) -> None:
        """Have it done to pictures that come in; as :meth:`add_outgoing_effect`."""
        self._add(effect, is_incoming=True)

    def clear_effects(self) -> None:
        """Have nothing done to pictures any more."""
        for is_incoming in (False, True):
            self._ask(_ERRORS, "clear_effects", is_incoming)
        self._callbacks.clear()

    def process_outgoing(self, frame: VideoFrame, *, at: timedelta | None = None) -> bytes:
        """A picture as a frame of the codec; empty when the rate had no room for it.

        Args:
            frame: Of any size.
            at: When it was taken, on any clock; one step after the last one if not given.

        Raises:
            ToxError: It is no picture.
            Exception: What a function among the effects raised.
        """
        planes = [np.ascontiguousarray(plane) for plane in _trimmed(frame)]
        ffi = self._library.ffi
        pointers = [ffi.from_buffer("uint8_t[]", plane) for plane in planes]
        size = {"width": frame.width, "height": frame.height}
        picture = ffi.new("Jackfield_Tox_Picture *", dict(zip("yuv", pointers, strict=True)) | size)
        self._time = at if at is not None else self._time + self._step
        time_us = self._time // timedelta(microseconds=1)
        self._out.clear()
        self._ask(_ERRORS, "process_outgoing", time_us, picture, self._take, ffi.NULL)
        return self._out.pop() if self._out else b""

    def process_incoming(self, frame: bytes) -> VideoFrame | None:
        """The picture of a frame, or None when it shows none.

        Raises:
            ToxError: It cannot be decoded.
            Exception: What a function among the effects raised.
        """
        self._shown.clear()
        null = self._library.ffi.NULL
        self._ask(_ERRORS, "process_incoming", frame, len(frame), self._show, null)
        return self._shown.pop() if self._shown else None

    def set_bit_rate(self, bit_rate: int) -> None:
        """Aim at another rate from the next picture on: 1 to 1,000,000 kbit/s.

        Raises:
            ToxError: It is out of that range.
        """
        self._ask(_ERRORS, "set_bit_rate", _rate(bit_rate))

    def kill(self) -> None:
        """End it. Again: nothing happens."""
        if self._pointer is not None:
            self._library.lib.jackfield_tox_video_processor_kill(self._pointer)
            self._pointer = None

    def _add(self, effect: VideoEffects | Filter, *, is_incoming: bool) -> None:
        ffi = self._library.ffi
        if isinstance(effect, VideoEffects):
            wanted = ffi.new("Jackfield_Tox_Video_Effects *", effect.as_fields())
            self._ask("JACKFIELD_TOX_ERR_EFFECTS", "add_effects", is_incoming, wanted)
            return
        made = ffi.callback("jackfield_tox_video_filter_cb *", self._filter(effect))
        self._ask(_ERRORS, "add_filter", is_incoming, made, ffi.NULL)
        self._callbacks.append(made)

    def _ask(self, errors: str, name: str, *arguments: object) -> None:
        if self._pointer is None:
            raise KilledError("this VideoProcessor was killed")
        error = self._library.ffi.new("int *")
        function = getattr(self._library.lib, f"jackfield_tox_video_processor_{name}")
        function(self._pointer, *arguments, error)
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised
        if error[0]:
            raise error_of(errors, error[0])

    def _filter(self, effect: Filter) -> "Callable[..., None]":  # type: ignore[explicit-any]  # as the C callback
        def _apply(width: int, height: int, *rest: "CData") -> None:
            try:
                effect(self._picture(width, height, *rest[:-1]))
            except BaseException as error:  # noqa: BLE001  # C cannot take it: raised afterwards
                self._raised = self._raised or error

        return _apply

    def _encoded(self, frame: "CData", length: int, _is_key: bool, _: "CData") -> None:  # noqa: FBT001
        self._out.append(bytes(self._library.ffi.buffer(frame, length)))

    def _decoded(self, width: int, height: int, *rest: "CData") -> None:
        shown = self._picture(width, height, *rest[:-1])
        planes = (shown.y.copy(), shown.u.copy(), shown.v.copy())
        self._shown.append(VideoFrame(width, height, *planes))

    def _picture(self, width: int, height: int, *planes: "CData") -> VideoFrame:
        y, u, v, luma_stride, chroma_stride = planes
        half = ((width + 1) // 2, (height + 1) // 2)
        return VideoFrame(
            width,
            height,
            self._plane(y, width, height, int(luma_stride)),
            self._plane(u, *half, int(chroma_stride)),
            self._plane(v, *half, int(chroma_stride)),
        )

    def _plane(self, pointer: "CData", width: int, height: int, stride: int) -> Plane:
        """A view of the rows; the last one ends where the picture does."""
        length = stride * (height - 1) + width
        memory = np.frombuffer(self._library.ffi.buffer(pointer, length), np.uint8)
        return np.lib.stride_tricks.as_strided(memory, (height, width), (stride, 1))


def _trimmed(frame: VideoFrame) -> tuple[Plane, Plane, Plane]:
    """The planes without what follows each row."""
    across, down = (frame.width + 1) // 2, (frame.height + 1) // 2
    planes = (
        frame.y[: frame.height, : frame.width],
        frame.u[:down, :across],
        frame.v[:down, :across],
    )
    wanted = ((frame.height, frame.width), (down, across), (down, across))
    if any(plane.shape != shape for plane, shape in zip(planes, wanted, strict=True)):
        raise error_of(_ERRORS, 5)
    return planes


def _rate(kilobits: int) -> int:
    if not 0 < kilobits <= _LARGEST_RATE:
        raise error_of(_ERRORS, 4)
    return kilobits
