"""A bad network between browser and server: not every datagram that comes here goes on."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from playwright.async_api import Route
from typing_extensions import override

from e2e.browser import CallPage

Address: TypeAlias = tuple[str, int]

_CANDIDATE = re.compile(r"(a=candidate:\S+ \d+ udp \d+) (\S+) (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Network:
    """What happens to datagrams, either way; may be changed at any time."""

    delay_ms: float = 0
    jitter_ms: float = 0
    loss: float = 0
    cut: bool = False


class _Side(asyncio.DatagramProtocol):
    def __init__(self, relay: "Relay", client: Address | None = None) -> None:
        self._relay = relay
        self._client = client

    @override
    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self._client is None:
            self._relay.from_client(data, addr)
        else:
            self._relay.from_server(data, self._client)


class Relay:
    """One address for clients, and one of its own per client towards the server."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.port = 0
        self._server: Address | None = None
        self._random = random.Random(1)  # noqa: S311  # the same losses in every run
        self._front: asyncio.DatagramTransport | None = None
        self._backs: dict[Address, asyncio.DatagramTransport] = {}
        self._opening: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen."""
        self._front = await self._endpoint(_Side(self))
        self.port = self._front.get_extra_info("sockname")[1]

    def stop(self) -> None:
        """Close all sockets."""
        for transport in (self._front, *self._backs.values()):
            if transport is not None:
                transport.close()

    async def rewrite(self, route: Route) -> None:
        """Let a WHIP request pass, and put this relay's address in the place of the server's."""
        response = await route.fetch()
        await route.fulfill(response=response, body=self.divert(await response.text()))

    def divert(self, answer: str) -> str:
        """An SDP answer with this relay's address in the place of the server's."""
        return _CANDIDATE.sub(self._divert, answer)

    def from_client(self, data: bytes, client: Address) -> None:
        """A datagram on its way to the server."""
        if client in self._backs:
            self._carry(self._backs[client], data, self._server)
        elif self._server is not None:
            # The first one only opens the way: whoever sent it sends it again.
            task = asyncio.ensure_future(self._open_back(client))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    def from_server(self, data: bytes, client: Address) -> None:
        """A datagram on its way back."""
        if self._front is not None:
            self._carry(self._front, data, client)

    def _divert(self, found: re.Match[str]) -> str:
        self._server = (found[2], int(found[3]))
        return f"{found[1]} 127.0.0.1 {self.port}"

    def _carry(self, transport: asyncio.DatagramTransport, data: bytes, to: Address | None) -> None:
        network = self.network
        if network.cut or self._random.random() < network.loss:
            return
        delay = network.delay_ms + self._random.random() * network.jitter_ms
        if delay == 0:
            transport.sendto(data, to)
        else:
            asyncio.get_running_loop().call_later(delay / 1e3, transport.sendto, data, to)

    async def _open_back(self, client: Address) -> None:
        transport = await self._endpoint(_Side(self, client))
        if client in self._backs:
            transport.close()
        else:
            self._backs[client] = transport

    @staticmethod
    async def _endpoint(side: _Side) -> asyncio.DatagramTransport:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: side, local_addr=("127.0.0.1", 0)
        )
        return transport


async def without_candidates(route: Route) -> None:
    """Let a WHIP request pass, but no way to the server: as a firewall that eats all media."""
    response = await route.fetch()
    lines = (await response.text()).splitlines(keepends=True)
    body = "".join(line for line in lines if not line.startswith("a=candidate:"))
    await route.fulfill(response=response, body=body)


@asynccontextmanager
async def relayed(page: CallPage, network: Network) -> AsyncIterator[Relay]:
    """Lead the page's media through a relay; the server must offer UDP on one port only."""
    relay = Relay(network)
    await relay.start()
    await page.page.route("**/whip**", relay.rewrite)
    try:
        yield relay
    finally:
        relay.stop()
