"""The HTTP server: uvicorn, with our own way to take connections and our own limits on them."""

import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.config import STARTUP_FAILURE

from jackfield.config import Settings
from jackfield.server.acceptor import Acceptor
from jackfield.server.connections import ConnectionTable, Ends, Place
from jackfield.server.http_protocol import HttpProtocol, HttpRules
from jackfield.server.metrics import Metrics
from jackfield.server.tls import ServerTls
from jackfield.server.upgrade import UpgradeProtocol

_CLOSE_TIMEOUT_S = 3
"""For requests that are being answered when the server stops."""


def http_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How HTTP is spoken; only configured proxies may say who the client is."""
    return uvicorn.Config(
        app,
        http="httptools",
        ws=UpgradeProtocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=_CLOSE_TIMEOUT_S,
    )


class HttpServer(uvicorn.Server):
    """Serves an application on sockets that listen already.

    Args:
        app: What answers.
        settings: For addresses to trust, and limits.
        metrics: Count connections.
        tls: What to serve HTTPS with; None for HTTP.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, metrics: Metrics, tls: ServerTls | None = None
    ) -> None:
        super().__init__(http_config(app, settings))
        self._handshake_s = settings.request_timeout_s
        self._tls = tls
        note = _noting(metrics)
        self._rules = HttpRules.of(settings, note)
        self._table = ConnectionTable(
            limit=settings.http_connections,
            per_address=settings.http_connections_per_address,
            trusted=settings.trusted_proxies,
            note=note,
        )
        metrics.http_connections.set_function(self._table.__len__)

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            sys.exit(STARTUP_FAILURE)
        # All that uvicorn asks of them is to close.
        self.servers = [self._accept(listener) for listener in sockets or ()]  # type: ignore[misc]
        self.started = True

    def _accept(self, listener: socket.socket) -> Acceptor:
        tls, handshake_s = self._tls, self._handshake_s
        return Acceptor(listener, self._table, self._make, tls=tls, handshake_s=handshake_s)

    def _make(self, place: Place, ends: Ends | None) -> HttpProtocol:
        return HttpProtocol(
            self.config,
            self.server_state,
            self.lifespan.state,
            place=place,
            rules=self._rules,
            ends=ends,
        )


def _noting(metrics: Metrics) -> Callable[[str], object]:
    return lambda reason: metrics.http_connections_closed.labels(reason).inc()
