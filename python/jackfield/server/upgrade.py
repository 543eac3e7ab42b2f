"""Hands upgraded connections over to the media core.

A request for a WebSocket ends HTTP on its connection, which is then of the class here. The
application sees a plain GET request, with all that guards those, and an extension
``jackfield.upgrade`` through which its socket can be taken. A connection that is not taken is
answered like any other and closed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias, cast

import structlog
import uvicorn
from starlette.requests import Request
from starlette.types import Message, Scope
from typing_extensions import override
from uvicorn.server import ServerState

from jackfield.errors import RemoteProtocolError
from jackfield.server.connections import Place
from jackfield.server.problems import server_failed

EXTENSION = "jackfield.upgrade"

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


HandOver: TypeAlias = Callable[[Callable[[int], Awaitable[None]]], Awaitable[None]]
"""Gives a socket's descriptor to somebody who copies it."""


def hand_over_of(request: Request) -> HandOver:
    """How the socket of a request can be taken.

    Raises:
        RemoteProtocolError: 426: it cannot.
    """
    extension = request.scope.get("extensions", {}).get(EXTENSION)
    if extension is None:
        raise RemoteProtocolError(
            "this server cannot upgrade this connection", status_hint=426, code="upgrade_required"
        )
    return cast("HandOver", extension["hand_over"])


class UpgradeProtocol(asyncio.Protocol):
    """One connection from its upgrade request on, until its socket is taken or it is answered."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        place: Place,
        *,
        timeout_s: float,
    ) -> None:
        self._app = config.loaded_app
        self._state = server_state
        self._place = place
        self._timeout_s = timeout_s
        self._transport: asyncio.Transport | None = None
        self._taken = False

    def begin(self, transport: asyncio.Transport, scope: Scope) -> None:
        """Answer the request that asked for the upgrade; the connection is ours from now on."""
        self._transport = transport
        # What comes after the request is for whoever takes the socket.
        transport.pause_reading()
        transport.set_protocol(self)
        self._state.connections.add(self)  # type: ignore[arg-type]  # it names its own classes
        self._place.serve()
        scope["extensions"] = {EXTENSION: {"hand_over": self.hand_over}}
        task = asyncio.get_running_loop().create_task(self._run(scope))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
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
        await take(transport.get_extra_info("socket").fileno())
        self._taken = True
        # Ours only: the copy keeps the connection open.
        transport.abort()

    async def _run(self, scope: Scope) -> None:
        try:
            await self._app(scope, _receive, self._send)
        except Exception:  # noqa: BLE001  # as uvicorn does: the log says it all
            _log.exception("request_failed", method="GET")
            await server_failed()(scope, _receive, self._send)

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
                # A client that does not read is no reason to wait.
                asyncio.get_running_loop().call_later(self._timeout_s, transport.abort)

    def _leave(self) -> None:
        self._state.connections.discard(self)
        self._place.leave()


async def _receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _head(message: Message) -> bytes:
    status = HTTPStatus(message["status"])
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode("ascii"), b"connection: close"]
    lines += [name + b": " + value for name, value in message.get("headers", [])]
    return b"\r\n".join(lines) + b"\r\n\r\n"
