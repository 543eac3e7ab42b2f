"""Lets pages of other origins make calls (RFC 9725 §4.1, Fetch)."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_REQUEST_HEADERS = "Authorization, Content-Type, If-Match, Last-Event-ID, Jackfield-Resume"
_EXPOSED = (
    "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After, WWW-Authenticate, "
    "Jackfield-Participant, Jackfield-Resume"
)
_MAX_AGE_S = 3600


class Cors:
    """Answers preflights itself, before any key is asked for, and marks all other responses.

    Args:
        app: What is behind.
        origins: Those that may use it; ``*`` for all.
        paths: Where it applies: these and all below them.
    """

    def __init__(self, app: ASGIApp, *, origins: Collection[str], paths: Collection[str]) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._paths = frozenset(paths)
        self._below = tuple(f"{path}/" for path in paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or not self._applies(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        marks = self._marks(headers.get("origin"))
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(marks)(scope, receive, send)
            return

        async def _send(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(marks)
            await send(message)

        await self._app(scope, receive, _send)

    def _applies(self, path: str) -> bool:
        return path in self._paths or path.startswith(self._below)

    def _marks(self, origin: str | None) -> dict[str, str]:
        if "*" in self._origins:
            return {
                "Access-Control-Allow-Origin": "*",
                "Access-Control-Expose-Headers": _EXPOSED,
            }
        marks = {"Vary": "Origin"}
        if origin in self._origins and origin is not None:
            marks["Access-Control-Allow-Origin"] = origin
            marks["Access-Control-Expose-Headers"] = _EXPOSED
        return marks

    def _preflight(self, marks: dict[str, str]) -> Response:
        if "Access-Control-Allow-Origin" in marks:
            marks = {
                **marks,
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": _REQUEST_HEADERS,
                "Access-Control-Max-Age": str(_MAX_AGE_S),
            }
        return Response(status_code=204, headers=marks)
