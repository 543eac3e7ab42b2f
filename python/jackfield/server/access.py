"""Counts and times HTTP requests, and logs them when asked to."""

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import Scope

from jackfield.server.metrics import Metrics

_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"})
_PAGE = "page"

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.access")


class AccessLog:
    """Knows routes, never paths: a session's URL is its password.

    Args:
        metrics: Count and time.
        log_requests: Whether each is logged.
    """

    def __init__(self, *, metrics: Metrics, log_requests: bool) -> None:
        self._metrics = metrics
        self._log_requests = log_requests
        # As many as there are series: to ask for one by its labels costs more than to count.
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Take a request that was answered; status 0 for one that was not."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        requests, durations = self._series_of(method, route, status)
        requests.inc()
        durations.observe(seconds)
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

    def _series_of(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        found = self._series.get((method, route, status))
        if found is None:
            metrics = self._metrics
            found = (
                metrics.http_requests.labels(method, route, str(status)),
                metrics.http_seconds.labels(route),
            )
            self._series[method, route, status] = found
        return found


def _route(scope: Scope) -> str:
    path = getattr(scope.get("route"), "path", "other")
    return _PAGE if path in ("/", "/{path:path}") else path
