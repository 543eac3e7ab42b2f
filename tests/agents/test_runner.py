"""One agent in one call."""

import asyncio

import pytest
from structlog.testing import capture_logs

from fakes import FakeEngine
from jackfield.agents.runner import AgentRun
from jackfield.call import Agent, Connection
from jackfield.errors import CallEndedError
from media_kit import open_call, running_hub, settle


async def outcome(engine: FakeEngine, agent: Agent, *, end_first: bool = False) -> tuple[str, int]:
    """Run an agent in a call; its last log event and how often it failed."""
    failures: list[int] = []
    with capture_logs() as written:
        async with running_hub(engine) as hub:
            call = await open_call(hub)
            run = AgentRun("a", agent, call, grace_s=0, on_failure=lambda: failures.append(1))
            task = asyncio.create_task(run.run())
            await settle()
            if end_first:
                engine.end(call.session, "peer")
                await settle()
                run.call_ended()
            await task
            await settle()
            assert engine.session_count == 0
    assert {event["session"] for event in written} == {call.session}
    return written[-1]["event"], len(failures)


async def returns(_: Connection) -> None: ...


async def raises(_: Connection) -> None:
    raise LookupError


async def times_out(_: Connection) -> None:
    async with asyncio.timeout(0):
        await asyncio.get_running_loop().create_future()


async def speaks_too_late(_: Connection) -> None:
    raise CallEndedError("over")


async def hangs(_: Connection) -> None:
    await asyncio.get_running_loop().create_future()


@pytest.mark.parametrize(
    ("agent", "event", "failures"),
    [
        (returns, "agent_finished", 0),
        (speaks_too_late, "agent_finished", 0),
        (raises, "agent_failed", 1),
        (times_out, "agent_failed", 1),
    ],
)
async def test_however_an_agent_ends_its_call_ends_too(
    engine: FakeEngine, agent: Agent, event: str, failures: int
) -> None:
    assert await outcome(engine, agent) == (event, failures)


async def test_an_agent_that_outlives_its_call_is_cancelled(engine: FakeEngine) -> None:
    assert await outcome(engine, hangs, end_first=True) == ("agent_cancelled", 0)


async def test_the_end_of_a_call_whose_agent_has_returned_changes_nothing(
    engine: FakeEngine,
) -> None:
    async with running_hub(engine) as hub:
        run = AgentRun("a", returns, await open_call(hub), grace_s=0, on_failure=lambda: None)
        await run.run()
        run.call_ended()
