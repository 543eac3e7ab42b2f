"""One caller: what it sends, and when what comes back."""

import math
import socket
from array import array
from collections import deque
from dataclasses import dataclass

from bench.socketload.wire import BINARY, CLOSE, PING, PONG, Reader, frame

FRAME_S = 0.02
ONSETS = (25, 110, 205, 310, 425, 515)
"""Frames of the loop where a burst begins, as in whipload: their gaps differ."""
LOOP_FRAMES = 600
_BURST_FRAMES = 6
_TURN_FRAMES, _TURN_SPREAD, _TURN_STRIDE = 25, 5, 7
_LEVEL, _LOUD = 12_000, 3_000
_TONE_HZ = 1_000
_QUIET_FRAMES = 8
"""Before an onset, so that no burst counts twice."""
_SAMPLE_BYTES = 2
_NORMAL = (1000).to_bytes(2)
_READ_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a participant of a call bursts: each turn of half a second is one speaker's.

    When in the turn differs from one to the next, so that a lag of one turn cannot pass for no lag.
    """

    speaker: int | None
    speakers: int

    def place(self, number: int) -> int | None:
        """How far into its burst the speaker is in this frame of all."""
        turn, at = divmod(number, _TURN_FRAMES)
        at -= turn * _TURN_STRIDE % _TURN_SPREAD
        is_own = self.speaker is not None and turn % self.speakers == self.speaker
        return at if is_own and 0 <= at < _BURST_FRAMES else None


class Signal:
    """Silence with six bursts of 120 ms in twelve seconds, as frames that are ready to send."""

    def __init__(self, rate: int) -> None:
        samples = round(rate * FRAME_S)
        step = 2 * math.pi * _TONE_HZ / rate
        tone = array("h", (round(_LEVEL * math.sin(step * at)) for at in range(samples)))
        self.frame_bytes = samples * _SAMPLE_BYTES
        self._quiet = frame(BINARY, bytes(self.frame_bytes))
        self._loud = frame(BINARY, tone.tobytes())
        self._loud_at = {onset + index for onset in ONSETS for index in range(_BURST_FRAMES)}

    def frame(self, number: int, turn: Turn | None) -> bytes:
        """The bytes of a frame."""
        if turn is None:
            is_loud = number % LOOP_FRAMES in self._loud_at
        else:
            is_loud = turn.place(number) is not None
        return self._loud if is_loud else self._quiet


class Caller:
    """Sends a frame every 20 ms and notes each that comes back."""

    def __init__(
        self,
        connection: socket.socket,
        reader: Reader,
        signal: Signal,
        *,
        turn: Turn | None = None,
        first_frame: int = 0,
    ) -> None:
        self.connection = connection
        self.is_over = False
        self.sent: list[float] = []
        """When each frame left."""
        self.received: list[tuple[float, int]] = []
        """When each message came, and its bytes."""
        self.onsets: list[float] = []
        """When each burst came back."""
        self.echoes: list[tuple[float, float]] = []
        """When a message came, and how long after the one it would be the echo of."""
        self._reader = reader
        self._signal = signal
        self._turn = turn
        self._first_frame = first_frame
        self._waiting: deque[float] = deque()
        self._unsent = b""
        self._quiet = _QUIET_FRAMES

    def send(self, now: float) -> None:
        """Send the next frame; what the kernel does not take goes before the one after it."""
        data = self._unsent + self._signal.frame(self._first_frame + len(self.sent), self._turn)
        try:
            taken = self.connection.send(data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self.is_over = True
            return
        self._unsent = data[taken:]
        self.sent.append(now)
        self._waiting.append(now)

    def read(self, now: float) -> None:
        """Take what has come."""
        try:
            data = self.connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.is_over = True
        for opcode, payload in self._reader.feed(data):
            if opcode == BINARY:
                self._note(now, payload)
            elif opcode == PING:
                self._unsent += frame(PONG, payload)
            elif opcode == CLOSE:
                self.is_over = True

    def close(self) -> None:
        """Say good-bye."""
        if not self.is_over:
            self.connection.setblocking(True)  # noqa: FBT003  # the socket's own signature
            self.connection.sendall(self._unsent + frame(CLOSE, _NORMAL))
        self.connection.close()

    def burst_times(self) -> list[float]:
        """When each burst left."""
        return [
            at for number, at in enumerate(self.sent, self._first_frame) if self._begins(number)
        ]

    def _begins(self, number: int) -> bool:
        if self._turn is None:
            return number % LOOP_FRAMES in ONSETS
        return self._turn.place(number) == 0

    def _note(self, now: float, payload: bytes) -> None:
        self.received.append((now, len(payload)))
        if self._waiting:
            self.echoes.append((now, now - self._waiting.popleft()))
        samples = array("h", payload)
        if samples and max(samples) > _LOUD:
            if self._quiet >= _QUIET_FRAMES:
                self.onsets.append(now)
            self._quiet = 0
        else:
            self._quiet += 1
