"""The queue between the hub and one reader."""

import asyncio

import pytest

from jackfield.errors import LocalProtocolError
from jackfield.mailbox import Later, Mailbox
from media_kit import settle


async def test_items_come_out_in_the_order_they_went_in() -> None:
    mailbox: Mailbox[int] = Mailbox(5)
    for item in range(3):
        mailbox.put(item)
    mailbox.close()
    assert [item async for item in mailbox] == [0, 1, 2]


async def test_the_oldest_goes_when_it_is_full_and_is_counted() -> None:
    mailbox: Mailbox[int] = Mailbox(2)
    for item in range(5):
        mailbox.put(item)
    mailbox.close()
    assert mailbox.dropped == 3
    assert [item async for item in mailbox] == [3, 4]


async def test_a_waiting_reader_is_woken_by_the_next_item() -> None:
    mailbox: Mailbox[str] = Mailbox(2)
    reader = asyncio.create_task(anext(mailbox))
    await settle()
    mailbox.put("here")
    assert await reader == "here"


async def test_a_reader_that_finds_something_does_not_give_up_its_turn() -> None:
    mailbox: Mailbox[int] = Mailbox(2)
    mailbox.put(1)
    others_ran: list[str] = []
    asyncio.get_running_loop().call_soon(others_ran.append, "another callback")
    assert await anext(mailbox) == 1
    assert others_ran == []


async def test_closing_ends_a_waiting_iteration() -> None:
    mailbox: Mailbox[int] = Mailbox(2)

    async def read_all() -> list[int]:
        return [item async for item in mailbox]

    reader = asyncio.create_task(read_all())
    await settle()
    mailbox.close()
    assert await reader == []


async def test_nothing_can_be_put_after_closing() -> None:
    mailbox: Mailbox[int] = Mailbox(2)
    mailbox.close()
    mailbox.put(1)
    assert len(mailbox) == 0


async def test_what_is_for_later_is_made_when_it_is_taken_and_not_if_it_goes_before() -> None:
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return f"item {number}"

    mailbox: Mailbox[str] = Mailbox(1)
    mailbox.keep(Later(make, 1))
    mailbox.put(Later(make, 2))
    mailbox.put(Later(make, 3))
    assert made == []
    mailbox.close()
    assert [item async for item in mailbox] == ["item 1", "item 3"]
    assert made == [1, 3]


async def test_a_second_reader_is_told_that_there_is_one_already() -> None:
    mailbox: Mailbox[int] = Mailbox(2)
    first = asyncio.create_task(anext(mailbox))
    await settle()
    with pytest.raises(LocalProtocolError, match="one reader"):
        await anext(mailbox)
    mailbox.put(7)
    assert await first == 7


async def test_a_cancelled_reader_leaves_the_mailbox_usable() -> None:
    mailbox: Mailbox[int] = Mailbox(2)
    reader = asyncio.create_task(anext(mailbox))
    await settle()
    reader.cancel()
    await asyncio.wait([reader])
    mailbox.put(3)
    assert await anext(mailbox) == 3


async def test_a_lane_that_is_full_takes_no_room_of_another() -> None:
    mailbox: Mailbox[str] = Mailbox(20, per_lane=2)
    for turn in range(3):
        for lane in "ab":
            mailbox.put(f"{lane}{turn}", lane=lane)
    mailbox.put("c0", lane="c")
    mailbox.close()
    assert mailbox.dropped == 2
    assert [item async for item in mailbox] == ["a1", "b1", "a2", "b2", "c0"]


async def test_all_lanes_together_are_bounded() -> None:
    mailbox: Mailbox[int] = Mailbox(3, per_lane=2)
    for item in range(5):
        mailbox.put(item, lane=item)
    mailbox.close()
    assert mailbox.dropped == 2
    assert [item async for item in mailbox] == [2, 3, 4]


async def test_what_is_kept_never_goes_and_takes_no_room() -> None:
    mailbox: Mailbox[str] = Mailbox(2)
    mailbox.keep("first")
    mailbox.put("a")
    mailbox.keep("second")
    for item in "bcd":
        mailbox.put(item)
    assert mailbox.dropped == 2
    assert [await anext(mailbox) for _ in range(2)] == ["first", "second"]
    mailbox.put("e")
    mailbox.close()
    mailbox.keep("late")
    assert mailbox.dropped == 3
    assert [item async for item in mailbox] == ["d", "e"]
