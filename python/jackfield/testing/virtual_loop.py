"""An event loop whose clock is that of a virtual core.

While tasks can run, no time passes. When none can, the loop lets time pass in the core until the
next timer or until the core has something to tell, whichever is first. So ``asyncio.sleep(3)``
takes three seconds of the call and none of the test, and everything happens in the same order
every time.
"""

import asyncio
import math
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar, TypeVarTuple, Unpack

from typing_extensions import override

from jackfield.engine import VirtualEngine

_NS = 1_000_000_000

T = TypeVar("T")
Args = TypeVarTuple("Args")


class VirtualTimeError(RuntimeError):
    """Time cannot go on: nothing will ever happen, or more passed than a test may take."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module. It has no threads and no network: what it waits for is in the core.

    Attributes:
        limit_s: At this virtual time a test that never ends is ended.
    """

    def __init__(self, engine: VirtualEngine, *, limit_s: float) -> None:
        self._engine = engine
        super().__init__(_Selector(engine, limit_s))

    @override
    def time(self) -> float:
        return self._engine.now_ns / _NS

    @override
    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[Unpack[Args]], T],
        *args: *Args,
    ) -> asyncio.Future[T]:
        """Run it here and now: a thread would finish at another virtual time in every run."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  # whoever awaits it gets it
            future.set_exception(error)
        return future


class _Selector(selectors.DefaultSelector):
    """Lets virtual time pass instead of waiting."""

    def __init__(self, engine: VirtualEngine, limit_s: float) -> None:
        super().__init__()
        self._engine = engine
        self._limit_s = limit_s
        self._limit_ns = round(limit_s * _NS)

    @override
    def select(  # type: ignore[explicit-any]  # what a key is registered with may be anything
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        # What the tasks have asked of the core happens before time goes on.
        self._engine.step(self._engine.now_ns)
        ready = super().select(0)
        if not ready:
            self._let_pass(timeout)
            ready = super().select(0)
        return ready

    def _let_pass(self, timeout: float | None) -> None:
        engine = self._engine
        if timeout is None and engine.is_idle:
            raise VirtualTimeError("nothing will ever happen: every task waits for another one")
        until = self._limit_ns
        if timeout is not None:
            # At least to the timer, which is due at a rounded number of seconds.
            until = min(until, engine.now_ns + max(1, math.ceil(timeout * _NS)))
        if engine.step(until) >= self._limit_ns:
            self._limit_ns += round(self._limit_s * _NS)  # what is cancelled now may take time too
            raise VirtualTimeError(f"{self._limit_s:g} s of virtual time are over (limit_s)")
