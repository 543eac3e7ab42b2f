"""Time passes when nothing can run, and only then."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import TypeVar

import pytest

from jackfield.config import Settings
from jackfield.engine import make_virtual_engine
from jackfield.testing import VirtualTimeError
from jackfield.testing.virtual_loop import VirtualLoop

T = TypeVar("T")


def run(scene: Coroutine[object, object, T], limit_s: float = 3600.0) -> T:
    engine = make_virtual_engine(Settings.model_construct(), seed=1)
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(engine, limit_s=limit_s)) as runner:
        return runner.run(scene)


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_the_loop_of_other_tests_is_not_touched() -> None:
    assert not isinstance(asyncio.get_running_loop(), VirtualLoop)


def test_sleeping_takes_virtual_time_only() -> None:
    async def _scene() -> float:
        for _ in range(1000):
            await asyncio.sleep(3.3)
        return now()

    assert run(_scene()) == pytest.approx(3300.0)


def test_timers_come_in_their_order_and_on_time() -> None:
    came: list[tuple[str, float]] = []

    async def _wait(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        came.append((name, round(now(), 6)))

    async def _scene() -> None:
        await asyncio.gather(_wait("late", 2.0), _wait("soon", 0.001), _wait("next", 1.0))

    run(_scene())
    assert came == [("soon", 0.001), ("next", 1.0), ("late", 2.0)]


def test_a_timeout_ends_what_takes_too_long() -> None:
    async def _scene() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(60)
        return now()

    assert run(_scene()) == pytest.approx(5.0)


def test_what_would_run_in_a_thread_runs_here_and_takes_no_time() -> None:
    def _fail() -> None:
        raise ValueError("as it should")

    async def _scene() -> tuple[int, float]:
        thread = await asyncio.to_thread(threading.get_ident)
        with pytest.raises(ValueError, match="as it should"):
            await asyncio.to_thread(_fail)
        return thread, now()

    assert run(_scene()) == (threading.get_ident(), 0.0)


def test_waiting_for_nothing_is_an_error_not_a_hang() -> None:
    async def _scene() -> None:
        await asyncio.Event().wait()

    with pytest.raises(VirtualTimeError, match="nothing will ever happen"):
        run(_scene())


def test_a_scene_without_end_is_ended() -> None:
    async def _scene() -> None:
        while True:  # noqa: ASYNC110  # what is tested
            await asyncio.sleep(1)

    with pytest.raises(VirtualTimeError, match="60 s of virtual time"):
        run(_scene(), limit_s=60)
