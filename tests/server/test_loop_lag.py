"""How late the loop is, on a loop whose time the test moves."""

import asyncio
from collections.abc import Callable

from jackfield.server.loop_lag import INTERVAL_S, LoopLagProbe


class SlowLoop:
    """Calls back when the test says so, late."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, asyncio.TimerHandle]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        handle = asyncio.TimerHandle(when, callback, (), loop)
        self.timers.append((when, handle))
        return handle

    def wake(self, late: float = 0.0) -> None:
        when, handle = self.timers.pop()
        self.now = when + late
        if not handle.cancelled():
            handle._run()  # noqa: SLF001  # what a loop does with a handle


async def test_the_lag_is_the_time_beyond_the_interval() -> None:
    seen: list[float] = []
    loop = SlowLoop()
    LoopLagProbe(loop, seen.append)
    loop.wake()
    loop.wake(late=3.0)
    loop.wake()
    assert [round(lag, 6) for lag in seen] == [0.0, 3.0, 0.0]
    assert round(loop.now, 6) == round(3 * INTERVAL_S + 3.0, 6)


async def test_a_stopped_probe_measures_no_more() -> None:
    seen: list[float] = []
    loop = SlowLoop()
    LoopLagProbe(loop, seen.append).stop()
    loop.wake()
    assert seen == []
    assert loop.timers == []
