"""What waits for one reader of a mock call, and that reader.

Unlike a :class:`~jackfield.mailbox.Mailbox`, a feed has its source wait for its reader, so that
nothing is lost where nobody keeps a clock. So it has to know whether somebody reads.
"""

import asyncio
from collections import deque
from typing import Generic, Protocol, Self, TypeVar

from jackfield.errors import LocalProtocolError

T = TypeVar("T")


class Source(Protocol):
    """Where a feed's items come from."""

    async def fetch(self) -> None:
        """Return when it is worth looking into a feed again."""

    def room_made(self) -> None:
        """A feed that was full is not any more, or nobody reads it any more."""


class Feed(Generic[T]):
    """Items for one reader.

    Attributes:
        dropped: How many items had to go because nobody took them.
        closed: Whether nothing comes any more.
        reader: The task that reads, or last did.
        is_awaited: Whether it waits for something to read.
    """

    __slots__ = (
        "_items",
        "_limit",
        "_readers",
        "_size",
        "closed",
        "dropped",
        "is_awaited",
        "reader",
    )

    def __init__(self, *, size: int, limit: int) -> None:
        """Make an empty one.

        Args:
            size: Items that may wait until the source should.
            limit: Items that may wait at all.
        """
        self.dropped = 0
        self.closed = False
        self.reader: asyncio.Task[object] | None = None
        self.is_awaited = False
        self._items: deque[T] = deque()
        self._size = size
        self._limit = limit
        self._readers = 0

    def __len__(self) -> int:
        return len(self._items)

    @property
    def is_read(self) -> bool:
        """Whether somebody holds an iterator."""
        return self._readers > 0

    def other_reader(self) -> asyncio.Task[object] | None:
        """The task that reads, unless it is over, or the one that asks."""
        task = self.reader
        if not self.is_read or task is None or task.done() or task is asyncio.current_task():
            return None
        return task

    @property
    def is_full(self) -> bool:
        """Whether the source should wait."""
        return len(self._items) >= self._size

    def put(self, item: T) -> None:
        """Leave an item that is never dropped."""
        if not self.closed:
            self._items.append(item)

    def put_latest(self, item: T) -> None:
        """Leave an item; at the limit the oldest goes."""
        if len(self._items) >= self._limit:
            self._items.popleft()
            self.dropped += 1
        self.put(item)

    def admits(self) -> bool:
        """Whether there is room for another item; if not, it counts as dropped."""
        if len(self._items) < self._limit:
            return True
        self.dropped += 1
        return False

    def take(self) -> T:
        """The oldest item."""
        return self._items.popleft()

    def close(self, *, empty: bool = False) -> None:
        """End the iteration, at once or after what waits."""
        self.closed = True
        if empty:
            self._items.clear()

    def note_reader(self, change: int) -> None:
        """An iterator was made, or is gone."""
        self._readers += change


class Reader(Generic[T]):
    """Iterates over a feed; while it exists, the feed is read."""

    __slots__ = ("_feed", "_loop", "_source")

    def __init__(self, feed: Feed[T], source: Source) -> None:
        self._feed = feed
        self._source = source
        self._loop = asyncio.get_running_loop()
        feed.note_reader(1)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        feed = self._feed
        feed.reader = asyncio.current_task()
        while not feed:
            if feed.closed:
                raise StopAsyncIteration
            await self._fetch()
        was_full = feed.is_full
        item = feed.take()
        if was_full and not feed.is_full:
            self._source.room_made()
        return item

    def __del__(self) -> None:
        # The garbage collector may run in any thread.
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_release, self._feed, self._source)

    async def _fetch(self) -> None:
        feed = self._feed
        if feed.is_awaited:
            raise LocalProtocolError("two tasks iterate over the same thing; it has one reader")
        feed.is_awaited = True
        try:
            await self._source.fetch()
        finally:
            feed.is_awaited = False


def _release(feed: Feed[T], source: Source) -> None:
    feed.note_reader(-1)
    source.room_made()
