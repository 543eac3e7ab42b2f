"""How well each is received is told by the clock, as long as somebody is there."""

import math

import pytest

from call_kit import switchboard
from fakes import FakeEngine
from media_kit import settle


def _stats(received: float, lost: float, round_trip: float = 0.05) -> dict[str, float]:
    return {
        "packets_received": received,
        "packets_lost": lost,
        "jitter_seconds": 0.003,
        "round_trip_seconds": round_trip,
    }


async def test_each_is_told_of_with_what_was_lost_since_the_last_time(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with switchboard(engine, call_quality_ms=5000) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        await board.open_channel(bob)
        bot = await board.seat("bot")
        stats = {
            ann.session: _stats(90, 10),
            bob.session: _stats(50, 0, math.nan),
            bot.session: _stats(0, 0)
            | {"jitter_seconds": math.nan, "round_trip_seconds": math.nan},
        }
        monkeypatch.setattr(engine, "session_stats", stats.get)
        board.timers.advance(4.9)
        assert "quality" not in board.kinds()
        board.timers.advance(0.1)
        told = [event.quality for _, event in board.told if event.HasField("quality")]
        assert [one.participant.id for one in told] == ["ann", "bob"]
        assert [one.loss for one in told] == [0.1, 0.0]
        assert [one.jitter_ms for one in told] == [3.0, 3.0]
        assert [one.round_trip_ms for one in told] == [50.0, 0.0]
        assert engine.calls.told(bob.session)[-2:] == ["quality", "quality"]
        stats[ann.session] = _stats(190, 8)  # two were only late
        board.timers.advance(5)
        assert board.told[-2][1].quality.loss == 0.0


async def test_nobody_is_told_of_who_is_away(engine: FakeEngine) -> None:
    async with switchboard(engine, call_quality_ms=5000) as board:
        ann = await board.join("ann")
        engine.lose(ann.session)
        await settle()
        board.timers.advance(60)
        assert "quality" not in board.kinds()
        engine.connect(ann.session)
        await settle()
        board.timers.advance(5)
        assert board.last().quality.participant.id == "ann"


async def test_quality_can_be_switched_off(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        board.timers.advance(60)
        assert "quality" not in board.kinds()
