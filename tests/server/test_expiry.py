"""Sessions that nobody has any use for any more end, and say why."""

import asyncio

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from fakes import FakeEngine
from jackfield.auth import create_token
from jackfield.calls import CallName
from jackfield.config import Settings
from jackfield.engine import make_virtual_engine
from jackfield.server.expiry import LOOK_S, Expiry
from jackfield.testing.virtual_loop import VirtualLoop
from media_kit import settle
from server_kit import OFFER, SDP, Running, serving

SECRET = "a-secret-of-thirty-two-bytes-or-more"
HALF_AN_HOUR = 1800.0


class Wire(FakeEngine):
    """A core whose packets the test counts."""

    packets = 0.0

    @override
    def session_stats(self, session: int) -> dict[str, float] | None:
        figures = super().session_stats(session)
        return figures and figures | {"packets_received": self.packets, "packets_sent": 0.0}


async def join(running: Running, query: str = "", **headers: str) -> int:
    """Open a session whose media flow; gives its number."""
    url = f"/whip?call=default:a&participant=ann{query}"
    opened = await running.client.post(url, content=OFFER, headers=SDP | headers)
    assert opened.status_code == 201, opened.text
    session = max(running.engine.sessions)
    running.engine.calls.messages[session] = []
    running.engine.connect(session)
    running.engine.notice("channel", session, value=1.0)
    await settle(20)
    return session


async def wait(running: Running, seconds: float) -> None:
    running.clock.now += seconds
    running.server.sessions.expiry.look()
    await settle()


def reason(running: Running, session: int) -> str:
    """What the peer was told last."""
    told: str = running.engine.calls.messages[session][-1].call_ended.reason
    return told


async def test_a_session_without_packets_ends_after_half_an_hour_and_says_why() -> None:
    engine = Wire()
    async with serving(engine=engine) as running:
        session = await join(running)
        engine.packets = 7
        await wait(running, 60)
        await wait(running, HALF_AN_HOUR - 1)
        assert running.engine.session_count == 1
        call = running.server.sessions.calls.find(CallName("default", "a"))
        with capture_logs() as logs:
            await wait(running, 1)
        assert running.engine.session_count == 0
        assert reason(running, session) == "inactive"
        assert call.participants == [], "and no place is kept"
        told = {log["event"]: log for log in logs}
        assert told["session_expired"]["reason"] == "inactive"
        assert told["session_expired"]["session"] == session
        assert told["participant_left"]["reason"] == "inactive"
        text = running.server.metrics.exposition(running.clock.now).decode()
        assert 'jackfield_sessions_expired_total{reason="inactive"} 1.0' in text
    engine.dispose()


async def test_a_session_that_carries_packets_goes_on() -> None:
    engine = Wire()
    async with serving(engine=engine) as running:
        await join(running)
        for _ in range(10):
            engine.packets += 1
            await wait(running, HALF_AN_HOUR - 1)
        assert running.engine.session_count == 1
    engine.dispose()


async def test_where_somebody_sends_pictures_nobody_is_idle() -> None:
    async with serving() as running:
        session = await join(running)
        running.engine.notice("track", session, text="video", code="VP8")
        await settle()
        await wait(running, 10 * HALF_AN_HOUR)
        assert running.engine.session_count == 1
        running.engine.notice("track", session, text="video", code="")
        await settle()
        await wait(running, HALF_AN_HOUR)
        assert running.engine.session_count == 0


async def test_a_session_with_an_agent_ends_likewise() -> None:
    async with serving() as running:
        await running.open()
        await wait(running, 60)
        await wait(running, HALF_AN_HOUR)
        assert running.engine.session_count == 0
        assert len(running.server.sessions.expiry) == 0


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"max_session_s": 60}, "max_duration"),
        ({"token_grace_s": 50}, "token_expired"),
        ({"token_grace_s": 51}, ""),
        ({}, ""),
        ({"idle_session_s": 0, "max_session_s": 0, "token_grace_s": 0}, ""),
    ],
)
async def test_what_lasts_too_long_ends_where_it_is_asked_for(
    settings: dict[str, object], why: str
) -> None:
    secrets = {"app": SECRET}
    async with serving(api_secrets=secrets, token_leeway_s=0, **settings) as running:  # type: ignore[arg-type]  # of the server's own
        token = create_token("app", SECRET, sub="ann", ttl_s=10, now=1000.0)
        session = await join(running, Authorization=f"Bearer {token}")
        await wait(running, 59)
        assert running.engine.session_count == 1
        await wait(running, 1)
        assert running.engine.session_count == (0 if why else 1)
        if why:
            assert reason(running, session) == why


async def test_new_limits_hold_for_sessions_there_are() -> None:
    async with serving() as running:
        await join(running)
        running.server.reload(Settings(max_session_s=30))
        await wait(running, 30)
        assert running.engine.session_count == 0


async def test_what_has_ended_by_itself_is_forgotten() -> None:
    async with serving() as running:
        session = await join(running)
        running.engine.end(session, "peer")
        await settle()
        assert len(running.server.sessions.expiry) == 0


def test_all_are_looked_at_again_and_again() -> None:
    looks: list[float] = []

    async def _watch() -> None:
        loop = asyncio.get_running_loop()

        class _Looking(Expiry):
            @override
            def look(self) -> None:
                looks.append(loop.time())

        expiry = _Looking(
            Settings.model_construct(),
            lambda _: None,
            lambda _: None,
            clock=loop.time,
            wall=loop.time,
        )
        began = loop.time()
        running = asyncio.create_task(expiry.run())
        await asyncio.sleep(3 * LOOK_S + 1)
        running.cancel()
        looks[:] = [look - began for look in looks]

    engine = make_virtual_engine(Settings.model_construct(), seed=1)
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(engine, limit_s=1e5)) as runner:
        runner.run(_watch())
    assert looks == pytest.approx([LOOK_S, 2 * LOOK_S, 3 * LOOK_S])
