"""Measures how late the event loop is: what a handler that blocks does to everybody."""

import asyncio
from collections.abc import Callable
from typing import Protocol

INTERVAL_S = 0.1


class TimerLoop(Protocol):
    """What of an event loop is used here."""

    def time(self) -> float:
        """Now, in seconds."""

    def call_at(self, when: float, callback: Callable[[], None], /) -> asyncio.TimerHandle:
        """Call back at that time."""


class LoopLagProbe:
    """Wakes ten times a second and tells how much too late it was."""

    def __init__(self, loop: TimerLoop, observe: Callable[[float], object]) -> None:
        self._loop = loop
        self._observe = observe
        self._due = loop.time() + INTERVAL_S
        self._timer = loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        """Measure no more."""
        self._timer.cancel()

    def _tick(self) -> None:
        now = self._loop.time()
        self._observe(max(0.0, now - self._due))
        self._due = now + INTERVAL_S
        self._timer = self._loop.call_at(self._due, self._tick)
