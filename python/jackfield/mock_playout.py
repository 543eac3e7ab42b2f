"""What we say in a mock call: everybody listens, and in real time it takes its time."""

import asyncio
from contextlib import suppress

from typing_extensions import override

from jackfield.playout import Playout

LIMIT_S = 10.0
"""Audio that may wait until its writer must, as in other calls by default."""


class MockPlayout(Playout):
    """Takes audio at the pace of the call: at once where nobody keeps a clock."""

    __slots__ = ("_cut", "_loop", "_realtime", "_silent_at")

    def __init__(self, *, realtime: bool) -> None:
        super().__init__(0, self._note_ready)
        self._loop = asyncio.get_running_loop()
        self._realtime = realtime
        self._silent_at = 0.0
        self._cut = asyncio.Event()

    @override
    def clear(self) -> None:
        self._silent_at = 0.0
        self._cut.set()
        self._cut = asyncio.Event()
        super().clear()

    async def played(self) -> None:
        """Wait until all was said that was written, or it was cleared."""
        cut = self._cut
        while not cut.is_set():
            left = self._silent_at - self._loop.time()
            if left <= 0 and not self.samples:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(max(left, 0)):
                    await cut.wait()

    def _note_ready(self, _: Playout) -> None:
        self._loop.call_soon(self._hear)

    def _hear(self) -> None:
        if not self.samples:
            return
        if self._realtime and not self._takes_time():
            self.settle(taken=False)
            self._loop.call_at(self._silent_at - LIMIT_S, self.room)
        else:
            self.settle(taken=True)

    def _takes_time(self) -> bool:
        """Add what was gathered to what is being said, if there is room."""
        begins_at = max(self._silent_at, self._loop.time())
        if begins_at - self._loop.time() > LIMIT_S:
            return False
        self._silent_at = begins_at + self.samples / self.rate
        return True
