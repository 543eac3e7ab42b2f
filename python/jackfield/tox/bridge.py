"""Carries the audio of a call to the media core and back, without the event loop.

The core takes over the other end of a pair of sockets as one of its WebSockets (docs/websocket.md),
so that it paces, mixes and forwards what a friend says as it does with any other client's audio.
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

RATE = 48_000
"""Samples per second on the way to the core: what nearly every client of Tox sends."""
WAITING_BYTES = 38_400
"""Audio that waits for the core: 400 ms. Of more, the newest is dropped: the core has stalled."""
_READ_BYTES = 65_536
_FRAME = RATE // 50


class AudioBridge:
    """One call's. Everything here is done on the owner's thread.

    Args:
        owner: Of the call.
        call: That is active.
        end: Our end of the pair; closed at the end.
        on_end: Told when the core has ended the call.

    Attributes:
        frames_dropped: What could not be passed on, in both directions.
    """

    def __init__(
        self, owner: Owner, call: Call, end: socket.socket, on_end: Callable[[], None]
    ) -> None:
        self.frames_dropped = 0
        self._owner = owner
        self._av: ToxAV = owner.av
        self._call = call
        self._end = end
        self._on_end = on_end
        self._waiting = bytearray()
        self._protocol = ClientProtocol(parse_uri("ws://core/"), state=State.OPEN, max_size=None)
        self._is_over = False

    def begin(self) -> None:
        """Let audio flow both ways."""
        self._end.setblocking(False)  # noqa: FBT003  # the socket's own signature
        start = {"type": "start", "rate": RATE, "channels": 1, "format": "pcm16"}
        self._protocol.send_text(json.dumps(start).encode())
        self._flush()
        self._owner.watch(self._end, self._read)
        self._call.on_audio = self.hear

    def hear(self, frame: AudioFrame) -> None:
        """Pass on what the friend says."""
        if len(self._waiting) > WAITING_BYTES:
            self.frames_dropped += 1
        else:
            self._protocol.send_binary(_at_rate(frame).tobytes())
        self._flush()

    def close(self) -> None:
        """The call is over: so is the session in the core. Again: nothing happens."""
        if self._is_over:
            return
        self._is_over = True
        self._call.on_audio = None
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
            if isinstance(frame, Frame) and frame.opcode is Opcode.BINARY:
                self._say(bytes(frame.data))
        self._flush()
        if not data or self._protocol.state is not State.OPEN:
            self.close()
            self._on_end()

    def _say(self, pcm: bytes) -> None:
        """A message is 20 ms; of a parrot it is as long as what the friend said."""
        try:
            friend = self._call.friend_number
            self._av.audio_send_frame(friend, pcm, len(pcm) // 2, 1, RATE)
        except NotInCallError:
            self.close()
        except ToxError:
            # Muted, paused, or a network that is full: what is said now is lost.
            self.frames_dropped += 1

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
