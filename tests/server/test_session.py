"""One call of the server and its agent."""

import asyncio
import sys

from structlog.testing import capture_logs

from agent_kit import spec
from jackfield.call import Connection
from media_kit import frames, settle
from server_kit import serving


async def test_the_agent_comes_when_media_flows_not_before() -> None:
    calls: list[Connection] = []

    async def agent(connection: Connection) -> None:
        calls.append(connection)
        await connection.wait()

    async with serving(spec=spec(agent)) as running:
        await running.open()
        await settle()
        assert calls == []
        running.engine.connect(1)
        await settle()
        assert [call.session for call in calls] == [1]


async def test_the_agent_is_not_started_again_when_the_peer_comes_back() -> None:
    starts: list[int] = []

    async def agent(connection: Connection) -> None:
        starts.append(connection.session)
        await connection.wait()

    async with serving(spec=spec(agent)) as running:
        await running.open()
        running.engine.connect(1)
        running.engine.lose(1)
        running.engine.connect(1)
        await settle()
        assert starts == [1]


async def test_the_call_ends_when_its_agent_returns() -> None:
    async def agent(connection: Connection) -> None:
        await anext(connection.incoming_audio)

    async with serving(spec=spec(agent)) as running:
        session = await running.open()
        running.engine.connect(1)
        running.engine.speak(1, *frames(1))
        await settle(10)
        assert running.engine.session_count == 0
        assert (await running.client.get(session.url)).status_code == 404


async def test_an_agent_that_raises_ends_its_own_call_only() -> None:
    async def agent(connection: Connection) -> None:
        _, (_, pcm) = await anext(connection.incoming_audio)
        if int(pcm[0]) == 13:
            raise ZeroDivisionError("unlucky")
        if int(pcm[0]) == 14:
            sys.exit(1)
        await connection.wait()

    with capture_logs() as written:
        async with serving(spec=spec(agent)) as running:
            for number in (1, 2, 3):
                await running.open()
                running.engine.connect(number)
                running.engine.speak(number, *frames(1, level=11 + number))
            await settle(10)
            assert list(running.engine.sessions) == [1]
            metrics = (await running.client.get("/metrics")).text
            assert 'jackfield_agent_failures_total{agent="test-agent"} 2.0' in metrics
    failed = [event for event in written if event["event"] == "agent_failed"]
    assert [(event["session"], event["agent"]) for event in failed] == [
        (2, "test-agent"),
        (3, "test-agent"),
    ]


async def test_frames_the_agent_was_too_slow_for_are_counted() -> None:
    async def agent(connection: Connection) -> None:
        await connection.wait()

    async with serving(spec=spec(agent)) as running:
        await running.open()
        running.engine.connect(1)
        for _ in range(2):
            running.engine.speak(1, *frames(10))
            await settle()
        running.engine.end(1, "peer")
        await settle()
        metrics = (await running.client.get("/metrics")).text
    assert 'jackfield_agent_frames_dropped_total{agent="test-agent"} 10.0' in metrics


async def test_the_end_of_a_call_tells_how_long_and_how_well_it_went() -> None:
    with capture_logs() as written:
        async with serving() as running:
            ended_here = await running.open()
            await running.open()
            running.clock.now += 12.345
            await running.client.delete(ended_here.url)
            running.engine.end(2, "peer")
            await settle()
    first, second = [event for event in written if event["event"] == "session_closed"]
    assert first["duration_s"] == second["duration_s"] == 12.35
    assert (first["loss"], first["jitter_ms"]) == (0.1, 2.0)
    assert (second["loss"], second["jitter_ms"]) == (0.1, 4.0)
    assert "round_trip_ms" not in first


async def test_a_native_parrot_needs_no_task() -> None:
    async with serving(agent="parrot") as running:
        await running.open()
        running.engine.connect(1)
        await settle()
        assert running.engine.sessions[1].route == "forward"
        assert not [t for t in asyncio.all_tasks() if t.get_name().startswith("agent")]
