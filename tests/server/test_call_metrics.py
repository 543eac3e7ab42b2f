"""What Prometheus reads about calls of many; docs/metrics.md names each figure."""

from pathlib import Path

from call_kit import switchboard
from fakes import FakeEngine
from jackfield.server.call_metrics import CallMetrics
from media_kit import settle

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"


async def scrape(metrics: CallMetrics) -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("jackfield_"), *sample.labels.values()): sample.value
        for family in metrics.collect()
        for sample in family.samples
    }


async def test_calls_and_their_participants_are_counted(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        metrics = CallMetrics(board.book)
        ann, bob = await board.join("ann"), await board.join("bob")
        await board.seat("bot")
        engine.end(bob.session, "peer")
        engine.end(ann.session, "consent_expired")
        engine.notice("message", ann.session, data=b"\xff")
        await settle()
        values = await scrape(metrics)
        assert values["call_participants", "whip", "away"] == 1
        assert values["call_participants", "agent", "present"] == 1
        assert values["call_participants_joined_total", "whip"] == 2
        assert values["call_participants_left_total", "whip", "left"] == 1
        await board.join(resume=ann.token, transport="websocket")
        board.call.end()
        values = await scrape(metrics)
        assert values["call_places_resumed_total", "websocket"] == 1
        assert values["calls_ended_total", "ended"] == 1


async def test_each_figure_is_documented(engine: FakeEngine) -> None:
    documented = DOCUMENT.read_text()
    async with switchboard(engine) as board:
        families = [family.name for family in CallMetrics(board.book).collect()]
    assert len(families) == 7
    assert [name for name in families if f"`{name}" not in documented] == []
