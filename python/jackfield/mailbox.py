"""A bounded queue for one reader on the event loop, cheaper than ``asyncio.Queue``.

The media hub puts fifty frames a second for every call, so putting is a plain function, a reader
that finds something never suspends, and one that waits costs one future.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable
from functools import partial
from typing import Generic, Self, TypeVar

from jackfield.errors import LocalProtocolError

T = TypeVar("T")

_KEPT = object()
"""The lane of what never goes."""


class Later(partial[T]):
    """An item that is made when it is taken: by what, and of what.

    Most of what is told is never read, and to note what it would say costs far less than to say it.
    """


class Mailbox(Generic[T]):
    """An async iterator over what is put into it; the oldest goes when it is full.

    What comes in lanes is bounded lane by lane as well, so that none takes the room of another;
    all of it comes out in the order it went in.

    Args:
        limit: How many items wait, besides those that are kept.
        per_lane: How many of one lane; as many as there may be if nothing is said.

    Attributes:
        dropped: How many items had to go because nobody took them.
        was_read: Whether anybody has ever asked for one.
    """

    __slots__ = (
        "_closed",
        "_items",
        "_kept",
        "_lanes",
        "_limit",
        "_number",
        "_per_lane",
        "_reader",
        "dropped",
        "was_read",
    )

    def __init__(self, limit: int, *, per_lane: int | None = None) -> None:
        self._items: OrderedDict[int, tuple[Hashable, T | Later[T]]] = OrderedDict()
        self._lanes: dict[Hashable, deque[int]] = {}
        self._kept = 0
        self._number = 0
        self._limit = limit
        self._per_lane = limit if per_lane is None else per_lane
        self._reader: asyncio.Future[None] | None = None
        self._closed = False
        self.dropped = 0
        self.was_read = False

    def put(self, item: T | Later[T], *, lane: Hashable = None) -> None:
        """Leave an item for the reader; nothing after :meth:`close`."""
        if self._closed:
            return
        waiting = self._lanes.get(lane, ())
        if len(waiting) >= self._per_lane:
            self._drop(lane)
        elif len(self) - self._kept >= self._limit:
            self._drop(min(self._lanes, key=lambda other: self._lanes[other][0]))
        self._number += 1
        self._lanes.setdefault(lane, deque()).append(self._number)
        self._items[self._number] = (lane, item)
        self._wake()

    def keep(self, item: T | Later[T]) -> None:
        """Leave an item that never goes; how many there are is bounded by whoever leaves them."""
        if self._closed:
            return
        self._number += 1
        self._kept += 1
        self._items[self._number] = (_KEPT, item)
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
        _, (lane, item) = self._items.popitem(last=False)
        if lane is _KEPT:
            self._kept -= 1
        else:
            self._leave(lane)
        return item() if isinstance(item, Later) else item

    def _drop(self, lane: Hashable) -> None:
        del self._items[self._leave(lane)]
        self.dropped += 1

    def _leave(self, lane: Hashable) -> int:
        """Take the oldest number out of its lane; lanes that are empty are forgotten."""
        waiting = self._lanes[lane]
        number = waiting.popleft()
        if not waiting:
            del self._lanes[lane]
        return number

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
