"""A server, its callers and the networks between them, in virtual time."""

import asyncio
import math
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import SupportsFloat, SupportsIndex, TypeVar

from jackfield.agents import AgentSpec, find_agent
from jackfield.agents.runner import AgentRun
from jackfield.agents.seats import AgentSeats, function_of
from jackfield.call import Agent, Connection
from jackfield.calls import CallBook, CallLimits, CallName, JoinRequest, LiveCall
from jackfield.config import Settings
from jackfield.engine import EngineEvent, make_virtual_engine
from jackfield.errors import CallEndedError, ConfigError, LocalProtocolError, TransportError
from jackfield.events import Participant
from jackfield.line import Line
from jackfield.media import MediaHub
from jackfield.recording import RecordingOptions
from jackfield.testing.caller import Caller, Speech
from jackfield.testing.network import Conditions
from jackfield.testing.virtual_loop import VirtualLoop

LIMIT_S = 3600.0
"""A test that never ends is ended at this virtual time."""

TRANSPORT = "virtual"
"""The way in of callers, in their participants."""

_NS = 1_000_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Stage:
    """What there is while a scene is played."""

    hub: MediaHub
    calls: CallBook
    seats: AgentSeats
    tasks: "_Tasks"


class _Tasks:
    """What runs beside a scene."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], name: str) -> None:
        """Run something to its end."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait for all that runs."""
        await asyncio.gather(*self._tasks)


