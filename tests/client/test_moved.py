"""Who is moved from one call to another, with the core that users have."""

import asyncio

import pytest

from jackfield import AsyncClient, Connection, load_wav
from jackfield.calls import CallName
from jackfield.engine import Samples
from rtc_kit import JFK, kind
from sdk_kit import heard_by, hosting, needs_calls, needs_dial


def speech() -> Samples:
    return load_wav(JFK)[1]


async def told(connection: Connection, wanted: str) -> str:
    """Whom the next event of a kind is about."""
    async for event in connection:
        if kind(event) == wanted:
            participant: str = getattr(event, wanted).participant.id
            return participant
    raise AssertionError(f"no {wanted} came")


@needs_calls
@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_a_program_is_moved_between_calls_of_its_process() -> None:
    client = AsyncClient()
    lobby, sales = (client.rtc_call("default", name) for name in ("lobby", "sales"))
    async with lobby.join("ann") as ann, lobby.join("cy") as cy, sales.join("bob") as bob:
        await lobby.move("ann", sales)
        assert (await lobby.participants(), await sales.participants()) == (("cy",), ("bob", "ann"))
        speaking = asyncio.create_task(ann.play(speech(), rate=24_000))
        await heard_by(bob, "ann")
        assert await told(cy, "participant_left") == "ann"
        answering = asyncio.create_task(bob.play(speech(), rate=24_000))
        await heard_by(ann, "bob")
        for task in (speaking, answering):
            task.cancel()


@needs_dial
@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_a_peer_of_a_server_is_moved_and_its_session_goes_on() -> None:
    async with hosting() as host:
        lobby, sales = (host.client().rtc_call("default", name) for name in ("lobby", "sales"))
        async with lobby.join("ann") as ann, lobby.join("cy"), sales.join("bob") as bob:
            calls = host.server.sessions.calls
            left, entered = (calls.find(CallName("default", name)) for name in ("lobby", "sales"))
            session = left.find("ann").session
            left.move("ann", entered)
            speaking = asyncio.create_task(ann.play(speech(), rate=24_000))
            await heard_by(bob, "ann")
            speaking.cancel()
            assert entered.find("ann").session == session
            assert await told(ann, "participant_left") == "cy"
            entered.end()
            assert await ann.wait() == "ended"
            assert left.end_reason == ""
