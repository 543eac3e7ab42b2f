"""What members send over their data channels: texts to all, and nothing else yet."""

from google.protobuf.message import DecodeError

from jackfield.v1 import Event


class ChatRefusedError(ValueError):
    """A message of a member is not passed on; ``reason`` is a word for metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChatAllowance:
    """How much one member may write: a bucket of messages that fills again.

    Args:
        per_s: Messages that it gains in a second.
        burst: Messages that it holds.
        now: Seconds that only go forward.
    """

    __slots__ = ("_burst", "_left", "_per_s", "_since")

    def __init__(self, *, per_s: float, burst: int, now: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = float(burst)
        self._since = now

    def take(self, now: float) -> bool:
        """Take one message out; False when there is none."""
        self._left = min(self._burst, self._left + (now - self._since) * self._per_s)
        self._since = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


def read_chat(data: bytes, *, limit: int) -> str:
    """The text of an encoded ``jackfield.v1.Event`` with a ``Chat``.

    Args:
        data: What a member sent.
        limit: Characters that it may have.

    Raises:
        ChatRefusedError: It is something else, empty or too long.
    """
    try:
        event = Event.FromString(data)
    except DecodeError as error:
        raise ChatRefusedError("malformed") from error
    if event.WhichOneof("payload") != "chat":
        raise ChatRefusedError("unsupported")
    text = event.chat.text.strip()
    if not text:
        raise ChatRefusedError("empty")
    if len(text) > limit:
        raise ChatRefusedError("too_long")
    return text
