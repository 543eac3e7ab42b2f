"""All sessions of a server: its end, above all."""

import asyncio
import os

import pytest
from structlog.testing import capture_logs

from agent_kit import spec
from fakes import FakeEngine
from jackfield.agents import find_agent
from jackfield.agents.choice import offer_agents
from jackfield.call import Connection
from jackfield.config import Settings
from jackfield.errors import CapacityError, EngineError
from jackfield.line import Line
from jackfield.server.metrics import Metrics
from jackfield.server.session import Door, Joining
from jackfield.server.sessions import SessionRegistry
from jackfield.transports import WEBSOCKET, WHIP
from media_kit import OFFER, settle
from server_kit import TRICKLE, is_problem, serving


async def begin(door: Door) -> None:
    await door.hub.open(OFFER, door.route, door.participant, door.observer)


async def test_before_its_start_a_registry_takes_nothing(engine: FakeEngine) -> None:
    registry = SessionRegistry(
        Settings(), engine, offer_agents(find_agent("parrot")), Metrics(version="1")
    )
    with pytest.raises(CapacityError):
        await registry.open(Joining(transport=WHIP), begin)


async def test_a_draining_server_keeps_its_sessions_and_takes_no_new_ones() -> None:
    async with serving() as running:
        session = await running.open()
        drain = asyncio.create_task(running.server.sessions.drain())
        await settle()
        refused = await running.post()
        assert is_problem(refused, 503, "draining")
        assert not running.engine.accepting
        assert refused.headers["Retry-After"]
        assert (await running.patch(session, TRICKLE, if_match="*")).status_code == 204
        assert not drain.done()
        assert (await running.client.delete(session.url)).status_code == 200
        await drain


async def test_a_drain_gives_up_at_its_limit() -> None:
    with capture_logs() as written:
        async with serving(drain_timeout_s=0) as running:
            await running.open()
            await running.server.sessions.drain()
            assert len(running.server.sessions) == 1
    assert "drain_timed_out" in [event["event"] for event in written]


async def test_an_empty_server_drains_at_once() -> None:
    with capture_logs() as written:
        async with serving() as running:
            await running.server.sessions.drain()
    assert [event["event"] for event in written] == ["drain_started", "drain_finished"]


async def test_stopping_ends_every_call_and_waits_for_agents() -> None:
    farewells: list[str] = []

    async def agent(connection: Connection) -> None:
        farewells.append(await connection.wait())

    async with serving(spec=spec(agent)) as running:
        await running.open()
        running.engine.connect(1)
        await settle()
    assert farewells == ["shutdown"]


async def test_an_agent_that_does_not_return_is_cancelled_after_its_grace() -> None:
    cancelled: list[bool] = []

    async def agent(_: Connection) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async with serving(spec=spec(agent), agent_grace_s=0) as running:
        await running.open()
        running.engine.connect(1)
        await settle()
    assert cancelled == [True]


@pytest.mark.slow
async def test_hundreds_of_sessions_leave_nothing_behind() -> None:
    async with serving(rate_limit=0) as running:
        for _ in range(200):
            session = await running.open()
            await running.client.delete(session.url)
            await running.post("rubbish")
        await settle()
        assert len(running.server.sessions) == 0
        hub = running.server.sessions._context.hub  # type: ignore[union-attr]  # noqa: SLF001
        assert hub._lines == {}  # noqa: SLF001


async def test_a_socket_that_ends_at_once_was_opened_and_not_refused(engine: FakeEngine) -> None:
    reader, writer = os.pipe()

    async def take(door: Door) -> Line:
        return await door.hub.open_socket(
            writer, b"101", door.route, door.participant, door.observer
        )

    async with serving(engine=engine) as running:
        with capture_logs() as written:
            opening = asyncio.create_task(
                running.server.sessions.open(Joining(transport=WEBSOCKET), take, agent="parrot")
            )
            await asyncio.sleep(0)
            (session,) = engine.sessions
            engine.end(session, "error")
            line = await opening
        with pytest.raises(EngineError, match="ended while it was opened"):
            running.server.sessions.of(line)
        assert len(running.server.sessions) == 0
    assert os.read(reader, 10) == b"101"
    assert [event["event"] for event in written] == ["session_opened", "session_closed"]
    os.close(reader)
    os.close(writer)
