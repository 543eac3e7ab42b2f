"""Events over a WebSocket, read by a foreign client over a real connection."""

import asyncio
import json
import socket

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from jackfield.config import Settings
from jackfield.events import Participant, call_ended, participant_joined
from jackfield.server.app import Server
from jackfield.server.event_feed import EventFeed, Wanted
from jackfield.server.v1.event_socket import EventTalk
from live_kit import listening, until
from server_kit import is_problem, serving

ROOM = "default:room"
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def streams(server: Server) -> float | None:
    return server.metrics.registry.get_sample_value("jackfield_event_streams")


async def test_events_come_as_texts_and_the_end_is_told() -> None:
    async with listening() as (server, place):
        url = f"ws://{place}/v1/events/ws?call={ROOM}"
        async with connect(url, proxy=None) as client:
            await until(lambda: len(server.feed) == 1)
            server.feed.publish("default:other", call_ended("empty"))
            server.feed.publish(ROOM, participant_joined(Participant(id="ann")))
            told = json.loads(await client.recv())
            assert (told["type"], told["call"]) == ("participant_joined", ROOM)
            await client.send("nobody listens")
            pong = await client.ping()
            await pong
            server.feed.close()
            with pytest.raises(ConnectionClosed):
                await client.recv()
            assert client.close_code == 1001
        await until(lambda: streams(server) == 0)


async def test_who_watches_by_a_key_that_is_gone_is_told_and_let_go() -> None:
    async with listening(api_keys="old") as (server, place):
        url = f"ws://{place}/v1/events/ws"
        key = {"Authorization": "Bearer old"}
        async with connect(url, proxy=None, additional_headers=key) as client:
            await until(lambda: len(server.feed) == 1)
            server.reload(Settings.model_validate({"api_keys": "old,new"}))
            server.feed.publish(ROOM, call_ended("empty"))
            assert json.loads(await client.recv())["type"] == "call_ended"
            server.reload(Settings(api_keys=("new",)))
            server.feed.publish(ROOM, call_ended("empty"))
            async with asyncio.timeout(5):
                with pytest.raises(ConnectionClosed):
                    await client.recv()
            assert (client.close_code, client.close_reason) == (1008, "key_revoked")
        await until(lambda: streams(server) == 0)


async def test_who_comes_back_goes_on_where_it_was() -> None:
    async with listening() as (server, place):
        for name in ("ann", "bob"):
            server.feed.publish(ROOM, participant_joined(Participant(id=name)))
        async with connect(f"ws://{place}/v1/events/ws?after=other-1", proxy=None) as client:
            assert json.loads(await client.recv()) == {"type": "missed", "count": 1}
            first = json.loads(await client.recv())
        async with connect(f"ws://{place}/v1/events/ws?after={first['id']}", proxy=None) as client:
            assert json.loads(await client.recv())["data"]["participant"]["id"] == "bob"
        await until(lambda: len(server.feed) == 0)


async def test_the_door_is_guarded_as_every_other() -> None:
    async with serving(api_keys="right-key") as running:
        refused = await running.client.get("/v1/events/ws", headers=UPGRADE)
        assert is_problem(refused, 401, "unauthorized")
    async with serving() as running:
        evil = UPGRADE | {"Origin": "https://evil.example"}
        refused = await running.client.get("/v1/events/ws", headers=evil)
        assert is_problem(refused, 403, "origin_refused")
        assert is_problem(await running.client.get("/v1/events/ws"), 426, "upgrade_required")


async def test_a_client_that_takes_nothing_is_let_go() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003  # the socket's own signature
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    feed = EventFeed(history=0)
    subscription = feed.subscribe(Wanted(), limit=5000)
    for _ in range(5000):
        feed.publish(ROOM, call_ended("empty"))
    with theirs:
        await EventTalk(subscription, heartbeat_s=60, patience_s=0.02).run(ours, b"")


async def test_a_quiet_client_is_asked_whether_it_is_there() -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003  # the socket's own signature
    feed = EventFeed(history=0)
    talk = EventTalk(feed.subscribe(Wanted(), limit=1), heartbeat_s=0.01, patience_s=5)
    running = asyncio.create_task(talk.run(ours, b"hello"))
    reader, writer = await asyncio.open_connection(sock=theirs)
    assert await reader.readexactly(7) == b"hello\x89\x00"
    writer.close()
    await running


@pytest.mark.parametrize(
    "farewell",
    [
        b"\x88\x82\0\0\0\0\x03\xe8",
        b"\x82\xfe\x08\0\0\0\0\0" + bytes(2048),
    ],
    ids=["close", "too long"],
)
async def test_who_says_goodbye_and_stays_is_let_go(farewell: bytes) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)  # noqa: FBT003  # the socket's own signature
    subscription = EventFeed(history=0).subscribe(Wanted(), limit=1)
    talk = EventTalk(subscription, heartbeat_s=0.05, patience_s=0.1)
    running = asyncio.create_task(talk.run(ours, b"hello"))
    reader, writer = await asyncio.open_connection(sock=theirs)
    await reader.readexactly(5)
    writer.write(farewell)
    told = await reader.read()
    assert told.lstrip(b"\x89\0")[:1] == b"\x88", "it was answered, by a close and nothing more"
    await running
    writer.close()
