"""Foreign clients of every transport in one call of many on a real server."""

import asyncio
import base64
import json

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection

from e2e.browser import SPEECH
from e2e.echo import find_echo, line_up
from e2e.server import LiveServer
from interop.foreign import RATE, ForeignCall, calling, sitting_in
from interop.socket_client import Samples, dial
from jackfield.v1 import Chat, Event

CALL = "?call=default:standup"
START = {"rate": RATE}
LISTEN_S = 6.0
LIKE = 0.7
"""Likeness that only the same words reach, on a machine that may stall."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


async def listen(socket: ClientConnection, seconds: float) -> Samples:
    """What somebody hears, from its first sound on."""
    heard: list[Samples] = []
    async with asyncio.timeout(seconds + 30):
        async for message in socket:
            if isinstance(message, bytes):
                heard.append(np.frombuffer(message, "<i2").astype(np.int16))
            if sum(map(len, heard)) >= seconds * RATE:
                break
    return np.concatenate(heard)


def likeness(speaker: ForeignCall, heard: Samples | None, listener: ForeignCall | None) -> float:
    """How much of what one said can be found in what another heard."""
    if listener is not None:
        signal = listener.listener.heard()
    else:
        assert heard is not None
        signal = heard / 32_768
    return find_echo(*line_up(signal, speaker.speaker.said(), RATE), RATE).median_likeness


async def test_who_comes_by_any_way_hears_who_came_by_another(server: LiveServer) -> None:
    async with (
        dial(server.url, f"{CALL}&participant=ear", start=START) as ear,
        calling(f"{server.url}whep{CALL}", SPEECH, direction="recvonly") as silent,
        calling(f"{server.whip}{CALL}&participant=mouth", SPEECH) as mouth,
    ):
        heard, _ = await asyncio.gather(
            listen(ear, LISTEN_S), asyncio.wait_for(silent.listener.wait_for(LISTEN_S), 60)
        )
        assert "a=sendonly" in silent.answer
        assert likeness(mouth, heard, None) > LIKE
        assert likeness(mouth, None, silent) > LIKE
        joined = [event for event in server.log if event["event"] == "participant_joined"]
        assert {event["transport"] for event in joined} == {"whip", "whep", "websocket"}
        assert await mouth.close() == 200
        left = await server.logged("participant_left")
        assert (left["participant"], left["reason"]) == ("mouth", "left")


async def test_a_web_socket_resumes_with_the_token_of_its_greeting(server: LiveServer) -> None:
    async with dial(server.url, f"{CALL}2&participant=ann", start=START) as first:
        assert first.response is not None
        assert first.response.headers["Jackfield-Participant"] == "ann"
        token = first.response.headers["Jackfield-Resume"]
        async with dial(server.url, f"{CALL}2&resume={token}", start=START) as second:
            assert second.response is not None
            assert second.response.headers["Jackfield-Participant"] == "ann"
            async with asyncio.timeout(30):
                async for message in first:  # ends: the second one has its place
                    assert isinstance(message, bytes) or json.loads(message)
    assert first.close_code is not None
    assert token not in json.dumps(server.log)


async def test_browsers_are_told_who_is_there_and_write_to_each_other(server: LiveServer) -> None:
    async with (
        sitting_in(f"{server.whip}{CALL}3&participant=ann&name=Ann", SPEECH) as ann,
        sitting_in(f"{server.whip}{CALL}3&participant=bob", SPEECH) as bob,
    ):
        await bob.next_event("call_join_response")
        there = (await bob.next_event("participant_joined")).participant_joined.participant
        assert (there.id, there.name, there.transport) == ("ann", "Ann", "whip")
        came = (await ann.next_event("participant_joined")).participant_joined.participant
        assert came.id == "bob"
        bob.send(Event(chat=Chat(text="hello")))
        for caller in (ann, bob):
            written = (await caller.next_event("chat")).chat
            assert (written.participant.id, written.text) == ("bob", "hello")
        assert (await ann.next_event("levels")).levels.levels[0].participant in ("ann", "bob")
        await bob.close()
        left = (await ann.next_event("participant_left")).participant_left
        assert (left.participant.id, left.reason) == ("bob", "left")


async def told(socket: ClientConnection, kind: str) -> Event:
    """The next event of a kind that a client of the WebSocket is told."""
    async with asyncio.timeout(30):
        async for message in socket:
            text = {} if isinstance(message, bytes) else json.loads(message)
            if text.get("type") != "event":
                continue
            event = Event.FromString(base64.b64decode(text["event"]))
            if event.WhichOneof("payload") == kind:
                return event
    raise AssertionError(f"{kind} was not told")


async def test_clients_of_the_web_socket_are_told_and_write_as_well(server: LiveServer) -> None:
    async with (
        sitting_in(f"{server.whip}{CALL}4&participant=ann", SPEECH) as ann,
        dial(server.url, f"{CALL}4&participant=ear", start=START) as ear,
    ):
        await ann.next_event("call_join_response")
        joined = (await told(ear, "call_join_response")).call_join_response
        assert joined.participant == "ear"
        assert ear.response is not None
        assert joined.resume == ear.response.headers["Jackfield-Resume"]
        there = (await told(ear, "participant_joined")).participant_joined.participant
        assert (there.id, there.transport) == ("ann", "whip")
        written = base64.b64encode(Event(chat=Chat(text="hello")).SerializeToString())
        await ear.send(json.dumps({"type": "event", "event": written.decode()}))
        for read in (await ann.next_event("chat"), await told(ear, "chat")):
            assert (read.chat.participant.id, read.chat.text) == ("ear", "hello")
