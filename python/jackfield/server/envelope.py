"""What every HTTP request comes through, and its answer goes back through.

It is one layer and not one for each purpose: a layer costs every request a coroutine for itself and
one for each part of the answer.
"""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jackfield.server.access import AccessLog
from jackfield.server.cors import Cors
from jackfield.server.headers import RawHeaders, dressed


class Envelope:
    """Counts requests, lets pages of other origins in, and guards browsers.

    Args:
        app: What answers.
        access: Told of each request.
        cors: Answers preflights itself, before any key is asked for, and marks all other responses.
        headers: Of every response that has none of that name.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: AccessLog,
        cors: Cors,
        headers: RawHeaders,
        clock: Callable[[], float],
    ) -> None:
        self._app = app
        self._access = access
        self._cors = cors
        self._headers = headers
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock()
        status = 0
        marks = self._cors.marks(scope)

        async def _send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = dressed(message.get("headers", ()), marks, self._headers)
            await send(message)

        try:
            app = self._cors.preflight(scope, marks) or self._app
            await app(scope, receive, _send)
        finally:
            self._access.note(scope, status, self._clock() - started)
