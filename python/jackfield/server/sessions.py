"""All sessions of a server: opened, found by their URLs, drained, ended."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

import structlog

from jackfield.agents import AgentSpec
from jackfield.agents.choice import AgentChoice
from jackfield.config import Settings
from jackfield.engine import Engine, EngineEvent
from jackfield.errors import CallEndedError, CapacityError, EngineError, JackfieldError
from jackfield.line import Line, Observer
from jackfield.media import MediaHub
from jackfield.server.arms import NO_ARM
from jackfield.server.metrics import Metrics
from jackfield.server.quality import PARTS
from jackfield.server.session import Joining, LiveSession, SessionContext
from jackfield.transports import TransportSpec
from jackfield.transports.whip import WhipSession

_TOKEN_BYTES = 24
"""192 bits; RFC 9725 §5 asks for URLs that cannot be guessed."""

T = TypeVar("T")
Begin: TypeAlias = Callable[[MediaHub, AgentSpec, Observer], Awaitable[T]]
"""Asks the core for a session; gives what its transport wants to know of it."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


def new_token() -> str:
    """The secret part of a session's URL."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class SessionRegistry:
    """Between the transports, which speak HTTP, and the hub, which speaks to the core.

    Attributes:
        draining: No new sessions are taken any more.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        agents: AgentChoice,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        make_token: Callable[[], str] = new_token,
    ) -> None:
        self.draining = False
        self._settings = settings
        self._engine = engine
        self._agents = agents
        self._metrics = metrics
        self._clock = clock
        self._make_token = make_token
        self._context: SessionContext | None = None
        self._opening = 0
        self._by_session: dict[int, LiveSession] = {}
        self._by_token: dict[str, LiveSession] = {}
        self._empty = asyncio.Event()

    def __len__(self) -> int:
        return len(self._by_session)

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to listen to the core; agents run in the task group."""
        self._context = SessionContext(
            hub=MediaHub(self._engine, sample_rate=self._settings.sample_rate),
            agent_grace_s=self._settings.agent_grace_s,
            metrics=self._metrics,
            tasks=tasks,
            clock=self._clock,
        )

    async def stop(self) -> None:
        """End every session and the core."""
        self.begin_drain()
        if self._context is not None:
            await self._context.hub.close()

    async def open(
        self,
        transport: TransportSpec,
        offer: str,
        *,
        agent: str | None = None,
        arm: str = NO_ARM,
    ) -> tuple[LiveSession, str]:
        """Answer an offer; gives the session and the SDP answer.

        Args:
            transport: How the offer came.
            offer: The SDP.
            agent: Who shall answer the call; the server's own if None.
            arm: Of the A/B test the client belongs to.

        Raises:
            RemoteProtocolError: The offer is not acceptable, or that agent is not offered.
            CapacityError: There is no room, or the server is draining.
            EngineError: The core failed or did not answer in time.
        """
        joining = Joining(transport=transport, arm=arm, offer=offer)

        async def _begin(
            hub: MediaHub, spec: AgentSpec, observer: Observer
        ) -> tuple[LiveSession, str]:
            opened = await hub.open(offer, spec.route, joining.participant, observer)
            session = self._by_session.get(opened.line.session)
            if session is None:
                raise EngineError("the session ended while it was opened")
            return session, opened.answer

        return await self._join(joining, agent, _begin)

    async def open_socket(
        self,
        transport: TransportSpec,
        descriptor: int,
        greeting: bytes,
        *,
        agent: str | None = None,
        arm: str = NO_ARM,
    ) -> None:
        """Have the core talk over a socket; what is refused was sent nothing.

        It may be over when this returns: the core has told the client why.

        Raises:
            JackfieldError: As for :meth:`open`.
        """
        joining = Joining(transport=transport, arm=arm)

        async def _begin(hub: MediaHub, spec: AgentSpec, observer: Observer) -> None:
            await hub.open_socket(descriptor, greeting, spec.route, joining.participant, observer)

        await self._join(joining, agent, _begin)

    def check(self, agent: str | None) -> None:
        """Say whether a call to this agent would be taken now.

        Raises:
            JackfieldError: Why not.
        """
        self._agents.find(agent)
        self._admit()

    def reload(self, settings: Settings) -> None:
        """Follow new settings; sessions there are go on as they are."""
        self._settings = settings

    def find(self, token: str) -> LiveSession:
        """The session of a URL.

        Raises:
            CallEndedError: There is none, or none any more.
        """
        session = self._by_token.get(token)
        if session is None:
            raise CallEndedError("there is no such session", code="unknown_session")
        return session

    def end(self, session: LiveSession) -> None:
        """End a session at its client's wish; from now on its URL is unknown."""
        self._by_token.pop(session.token, None)
        session.line.close()

    def begin_drain(self) -> None:
        """Take no new sessions from now on."""
        if not self.draining:
            self.draining = True
            self._metrics.draining.set(1)
            self._engine.set_accepting(False)
            _log.info("drain_started", sessions=len(self))

    async def drain(self) -> None:
        """Take no new sessions, and wait for those there are, up to the configured limit."""
        self.begin_drain()
        try:
            async with asyncio.timeout(self._settings.drain_timeout_s):
                while self._by_session:
                    self._empty.clear()
                    await self._empty.wait()
        except TimeoutError:
            _log.warning("drain_timed_out", sessions=len(self))
        else:
            _log.info("drain_finished")

    def figures(self) -> Iterator[tuple[str, Mapping[str, float]]]:
        """The core's figures of each session, for /metrics."""
        for session in self._by_session.values():
            yield session.transport.name, self._engine.session_stats(session.line.session) or {}

    def sample(self, part: int) -> None:
        """Note the core's figures of one part of the sessions, for the log at their ends."""
        for session in self._by_session.values():
            if session.line.session % PARTS == part:
                session.line.measure()

    async def _join(self, joining: Joining, agent: str | None, begin: Begin[T]) -> T:
        transport = joining.transport.name
        try:
            return await self._begin(joining, self._agents.find(agent), begin)
        except JackfieldError as error:
            self._metrics.refused.labels(transport, error.code).inc()
            self._metrics.arms.labels(joining.arm, transport, "refused").inc()
            _log.info("session_refused", transport=transport, code=error.code, reason=str(error))
            raise

    async def _begin(self, joining: Joining, agent: AgentSpec, begin: Begin[T]) -> T:
        context = self._admit()
        self._opening += 1
        try:
            async with asyncio.timeout(self._settings.request_timeout_s):
                return await begin(context.hub, agent, self._observer(context, joining, agent))
        except TimeoutError as error:
            raise EngineError("the media core did not answer in time") from error
        finally:
            self._opening -= 1

    def _admit(self) -> SessionContext:
        if self.draining or self._context is None:
            raise CapacityError("the server is draining", code="draining")
        limit = self._settings.max_sessions
        if limit and len(self) + self._opening >= limit:
            raise CapacityError(f"all {limit} sessions are in use")
        return self._context

    def _observer(self, context: SessionContext, joining: Joining, agent: AgentSpec) -> Observer:
        def _note(line: Line, event: EngineEvent) -> None:
            if event.kind == "opened":
                ice = WhipSession(offer=joining.offer, local_ufrag=event.code)
                token = self._make_token()
                self._add(
                    LiveSession(
                        context, joining=joining, agent=agent, token=token, line=line, ice=ice
                    )
                )
            elif session := self._by_session.get(line.session):
                session.note(event)
                if event.kind == "closed":
                    self._remove(session)

        return _note

    def _add(self, session: LiveSession) -> None:
        self._by_session[session.line.session] = session
        self._by_token[session.token] = session

    def _remove(self, session: LiveSession) -> None:
        self._by_session.pop(session.line.session, None)
        self._by_token.pop(session.token, None)
        if not self._by_session:
            self._empty.set()
