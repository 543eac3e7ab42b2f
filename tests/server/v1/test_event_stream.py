"""Events as server-sent events: read as a browser would, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx

from jackfield.config import Settings
from jackfield.engine import make_virtual_engine
from jackfield.events import Participant, call_ended, participant_joined
from jackfield.server.event_feed import EventFeed, Wanted
from jackfield.server.v1.event_stream import event_lines
from jackfield.testing.virtual_loop import VirtualLoop
from live_kit import listening, until

ROOM = "default:room"


async def blocks(response: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """The fields of each event."""
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if line and name != ":":
            fields[name] = value
        elif fields:
            yield fields
            fields = {}


async def test_events_come_as_they_happen_and_after_a_break_from_where_one_was() -> None:
    async with listening() as (server, place), httpx.AsyncClient() as client:
        url = f"http://{place}/v1/events"
        async with client.stream("GET", url) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store"
            events = blocks(response)
            await until(lambda: len(server.feed) == 1)
            server.feed.publish(ROOM, participant_joined(Participant(id="ann")))
            first = await anext(events)
        assert first["event"] == "participant_joined"
        document = json.loads(first["data"])
        assert (document["call"], document["id"]) == (ROOM, first["id"])
        assert document["data"]["participant"]["id"] == "ann"
        await until(lambda: len(server.feed) == 0)
        server.feed.publish(ROOM, call_ended("empty"))
        again = {"Last-Event-ID": first["id"]}
        async with client.stream("GET", url, headers=again) as response:
            second = await anext(blocks(response))
        assert second["event"] == "call_ended"


async def test_the_end_of_the_server_ends_streams() -> None:
    async with listening() as (server, place), httpx.AsyncClient() as client:
        url = f"http://{place}/v1/events"
        async with client.stream("GET", url) as response:
            await until(lambda: len(server.feed) == 1)
            server.feed.close()
            assert (await response.aread()).decode() == ":\n\n"


async def test_who_watches_by_a_key_that_is_gone_is_told_why_there_is_no_more() -> None:
    key = {"Authorization": "Bearer old"}
    async with listening(api_keys="old") as (server, place), httpx.AsyncClient() as client:
        url = f"http://{place}/v1/events"
        async with client.stream("GET", url, headers=key) as response:
            await until(lambda: len(server.feed) == 1)
            server.feed.publish(ROOM, call_ended("empty"))
            server.reload(Settings(api_keys=("new",)))
            async with asyncio.timeout(5):
                told = [block async for block in blocks(response)]
        assert told == [{"event": "cut", "data": '{"code": "key_revoked"}'}]
        assert (await client.get(url, headers=key)).status_code == 401


def test_a_stream_without_events_shows_signs_of_life() -> None:
    async def _scene() -> list[str]:
        loop = asyncio.get_running_loop()
        feed = EventFeed(history=10)
        subscription = feed.subscribe(Wanted(), limit=2)
        found = []
        async for text in event_lines(subscription, 15):
            found.append(f"{loop.time():.0f} {text.partition(chr(10))[0]}")
            if len(found) == 3:
                for name in ("ann", "bob", "cy"):
                    feed.publish(ROOM, participant_joined(Participant(id=name)))
                feed.close()
        return found

    engine = make_virtual_engine(Settings.model_construct(), seed=1)
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(engine, limit_s=100)) as runner:
        found = runner.run(_scene())
    assert found[:4] == ["0 :", "15 :", "30 :", "30 event: missed"]
    assert len(found) == 6
