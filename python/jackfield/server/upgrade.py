"""Hands upgraded connections over to the media core.

uvicorn meets a request for a WebSocket and gives the connection to the class that its ``ws`` option
names: this one. The application sees a plain GET request, with all that guards those, and an
extension ``jackfield.upgrade`` through which its socket can be taken. A connection that is not
taken is answered like any other and closed.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import cast
from urllib.parse import unquote

import structlog
import uvicorn
from starlette.types import Message, Scope
from typing_extensions import override
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState

from jackfield.server.pump import Pump

EXTENSION = "jackfield.upgrade"

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class UpgradeProtocol(asyncio.Protocol):
    """One connection from its upgrade request on, until its socket is taken or it is answered."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: MutableMapping[str, object],
    ) -> None:
        self._app = config.loaded_app
        self._root_path = config.root_path
        self._state = server_state
        self._app_state = app_state
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._taken = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports behave like asyncio's, and are of none of its classes.
        self._transport = cast("asyncio.Transport", transport)
        # What comes after the request is for whoever takes the socket.
        self._transport.pause_reading()
        self._state.connections.add(self)  # type: ignore[arg-type]  # it names its own classes

    @override
    def data_received(self, data: bytes) -> None:
        """Called once, by uvicorn, with the request as it was parsed."""
        if self._task is None and self._transport is not None:
            scope = self._scope(data, self._transport)
            self._task = asyncio.get_running_loop().create_task(self._run(scope))
            self._state.tasks.add(self._task)
            self._task.add_done_callback(self._state.tasks.discard)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._state.connections.discard(self)
        self._transport = None

    def shutdown(self) -> None:
        """The server stops; what the core has taken is the core's."""
        if self._transport is not None and not self._taken:
            self._transport.close()

    async def hand_over(self, take: Callable[[int], Awaitable[None]]) -> None:
        """Give the socket's descriptor to somebody who copies it; from then on it is theirs.

        Raises:
            Exception: Whatever ``take`` raises; then the connection can still be answered.
        """
        transport = self._transport
        if transport is None:
            raise ConnectionResetError("the client has gone")
        if is_ssl(transport):
            await self._hand_over_pumped(transport, take)
            return
        await take(transport.get_extra_info("socket").fileno())
        self._taken = True
        # Ours only: the copy keeps the connection open.
        transport.abort()

    async def _hand_over_pumped(
        self, transport: asyncio.Transport, take: Callable[[int], Awaitable[None]]
    ) -> None:
        """TLS ends here: the core gets one end of a pair of sockets, and we carry the bytes."""
        ours, theirs = socket.socketpair()
        try:
            await take(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._taken = True
        self._state.connections.discard(self)
        await Pump.connect(transport, ours)

    async def _run(self, scope: Scope) -> None:
        try:
            await self._app(scope, _receive, self._send)
        except Exception:  # noqa: BLE001  # as uvicorn does: the log says it all
            _log.exception("request_failed", method="GET")
            await self._send({"type": "http.response.start", "status": 500, "headers": []})
            await self._send({"type": "http.response.body"})

    async def _send(self, message: Message) -> None:
        transport = self._transport
        if self._taken or transport is None:
            return
        if message["type"] == "http.response.start":
            transport.write(_head(message))
        elif message["type"] == "http.response.body":
            transport.write(message.get("body", b""))
            if not message.get("more_body", False):
                transport.close()

    def _scope(self, request: bytes, transport: asyncio.Transport) -> Scope:
        head, *lines = request.rstrip(b"\r\n").split(b"\r\n")
        method, target, _ = head.split(b" ", 2)
        raw_path, _, query = target.partition(b"?")
        pairs = (line.partition(b": ") for line in lines)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "scheme": "https" if is_ssl(transport) else "http",
            "method": method.decode("ascii"),
            "root_path": self._root_path,
            "path": self._root_path + unquote(raw_path.decode("ascii")),
            "raw_path": raw_path,
            "query_string": query,
            "headers": [(name, value) for name, _, value in pairs],
            "state": dict(self._app_state),
            "extensions": {EXTENSION: {"hand_over": self.hand_over}},
        }


async def _receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _head(message: Message) -> bytes:
    status = HTTPStatus(message["status"])
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode("ascii"), b"connection: close"]
    lines += [name + b": " + value for name, value in message.get("headers", [])]
    return b"\r\n".join(lines) + b"\r\n\r\n"
