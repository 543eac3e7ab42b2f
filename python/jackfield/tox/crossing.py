"""The way of things from another thread into an event loop."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Crossing(Generic[T]):
    """Hands things to the event loop, all that wait in one turn; of too many the oldest go.

    Args:
        loop: Whose thread they come to.
        deliver: Takes them there.
        limit: How many wait while the loop is busy.

    Attributes:
        dropped: How many had to go.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, deliver: Callable[[T], None], *, limit: int
    ) -> None:
        self.dropped = 0
        self._loop = loop
        self._deliver = deliver
        self._limit = limit
        self._lock = threading.Lock()
        self._waiting: deque[T] = deque()
        self._is_called = False

    def put(self, item: T) -> None:
        """Leave something, from any thread."""
        with self._lock:
            if len(self._waiting) >= self._limit:
                self._waiting.popleft()
                self.dropped += 1
            self._waiting.append(item)
            was_called, self._is_called = self._is_called, True
        if not was_called:
            with suppress(RuntimeError):  # the loop is closed: nobody waits for it any more
                self._loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        with self._lock:
            items = list(self._waiting)
            self._waiting.clear()
            self._is_called = False
        for item in items:
            self._deliver(item)
