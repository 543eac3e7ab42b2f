"""Events as a stream of server-sent events (WHATWG HTML §9.2)."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from jackfield.server.event_feed import Subscription
from jackfield.server.v1.watching import EVENTS, Watching

MEDIA_TYPE = "text/event-stream"
MISSED = "missed"
"""The type of what says that events were lost."""
CUT = "cut"
"""The type of what says why there are no more."""
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_HEARTBEAT = ":\n\n"


class EventStream:
    """The endpoint."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=["events"])
        router.add_api_route(
            EVENTS,
            self.open,
            methods=["GET"],
            response_class=Response,
            responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
        )
        return router

    async def open(
        self,
        request: Request,
        call: Annotated[str, Query(description="TYPE:ID; all calls if empty")] = "",  # noqa: ARG002  # for the description
        types: Annotated[str, Query(description="types, separated by commas")] = "",  # noqa: ARG002  # for the description
        tenant: Annotated[str, Query(description="only its; all if empty")] = "",  # noqa: ARG002  # for the description
        last_event_id: Annotated[str, Header(description="of the last event seen")] = "",
    ) -> Response:
        """Watch what happens in calls, until the client goes or the server stops."""
        wanted = self._watching.admit(request)
        subscription = self._watching.begin(wanted, stream="sse", after=last_event_id)
        heartbeat_s = self._watching.settings.event_heartbeat_s
        return _Stream(
            event_lines(subscription, heartbeat_s), lambda: self._watching.end(subscription)
        )


class _Stream(StreamingResponse):
    def __init__(self, lines: AsyncIterator[str], at_end: Callable[[], None]) -> None:
        super().__init__(lines, headers=_HEADERS, media_type=MEDIA_TYPE)
        self._at_end = at_end

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._at_end()


async def event_lines(subscription: Subscription, heartbeat_s: float) -> AsyncIterator[str]:
    """Events as they are written, and a sign of life where there are none."""
    yield _HEARTBEAT  # so that the client knows at once that it is in
    while True:
        if missed := subscription.take_missed():
            yield f"event: {MISSED}\ndata: {json.dumps({'count': missed})}\n\n"
        try:
            async with asyncio.timeout(heartbeat_s):
                event = await subscription.next()
        except TimeoutError:
            yield _HEARTBEAT
            continue
        if event is None:
            break
        yield f"id: {event.id}\nevent: {event.type}\ndata: {event.text}\n\n"
    if subscription.why:
        yield f"event: {CUT}\ndata: {json.dumps({'code': subscription.why})}\n\n"
