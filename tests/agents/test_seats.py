"""Agents sit in calls of many, once each."""

import asyncio
from collections.abc import Coroutine

import pytest

from agent_kit import spec
from call_kit import Switchboard, switchboard
from fakes import FakeEngine
from jackfield.agents import find_agent
from jackfield.agents.seats import AgentSeats
from jackfield.call import Connection
from jackfield.errors import RemoteProtocolError
from media_kit import frames, settle


class Office:
    """Seats, and what became of the agents on them."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[None]] = []
        self.failures: list[str] = []
        self.ends: list[tuple[str, int]] = []
        self.seats = AgentSeats(
            self._start,
            grace_s=0.0,
            on_failure=self.failures.append,
            on_end=lambda agent, dropped: self.ends.append((agent, dropped)),
        )

    def _start(self, work: Coroutine[object, object, None], name: str) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work, name=name))


async def present(board: Switchboard) -> list[str]:
    await settle(20)
    return [one.participant.name or one.id for one in board.call.participants]


async def test_an_agent_sits_once_and_anew_when_it_is_done(engine: FakeEngine) -> None:
    done = asyncio.Event()

    async def helper(_: Connection) -> None:
        await done.wait()

    office = Office()
    async with switchboard(engine) as board:
        await board.join("ann")
        for _ in range(2):
            office.seats.seat(board.call, spec(helper, "helper"))
        assert await present(board) == ["ann", "helper"]
        done.set()
        assert await present(board) == ["ann"]
        assert office.ends == [("helper", 0)]
        office.seats.seat(board.call, spec(helper, "helper"))
        await asyncio.wait(office.tasks)
    assert len(office.tasks) == 2


async def test_an_agent_hears_each_by_name_and_is_heard_by_all(engine: FakeEngine) -> None:
    heard: list[str] = []

    async def parrot(connection: Connection) -> None:
        async for participant, (rate, pcm) in connection.incoming_audio:
            heard.append(participant.id)
            await connection.send_audio(rate, pcm)

    office = Office()
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        office.seats.seat(board.call, spec(parrot))
        await settle(20)
        seat = max(engine.sessions)
        engine.speak(seat, *frames(1), source=bob.session)
        engine.speak(seat, *frames(1), source=ann.session)
        await settle(20)
        assert heard == ["bob", "ann"]
        assert engine.calls.hears[seat] == "each"
        assert engine.sessions[seat].queued_ms == 40
        board.call.end()
        await settle()
        await asyncio.wait(office.tasks)


async def test_an_agent_that_raises_leaves_and_the_call_goes_on(engine: FakeEngine) -> None:
    async def broken(_: Connection) -> None:
        raise KeyError

    office = Office()
    async with switchboard(engine) as board:
        await board.join("ann")
        office.seats.seat(board.call, spec(broken, "broken"))
        assert await present(board) == ["ann"]
        assert office.failures == ["broken"]


async def test_a_call_without_a_place_for_it_goes_on_without_it(engine: FakeEngine) -> None:
    office = Office()
    async with switchboard(engine, max_call_participants=1) as board:
        await board.join("ann")
        office.seats.seat(board.call, find_agent("pcm-parrot"))
        assert await present(board) == ["ann"]
        assert office.ends == []


async def test_an_agent_that_works_in_the_core_cannot_sit_in_a_call(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        with pytest.raises(RemoteProtocolError) as refused:
            Office().seats.seat(board.call, find_agent("parrot"))
    assert (refused.value.status_hint, refused.value.code) == (422, "agent_unsuitable")
