"""The asyncio side of the media core: one wake-up, one drain, everybody served.

The core tells by one file descriptor that something waits. One callback takes it all, hands events
to those who asked and frames to those who listen. On the way back, what all agents wrote in one
turn of the loop becomes one call into the core.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jackfield.engine import Engine, EngineEvent, Hearing, Route
from jackfield.errors import CapacityError, EngineError
from jackfield.events import Participant
from jackfield.line import Company, Line, LocalEvent, Observer, rejection
from jackfield.playout import Playout
from jackfield.recording import RecordingBook, RecordingOptions

MAX_FRAMES = 4096
"""Frames of one drain: 200 ms of 400 calls; what is left comes with the next wake-up."""
_LAST_TURNS = 3
"""Turns of the loop after which a core that was shut down has said everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLine:
    """A session that was answered."""

    line: Line
    answer: str
    ufrag: str


class MediaHub:
    """Dispatches between the core and the lines of this event loop."""

    def __init__(
        self, engine: Engine, *, sample_rate: int, recording: RecordingOptions | None = None
    ) -> None:
        self._engine = engine
        self.recordings = RecordingBook(engine, recording or RecordingOptions())
        self._rate = sample_rate
        self._loop = asyncio.get_running_loop()
        self._lines: dict[int, Line] = {}
        # A dict for its order and because one playout can become ready twice before a flush.
        self._ready: dict[Playout, None] = {}
        self._loop.add_reader(engine.fileno(), self.drain)

    async def open(
        self,
        offer: str,
        route: Route,
        participant: Callable[[int], Participant],
        observer: Observer | None = None,
        company: Company | None = None,
    ) -> OpenedLine:
        """Have an offer answered.

        Args:
            offer: The SDP.
            route: What the core does with the audio.
            participant: Makes the participant of a session from the session's id.
            observer: Told of each event of the session, after the line.
            company: The call of many that it becomes part of.

        Raises:
            RemoteProtocolError: The offer is malformed or asks for something unsupported.
            CapacityError: There is no room.
            EngineError: The core failed.
        """
        call = company.number if company is not None else 0
        line, event = await self._open(
            lambda: self._engine.open(offer, route, call=call), participant, observer, company
        )
        return OpenedLine(line=line, answer=event.text, ufrag=event.code)

    async def open_socket(
        self,
        descriptor: int,
        greeting: bytes,
        route: Route,
        participant: Callable[[int], Participant],
        observer: Observer | None = None,
        company: Company | None = None,
    ) -> Line:
        """Have the core take over a socket that was upgraded to a WebSocket.

        Args:
            descriptor: The socket's; the core works on a copy.
            greeting: The response to the upgrade request, sent first.
            route: What the core does with the audio.
            participant: As for :meth:`open`.
            observer: As for :meth:`open`.
            company: As for :meth:`open`.

        Raises:
            CapacityError: There is no room; nothing was sent.
            EngineError: The core failed.
        """
        call = company.number if company is not None else 0
        line, _ = await self._open(
            lambda: self._engine.open_socket(descriptor, greeting, route, call=call),
            participant,
            observer,
            company,
        )
        return line

    async def dial(
        self,
        route: Route,
        participant: Callable[[int], Participant],
        observer: Observer | None = None,
        company: Company | None = None,
        *,
        slots: int = 0,
    ) -> OpenedLine:
        """Make an offer to somebody else; the line takes their answer.

        Args:
            route: What the core does with their audio.
            participant: As for :meth:`open`.
            observer: As for :meth:`open`.
            company: As for :meth:`open`.
            slots: Sections of audio beside the first, each for one voice that they let us hear.

        Returns:
            The line, and our offer in place of an answer.

        Raises:
            CapacityError: There is no room.
            EngineError: The core failed.
        """
        call = company.number if company is not None else 0
        line, event = await self._open(
            lambda: self._engine.dial(route, call=call, slots=slots), participant, observer, company
        )
        return OpenedLine(line=line, answer=event.text, ufrag=event.code)

    async def open_seat(
        self,
        hears: Hearing,
        participant: Callable[[int], Participant],
        observer: Observer,
        company: Company,
    ) -> Line:
        """Let this process itself into a call of many.

        Args:
            hears: What it gets.
            participant: As for :meth:`open`.
            observer: As for :meth:`open`.
            company: The call.

        Raises:
            CapacityError: There is no room.
            CallEndedError: The call is over.
            EngineError: The core failed.
        """
        line, _ = await self._open(
            lambda: self._engine.open_seat(company.number, hears=hears),
            participant,
            observer,
            company,
        )
        return line

    def drain(self) -> None:
        """Take what waits in the core and hand it out."""
        batch = self._engine.drain(MAX_FRAMES)
        for event in batch.events:
            self._dispatch(event)
        frames = batch.frames
        if not len(frames):
            return  # what there is most often where calls begin and end
        lines = self._lines
        sessions, sources = (
            batch.sessions.tolist(),
            batch.sources.tolist(),
        )
        for session, source, row in zip(sessions, sources, frames, strict=True):
            line = lines.get(session)
            if line is not None:
                line.deliver(row, source)

    async def close(self) -> None:
        """End every session and stop the core."""
        self._loop.remove_reader(self._engine.fileno())
        # Joining threads blocks; agents must be able to see the end of their calls meanwhile.
        await asyncio.to_thread(self._engine.shutdown)
        self.drain()
        for session in list(self._lines):
            self._dispatch(LocalEvent(kind="closed", session=session, code="shutdown"))
        # In virtual time the core ends what it records only when it is stepped next.
        for _ in range(_LAST_TURNS):
            await asyncio.sleep(0)
            self.drain()
        await self.recordings.close()

    async def _open(
        self,
        begin: Callable[[], int],
        participant: Callable[[int], Participant],
        observer: Observer | None,
        company: Company | None,
    ) -> tuple[Line, EngineEvent]:
        try:
            session = begin()
        except RuntimeError as error:
            raise CapacityError("the server is shutting down") from error
        except OSError as error:
            raise EngineError(f"the core cannot use the socket: {error}") from error
        playout = Playout(session, self._note_ready)
        line = Line(self._engine, session, participant(session), self._rate, playout)
        line.observer = observer
        line.company = company
        line.recordings = self.recordings
        self._lines[session] = line
        try:
            event = await line.answer
        except asyncio.CancelledError:
            self._engine.close(session)
            raise
        if event.kind == "refused":
            raise rejection(event)
        return line, event

    def _dispatch(self, event: EngineEvent) -> None:
        if event.kind == "recorded":
            self.recordings.handle(event)
            return
        line = self._lines.get(event.session)
        if line is None:
            return
        if event.kind in ("closed", "refused"):
            del self._lines[event.session]
        line.handle(event)

    def _note_ready(self, playout: Playout) -> None:
        if not self._ready:
            self._loop.call_soon(self._flush)
        self._ready[playout] = None

    def _flush(self) -> None:
        by_rate: dict[int, list[Playout]] = {}
        for playout in self._ready:
            if playout.samples:
                by_rate.setdefault(playout.rate, []).append(playout)
        self._ready.clear()
        for rate, playouts in by_rate.items():
            self._send(rate, playouts)

    def _send(self, rate: int, playouts: list[Playout]) -> None:
        count = len(playouts)
        sessions = np.fromiter((playout.session for playout in playouts), np.uint64, count)
        lengths = np.fromiter((playout.samples for playout in playouts), np.uint32, count)
        samples = np.concatenate([chunk for playout in playouts for chunk in playout.take()])
        try:
            taken = self._engine.send_audio(sessions, rate, lengths, samples).tolist()
        except RuntimeError:
            taken = [True] * count  # shut down: nobody will play it, and nobody need wait
        for playout, was_taken in zip(playouts, taken, strict=True):
            playout.settle(taken=was_taken)
