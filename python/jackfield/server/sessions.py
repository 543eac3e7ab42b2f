"""All sessions of a server: opened, found by their URLs, drained, ended."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

import structlog

from jackfield.agents import AgentSpec
from jackfield.agents.choice import AgentChoice
from jackfield.agents.seats import AgentSeats, function_of
from jackfield.auth import REVOKED
from jackfield.calls import CallBook, CallLimits, JoinRequest, LiveCall
from jackfield.calls.member import place_given_up
from jackfield.config import Settings
from jackfield.engine import Engine, EngineEvent
from jackfield.engine_config import stun_urls
from jackfield.errors import CapacityError, EngineError, JackfieldError
from jackfield.line import Line, Observer
from jackfield.media import MediaHub
from jackfield.recording import RecordingOptions
from jackfield.server.expiry import Expiry
from jackfield.server.metrics import Metrics
from jackfield.server.session import Door, Joining, LiveSession, SessionContext
from jackfield.tokens import Grant

T = TypeVar("T")
Begin: TypeAlias = Callable[[Door], Awaitable[T]]
"""Asks the core for a session; gives what its transport wants to know of it."""

_MEMBER = AgentSpec(name="none", route="call", function=None, summary="whoever else is in the call")
"""What stands for the agent of those who are in a call of many."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class SessionRegistry:
    """Between the transports, which speak HTTP, and the hub, which speaks to the core.

    Attributes:
        draining: No new sessions are taken any more.
        expiry: Ends those that have lasted too long.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        agents: AgentChoice,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.draining = False
        self.expiry = Expiry(
            settings, engine.session_stats, metrics.note_expired, clock=clock, wall=wall
        )
        self._settings = settings
        self._engine = engine
        self._agents = agents
        self._metrics = metrics
        self._clock = clock
        self._context: SessionContext | None = None
        self._expiring: asyncio.Task[None] | None = None
        self._opening = 0
        self._by_session: dict[int, LiveSession] = {}
        self._empty = asyncio.Event()

    def __len__(self) -> int:
        return len(self._by_session)

    @property
    def calls(self) -> CallBook:
        """The calls of many.

        Raises:
            CapacityError: The server has not started.
        """
        return self._running().calls

    @property
    def seats(self) -> AgentSeats:
        """Lets agents sit in calls of many.

        Raises:
            CapacityError: The server has not started.
        """
        return self._running().seats

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to listen to the core; agents run in the task group."""
        hub = MediaHub(
            self._engine,
            sample_rate=self._settings.sample_rate,
            recording=RecordingOptions.of(self._settings),
        )
        calls = CallBook(self._engine, hub, CallLimits.of(self._settings))
        self._metrics.watch_calls(calls)
        self._context = SessionContext(
            hub=hub,
            calls=calls,
            seats=self._seats(tasks),
            agent_grace_s=self._settings.agent_grace_s,
            metrics=self._metrics,
            tasks=tasks,
            clock=self._clock,
        )
        self._expiring = tasks.create_task(self.expiry.run(), name="expiry")

    async def stop(self) -> None:
        """End every session and the core."""
        self.begin_drain()
        if self._expiring is not None:
            self._expiring.cancel()
        if self._context is not None:
            self._context.calls.end_all("shutdown")
            await self._context.hub.close()

    async def open(
        self, joining: Joining, begin: Begin[T], *, agent: str | AgentSpec | None = None
    ) -> T:
        """Let somebody in; gives what their transport has learnt of it.

        The session may be over when this returns.

        Args:
            joining: How they come.
            begin: Has the core open the session.
            agent: Who shall answer; the server's own if None. In a call of many: who shall sit
                there too, nobody if None.

        Raises:
            RemoteProtocolError: What they ask for is not acceptable, or that agent is not offered.
            CapacityError: There is no room, or the server is draining.
            EngineError: The core failed or did not answer in time.
        """
        transport = joining.transport.name
        try:
            if joining.call is not None:
                guest = self._find(agent) if agent else None
                return await self._join(joining, joining.call, begin, guest)
            return await self._open(joining, begin, self._find(agent))
        except JackfieldError as error:
            self._metrics.refused.labels(transport, error.code).inc()
            self._metrics.arms.labels(joining.arm, transport, "refused").inc()
            whose = {"tenant": joining.tenant} if joining.tenant else {}
            code, reason = error.code, str(error)
            _log.info("session_refused", transport=transport, code=code, reason=reason, **whose)
            raise

    async def bring(self, call: LiveCall, agent: str) -> str:
        """Have an agent sit in a call of many; gives the participant it is.

        Raises:
            RemoteProtocolError: It is not offered, or works for one caller alone.
            CapacityError: There is no room, or the server is draining.
        """
        self._admit()
        return await self.seats.bring(call, self._agents.find(agent))

    def of(self, line: Line) -> LiveSession:
        """The session of a line that was just opened.

        Raises:
            EngineError: It is over already.
        """
        session = self._by_session.get(line.session)
        if session is None:
            raise EngineError("the session ended while it was opened")
        return session

    def check(self, agent: str | None, request: JoinRequest | None = None) -> None:
        """Say whether a call to this agent would be taken now, or this place taken again.

        Raises:
            JackfieldError: Why not.
        """
        self._agents.find(agent)
        context = self._admit()
        if request is not None and request.resume:
            self._call(context, request).roster.admit(request)

    def reload(self, settings: Settings) -> None:
        """Follow new settings; sessions there are go on as they are."""
        if settings.ice_servers != self._settings.ice_servers:
            self._engine.set_ice_servers(stun_urls(settings))
        self._settings = self.expiry.settings = settings
        if self._context is not None:
            self._context.calls.limits = CallLimits.of(settings)

    def cut_off(self, honours: Callable[[Grant], bool]) -> int:
        """End sessions whose key is not known any more; gives how many.

        Those that came while none was needed go on.
        """
        gone = [
            session
            for session in self._by_session.values()
            if session.grant is not None and session.grant.credential and not honours(session.grant)
        ]
        for session in gone:
            session.line.expel(REVOKED)
        return len(gone)

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

    async def _open(self, joining: Joining, begin: Begin[T], agent: AgentSpec) -> T:
        context = self._admit()
        door = Door(
            hub=context.hub,
            route=agent.route,
            participant=joining.participant,
            observer=self._observer(context, joining, agent),
        )
        return await self._begin(door, begin)

    async def _join(
        self, joining: Joining, request: JoinRequest, begin: Begin[T], guest: AgentSpec | None
    ) -> T:
        """Let somebody into a call of many, and the agent they ask for after them."""
        context = self._admit()
        if guest is not None:
            function_of(guest)
        is_new = context.calls.get(request.call) is None
        call = self._call(context, request)
        place = call.take_place(request)
        note = self._observer(context, joining, _MEMBER)

        def _note(line: Line, event: EngineEvent) -> None:
            place.note(line, event)
            note(line, event)
            # Not earlier: nobody would hear what it says first.
            if event.kind == "connected" and guest is not None:
                context.seats.seat(place.call, guest)

        door = Door(
            hub=context.hub,
            route=_MEMBER.route,
            participant=place.participant,
            observer=_note,
            place=place,
        )
        try:
            return await self._begin(door, begin)
        except BaseException:
            place.abandon()
            if is_new:
                call.discard()
            raise

    def _find(self, agent: str | AgentSpec | None) -> AgentSpec:
        """An agent that callers may ask for, or one that the transport has chosen itself."""
        return agent if isinstance(agent, AgentSpec) else self._agents.find(agent)

    def _call(self, context: SessionContext, request: JoinRequest) -> LiveCall:
        if request.resume:
            known = context.calls.keeping(request.call, request.resume)
            if known is None:
                raise place_given_up()
            return known
        if self._settings.calls_on_demand:
            return context.calls.get_or_create(request.call)
        return context.calls.find(request.call)

    async def _begin(self, door: Door, begin: Begin[T]) -> T:
        self._opening += 1
        try:
            async with asyncio.timeout(self._settings.request_timeout_s):
                return await begin(door)
        except TimeoutError as error:
            raise EngineError("the media core did not answer in time") from error
        finally:
            self._opening -= 1

    def _seats(self, tasks: asyncio.TaskGroup) -> AgentSeats:
        metrics = self._metrics
        return AgentSeats(
            lambda work, name: tasks.create_task(work, name=name),
            grace_s=self._settings.agent_grace_s,
            on_failure=lambda agent: metrics.agent_failures.labels(agent).inc(),
            on_end=lambda agent, dropped: metrics.agent_frames_dropped.labels(agent).inc(dropped),
        )

    def _running(self) -> SessionContext:
        if self._context is None:
            raise CapacityError("the server has not started", code="draining")
        return self._context

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
                session = LiveSession(context, joining=joining, agent=agent, line=line)
                self._by_session[line.session] = session
                self.expiry.watch(line, joining.grant)
            elif known := self._by_session.get(line.session):
                known.note(event)
                if event.kind == "closed":
                    self._forget(known)

        return _note

    def _forget(self, session: LiveSession) -> None:
        self._by_session.pop(session.line.session, None)
        if not self._by_session:
            self._empty.set()
