"""Events over a WebSocket, for clients that cannot read streams.

The HTTP server gives sockets away instead of speaking WebSocket (``upgrade.py``); so the frames of
RFC 6455 are made here, by the sans-IO half of a library.
"""

import asyncio
import json
import os
import socket

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from websockets.frames import CloseCode
from websockets.protocol import State
from websockets.server import ServerProtocol

from jackfield.config import Settings
from jackfield.errors import JackfieldError
from jackfield.server.event_feed import Subscription
from jackfield.server.problems import Problem
from jackfield.server.refusal import refusal
from jackfield.server.upgrade import hand_over_of
from jackfield.server.v1.event_stream import MISSED
from jackfield.server.v1.watching import EVENTS, Watching
from jackfield.transports.websocket import is_origin_allowed, read_upgrade

PATH = EVENTS + "/ws"
_READ_BYTES = 4096
_MAX_MESSAGE_BYTES = 1024
"""Nobody is to send us anything but pongs."""


class EventSocket:
    """The endpoint."""

    def __init__(self, settings: Settings, watching: Watching) -> None:
        self._settings = settings
        self._watching = watching
        self._tasks: asyncio.TaskGroup | None = None

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=["events"])
        router.add_api_route(PATH, self.open, methods=["GET"], include_in_schema=False)
        return router

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Sockets are served in these tasks."""
        self._tasks = tasks

    async def open(self, request: Request) -> Response:
        """Take a WebSocket, or say why not."""
        wanted = self._watching.admit(request)
        self._check_origin(request)
        after = request.query_params.get("after", "")
        try:
            upgrade = read_upgrade(request.headers)
            hand_over = hand_over_of(request)
        except JackfieldError as error:
            headers = {"Upgrade": "websocket", "Connection": "Upgrade"}
            raise refusal(error, headers=headers) from error

        async def _take(descriptor: int) -> None:
            # The copy is ours; the original is closed by whoever handed it over.
            copy = socket.socket(fileno=os.dup(descriptor))
            copy.setblocking(False)  # noqa: FBT003  # the socket's own signature
            subscription = self._watching.begin(wanted, stream="websocket", after=after)
            self._serve(copy, upgrade.greeting, subscription)

        await hand_over(_take)
        return Response(status_code=101)

    def _serve(self, copy: socket.socket, greeting: bytes, subscription: Subscription) -> None:
        if self._tasks is None:
            raise RuntimeError("start() comes first")
        settings = self._settings
        talk = EventTalk(
            subscription,
            heartbeat_s=settings.event_heartbeat_s,
            patience_s=settings.request_timeout_s,
        )
        task = self._tasks.create_task(talk.run(copy, greeting), name="events over a WebSocket")
        task.add_done_callback(lambda _: self._watching.end(subscription))

    def _check_origin(self, request: Request) -> None:
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        if not is_origin_allowed(origin, host, self._settings.cors_origins):
            raise Problem(403, "pages of this origin may not watch", code="origin_refused")


class EventTalk:
    """One WebSocket from its greeting to its end.

    Args:
        subscription: What is told; ended with the socket.
        heartbeat_s: Without an event until a ping is sent.
        patience_s: For a client that takes nothing, and for its goodbye.
    """

    def __init__(
        self, subscription: Subscription, *, heartbeat_s: float, patience_s: float
    ) -> None:
        self._subscription = subscription
        self._heartbeat_s = heartbeat_s
        self._patience_s = patience_s
        self._protocol = ServerProtocol(state=State.OPEN, max_size=_MAX_MESSAGE_BYTES)

    async def run(self, connection: socket.socket, greeting: bytes) -> None:
        """Tell events until either side has enough."""
        reader, writer = await asyncio.open_connection(sock=connection, limit=_READ_BYTES)
        listening = asyncio.create_task(self._listen(reader, writer))
        try:
            writer.write(greeting)
            await self._tell(writer)
            async with asyncio.timeout(self._patience_s):
                await listening
        except (OSError, TimeoutError):
            return
        finally:
            listening.cancel()
            writer.transport.abort()

    async def _tell(self, writer: asyncio.StreamWriter) -> None:
        while self._is_open():
            if missed := self._subscription.take_missed():
                self._send({"type": MISSED, "count": missed})
            text = await self._next()
            # The client may have gone meanwhile: nothing is written behind a goodbye.
            if text is None or not self._is_open():
                break
            if text:
                self._protocol.send_text(text)
            else:
                self._protocol.send_ping(b"")
            await self._flush(writer)
        if self._is_open():
            why = self._subscription.why
            code = CloseCode.POLICY_VIOLATION if why else CloseCode.GOING_AWAY
            self._protocol.send_close(code, why)
            await self._flush(writer)

    async def _next(self) -> bytes | None:
        """What is to be told, nothing for a ping; None at the end."""
        try:
            async with asyncio.timeout(self._heartbeat_s):
                event = await self._subscription.next()
        except TimeoutError:
            return b""
        return None if event is None else event.text.encode()

    def _is_open(self) -> bool:
        return self._protocol.state is State.OPEN

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer pings and goodbyes; what a client says otherwise is nobody's business."""
        while data := await reader.read(_READ_BYTES):
            self._protocol.receive_data(data)
            self._protocol.events_received()
            self._write(writer)
            if not self._is_open():
                self._subscription.end()
        self._protocol.receive_eof()
        self._subscription.end()

    def _send(self, document: dict[str, object]) -> None:
        self._protocol.send_text(json.dumps(document).encode())

    async def _flush(self, writer: asyncio.StreamWriter) -> None:
        self._write(writer)
        async with asyncio.timeout(self._patience_s):
            await writer.drain()

    def _write(self, writer: asyncio.StreamWriter) -> None:
        for data in self._protocol.data_to_send():
            if data:
                writer.write(data)
            elif not writer.is_closing():
                writer.write_eof()  # both have said goodbye (RFC 6455 §7.1.1)
