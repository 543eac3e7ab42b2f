"""Puts the server together."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

import structlog
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response
from starlette.types import ASGIApp

from jackfield.agents import AgentSpec, find_agent
from jackfield.agents.choice import AgentChoice, offer_agents
from jackfield.auth import KeyRing
from jackfield.config import Settings
from jackfield.engine import Engine
from jackfield.server import problems
from jackfield.server.access import AccessLog
from jackfield.server.api_docs import docs_router
from jackfield.server.client_config import CLIENT_CONFIG_PATH, ClientConfig
from jackfield.server.cors import Cors
from jackfield.server.descriptors import with_http
from jackfield.server.envelope import Envelope
from jackfield.server.event_feed import EventFeed
from jackfield.server.gate import Gate
from jackfield.server.headers import raw_headers, security_headers
from jackfield.server.health import health_router
from jackfield.server.loop_lag import LoopLagProbe
from jackfield.server.metrics import Metrics
from jackfield.server.openapi import describe
from jackfield.server.page import PAGE_FOLDER, page_router
from jackfield.server.rate_limit import RateLimiter
from jackfield.server.routes import add_view
from jackfield.server.sessions import SessionRegistry
from jackfield.server.short_way import ShortWay
from jackfield.server.supervised import SupervisedTasks
from jackfield.server.tox import ToxPort
from jackfield.server.v1.api import OperatorApi
from jackfield.server.v1.calls import CALLS
from jackfield.server.v1.recordings import ALL as RECORDED
from jackfield.server.v1.watching import EVENTS
from jackfield.server.webhook_poster import WebhookPoster
from jackfield.server.webhook_sender import WebhookSender
from jackfield.server.websocket import WebSocketRoutes
from jackfield.server.whep import WhepRoutes
from jackfield.server.whip import WhipRoutes
from jackfield.tox import Tox
from jackfield.transports import WEBSOCKET, WHEP, WHIP

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class Server:
    """One server with all its parts.

    Attributes:
        app: Answers HTTP (ASGI).
        api: The routes of it, and their description.

    Args:
        settings: What is in force.
        engine: The media core; the server ends it when it stops.
        agent: Who answers calls; the configured one if None.
        tox: Who answers calls of Tox friends; nobody if None.
        page: The folder of the built page.
        clock: Seconds that only go forward.
        wall: Seconds since 1970.
    """

    def __init__(  # noqa: PLR0913  # all but two stand for what a test would not have
        self,
        settings: Settings,
        engine: Engine,
        *,
        agent: AgentSpec | None = None,
        tox: Tox | None = None,
        page: Path = PAGE_FOLDER,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        agents = offer_agents(agent or find_agent(settings.agent), settings.agent_choices)
        self.metrics = Metrics(version=package_version(), tenants=settings.metric_tenants)
        self.sessions = SessionRegistry(settings, engine, agents, self.metrics, clock, wall)
        self.tox = ToxPort(settings, tox, self.sessions, self.metrics) if tox is not None else None
        self.feed = EventFeed(history=settings.event_history, wall=wall)
        self._webhooks = WebhookSender(
            settings, self.feed, self.metrics, WebhookPoster(), wall=wall
        )
        self.metrics.watch(lambda: with_http(engine.metrics(), settings), self.sessions.figures)
        self.api = FastAPI(
            title="Jackfield",
            version=package_version(),
            lifespan=self._lifespan,
            docs_url=None,  # loads scripts from elsewhere, which our policy forbids: api_docs.py
            redoc_url=None,
            redirect_slashes=False,
        )
        self._clock = clock
        self._gate = _gate(settings, clock, wall)
        self._whip = WhipRoutes(settings, self.sessions, self._gate, self.metrics)
        self._whep = WhepRoutes(settings, self.sessions, self._gate, self.metrics)
        self._websocket = WebSocketRoutes(settings, self.sessions, self._gate)
        self._client_config = ClientConfig(settings, agents, self._gate)
        self._operators = OperatorApi(
            settings,
            self._gate,
            self.feed,
            self.metrics,
            lambda: self.sessions.calls,
            self.sessions.bring,
            watch=self.sessions.expiry.watch,
        )
        self.app = self._answering(settings, agents, page)

    def reload(self, settings: Settings) -> None:
        """Follow new settings; only those of :data:`RELOADABLE` may differ, calls go on."""
        self.sessions.reload(settings)
        self._gate.reload(KeyRing.of(settings))
        self._whip.settings = settings
        self._whep.settings = settings
        self._websocket.settings = settings
        self._client_config.settings = settings
        if self.tox is not None:
            self.tox.settings = settings
        self._operators.reload(settings)
        self._webhooks.reload(settings)
        self._cut_off()

    def _cut_off(self) -> None:
        """End what was begun with a key that is not known any more."""
        sessions = self.sessions.cut_off(self._gate.honours)
        streams = self._operators.cut_off()
        if sessions or streams:
            _log.info("keys_revoked", sessions=sessions, streams=streams)

    def _answering(self, settings: Settings, agents: AgentChoice, page: Path) -> ASGIApp:
        """Put together what answers HTTP."""
        api, version = self.api, package_version()
        beginnings = [
            routes.router()
            for routes in (self._whip, self._whep, self._websocket, self._client_config)
        ]
        for router in (*beginnings, *self._operators.routers()):
            api.include_router(router)
        agent = agents.default.name
        api.include_router(health_router(self.sessions, version=version, agent=agent))
        add_view(api, "/metrics", self._metrics)
        api.include_router(docs_router())
        api.include_router(page_router(page))  # last: it takes every path
        describe(api, needs_key=settings.needs_key)
        problems.install(api)
        api.add_middleware(problems.UnexpectedErrors)
        return self._envelope(ShortWay(api, beginnings), settings)

    def _envelope(self, app: ASGIApp, settings: Settings) -> Envelope:
        here = (
            *(WHIP.path, WHEP.path, WEBSOCKET.path),
            *(CLIENT_CONFIG_PATH, CALLS, RECORDED, EVENTS),
        )
        return Envelope(
            app,
            access=AccessLog(metrics=self.metrics, log_requests=settings.access_log),
            cors=Cors(origins=settings.cors_origins, paths=here),
            headers=raw_headers(security_headers(settings.overflow_url)),
            clock=self._clock,
        )

    async def _metrics(self) -> Response:
        return Response(self.metrics.exposition(self._clock()), media_type=CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        probe = LoopLagProbe(loop, self.metrics.loop_lag.observe)
        async with SupervisedTasks(self.metrics.task_failures.inc) as tasks:
            self.sessions.start(tasks)
            self.sessions.calls.watch(self.feed.note)
            self._webhooks.start(tasks)
            self._operators.start(tasks)
            if self.tox is not None:
                self.tox.start(tasks)
            try:
                yield
            finally:
                probe.stop()
                if self.tox is not None:
                    await self.tox.stop()
                await self.sessions.stop()
                self.feed.close()
                await self._webhooks.stop()


def _gate(settings: Settings, clock: Callable[[], float], wall: Callable[[], float]) -> Gate:
    limiter = RateLimiter(
        rate=settings.rate_limit, burst=settings.rate_burst, clients=settings.rate_clients
    )
    return Gate(KeyRing.of(settings), limiter, clock, wall)


def package_version() -> str:
    """Of the installed package; 0 in a source tree that is not installed."""
    try:
        return installed_version("jackfield")
    except PackageNotFoundError:
        return "0"
