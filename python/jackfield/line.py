"""One session of the core as Python holds it: its audio both ways, its events, its questions."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from jackfield.config_recording import RecordingFormat
from jackfield.engine import FRAME_MS, Engine, EngineEvent, Samples
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    EngineError,
    JackfieldError,
    LocalProtocolError,
    RemoteProtocolError,
)
from jackfield.events import (
    Participant,
    call_ended,
    call_joined,
    connection_changed,
    participant_joined,
    participant_left,
    track_published,
    track_unpublished,
)
from jackfield.mailbox import Later, Mailbox
from jackfield.playout import Playout
from jackfield.recording import Recording, RecordingBook, RecordingRequest, Target
from jackfield.v1 import Event

IncomingFrame: TypeAlias = tuple[Participant, tuple[int, Samples]]
"""Who speaks, the sample rate, and one frame of mono int16."""

FRAME_LIMIT = 200 // FRAME_MS
"""Frames of one speaker that wait for an agent, 200 ms; older ones are stale and go first."""
SPEAKER_LIMIT = 64
"""Speakers of whom so much waits; over that the oldest frame goes, whose ever it is."""
EVENT_LIMIT = 1024
"""State events that wait for an agent; the oldest goes first.

Enough for who is there in a large call, which a server tells over a data channel all at once.
"""

_STATUS_HINTS = {
    "sdp_malformed": 400,
    "sdp_unsupported": 422,
    "malformed": 400,
    "unsupported": 422,
    "stale_credentials": 412,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEvent:
    """An event that the core could not send any more."""

    kind: str
    session: int
    code: str
    request: int = 0
    text: str = ""
    value: float = 0.0
    data: bytes = b""
    figures: Mapping[str, float] | None = None


class Company(Protocol):
    """The call of many that a line is in."""

    @property
    def cid(self) -> str:
        """Its type and id."""

    @property
    def number(self) -> int:
        """Of the call in the core."""

    def speaker(self, session: int) -> Participant | None:
        """Who a session is; None for nobody that is known any more."""

    def facing(self, session: int) -> Participant | None:
        """Who is behind a session, or in front of an agent's."""

    def tell(self, event: Event) -> None:
        """Tell everybody in it."""

    def write(self, session: int, text: str) -> None:
        """Have a session write to all."""

    def press(self, session: int, digits: str) -> None:
        """Have a session press keys towards all others."""

    def expel(self, session: int, reason: str) -> None:
        """Have whoever a session is leave."""


