"""uvicorn with our limits, over real connections."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from jackfield.config import Settings
from jackfield.server.http_server import HttpServer, http_config
from jackfield.server.metrics import Metrics
from jackfield.server.tls import ServerTls


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("well")(scope, receive, send)


class Running:
    """A server on a free port."""

    def __init__(self, port: int, metrics: Metrics) -> None:
        self.port = port
        self._metrics = metrics

    def ended(self, reason: str) -> float:
        """How many connections ended for this reason."""
        name, labels = "jackfield_http_connections_closed_total", {"reason": reason}
        return self._metrics.registry.get_sample_value(name, labels) or 0.0

    def count(self) -> float | None:
        return self._metrics.registry.get_sample_value("jackfield_http_connections")

    async def emptied(self) -> None:
        """Wait until it has no connections; what ends behind TLS is told by another thread."""
        async with asyncio.timeout(30):
            while self.count():  # noqa: ASYNC110  # a gauge tells nobody
                await asyncio.sleep(0)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def serving(
    tls: ServerTls | None = None, served: ASGIApp = app, **settings: object
) -> AsyncIterator[Running]:
    metrics = Metrics(version="1")
    server = HttpServer(served, Settings.model_validate(settings), metrics, tls)
    server.config.lifespan = "off"
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)  # noqa: FBT003  # the socket's own signature
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Running(listener.getsockname()[1], metrics)
    finally:
        server.should_exit = True
        await task


@pytest.fixture
def tls(tmp_path: Path) -> ServerTls:
    return ServerTls(Settings(tls_self_signed=True), folder=tmp_path)


async def test_connections_are_counted_while_they_last() -> None:
    async with serving() as running:
        assert running.count() == 0
        reader, writer = await running.connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in await reader.readuntil(b"\r\n")
        assert running.count() == 1
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).endswith(b"well")
        writer.close()
        await writer.wait_closed()
        assert running.count() == 0


async def test_one_address_too_often_is_closed_without_an_answer() -> None:
    async with serving(http_connections_per_address=1) as running:
        _, first = await running.connect()
        reader, second = await running.connect()
        assert await reader.read() == b""
        assert running.ended("address_limit") == 1
        first.close()
        second.close()


async def test_a_full_server_drops_the_longest_silence_and_serves_the_newest() -> None:
    async with serving(http_connections=2) as running:
        silent = [await running.connect() for _ in range(4)]
        assert await silent[0][0].read() == b""
        assert await silent[1][0].read() == b""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{running.port}") as client:
            assert (await client.get("/")).text == "well"
        assert running.ended("evicted") == 3
        for _, writer in silent:
            writer.close()


async def test_places_are_counted_before_tls_has_shaken_hands(tls: ServerTls) -> None:
    async with serving(tls, http_connections=1) as running:
        reader, silent = await running.connect()
        url = f"https://127.0.0.1:{running.port}"
        async with httpx.AsyncClient(base_url=url, verify=False) as client:  # noqa: S501  # our own
            assert (await client.get("/")).text == "well"
        assert await reader.read() == b""
        assert running.ended("evicted") == 1
        silent.close()


async def test_behind_tls_a_client_is_who_has_connected(tls: ServerTls) -> None:
    scopes: list[Scope] = []

    async def note(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await app(scope, receive, send)

    async with serving(tls, note) as running:
        url = f"https://127.0.0.1:{running.port}"
        async with httpx.AsyncClient(base_url=url, verify=False) as client:  # noqa: S501  # our own
            await client.get("/")
        (scope,) = scopes
        assert (scope["scheme"], scope["client"][0]) == ("https", "127.0.0.1")
        assert tuple(scope["server"]) == ("127.0.0.1", running.port)


async def test_a_handshake_that_does_not_come_or_fails_is_ended(tls: ServerTls) -> None:
    async with serving(tls, request_timeout_s=0.05) as running:
        reader, silent = await running.connect()
        assert await reader.read() == b""
        silent.close()
    async with serving(tls) as running:
        reader, plain = await running.connect()
        plain.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.read()
        plain.close()
        await running.emptied()
        assert running.ended("handshake") == 1


@pytest.mark.parametrize(
    ("proxies", "seen"), [("", "198.51.100.9"), ("198.51.100.0/24", "192.0.2.1")]
)
async def test_only_a_trusted_proxy_may_say_who_the_client_is(proxies: str, seen: str) -> None:
    clients: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        clients.append(scope["client"][0])
        await Response()(scope, receive, send)

    config = http_config(app, Settings.model_validate({"trusted_proxies": proxies}))
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=("198.51.100.9", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get("/", headers={"X-Forwarded-For": "192.0.2.1"})
    assert clients == [seen]
