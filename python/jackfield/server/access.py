"""Counts and times HTTP requests, and logs them when asked to."""

from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jackfield.server.metrics import Metrics

_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"})
_PAGE = "page"

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.access")


class AccessLog:
    """Knows routes, never paths: a session's URL is its password."""

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, clock: Callable[[], float], log_requests: bool
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock
        self._log_requests = log_requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._clock()
        status = 0

        async def _send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, _send)
        finally:
            self._note(scope, status, self._clock() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        self._metrics.http_requests.labels(method, route, str(status)).inc()
        self._metrics.http_seconds.labels(route).observe(seconds)
        if self._log_requests:
            client = scope["client"][0] if scope["client"] else ""
            _log.info(
                "http_request",
                method=method,
                route=route,
                status=status,
                duration_ms=round(seconds * 1e3, 2),
                client=client,
            )


def _route(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", "other")
    return _PAGE if path in ("/", "/{path:path}") else path