class Line:
    """One session; the hub feeds it, a Connection or a transport uses it.

    A line that is alone in its call says itself what happens there. One in a call of many leaves
    that to the call, but for its own beginning and end.

    Attributes:
        company: The call of many it is in, if it is in one.
        recordings: Those of the core, once there is one that records.
        hears: Whether the peer takes audio from us (an encoder that only sends does not).
        close_code: Why the session ended; empty while it lasts.
        observer: Told of each event, after those who wait for it.
        slots: Who is heard in each section beside the first, by its number; None for nobody.
        figures: What the core knew of it at its end.
    """

    def __init__(
        self, engine: Engine, session: int, participant: Participant, rate: int, playout: Playout
    ) -> None:
        self.session = session
        self.company: Company | None = None
        self.recordings: RecordingBook | None = None
        self.playout = playout
        self.frames: Mailbox[IncomingFrame] = Mailbox(
            FRAME_LIMIT * SPEAKER_LIMIT, per_lane=FRAME_LIMIT
        )
        self.events: Mailbox[Event] = Mailbox(EVENT_LIMIT)
        self.answer: asyncio.Future[EngineEvent] = asyncio.get_running_loop().create_future()
        self.hears = True
        self.close_code = ""
        self.observer: Observer | None = None
        self.slots: Callable[[int], Participant | None] | None = None
        self.figures: Mapping[str, float] = {}
        self._engine = engine
        self._participant = participant
        self._rate = rate
        self._end_reason = ""
        self._is_expelled = False
        self._at_end: list[Callable[[], object]] = []
        self._requests: dict[int, asyncio.Future[EngineEvent]] = {}
        self._closed = asyncio.Event()
        self._drained = asyncio.Event()

    @property
    def participant(self) -> Participant:
        """Who is on the other side."""
        facing = self.company.facing(self.session) if self.company is not None else None
        return facing or self._participant

    @property
    def call(self) -> str:
        """The id of the call: that of many, or one of its own."""
        return self.company.cid if self.company is not None else self._participant.id

    @property
    def frames_dropped(self) -> int:
        """Frames that nobody took in time."""
        return self.frames.dropped

    def deliver(self, row: Samples, source: int) -> None:
        """Take one frame of a session; copied, as the row keeps its whole batch alive."""
        is_other = source != self.session
        speaker = self.company.speaker(source) if self.company and is_other else None
        if self.slots is not None and is_other:
            speaker = self.slots(source)
            if speaker is None:
                return  # who has just left
        self.frames.put((speaker or self.participant, (self._rate, row.copy())), lane=source)

    def handle(self, event: EngineEvent) -> None:
        """Take one event from the core."""
        handler = self._HANDLERS.get(event.kind)
        if handler is not None:
            handler(self, event)
        if self.observer is not None:
            self.observer(self, event)

    async def record(self, target: Target, file_format: RecordingFormat | None) -> Recording:
        """Record the peer, or everybody in one when this is a call of many."""
        if self.recordings is None or self.close_code:
            raise CallEndedError("the call is over: it cannot be recorded", call=self.call)
        company = self.company
        request = RecordingRequest(
            target=target,
            file_format=file_format,
            name=self.call,
            participant=self._participant if company is None else None,
            tell=company.tell if company is not None else self.events.put,
        )
        if company is not None:
            return await self.recordings.record_call(company.number, request)
        return await self.recordings.record(self.session, request)

    async def trickle(self, fragment: str) -> None:
        """Give the core candidates of the peer."""
        await self._ask(self._engine.trickle(self.session, fragment))

    async def accept_answer(self, answer: str) -> None:
        """Take the answer to our offer; ``connected`` follows.

        Raises:
            RemoteProtocolError: It cannot be used; another one may be.
            CallEndedError: The session is over.
        """
        await self._ask(self._engine.accept_answer(self.session, answer))
        self.hears = takes_audio(answer)

    async def restart(self, fragment: str) -> tuple[str, str]:
        """Restart ICE; the answer is our fragment and our new ufrag."""
        event = await self._ask(self._engine.restart(self.session, fragment))
        return event.text, event.code

    async def send(self, rate: int, pcm: Samples) -> None:
        """Queue audio for the peer; returns when there is room for more."""
        if self.hears:
            await self.playout.write(rate, pcm)

    async def played(self) -> None:
        """Wait until the peer was sent all that was queued, or it was cleared."""
        clears = self.playout.clears
        while not self.close_code and clears == self.playout.clears and self._is_playing():
            self._drained.clear()
            await self._drained.wait()

    def write(self, text: str) -> None:
        """Write to all in a call of many; the peer alone can read nothing."""
        self._require_open()
        if self.company is None:
            raise LocalProtocolError("chat: there is nobody to read it in a call of two")
        self.company.write(self.session, text)

    def press(self, digits: str) -> None:
        """Press keys towards the peer, or towards everybody else in a call of many."""
        self._require_open()
        if self.company is not None:
            self.company.press(self.session, digits)
            return
        try:
            self._engine.send_dtmf(self.session, digits)
        except ValueError as error:
            raise LocalProtocolError(f"digits: {error}") from error

    def post(self, event: Event) -> bool:
        """Send an event to the peer; False when there is no channel for it, or no room."""
        return self._engine.send_message(self.session, event.SerializeToString())

    def clear(self) -> None:
        """Drop what waits for play-out."""
        self.playout.clear()
        self._engine.clear_audio(self.session)
        self._drained.set()

    def close(self, reason: str = "") -> None:
        """End the session, for a reason to be told; ``closed`` follows."""
        self._end_reason = self._end_reason or reason
        if self._is_expelled:
            self._engine.dismiss(self.session, self._end_reason)
        else:
            self._engine.close(self.session)

    def expel(self, reason: str) -> None:
        """End the session for good: the peer is told why, and in a call no place is kept for it."""
        self._is_expelled = True
        if self.company is not None:
            self.company.expel(self.session, reason)
        else:
            self.post(call_ended(reason))
        self.close(reason)

    def at_end(self, callback: Callable[[], object]) -> None:
        """Have this called when the session has ended."""
        self._at_end.append(callback)

    async def closed(self) -> str:
        """Wait for the end; the answer says why."""
        await self._closed.wait()
        return self.close_code

    def _end(self, event: EngineEvent) -> None:
        code = self.close_code = self._end_reason or event.code
        self.figures = event.figures or {}
        self._tell(Later(participant_left, self._participant))
        self.events.put(Later(call_ended, code, event.text))
        self.frames.close()
        self.events.close()
        self.playout.close()
        self._closed.set()
        self._drained.set()
        for waiting in (self.answer, *self._requests.values()):
            _fail(waiting, CallEndedError(f"the session ended: {code}", call=self.call))
        self._requests.clear()
        for callback in self._at_end:
            callback()

    def _require_open(self) -> None:
        if self.close_code:
            raise CallEndedError("the call is over", call=self.call)

    def _tell(self, event: Later[Event]) -> None:
        if self.company is None:
            self.events.put(event)

    def _is_playing(self) -> bool:
        return self.hears and (self.playout.samples > 0 or self._engine.queued_ms(self.session) > 0)

    def _answered(self, event: EngineEvent) -> None:
        # Without an SDP there is nothing that could say otherwise.
        self.hears = event.kind == "opened" and (not event.text or sends_audio(event.text))
        if event.kind == "opened":
            self.events.keep(Later(call_joined))
            self._tell(Later(participant_joined, self._participant))
        _resolve(self.answer, event)

    async def _ask(self, request: int) -> EngineEvent:
        waiting: asyncio.Future[EngineEvent] = asyncio.get_running_loop().create_future()
        self._requests[request] = waiting
        try:
            event = await waiting
        finally:
            self._requests.pop(request, None)
        if event.kind == "rejected":
            raise rejection(event)
        return event

    def _asked(self, event: EngineEvent) -> None:
        _resolve(self._requests.pop(event.request, None), event)

    def _note_state(self, event: EngineEvent) -> None:
        self._tell(Later(connection_changed, self._participant, event.kind))

    def _note_track(self, event: EngineEvent) -> None:
        if event.code:
            self._tell(Later(track_published, self._participant, event.text, event.code))
        else:
            self._tell(Later(track_unpublished, self._participant, event.text))

    def _note_room(self, _: EngineEvent) -> None:
        self.playout.room()

    def _note_drained(self, _: EngineEvent) -> None:
        self._drained.set()

    # Kinds that are not here mean nothing to a line.
    _HANDLERS: ClassVar[Mapping[str, Callable[["Line", EngineEvent], None]]] = {
        "opened": _answered,
        "refused": _answered,
        "restarted": _asked,
        "trickled": _asked,
        "accepted": _asked,
        "rejected": _asked,
        "connected": _note_state,
        "disconnected": _note_state,
        "track": _note_track,
        "room": _note_room,
        "drained": _note_drained,
        "closed": _end,
    }


