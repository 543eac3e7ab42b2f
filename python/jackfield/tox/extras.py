"""What calls can do with Jackfield's own library beside what libtoxcore offers."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from jackfield.tox.effects import AudioEffects, VideoEffects
from jackfield.tox.errors import NotInCallError, UnsupportedError
from jackfield.tox.handle import Handle
from jackfield.tox.metrics import CallMetrics, CallQuality

if TYPE_CHECKING:
    from _cffi_backend import CData

QualityCallback: TypeAlias = Callable[[int, CallQuality], None]
EncodedCallback: TypeAlias = Callable[[int, bytes, bool], None]


class Extras(Handle):
    """The part of a ToxAV that needs Jackfield's own library, or raises UnsupportedError."""

    _on_quality: QualityCallback | None = None
    _on_encoded: EncodedCallback | None = None

    @property
    def has_extras(self) -> bool:
        """Whether the library has them."""
        return self.library.has_extras

    def get_call_metrics(self, friend_number: int) -> CallMetrics:
        """How well an answered call goes.

        Raises:
            NotInCallError: There is none.
            UnsupportedError: The library measures nothing.
        """
        self._require()
        with self.lock:
            found = self.library.ffi.new("Jackfield_Tox_Call_Metrics *")
            is_there = self.tell("jackfield_tox_get_call_metrics", friend_number, found)
        if not is_there:
            raise NotInCallError("there is no answered call with that friend")
        return CallMetrics(
            audio_latency=timedelta(microseconds=found.audio_latency_us),
            video_latency=timedelta(microseconds=found.video_latency_us),
            packet_loss=float(found.packet_loss),
            jitter=timedelta(microseconds=found.jitter_us),
            cpu_usage=float(found.cpu_usage),
            memory_usage=int(found.memory_usage),
        )

    def callback_call_quality(self, callback: QualityCallback | None) -> None:
        """Called when a call goes better or worse than before: ``(friend_number, quality)``."""
        self._require()
        self._on_quality = callback

    def set_ring_timeout(self, seconds: int) -> None:
        """End calls that nobody answers after so long; 0 lets them ring."""
        self._require()
        self.tell("jackfield_tox_set_ring_timeout", seconds)

    def set_audio_effects(self, friend_number: int, effects: AudioEffects) -> None:
        """Change the audio that the friend is sent, from the next frame to the end of the call.

        Without a click; ``AudioEffects()`` leaves it as it is.

        Raises:
            NotInCallError: There is no answered call with that friend.
            ToxError: ``JACKFIELD_TOX_ERR_EFFECTS_…``: the field that is out of its range.
            UnsupportedError: The library has no effects.
        """
        self._set_effects("sent_audio", friend_number, "Audio", effects)

    def set_received_audio_effects(self, friend_number: int, effects: AudioEffects) -> None:
        """Change the audio that comes from the friend, before the callback gets it.

        As :meth:`set_audio_effects`, but for echo, which is in what is sent.
        """
        self._set_effects("received_audio", friend_number, "Audio", effects)

    def set_video_effects(self, friend_number: int, effects: VideoEffects) -> None:
        """Change the pictures that the friend is sent; not those that are sent encoded.

        As :meth:`set_audio_effects`.
        """
        self._set_effects("sent_video", friend_number, "Video", effects)

    def _set_effects(
        self, which: str, friend_number: int, kind: str, effects: AudioEffects | VideoEffects
    ) -> None:
        self._require()
        with self.lock:
            wanted = self.library.ffi.new(f"Jackfield_Tox_{kind}_Effects *", effects.as_fields())
            name = f"jackfield_tox_set_{which}_effects"
            self.ask("JACKFIELD_TOX_ERR_EFFECTS", name, friend_number, wanted)

    def video_send_encoded(self, friend_number: int, frame: bytes) -> None:
        """Send a VP8 frame as it is: all of a stream, in order, a key frame first.

        Raises:
            ToxError: ``TOXAV_ERR_SEND_FRAME_…``.
        """
        self._require()
        name = "jackfield_tox_video_send_encoded"
        self.ask("TOXAV_ERR_SEND_FRAME", name, friend_number, frame, len(frame))

    def video_wants_key_frame(self, friend_number: int) -> bool:
        """Whether whoever encodes these frames is to be asked for a key frame."""
        self._require()
        return bool(self.tell("jackfield_tox_video_wants_key_frame", friend_number))

    def video_request_key_frame(self, friend_number: int) -> None:
        """Ask the friend for a key frame, once a second at most.

        Friends with libtoxcore do not heed it: they send one in 40 frames at the latest.
        """
        self._require()
        self.tell("jackfield_tox_video_request_key_frame", friend_number)

    def callback_video_receive_encoded(self, callback: EncodedCallback | None) -> None:
        """Called with video as it came, ``(friend_number, vp8, is_key)``, instead of pictures.

        With None pictures are decoded again.
        """
        self._require()
        self._on_encoded = callback
        null = self.library.ffi.NULL
        made = self._encoded_callback if callback is not None else null
        self.tell("jackfield_tox_callback_video_receive_encoded", made, null)

    def _register_extras(self) -> None:
        if not self.has_extras:
            return
        made = self.callback("toxav_number_cb", self._quality)
        self.tell("jackfield_tox_callback_call_quality", made, self.library.ffi.NULL)
        self._encoded_callback = self.callback("jackfield_tox_encoded_cb", self._encoded)

    def _require(self) -> None:
        if not self.has_extras:
            raise UnsupportedError(
                f"{self.library.name} cannot do this: build Jackfield's own library, `make toxav`"
            )

    def _quality(self, _: "CData", friend: int, quality: int, __: "CData") -> None:
        if self._on_quality is not None:
            self._on_quality(friend, CallQuality(quality))

    def _encoded(  # as the C callback
        self,
        _: "CData",
        friend: int,
        frame: "CData",
        length: int,
        is_key: bool,  # noqa: FBT001  # as the C callback
        __: "CData",
    ) -> None:
        if self._on_encoded is not None:
            self._on_encoded(friend, bytes(self.library.ffi.buffer(frame, length)), is_key)