class World:
    """Plays scenes: coroutines in which agents are called.

    The same seed gives the same calls, sample by sample, as long as the agents do the same.

    Attributes:
        failures: What agents raised and nobody was told of yet.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        settings: Settings | None = None,
        network: Conditions | None = None,
        limit_s: float = LIMIT_S,
    ) -> None:
        """Build a server without callers.

        Args:
            seed: Decides which datagrams are lost and how late the others are.
            settings: Of the server; by default those without flags, file and environment.
            network: Between callers and server, unless a call has its own.
            limit_s: The virtual time at which a test that never ends is ended.

        Raises:
            ConfigError: The core is not built, or an argument is out of range.
        """
        if not 0 <= seed < 2**48:
            raise ConfigError(f"seed: {seed} is not between 0 and 2**48")
        if not 0 < limit_s < math.inf:
            raise ConfigError(f"limit_s: {limit_s} s is no limit")
        self._settings = settings if settings is not None else Settings.model_construct()
        self._network = network if network is not None else Conditions()
        self._limit_s = limit_s
        self._engine = make_virtual_engine(self._settings, seed)
        self._stage: _Stage | None = None
        self.failures: list[Exception] = []

    @property
    def now_s(self) -> float:
        """Virtual time; also what ``asyncio.get_running_loop().time()`` tells."""
        return self._engine.now_ns / _NS

    @property
    def metrics(self) -> Mapping[str, float]:
        """The core's counters, named as in docs/metrics.md without ``jackfield_``."""
        return self._engine.metrics()

    def play(self, scene: Coroutine[object, object, T]) -> T:
        """Run a coroutine in virtual time to its end, then end all calls. Once for each world.

        Raises:
            VirtualTimeError: It would never end.
        """

        def _loop() -> VirtualLoop:
            return VirtualLoop(self._engine, limit_s=self._limit_s)

        with self._sleeping_virtually(), asyncio.Runner(loop_factory=_loop) as runner:
            return runner.run(self._play(scene))

    async def call(
        self,
        agent: Agent | AgentSpec | str,
        *,
        speech: Speech | None = None,
        network: Conditions | None = None,
        red: bool = False,
    ) -> Caller:
        """Call an agent, and wait until media flows.

        Args:
            agent: A function of yours, or what ``--agent`` takes.
            speech: Said as soon as media flows.
            network: Between this caller and the server.
            red: Whether the caller offers and sends redundant audio.

        Raises:
            AgentError: There is no such agent.
            CodecError: The speech cannot be read.
            TransportError: The call was refused, or did not connect.
        """
        stage = self._on_stage()
        peer = self._engine.add_caller(network if network is not None else self._network, red=red)
        attendance = _Attendance(self, stage, _spec_of(agent))
        opened = await stage.hub.open(
            peer.offer,
            attendance.spec.route,
            lambda session: Participant(id=f"virtual-{session}", transport=TRANSPORT),
            attendance.note,
        )
        peer.accept(opened.answer)
        caller = Caller(self._engine, peer, opened.line)
        if speech is not None:
            caller.say(speech)
        await attendance.connected
        return caller

    def live_call(self, name: str) -> LiveCall:
        """The call of many of that name (``TYPE:ID``), made if there is none.

        Raises:
            RemoteProtocolError: This is no name.
            CapacityError: There are too many calls.
        """
        return self._on_stage().calls.get_or_create(CallName.read(name))

    async def join(
        self,
        call: str,
        participant: str = "",
        *,
        resume: str = "",
        speech: Speech | None = None,
        network: Conditions | None = None,
        red: bool = False,
    ) -> Caller:
        """Have somebody join a call of many, and wait until media flow.

        Args:
            call: Its name, ``TYPE:ID``; it is made if there is none.
            participant: The id of who joins; made up if empty.
            resume: The token of the place they had (:attr:`Caller.resume`).
            speech: Said as soon as media flow.
            network: Between this caller and the server.
            red: Whether the caller offers and sends redundant audio.

        Raises:
            CodecError: The speech cannot be read.
            ProtocolError: A name is none, or the place is not theirs to have.
            TransportError: The call was refused, or did not connect.
        """
        stage, live = self._on_stage(), self.live_call(call)
        peer = self._engine.add_caller(network if network is not None else self._network, red=red)
        place = live.take_place(
            JoinRequest(call=live.name, transport=TRANSPORT, participant=participant, resume=resume)
        )
        arrival = _Arrival()

        def _note(line: Line, event: EngineEvent) -> None:
            place.note(line, event)
            arrival.note(event)

        try:
            opened = await stage.hub.open(peer.offer, "call", place.participant, _note, live)
        except BaseException:
            place.abandon()
            raise
        peer.accept(opened.answer)
        caller = Caller(self._engine, peer, opened.line, place.token)
        if speech is not None:
            caller.say(speech)
        await arrival.connected
        return caller

    def seat(self, call: str, agent: Agent | AgentSpec | str) -> None:
        """Have an agent sit in a call of many, as ``agent=`` of a server does.

        Raises:
            AgentError: There is no such agent.
            RemoteProtocolError: It cannot sit in a call, or this is no name of one.
        """
        spec = _spec_of(agent)
        watched = replace(spec, function=self._watched(function_of(spec)))
        self._on_stage().seats.seat(self.live_call(call), watched)

    async def run(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            Exception: What an agent raised meanwhile.
        """
        await asyncio.sleep(seconds)
        self.raise_failure()

    def block(self, seconds: float) -> None:
        """Let time pass while Python does nothing, as ``time.sleep()`` in an agent does."""
        self._engine.skip(self._engine.now_ns + max(0, round(seconds * _NS)))

    def raise_failure(self) -> None:
        """Raise what an agent raised first, if one did."""
        if self.failures:
            raise self.failures.pop(0)

    async def _play(self, scene: Coroutine[object, object, T]) -> T:
        if self._stage is not None:
            scene.close()
            raise LocalProtocolError("this world has played its scene: make another one")
        hub = MediaHub(
            self._engine,
            sample_rate=self._settings.sample_rate,
            recording=RecordingOptions.of(self._settings),
        )
        limits = CallLimits.of(self._settings)
        calls = CallBook(self._engine, hub, limits, wall=lambda: self.now_s)
        tasks = _Tasks()
        seats = AgentSeats(
            tasks.start,
            grace_s=self._settings.agent_grace_s,
            on_failure=lambda _: None,
            on_end=lambda _agent, _dropped: None,
        )
        self._stage = _Stage(hub, calls, seats, tasks)
        try:
            result = await scene
        finally:
            calls.end_all("shutdown")
            await hub.close()
            await tasks.finish()
        self.raise_failure()
        return result

    def _on_stage(self) -> _Stage:
        if self._stage is None:
            raise LocalProtocolError("calls are made in a scene: await them below World.play()")
        return self._stage

    def _start(self, stage: _Stage, spec: AgentSpec, line: Line) -> AgentRun | None:
        if spec.function is None:
            return None
        run = AgentRun(
            spec.name,
            self._watched(spec.function),
            Connection(line),
            grace_s=self._settings.agent_grace_s,
            on_failure=lambda: None,
        )
        stage.tasks.start(run.run(), f"agent of {line.session}")
        return run

    def _watched(self, agent: Agent) -> Agent:
        """The same agent, whose failure the scene learns of."""

        async def _run(connection: Connection) -> None:
            try:
                await agent(connection)
            except CallEndedError:
                raise
            except Exception as error:
                self.failures.append(error)
                raise

        return _run

    @contextmanager
    def _sleeping_virtually(self) -> Iterator[None]:
        """Have ``time.sleep()`` block for virtual seconds, on this thread."""
        real, thread = time.sleep, threading.get_ident()

        def _sleep(seconds: SupportsFloat | SupportsIndex) -> None:
            seconds = float(seconds)
            if threading.get_ident() == thread:
                self.block(seconds)
            else:
                real(seconds)

        time.sleep = _sleep
        try:
            yield
        finally:
            time.sleep = real


class _Arrival:
    """Waits until media flow, or never will."""

    def __init__(self) -> None:
        self.connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def note(self, event: EngineEvent) -> None:
        """Take an event of the line."""
        if self.connected.done():
            return
        if event.kind == "connected":
            self.connected.set_result(None)
        elif event.kind == "closed":
            self.connected.set_exception(
                TransportError(f"the call did not connect: {event.code}", code=event.code)
            )
            self.connected.exception()  # a scene that was ended does not fetch it


class _Attendance:
    """One call's agent, from the moment media flows to the end of the call."""

    def __init__(self, world: World, stage: _Stage, spec: AgentSpec) -> None:
        self.spec = spec
        self._arrival = _Arrival()
        self._world = world
        self._stage = stage
        self._run: AgentRun | None = None

    @property
    def connected(self) -> asyncio.Future[None]:
        """Done when media flow."""
        return self._arrival.connected

    def note(self, line: Line, event: EngineEvent) -> None:
        """Take an event of the line."""
        is_news = not self.connected.done()
        self._arrival.note(event)
        if event.kind == "connected" and is_news:
            self._run = self._world._start(self._stage, self.spec, line)  # noqa: SLF001
        elif event.kind == "closed" and self._run is not None:
            self._run.call_ended()


def _spec_of(agent: Agent | AgentSpec | str) -> AgentSpec:
    if isinstance(agent, str):
        return find_agent(agent)
    if isinstance(agent, AgentSpec):
        return agent
    name = getattr(agent, "__name__", type(agent).__name__)
    return AgentSpec(name=name, route="agent", function=agent, summary="under test")
