"""A bounded queue for one reader on the event loop, cheaper than ``asyncio.Queue``.

The media hub puts fifty frames a second for every call, so putting is a plain function, a reader
that finds something never suspends, and one that waits costs one future.
"""

import asyncio
from collections import deque
from typing import Generic, Self, TypeVar

from jackfield.errors import LocalProtocolError

T = TypeVar("T")


class Mailbox(Generic[T]):
    """An async iterator over what is put into it; the oldest goes when it is full.

    Attributes:
        dropped: How many items had to go because nobody took them.
        was_read: Whether anybody has ever asked for one.
    """

    __slots__ = ("_closed", "_items", "_limit", "_reader", "dropped", "was_read")

    def __init__(self, limit: int) -> None:
        self._items: deque[T] = deque()
        self._limit = limit
        self._reader: asyncio.Future[None] | None = None
        self._closed = False
        self.dropped = 0
        self.was_read = False

    def put(self, item: T) -> None:
        """Leave an item for the reader; nothing after :meth:`close`."""
        if self._closed:
            return
        if len(self._items) >= self._limit:
            self._items.popleft()
            self.dropped += 1
        self._items.append(item)
        self._wake()

    def close(self) -> None:
        """Let the reader take what is left, then end its iteration."""
        self._closed = True
        self._wake()

    def __len__(self) -> int:
        return len(self._items)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        self.was_read = True
        while not self._items:
            if self._closed:
                raise StopAsyncIteration
            await self._wait()
        return self._items.popleft()

    async def _wait(self) -> None:
        if self._reader is not None:
            raise LocalProtocolError("two tasks iterate over the same thing; it has one reader")
        self._reader = asyncio.get_running_loop().create_future()
        try:
            await self._reader
        finally:
            self._reader = None

    def _wake(self) -> None:
        reader = self._reader
        if reader is not None and not reader.done():
            reader.set_result(None)
