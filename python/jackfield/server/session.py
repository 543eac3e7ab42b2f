"""One call of the server: its line, its agent, its ICE generation, and what is logged of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from jackfield.agents import AgentSpec
from jackfield.agents.runner import AgentRun
from jackfield.agents.seats import AgentSeats
from jackfield.call import Connection
from jackfield.calls import CallBook, JoinRequest, Place
from jackfield.engine import EngineEvent, Route
from jackfield.events import Participant
from jackfield.line import Company, Line, Observer
from jackfield.media import MediaHub
from jackfield.server.arms import NO_ARM
from jackfield.server.metrics import Metrics
from jackfield.server.quality import quality
from jackfield.tokens import Grant
from jackfield.transports import TransportSpec

_GOOD_ENDS = frozenset({"local", "peer", "shutdown"})

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.session")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContext:
    """What all sessions of a server share.

    Attributes:
        log: Bound once: to bind the module's own costs each session more than all it logs.
    """

    hub: MediaHub
    calls: CallBook
    seats: AgentSeats
    agent_grace_s: float
    metrics: Metrics
    tasks: asyncio.TaskGroup
    clock: Callable[[], float]
    log: structlog.stdlib.BoundLogger = field(default_factory=_log.bind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How somebody comes in.

    Attributes:
        transport: By which way.
        arm: Of the A/B test they belong to.
        grant: What lets them in; None where no key could.
        call: The call of many they want to be in, and as whom; None for an agent alone.
        tenant: Whose session it is; empty for nobody's.
    """

    transport: TransportSpec
    arm: str = NO_ARM
    grant: Grant | None = None
    call: JoinRequest | None = None
    tenant: str = ""

    def participant(self, session: int) -> Participant:
        """Them, in the session with this id."""
        name = self.transport.name
        return Participant(id=f"{name}-{session}", transport=name, tenant=self.tenant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a transport needs to have the core open a session.

    Attributes:
        hub: Of the core.
        route: What the core is to do with the audio.
        participant: Who comes in, by the session's id.
        observer: Told of the session's events.
        place: In a call of many, if it is about one.
    """

    hub: MediaHub
    route: Route
    participant: Callable[[int], Participant]
    observer: Observer
    place: Place | None = None

    @property
    def company(self) -> Company | None:
        """The call of many."""
        return self.place.call if self.place is not None else None


class LiveSession:
    """A session from its answer to its end.

    Attributes:
        transport: By which it came.
        line: What it says and hears.
        grant: What let them in; None where no key could.
        tenant: Whose it is; empty for nobody's.
    """

    def __init__(
        self,
        context: SessionContext,
        *,
        joining: Joining,
        agent: AgentSpec,
        line: Line,
    ) -> None:
        transport = joining.transport
        self.transport = transport
        self.arm = joining.arm
        self.grant = joining.grant
        self.tenant = joining.tenant
        self.agent = agent
        self.line = line
        self._context = context
        self._at_end: list[Callable[[], object]] = []
        self._run: AgentRun | None = None
        self._connected = False
        self._opened = context.clock()
        arm = {} if joining.arm == NO_ARM else {"arm": joining.arm}
        self._log = context.log.bind(
            session=line.session, transport=transport.name, **self._who(), **arm
        )
        context.metrics.opened.labels(transport.name).inc()
        context.metrics.tenants.opened(self.tenant)
        self._count("opened")
        self.log.info("session_opened", agent=agent.name, hears=line.hears)

    @property
    def log(self) -> structlog.stdlib.BoundLogger:
        """Knows which call it is; they may be moved to another."""
        return self._log.bind(call=self.line.call)

    def _who(self) -> dict[str, str]:
        """In a call of many its name alone does not say whose session this is."""
        who = {} if self.line.company is None else {"participant": self.line.participant.id}
        return who | {"tenant": self.tenant} if self.tenant else who

    def note(self, event: EngineEvent) -> None:
        """Take an event of its line."""
        match event.kind:
            case "connected":
                self._note_connected(event)
            case "disconnected":
                self.log.info("session_disconnected")
            case "closed":
                self._note_closed(event)

    def at_end(self, callback: Callable[[], object]) -> None:
        """Have this called when it has ended."""
        self._at_end.append(callback)

    def _note_connected(self, event: EngineEvent) -> None:
        if self._connected:
            self.log.info("session_reconnected")
            return
        self._connected = True
        self._count("connected")
        self._context.metrics.setup.labels(self.transport.name).observe(event.value / 1e3)
        self.log.info("session_connected", setup_ms=round(event.value, 1))
        # Not earlier: what an agent says before media flows would be lost.
        self._start_agent()

    def _count(self, what: str) -> None:
        self._context.metrics.arms.labels(self.arm, self.transport.name, what).inc()

    def _start_agent(self) -> None:
        agent = self.agent
        if agent.function is None:
            return
        self._run = AgentRun(
            agent.name,
            agent.function,
            Connection(self.line),
            grace_s=self._context.agent_grace_s,
            on_failure=self._context.metrics.agent_failures.labels(agent.name).inc,
        )
        self._context.tasks.create_task(self._run.run(), name=f"agent of {self.line.session}")

    def _note_closed(self, event: EngineEvent) -> None:
        metrics = self._context.metrics
        metrics.ended.labels(self.transport.name, event.code).inc()
        if not self._connected or event.code not in _GOOD_ENDS:
            self._count("failed")
        dropped = self.line.frames.dropped
        metrics.agent_frames_dropped.labels(self.agent.name).inc(dropped)
        lasted = self._context.clock() - self._opened
        metrics.tenants.closed(self.tenant, lasted)
        log = self.log.warning if event.code == "error" else self.log.info
        log(
            "session_closed",
            reason=event.code,
            detail=event.text,
            duration_s=round(lasted, 2),
            frames_dropped=dropped,
            **quality(self.line.figures),
        )
        if self._run is not None:
            self._run.call_ended()
        for callback in self._at_end:
            callback()
