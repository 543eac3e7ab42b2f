"""Carries a call to the media core and back, without the event loop.

The core takes over the other end of a pair of sockets as one of its WebSockets (docs/websocket.md),
so that it paces, mixes and forwards what a friend says and shows as that of any other client.
"""

import json
import socket
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import numpy.typing as npt
from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from jackfield.tox.av import ToxAV
from jackfield.tox.call import Call
from jackfield.tox.errors import NotInCallError, ToxError
from jackfield.tox.frames import AudioFrame
from jackfield.tox.owner import Owner
from jackfield.tox.pictures import (
    AUDIO_HEADER,
    HEADER_BYTES,
    PictureBridge,
    Told,
    VideoTerms,
)
from jackfield.tox.values import CallState

RATE = 48_000
"""Samples per second on the way to the core: what nearly every client of Tox sends."""
WAITING_BYTES = 38_400
"""Audio that waits for the core: 400 ms. Of more, the newest is dropped: the core has stalled."""
_READ_BYTES = 65_536
_FRAME = RATE // 50


class CallBridge:
    """One call's. Everything here is done on the owner's thread.

    Args:
        owner: Of the call.
        call: That is active.
        end: Our end of the pair; closed at the end.
        on_end: Told when the core has ended the call.
        video: How pictures are passed on; None for audio alone.
    """

    def __init__(
        self,
        owner: Owner,
        call: Call,
        end: socket.socket,
        on_end: Callable[[], None],
        video: VideoTerms | None = None,
    ) -> None:
        self._audio_dropped = 0
        self._owner = owner
        self._av: ToxAV = owner.av
        self._call = call
        self._end = end
        self._on_end = on_end
        self._waiting = bytearray()
        self._protocol = ClientProtocol(parse_uri("ws://core/"), state=State.OPEN, max_size=None)
        self._is_over = False
        self._room = WAITING_BYTES
        self._pictures: PictureBridge | None = None
        if video is not None:
            # What waits is one picture at most when another comes, besides the audio.
            self._room += 2 * video.max_bytes
            self._picture_room = video.max_bytes
            self._pictures = PictureBridge(
                self._av, call, video, tell=self._tell, send=self._send_picture
            )

    @property
    def frames_dropped(self) -> int:
        """What could not be passed on, in both directions."""
        shown = self._pictures.frames_dropped if self._pictures is not None else 0
        return self._audio_dropped + shown

    def begin(self) -> None:
        """Let audio, and pictures if they are passed on, flow both ways.

        Raises:
            UnsupportedError: The library cannot pass pictures on.
        """
        if self._pictures is not None:
            self._owner.manager.pass_video_on()
        self._end.setblocking(False)  # noqa: FBT003  # the socket's own signature
        start: Told = {"type": "start", "rate": RATE, "channels": 1, "format": "pcm16"}
        if self._pictures is not None:
            start["video"] = "vp8"
        self._tell(start)
        self._owner.watch(self._end, self._read)
        self._call.on_audio = self.hear
        if self._pictures is not None:
            self._pictures.begin()

    def note(self, state: CallState) -> None:
        """The friend's side has changed; at its end everything is closed."""
        if state.is_over:
            self.close()
        elif self._pictures is not None:
            self._pictures.note(state)

    def hear(self, frame: AudioFrame) -> None:
        """Pass on what the friend says."""
        if len(self._waiting) > self._room:
            self._audio_dropped += 1
        else:
            pcm = _at_rate(frame).tobytes()
            self._protocol.send_binary(AUDIO_HEADER + pcm if self._pictures is not None else pcm)
        self._flush()

    def close(self) -> None:
        """The call is over: so is the session in the core. Again: nothing happens."""
        if self._is_over:
            return
        self._is_over = True
        self._call.on_audio = None
        if self._pictures is not None:
            self._pictures.end()
        with suppress(WebSocketException):
            self._protocol.send_close(CloseCode.NORMAL_CLOSURE)
        self._flush()
        self._owner.unwatch(self._end)
        self._end.close()

    def _read(self) -> None:
        try:
            data = self._end.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._protocol.receive_data(data)
        else:
            self._protocol.receive_eof()
        for frame in self._protocol.events_received():
            if isinstance(frame, Frame) and not self._is_over:
                self._take(frame.opcode, bytes(frame.data))
        self._flush()
        if not data or self._protocol.state is not State.OPEN:
            self.close()
            self._on_end()

    def _take(self, opcode: Opcode, data: bytes) -> None:
        try:
            if self._pictures is None:
                if opcode is Opcode.BINARY:
                    self._say(data)
            elif opcode is Opcode.TEXT:
                if json.loads(data)["type"] == "key_frame":
                    self._pictures.begin_anew()
            elif opcode is Opcode.BINARY and data[0]:
                self._pictures.show(data[HEADER_BYTES:])
            elif opcode is Opcode.BINARY:
                self._say(data[HEADER_BYTES:])
        except NotInCallError:
            self.close()

    def _say(self, pcm: bytes) -> None:
        """A message is 20 ms; of a parrot it is as long as what the friend said."""
        try:
            friend = self._call.friend_number
            self._av.audio_send_frame(friend, pcm, len(pcm) // 2, 1, RATE)
        except NotInCallError:
            raise
        except ToxError:
            # Muted, paused, or a network that is full: what is said now is lost.
            self._audio_dropped += 1

    def _tell(self, text: Told) -> None:
        if not self._is_over:
            self._protocol.send_text(json.dumps(text).encode())
            self._flush()

    def _send_picture(self, message: bytes) -> bool:
        if len(self._waiting) > self._picture_room:
            return False
        self._protocol.send_binary(message)
        self._flush()
        return True

    def _flush(self) -> None:
        for piece in self._protocol.data_to_send():
            self._waiting += piece
        with suppress(OSError):  # full, or gone, which reading shows
            while self._waiting:
                del self._waiting[: self._end.send(self._waiting)]


def _at_rate(frame: AudioFrame) -> npt.NDArray[np.int16]:
    """Mono at :data:`RATE`; the rates of Tox are whole parts of it."""
    pcm = frame.mono()
    if frame.rate == RATE:
        return pcm
    count = len(pcm) * RATE // frame.rate
    places = np.arange(count) * (frame.rate / RATE)
    wanted: npt.NDArray[np.float64] = np.interp(places, np.arange(len(pcm)), pcm)
    return wanted.astype(np.int16)
