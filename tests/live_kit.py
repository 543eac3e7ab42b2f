"""A whole server on a fake core behind a real port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fakes import FakeEngine
from jackfield.config import Settings
from jackfield.server.app import Server
from jackfield.server.http_server import HttpServer
from server_kit import NO_PAGE


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for what happens in tasks of the server."""
    while not is_so():  # noqa: ASYNC110  # nothing tells of it
        await asyncio.sleep(0.001)


@asynccontextmanager
async def listening(**values: object) -> AsyncIterator[tuple[Server, str]]:
    """Serve with these settings; gives the server and ``127.0.0.1:PORT``."""
    settings = Settings.model_validate(values)
    engine = FakeEngine()
    server = Server(settings, engine, page=NO_PAGE)
    http = HttpServer(server.app, settings, server.metrics)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)  # noqa: FBT003  # the socket's own signature
    task = asyncio.create_task(http.serve(sockets=[listener]))
    try:
        yield server, f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.feed.close()
        http.should_exit = True
        await task
        engine.dispose()
