"""A line for frames that is no network: a queue, a delay, and a clock that goes on when told."""

from collections import deque
from typing import Literal, TypeAlias

from jackfield.tox.errors import ToxError

FrameKind: TypeAlias = Literal["audio", "video"]

LIMIT = 1024
"""Frames that may be under way, unless something else is said."""


class NothingReceivedError(ToxError):
    """No frame is due; the message says when one is."""

    default_code = "TOX_MOCK_NOTHING_RECEIVED"
    retryable = True


class MockAvTransport:
    """What is sent comes out at the other end, in order and after a while; the same every time.

    Args:
        delay: From sending to receiving, in seconds.
        limit: Frames that may be under way; of more the oldest is lost.

    Attributes:
        delay: May be changed: it holds for what is sent from then on, and nothing overtakes.
        now: Seconds since the beginning.
        dropped: Frames that were lost.

    Raises:
        ValueError: The delay or the limit is none.
    """

    def __init__(self, *, delay: float = 0.0, limit: int = LIMIT) -> None:
        if delay < 0 or limit < 1:
            raise ValueError("delay: must be 0 or more; limit: 1 or more")
        self.delay = delay
        self.now = 0.0
        self.dropped = 0
        self._limit = limit
        self._under_way: deque[tuple[float, bytes, FrameKind]] = deque()

    def __len__(self) -> int:
        return len(self._under_way)

    def send_audio_frame(self, data: bytes) -> None:
        """Send a frame of audio."""
        self._send(data, "audio")

    def send_video_frame(self, data: bytes) -> None:
        """Send a frame of video."""
        self._send(data, "video")

    def receive_frame(self) -> tuple[bytes, FrameKind]:
        """The next frame that has arrived.

        Raises:
            NothingReceivedError: None has.
        """
        if not self._under_way:
            raise NothingReceivedError("nothing is under way")
        due, data, kind = self._under_way[0]
        if due > self.now:
            raise NothingReceivedError(f"the next frame arrives in {due - self.now:g} s")
        self._under_way.popleft()
        return data, kind

    def advance(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            ValueError: It does not go back.
        """
        if seconds < 0:
            raise ValueError("seconds: must be 0 or more")
        self.now += seconds

    def _send(self, data: bytes, kind: FrameKind) -> None:
        if len(self._under_way) == self._limit:
            self._under_way.popleft()
            self.dropped += 1
        before = self._under_way[-1][0] if self._under_way else 0.0
        self._under_way.append((max(before, self.now + self.delay), bytes(data), kind))
