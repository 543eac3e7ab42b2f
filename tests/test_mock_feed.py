"""Feeds and who reads them."""

import asyncio

import pytest

from jackfield.errors import LocalProtocolError
from jackfield.mock_feed import Feed, Reader


class Tap:
    """Gives a number whenever it is asked, up to a last one."""

    def __init__(self, last: int = 0) -> None:
        self.feed: Feed[int] = Feed(size=2, limit=4)
        self.room = 0
        self._numbers = iter(range(last))

    async def fetch(self) -> None:
        await asyncio.sleep(0)
        number = next(self._numbers, None)
        if number is None:
            self.feed.close()
        else:
            self.feed.put(number)

    def room_made(self) -> None:
        self.room += 1


async def test_a_reader_has_fetched_what_is_not_there() -> None:
    tap = Tap(3)
    assert [number async for number in Reader(tap.feed, tap)] == [0, 1, 2]


async def test_a_feed_is_read_while_somebody_holds_an_iterator() -> None:
    tap = Tap()
    reader = Reader(tap.feed, tap)
    assert tap.feed.is_read
    del reader
    await asyncio.sleep(0)
    assert (tap.feed.is_read, tap.room) == (False, 1)


async def test_a_feed_knows_the_other_task_that_reads_and_still_runs() -> None:
    tap = Tap(1)
    reader = Reader(tap.feed, tap)
    assert tap.feed.other_reader() is None
    reading = asyncio.create_task(_next(reader))
    await asyncio.sleep(0)
    assert tap.feed.other_reader() is reading
    await reading
    assert tap.feed.other_reader() is None


async def test_a_full_feed_says_when_there_is_room_again() -> None:
    tap = Tap()
    for number in range(3):
        tap.feed.put(number)
    assert tap.feed.is_full
    reader = Reader(tap.feed, tap)
    assert await anext(reader) == 0
    assert tap.room == 0
    assert await anext(reader) == 1
    assert (tap.room, tap.feed.is_full) == (1, False)


async def test_at_the_limit_the_oldest_goes_or_the_new_is_not_admitted() -> None:
    feed: Feed[int] = Feed(size=2, limit=3)
    for number in range(5):
        feed.put_latest(number)
    assert (len(feed), feed.take(), feed.dropped) == (3, 2, 2)
    assert feed.admits()
    feed.put(5)
    assert not feed.admits()
    assert feed.dropped == 3


async def test_a_closed_feed_is_read_to_its_end_or_emptied() -> None:
    tap = Tap()
    tap.feed.put(1)
    tap.feed.close()
    tap.feed.put(2)
    assert [number async for number in Reader(tap.feed, tap)] == [1]
    other = Tap()
    other.feed.put(1)
    other.feed.close(empty=True)
    assert [number async for number in Reader(other.feed, other)] == []


async def test_two_tasks_cannot_wait_for_the_same_thing() -> None:
    tap = Tap(9)
    reader = Reader(tap.feed, tap)
    first = asyncio.create_task(_next(reader))
    await asyncio.sleep(0)
    with pytest.raises(LocalProtocolError, match="one reader"):
        await anext(Reader(tap.feed, tap))
    assert await first == 0


async def _next(reader: Reader[int]) -> int:
    return await anext(reader)
