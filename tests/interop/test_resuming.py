"""A program whose network goes away comes back to its place: real sockets, and a relay to cut."""

import asyncio

import httpx
import numpy as np
import pytest
from typing_extensions import override

from e2e.relay import Network, Relay
from jackfield import Connection, Event
from sdk_kit import heard_by, hosting, needs_calls, needs_dial

LIMIT_S = 80.0
RATE = 48_000
CALL = ("default", "standup")


class Diverting(httpx.AsyncBaseTransport):
    """Leads the media of one participant through a relay, and remembers what was asked."""

    def __init__(self, inner: httpx.ASGITransport, relay: Relay) -> None:
        self._inner = inner
        self._relay = relay
        self.asked: list[httpx.Request] = []

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if "participant=bob" not in str(request.url):
            return response
        self.asked.append(request)
        await response.aread()
        headers = httpx.Headers(response.headers)
        del headers["content-length"]
        body = self._relay.divert(response.text)
        return httpx.Response(response.status_code, headers=headers, text=body)


async def told(connection: Connection, kind: str) -> Event:
    """The next event of a kind."""
    async for event in connection:
        if event.WhichOneof("payload") == kind:
            return event
    raise AssertionError(f"{kind} was not told")


async def speak(connection: Connection) -> None:
    """A tone, until it is cancelled."""
    tone = (np.sin(np.arange(RATE // 10) * 2 * np.pi * 440 / RATE) * 8_000).astype(np.int16)
    while True:
        await connection.send_audio(RATE, tone)


@pytest.mark.timeout(90)  # a peer is given up after some 20 s without an answer
@needs_calls
@needs_dial
async def test_the_place_outlives_the_network() -> None:
    network = Network()
    relay = Relay(network)
    await relay.start()
    ways: list[Diverting] = []

    def _divert(inner: httpx.ASGITransport) -> Diverting:
        ways.append(Diverting(inner, relay))
        return ways[-1]

    async with asyncio.timeout(LIMIT_S), hosting(_divert) as host:
        call = host.client().rtc_call(*CALL)
        async with call.join("ann") as ann, call.join("bob") as bob:
            talking = asyncio.create_task(speak(bob))
            await heard_by(ann, "bob")
            network.cut = True
            lost = await told(bob, "connection_changed")
            assert lost.connection_changed.state == lost.connection_changed.STATE_DISCONNECTED
            network.cut = False
            back = await told(bob, "connection_changed")
            assert back.connection_changed.state == back.connection_changed.STATE_CONNECTED
            await heard_by(ann, "bob")
            live = next(iter(host.server.sessions.calls))
            assert [member.id for member in live.participants] == ["ann", "bob"]
            assert live.context.counts.resumed == {"whip": 1}
            assert not live.context.counts.left
            talking.cancel()
        # Whoever leaves is gone at once: the server was told.
        assert live.participants == []
    offers = [request for way in ways for request in way.asked if request.method == "POST"]
    tokens = [request.headers.get("Jackfield-Resume") for request in offers]
    assert tokens[0] is None
    assert all(tokens[1:])
    relay.stop()