Observer: TypeAlias = Callable[[Line, EngineEvent], None]


def rejection(event: EngineEvent) -> JackfieldError:
    """The error that a ``refused`` or ``rejected`` event stands for."""
    if event.code in _STATUS_HINTS:
        return RemoteProtocolError(
            event.text, status_hint=_STATUS_HINTS[event.code], code=event.code
        )
    if event.code == "at_capacity":
        return CapacityError(event.text)
    if event.code == "call_full":
        return CapacityError(event.text, code=event.code)
    if event.code in ("unknown_session", "call_unknown"):
        return CallEndedError(event.text)
    return EngineError(event.text)


def sends_audio(answer: str) -> bool:
    """Whether an SDP answer promises audio to whom it is given."""
    return _has_audio(answer, but="a=recvonly")


def takes_audio(answer: str) -> bool:
    """Whether an SDP answer wants audio of whom it is given."""
    return _has_audio(answer, but="a=sendonly")


def _has_audio(answer: str, *, but: str) -> bool:
    _, separator, section = answer.partition("m=audio")
    section = section.partition("\nm=")[0]
    return bool(separator) and not (but in section or "a=inactive" in section)


def _resolve(waiting: "asyncio.Future[EngineEvent] | None", event: EngineEvent) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(event)


def _fail(waiting: "asyncio.Future[EngineEvent]", error: JackfieldError) -> None:
    if not waiting.done():
        waiting.set_exception(error)
        waiting.exception()  # whoever gave up waiting does not fetch it: no error of theirs
