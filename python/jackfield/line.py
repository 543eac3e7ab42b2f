"""One session of the core as Python holds it: its audio both ways, its events, its questions."""

import asyncio
from typing import TypeAlias

from jackfield.engine import FRAME_MS, Engine, EngineEvent, Samples
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    EngineError,
    JackfieldError,
    RemoteProtocolError,
)
from jackfield.events import CallEvent, EventKind, Participant
from jackfield.mailbox import Mailbox
from jackfield.playout import Playout

IncomingFrame: TypeAlias = tuple[Participant, tuple[int, Samples]]
"""Who speaks, the sample rate, and one frame of mono int16."""

FRAME_LIMIT = 200 // FRAME_MS
"""Frames that wait for an agent, 200 ms; older ones are stale and go first."""
EVENT_LIMIT = 64
"""State events that wait for an agent; the oldest goes first."""

_STATUS_HINTS = {
    "sdp_malformed": 400,
    "sdp_unsupported": 422,
    "malformed": 400,
    "unsupported": 422,
    "stale_credentials": 412,
}


class Line:
    """One session; the hub feeds it, a Connection or a transport uses it.

    Attributes:
        hears: Whether the peer takes audio from us (an encoder that only sends does not).
        close_code: Why the session ended; empty while it lasts.
    """

    def __init__(
        self, engine: Engine, session: int, participant: Participant, rate: int, playout: Playout
    ) -> None:
        self.session = session
        self.participant = participant
        self.playout = playout
        self.frames: Mailbox[IncomingFrame] = Mailbox(FRAME_LIMIT)
        self.events: Mailbox[CallEvent] = Mailbox(EVENT_LIMIT)
        self.answer: asyncio.Future[EngineEvent] = asyncio.get_running_loop().create_future()
        self.hears = True
        self.close_code = ""
        self._engine = engine
        self._rate = rate
        self._requests: dict[int, asyncio.Future[EngineEvent]] = {}
        self._closed = asyncio.Event()
        self._drained = asyncio.Event()

    def deliver(self, row: Samples) -> None:
        """Take one frame from the core; copied, as the row keeps its whole batch alive."""
        self.frames.put((self.participant, (self._rate, row.copy())))

    def handle(self, event: EngineEvent) -> None:
        """Take one event from the core."""
        match event.kind:
            case "opened" | "refused":
                self._answered(event)
            case "restarted" | "trickled" | "rejected":
                _resolve(self._requests.pop(event.request, None), event)
            case "connected" | "disconnected":
                self._tell(EventKind(event.kind))
            case "track":
                self._tell(EventKind.TRACK, f"{event.text} {event.code}")
            case "room":
                self.playout.room()
            case "drained":
                self._drained.set()
            case "closed":
                self.end(event.code, event.text)

    def end(self, code: str, reason: str = "") -> None:
        """The session is over: everybody who waits for it learns that."""
        self.close_code = code
        self._tell(EventKind.ENDED, f"{code}: {reason}" if reason else code)
        self.frames.close()
        self.events.close()
        self.playout.close()
        self._closed.set()
        self._drained.set()
        for waiting in (self.answer, *self._requests.values()):
            _fail(waiting, CallEndedError(f"the session ended: {code}", call=self.participant.id))
        self._requests.clear()

    async def trickle(self, fragment: str) -> None:
        """Give the core candidates of the peer."""
        await self._ask(self._engine.trickle(self.session, fragment))

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

    def clear(self) -> None:
        """Drop what waits for play-out."""
        self.playout.clear()
        self._engine.clear_audio(self.session)
        self._drained.set()

    def close(self) -> None:
        """End the session; ``closed`` follows."""
        self._engine.close(self.session)

    async def closed(self) -> str:
        """Wait for the end; the answer says why."""
        await self._closed.wait()
        return self.close_code

    def _is_playing(self) -> bool:
        return self.hears and (self.playout.samples > 0 or self._engine.queued_ms(self.session) > 0)

    def _answered(self, event: EngineEvent) -> None:
        self.hears = sends_audio(event.text) if event.kind == "opened" else False
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

    def _tell(self, kind: EventKind, detail: str = "") -> None:
        self.events.put(CallEvent(kind=kind, participant=self.participant, detail=detail))


def rejection(event: EngineEvent) -> JackfieldError:
    """The error that a ``refused`` or ``rejected`` event stands for."""
    if event.code in _STATUS_HINTS:
        return RemoteProtocolError(
            event.text, status_hint=_STATUS_HINTS[event.code], code=event.code
        )
    if event.code == "at_capacity":
        return CapacityError(event.text)
    if event.code == "unknown_session":
        return CallEndedError(event.text)
    return EngineError(event.text)


def sends_audio(answer: str) -> bool:
    """Whether an SDP answer promises audio to the peer."""
    _, separator, section = answer.partition("m=audio")
    section = section.partition("\nm=")[0]
    return bool(separator) and not ("a=recvonly" in section or "a=inactive" in section)


def _resolve(waiting: "asyncio.Future[EngineEvent] | None", event: EngineEvent) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(event)


def _fail(waiting: "asyncio.Future[EngineEvent]", error: JackfieldError) -> None:
    if not waiting.done():
        waiting.set_exception(error)
        # Whoever gave up waiting does not fetch it; that is no error of theirs.
        waiting.exception()
