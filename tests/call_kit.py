"""Calls of many on a fake core, with timers that fire when the test says so."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from fakes import FakeEngine
from http_kit import Timer
from jackfield.calls import CallBook, CallLimits, CallName, JoinRequest, LiveCall, Place
from jackfield.line import Line
from jackfield.media import MediaHub
from jackfield.v1 import Event
from media_kit import OFFER, settle

NAME = CallName("default", "standup")
LIMITS = CallLimits(
    max_calls=3,
    max_call_participants=4,
    max_call_routes=3,
    resume_window_s=30.0,
    call_idle_s=60.0,
    call_levels_ms=200,
    call_quality_ms=0,
    max_chat_characters=20,
    chat_rate=1.0,
    chat_burst=2,
)


class Timers:
    """Seconds that pass when the test says so; the wall's clock may be set.

    Attributes:
        now: Goes forward only.
        set_by: How far the wall's clock is ahead.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self.set_by = 0.0
        self._timers: list[Timer] = []

    @property
    def wall(self) -> float:
        return self.now + self.set_by

    def later(self, delay: float, call: Callable[[], None]) -> Timer:
        timer = Timer(self.now + delay, call)
        self._timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [t for t in self._timers if t.due <= end and not t.cancelled]:
            timer = min(due, key=lambda t: t.due)
            self._timers.remove(timer)
            self.now = timer.due
            timer.call()
        self.now = end


@dataclass(frozen=True)
class Guest:
    """Somebody who came in."""

    place: Place
    line: Line

    @property
    def session(self) -> int:
        return self.line.session

    @property
    def id(self) -> str:
        return self.place.member.id

    @property
    def token(self) -> str:
        return self.place.token


class Switchboard:
    """A book of calls, and those who come in."""

    def __init__(self, engine: FakeEngine, hub: MediaHub, limits: CallLimits) -> None:
        self.engine = engine
        self.timers = Timers()
        self.hub = hub
        self.book = CallBook(
            engine,
            hub,
            limits,
            wall=lambda: self.timers.wall,
            clock=lambda: self.timers.now,
            later=self.timers.later,
        )
        self.told: list[tuple[str, Event]] = []
        self.book.watch(lambda call, event: self.told.append((str(call), event)))

    @property
    def call(self) -> LiveCall:
        return self.book.get_or_create(NAME)

    async def open(
        self, participant: str = "", *, into: LiveCall | None = None, **request: object
    ) -> Guest:
        """Come in, as far as the answer to an offer."""
        call = into or self.call
        asked = replace(
            JoinRequest(call=call.name, transport="whip", participant=participant),
            **request,  # type: ignore[arg-type]  # the test's own
        )
        place = call.take_place(asked)
        opened = await self.hub.open(OFFER, "call", place.participant, place.note, call)
        return Guest(place, opened.line)

    async def join(
        self, participant: str = "", *, into: LiveCall | None = None, **request: object
    ) -> Guest:
        """Come in, until media flow."""
        guest = await self.open(participant, into=into, **request)
        self.engine.connect(guest.session)
        await settle()
        return guest

    async def seat(self, participant: str, *, is_agent: bool = True) -> Line:
        """Let an agent in, or a person of this process."""
        request = JoinRequest(
            call=NAME, transport="agent", participant=participant, is_agent=is_agent
        )
        line = await self.call.open_seat(request)
        await settle()
        return line

    async def open_channel(self, guest: Guest) -> None:
        """Their data channel is there."""
        self.engine.calls.messages[guest.session] = []
        self.engine.notice("channel", guest.session, value=1.0)
        await settle()

    def kinds(self) -> list[str]:
        """What watchers were told, in order."""
        return [event.WhichOneof("payload") or "" for _, event in self.told]

    def last(self) -> Event:
        return self.told[-1][1]


@asynccontextmanager
async def switchboard(engine: FakeEngine, **limits: object) -> AsyncIterator[Switchboard]:
    hub = MediaHub(engine, sample_rate=48_000)
    try:
        yield Switchboard(engine, hub, replace(LIMITS, **limits))  # type: ignore[arg-type]
    finally:
        await hub.close()
