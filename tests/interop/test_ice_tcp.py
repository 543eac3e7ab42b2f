"""ICE over TCP, for peers behind firewalls that let no UDP out (RFC 6544, framing RFC 4571)."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpx
from aioice import stun

from e2e.server import ROOT, LiveServer

OFFER = ROOT / "tests/data/offers/chromium-156-audio.sdp"
ANSWER_LIMIT_S = 30
HIGHEST_PRIORITY = 2**31 - 1

_TCP = re.compile(r"a=candidate:\S+ 1 tcp \d+ (\S+) (\d+) typ host tcptype passive", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one has to know to send it a binding request."""

    peer_ufrag: str
    ufrag: str
    password: str
    address: tuple[str, int]

    def binding_request(self) -> stun.Message:
        """A check as the controlling side sends it."""
        request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.ufrag}:{self.peer_ufrag}"
        request.attributes["PRIORITY"] = HIGHEST_PRIORITY
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.password.encode())
        return request


@asynccontextmanager
async def _opened(server: LiveServer) -> AsyncIterator[Session]:
    offer = OFFER.read_text()
    headers = {"Content-Type": "application/sdp"}
    async with httpx.AsyncClient() as http:
        response = await http.post(server.whip, content=offer, headers=headers)
        assert response.status_code == 201
        answer = response.text
        found = _TCP.search(answer)
        assert found, "no TCP candidate in the answer"
        yield Session(
            peer_ufrag=re.findall(r"a=ice-ufrag:(\S+)", offer)[0],
            ufrag=re.findall(r"a=ice-ufrag:(\S+)", answer)[0],
            password=re.findall(r"a=ice-pwd:(\S+)", answer)[0],
            address=(found[1], int(found[2])),
        )
        await http.delete(urljoin(server.whip, response.headers["Location"]))


class Wire:
    """One TCP connection that carries STUN messages."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    def send(self, message: stun.Message) -> None:
        """In its frame."""
        data = bytes(message)
        self.writer.write(len(data).to_bytes(2) + data)

    async def receive(self) -> stun.Message:
        """The next message."""
        async with asyncio.timeout(ANSWER_LIMIT_S):
            length = int.from_bytes(await self._reader.readexactly(2))
            return stun.parse_message(await self._reader.readexactly(length))


@asynccontextmanager
async def _connected(session: Session) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection(*session.address)
    try:
        yield Wire(reader, writer)
    finally:
        writer.close()


async def test_a_binding_request_is_answered_over_tcp(server: LiveServer) -> None:
    async with _opened(server) as session, _connected(session) as wire:
        wire.send(request := session.binding_request())
        answer = await wire.receive()
        answer.check_message_integrity(session.password.encode())
        assert answer.message_class == stun.Class.RESPONSE
        assert answer.transaction_id == request.transaction_id
        own_address = wire.writer.get_extra_info("sockname")
        assert answer.attributes["XOR-MAPPED-ADDRESS"] == own_address


async def test_a_request_with_a_wrong_password_gets_no_way_in(server: LiveServer) -> None:
    async with _opened(server) as session, _connected(session) as wire:
        wire.send(replace(session, password="a" * 24).binding_request())
        wire.send(request := session.binding_request())
        # TCP keeps the order: whatever the forged request got would come first.
        assert (await wire.receive()).transaction_id == request.transaction_id


async def test_a_connection_that_speaks_something_else_disturbs_nobody(
    server: LiveServer,
) -> None:
    async with _opened(server) as session, _connected(session) as stray:
        stray.writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2000)
        async with _connected(session) as wire:
            wire.send(request := session.binding_request())
            assert (await wire.receive()).transaction_id == request.transaction_id
