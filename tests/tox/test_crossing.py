"""The way into an event loop."""

import asyncio
import threading

from jackfield.tox.crossing import Crossing


async def test_what_another_thread_leaves_comes_in_order() -> None:
    got: list[int] = []
    done = asyncio.Event()

    def _take(item: int) -> None:
        got.append(item)
        if item == 99:
            done.set()

    crossing = Crossing(asyncio.get_running_loop(), _take, limit=1000)

    def _leave() -> None:
        for item in range(100):
            crossing.put(item)

    thread = threading.Thread(target=_leave)
    thread.start()
    await done.wait()
    thread.join()
    assert got == list(range(100))
    assert crossing.dropped == 0


async def test_while_the_loop_is_busy_the_oldest_go() -> None:
    got: list[int] = []
    crossing = Crossing(asyncio.get_running_loop(), got.append, limit=3)
    for item in range(10):
        crossing.put(item)
    await asyncio.sleep(0)
    assert got == [7, 8, 9]
    assert crossing.dropped == 7


def test_a_loop_that_is_closed_is_no_error() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    got: list[int] = []
    Crossing(loop, got.append, limit=1).put(1)
    assert not got
