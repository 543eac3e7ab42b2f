"""Sockets that are taken out of uvicorn's hands, over a real connection."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from jackfield.config import Settings
from jackfield.server.http_server import HttpServer
from jackfield.server.metrics import Metrics
from jackfield.server.upgrade import EXTENSION

REQUEST = (
    b"GET /ws/a%20b?x=1 HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
)


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[tuple[int, HttpServer]]:
    """Serve on a free port without a lifespan; gives the port."""
    server = HttpServer(app, Settings(), Metrics(version="1"))
    server.config.lifespan = "off"
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)  # noqa: FBT003  # the socket's own signature
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1], server
    finally:
        server.should_exit = True
        await task


async def test_a_taken_socket_lives_on_in_its_copy() -> None:
    taken: asyncio.Future[socket.socket] = asyncio.get_running_loop().create_future()

    async def take(descriptor: int) -> None:
        taken.set_result(socket.socket(fileno=os.dup(descriptor)))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["path"] == "/ws/a b"
        assert scope["query_string"] == b"x=1"
        await scope["extensions"][EXTENSION]["hand_over"](take)
        await PlainTextResponse("", 101)(scope, receive, send)

    async with serving(app) as (port, server):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        copy = await taken
        copy.settimeout(5)
        copy.sendall(b"first")
        assert await reader.readexactly(5) == b"first"
        writer.write(b"second")
        assert await asyncio.to_thread(copy.recv, 100) == b"second"
        assert server.server_state.connections == set()
        copy.close()
        assert await reader.read() == b""
        writer.close()


async def test_a_socket_that_is_not_taken_is_answered_and_closed() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("full", 503)(scope, receive, send)

    async with serving(app) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        answer = await reader.read()
        writer.close()
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n")
    assert answer.endswith(b"\r\n\r\nfull")


async def test_an_application_that_fails_answers_500() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        raise RuntimeError("no")

    async with serving(app) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 500 ")
        assert b"application/problem+json" in answer
        writer.close()
