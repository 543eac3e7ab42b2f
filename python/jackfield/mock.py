"""A joined mock call: its participants speak files, and nobody is on a network.

Either nobody keeps a clock: files are read as fast as those take it who iterate, and nothing is
lost. Or the call is in real time: a piece of each participant every 20 ms, and who is slow loses.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from jackfield.config_recording import RecordingFormat
from jackfield.engine import FRAME_MS, Samples
from jackfield.errors import CallEndedError, JoinError, LocalProtocolError
from jackfield.events import Participant, call_ended
from jackfield.mock_engine import SAMPLE_RATE, MockBatch, MockEngine, join_mock
from jackfield.mock_feed import Feed, Reader
from jackfield.mock_playout import MockPlayout
from jackfield.recording import Recording, Target
from jackfield.v1 import Event, MockConfig

TRANSPORT = "mock"
READ_PIECES = 256
"""Pieces that are read at once, and that may wait for one reader while another wants more."""
READ_ROUNDS = 50
"""20 ms of all participants that are read ahead of the clock."""
KEPT_ROUNDS = 50
"""What waits for a reader in real time: 1 s, as a test on a busy machine may be late."""

LEFT = "local"
FAILED = "error"

_FRAME_S = FRAME_MS / 1000
_PATIENCE = 4
"""A reader whose own task does not read it keeps this many times what it may; the rest is lost."""


class _Piece(NamedTuple):
    """An event or a row of a batch, and when it is due; made too often to be a dataclass."""

    round: int
    event: Event | None = None
    row: int = 0
    speaker: int = 0
    length: int = 0


class MockLine:
    """One joined mock call; a Connection uses it like any other line.

    Attributes:
        call: The id of the call.
        participant: Who is on the other side: the first of them.
        playout: What we say.
        hears: Whether the others take audio from us.
        session: The id of the session in the core; a mock call has none.
        close_code: Why the call ended; empty while it lasts.
    """

    def __init__(self, engine: MockEngine, config: MockConfig, call: str) -> None:
        self._participants = [
            Participant(id=other.id, name=other.name, transport=TRANSPORT)
            for other in config.participants
        ]
        count = len(self._participants)
        self._realtime = config.realtime
        self._rows = READ_ROUNDS * count if self._realtime else max(READ_PIECES, count)
        limit = KEPT_ROUNDS * count if self._realtime else _PATIENCE * self._rows
        self._frames: Feed[tuple[Participant, tuple[int, Samples]]]
        self._frames = Feed(size=self._rows, limit=limit)
        self._events: Feed[Event] = Feed(size=self._rows, limit=limit)
        self._engine: MockEngine | None = engine
        self._reading: asyncio.Task[MockBatch] | None = None
        self._is_awaited = False
        self._reads_ahead = False
        self._clock: asyncio.Task[None] | None = None
        self._waiting: list[asyncio.Future[object]] = []
        self._next_round = 0
        self.call = call
        self.participant = self._participants[0]
        self.playout = MockPlayout(realtime=self._realtime)
        self.hears = True
        self.session = 0
        self.close_code = ""

    @property
    def frames(self) -> Reader[tuple[Participant, tuple[int, Samples]]]:
        """What the others say."""
        return Reader(self._frames, self)

    @property
    def frames_dropped(self) -> int:
        """Frames that nobody took in time."""
        return self._frames.dropped

    @property
    def events(self) -> Reader[Event]:
        """What happens, audio included."""
        return Reader(self._events, self)

    @classmethod
    def join(cls, config: MockConfig, call: str) -> "MockLine":
        """Join a call of that id; in real time it begins now.

        Raises:
            JoinError: There can be no such call; the message names the field.
            ConfigError: The core is not built.
        """
        engine = join_mock(config.SerializeToString())
        begun = engine.read(0)
        first = Event.FromString(begun.events[0][1])
        if first.HasField("error"):
            raise JoinError(f"{call}: {first.error.message}", call=call)
        line = cls(engine, config, call)
        for piece in _pieces(begun, 0):
            line._deliver(piece, begun)
        if config.realtime:
            line._clock = asyncio.get_running_loop().create_task(line._keep_time())
        return line

    async def send(self, rate: int, pcm: Samples) -> None:
        """Say something."""
        await self.playout.write(rate, pcm)

    async def played(self) -> None:
        """Wait until all was said that was sent, or it was cleared."""
        await self.playout.played()

    async def record(self, target: Target, file_format: RecordingFormat | None) -> Recording:  # noqa: ARG002  # refused
        """There is nothing to record: what is said is in files already."""
        raise LocalProtocolError(
            "a mock call cannot be recorded", code="unsupported", call=self.call
        )

    def write(self, text: str) -> None:
        """Nobody reads it."""

    def press(self, digits: str) -> None:
        """Nobody hears it."""

    def clear(self) -> None:
        """Drop what waits for play-out."""
        self.playout.clear()

    def close(self) -> None:
        """Leave the call: nothing of it is heard any more."""
        if not self.close_code:
            self._frames.close(empty=True)
            self._end(call_ended(LEFT))

    async def closed(self) -> str:
        """Wait for the end; the answer says why. Files are read on if nobody iterates."""
        while not self.close_code:
            await asyncio.sleep(0)  # whoever is about to iterate comes first
            others = (self._frames.other_reader(), self._events.other_reader())
            reading = [task for task in others if task is not None]
            if not reading:
                self._read_on()
            await self._change(*reading)
        if self._reading is not None:
            await asyncio.wait([self._reading])
        return self.close_code

    async def fetch(self) -> None:
        """See :class:`~jackfield.mock_feed.Source`."""
        # A task that reads one of them does not wait for itself to read the other.
        full = [feed for feed in (self._frames, self._events) if feed.is_full]
        behind = [task for feed in full if (task := feed.other_reader()) is not None]
        if not behind:
            self._read_on()
        await self._change(*behind)

    def room_made(self) -> None:
        """See :class:`~jackfield.mock_feed.Source`."""
        self._wake()

    def _read_on(self) -> None:
        """Have more read, unless the clock does or it is awaited already."""
        if self._realtime or self._is_awaited or self.close_code:
            return
        self._is_awaited = True
        if self._reading is None:
            self._reading = self._start_reading()
        self._reading.add_done_callback(self._take)

    def _start_reading(self) -> "asyncio.Task[MockBatch]":
        engine = self._engine
        if engine is None:
            raise CallEndedError("the call is over", call=self.call)
        read = asyncio.to_thread(engine.read, self._rows)
        reading = asyncio.get_running_loop().create_task(read)
        reading.add_done_callback(_excuse)
        return reading

    def _take(self, reading: "asyncio.Task[MockBatch]") -> None:
        self._reading = None
        self._is_awaited = False
        batch = self._batch_of(reading)
        if batch is not None:
            # Who came back once will do so again: the next files are read while this is heard.
            if self._reads_ahead and not batch.ended:
                self._reading = self._start_reading()
            self._reads_ahead = True
            for piece in _pieces(batch, self._next_round):
                self._deliver(piece, batch)
        self._wake()

    def _batch_of(self, reading: "asyncio.Task[MockBatch]") -> MockBatch | None:
        """What was read; None when nothing is to be made of it."""
        if self.close_code or reading.cancelled():
            return None
        error = reading.exception()
        if error is not None:
            self._end(call_ended(FAILED, str(error)))
            return None
        return reading.result()

    async def _keep_time(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._reading = reading = self._start_reading()
        while True:
            await asyncio.wait([reading])
            batch = self._batch_of(reading)
            if batch is None:
                return
            if not batch.ended:
                self._reading = reading = self._start_reading()
            for piece in _pieces(batch, self._next_round):
                delay = began + piece.round * _FRAME_S - loop.time()
                if delay > 0:
                    self._wake()
                    await asyncio.sleep(delay)
                self._deliver(piece, batch)
            self._wake()
            if batch.ended:
                return

    def _deliver(self, piece: _Piece, batch: MockBatch) -> None:
        if piece.event is None:
            self._deliver_row(piece, batch)
        elif piece.event.HasField("call_ended"):
            self._end(piece.event)
        else:
            self._events.put(piece.event)

    def _deliver_row(self, piece: _Piece, batch: MockBatch) -> None:
        self._next_round = piece.round + 1
        if self._realtime or self._frames.is_read:
            # A copy, as a row keeps its whole batch alive.
            pcm = batch.frames[piece.row, : piece.length].copy()
            self._frames.put_latest((self._participants[piece.speaker], (SAMPLE_RATE, pcm)))
        if self._events.is_read and self._events.admits():
            self._events.put(Event.FromString(batch.packet(piece.row)))

    def _end(self, event: Event) -> None:
        self.close_code = event.call_ended.reason
        self._events.put(event)
        self._events.close()
        self._frames.close()
        self.playout.close()
        if self._clock is not None and self._clock is not asyncio.current_task():
            self._clock.cancel()
        self._release()
        self._wake()

    def _release(self) -> None:
        engine, self._engine = self._engine, None
        if engine is None:
            return
        if self._reading is None or self._reading.done():
            engine.close()
        else:
            self._reading.add_done_callback(lambda _: engine.close())

    async def _change(self, *tasks: asyncio.Future[object]) -> None:
        """Wait until something is different, or one of these tasks is over."""
        if self.close_code:
            return
        awaited: list[asyncio.Future[object]] = [asyncio.get_running_loop().create_future()]
        self._waiting += awaited
        awaited += tasks
        await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


def _excuse(reading: "asyncio.Task[MockBatch]") -> None:
    """What failed is told to who waits for it; if the call is over, that is nobody."""
    if not reading.cancelled():
        reading.exception()


def _pieces(batch: MockBatch, next_round: int) -> Iterator[_Piece]:
    """Events and rows of a batch in order; what follows its last row is due at the end of that."""
    events = deque(batch.events)
    rows = zip(batch.rounds, batch.speakers, batch.lengths, strict=True)
    for row, (due, speaker, length) in enumerate(rows):
        while events and events[0][0] <= row:
            yield _Piece(due, event=Event.FromString(events.popleft()[1]))
        yield _Piece(due, row=row, speaker=speaker, length=length)
        next_round = due + 1
    for _, data in events:
        yield _Piece(next_round, event=Event.FromString(data))
