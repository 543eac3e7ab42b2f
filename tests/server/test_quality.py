"""How calls went."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from jackfield.server.quality import PARTS, QualitySampler, quality

NAN = float("nan")


class Loop:
    """Timers that a test lets run."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        self.timers.append((when, callback))
        return cast("asyncio.TimerHandle", self)

    def cancel(self) -> None:
        self.timers.clear()

    def tick(self) -> None:
        self.now, callback = self.timers.pop(0)
        callback()


def test_every_part_has_its_turn_once_in_five_seconds() -> None:
    loop = Loop()
    parts: list[int] = []
    sampler = QualitySampler(loop, parts.append)
    for _ in range(PARTS + 1):
        loop.tick()
    assert parts == [0, 1, 2, 3, 4, 0]
    assert loop.now == 106
    sampler.stop()
    assert loop.timers == []


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, {}),
        ({"packets_received": 50, "round_trip_seconds": NAN}, {}),
        (
            {"packets_received": 95, "packets_lost": 5, "jitter_seconds": 0.01234},
            {"loss": 0.05, "jitter_ms": 12.3},
        ),
        ({"packets_received": 0, "packets_lost": 3}, {"loss": 1.0}),
        ({"packets_received": 9, "jitter_seconds": NAN, "target_delay_seconds": NAN}, {}),
        ({"target_delay_seconds": 0.02, "concealed_seconds": 1.234}, {"concealed_s": 1.23}),
        ({"round_trip_seconds": 0.0421}, {"round_trip_ms": 42.1}),
    ],
)
def test_only_what_was_measured_is_told(figures: dict[str, float], told: dict[str, float]) -> None:
    assert quality(figures) == told
