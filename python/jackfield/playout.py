"""The audio of one call that is on its way to the core.

Agents write as fast as they like. What they write in one turn of the event loop is gathered here
and handed over at once, for all calls together (see ``media.py``). When the core has no room, the
audio stays here, and the writer waits.
"""

import asyncio
from collections.abc import Callable

import numpy as np

from jackfield.engine import Samples
from jackfield.errors import CallEndedError, LocalProtocolError

LIMIT_MS = 200
"""Audio that may be gathered before its writer must wait: bounds memory, and keeps a writer in a
tight loop from starving everybody else."""

_LOWEST_RATE = 8_000
_HIGHEST_RATE = 192_000


class Playout:
    """Gathers audio of one session; the hub takes it."""

    __slots__ = (
        "_chunks",
        "_closed",
        "_on_ready",
        "_waiters",
        "blocked",
        "clears",
        "rate",
        "samples",
        "session",
    )

    def __init__(self, session: int, on_ready: "Callable[[Playout], None]") -> None:
        self.session = session
        self.rate = 0
        self.samples = 0
        self.blocked = False
        self.clears = 0
        self._chunks: list[Samples] = []
        self._on_ready = on_ready
        self._waiters: list[asyncio.Future[None]] = []
        self._closed = False

    async def write(self, rate: int, pcm: Samples) -> None:
        """Queue audio; returns when there is room for more.

        Raises:
            CallEndedError: The call is over.
            LocalProtocolError: This is no mono int16 audio.
        """
        _check(rate, pcm)
        piece = rate * LIMIT_MS // 1000
        for start in range(0, len(pcm), piece):
            clears = self.clears
            await self._take(rate, pcm[start : start + piece])
            if self.clears != clears:
                return  # what is left of this audio was cleared as well

    def clear(self) -> None:
        """Drop what was gathered and let its writers go on."""
        self.clears += 1
        self.blocked = False
        self._empty()

    def take(self) -> list[Samples]:
        """What was gathered; it stays until :meth:`settle`."""
        return self._chunks

    def settle(self, *, taken: bool) -> None:
        """Note whether the core took what was gathered."""
        if taken:
            self._empty()
        else:
            self.blocked = True

    def room(self) -> None:
        """The core has room again."""
        self.blocked = False
        if self.samples:
            self._on_ready(self)
        else:
            self._release()

    def close(self) -> None:
        """The session is over: writers learn it."""
        self._closed = True
        self.clear()

    async def _take(self, rate: int, pcm: Samples) -> None:
        self._check_open()
        while self.samples and (self.blocked or rate != self.rate or self._is_full()):
            await self._settled()
            self._check_open()
        if not self.samples:
            self.rate = rate
            self._on_ready(self)
        # A copy: the writer may use its array again before the hub comes.
        self._chunks.append(pcm.copy())
        self.samples += len(pcm)
        if self._is_full():
            await self._settled()

    def _is_full(self) -> bool:
        return self.samples * 1000 >= self.rate * LIMIT_MS

    async def _settled(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def _empty(self) -> None:
        self._chunks = []
        self.samples = 0
        self._release()

    def _release(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _check_open(self) -> None:
        if self._closed:
            raise CallEndedError("the call is over, nobody can hear this")


def _check(rate: int, pcm: object) -> None:
    if not _LOWEST_RATE <= rate <= _HIGHEST_RATE:
        raise LocalProtocolError(f"{rate} Hz is no sample rate for calls: 8,000 to 192,000")
    if not isinstance(pcm, np.ndarray) or pcm.dtype != np.int16 or pcm.ndim != 1:
        kind = f"{pcm.dtype} of shape {pcm.shape}" if isinstance(pcm, np.ndarray) else type(pcm)
        raise LocalProtocolError(f"audio must be a mono numpy array of int16, not {kind}")
