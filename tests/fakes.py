"""A media core without sockets and threads, that behaves like the real one; tests move its clock.

``tests/test_engine.py`` runs the same contract against this and against the real core.
"""

import contextlib
import os
from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fake_recordings import RecordingPart
from fake_sdp import Credentials, RefusedOfferError, answer, attribute, fragment, offer_with
from jackfield.engine import Hearing, Route, Samples

FRAME_MS = 20
RING_FRAMES = 10
CANDIDATE = "a=candidate:1 1 udp 2113929471 127.0.0.1 40000 typ host"


@dataclass(frozen=True, kw_only=True)
class FakeEvent:
    """One event; see ``_core.pyi``."""

    kind: str
    session: int
    request: int = 0
    code: str = ""
    text: str = ""
    value: float = 0.0
    data: bytes = b""
    figures: dict[str, float] | None = None


@dataclass(frozen=True)
class FakeBatch:
    """What one drain gives."""

    events: list[FakeEvent]
    sessions: npt.NDArray[np.uint64]
    sources: npt.NDArray[np.uint64]
    frames: Samples


@dataclass
class FakeSession:
    """One session and its peer."""

    id: int
    route: Route
    remote_ufrag: str
    plays: bool
    generation: int = 1
    ring: deque[tuple[int, Samples]] = field(default_factory=lambda: deque(maxlen=RING_FRAMES))
    waiting: deque[tuple[int, Samples]] = field(default_factory=deque)
    queued_ms: float = 0.0
    refused: bool = False
    heard: list[tuple[int, Samples]] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)

    @property
    def credentials(self) -> Credentials:
        name = f"s{self.id}g{self.generation}"
        return Credentials(ufrag=name, password=(name * 24)[:24])


class FakeEngine(RecordingPart):
    """See the module.

    Attributes:
        answers: False makes the core fall silent, as one that hangs would.
        accepting: False while every offer is refused.
        send_calls: How often ``send_audio`` was called, and for how many sessions each time.
    """

    def __init__(
        self, *, sample_rate: int = 48_000, capacity: int = 1000, playout_limit_ms: int = 10_000
    ) -> None:
        super().__init__(self._tell)
        self.answers = True
        self.ice_servers: list[str] = []
        self.send_calls: list[int] = []
        self.dismissed: dict[int, str] = {}
        self.sessions: dict[int, FakeSession] = {}
        self.frames_dropped = 0
        self._rate = sample_rate
        self._capacity = capacity
        self._limit_ms = playout_limit_ms
        self.accepting = True
        self._stopped = False
        self._serial = 0
        self._events: list[FakeEvent] = []
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    # What the product calls.

    def fileno(self) -> int:
        return self._wake

    def open(self, offer: str, route: Route, *, call: int = 0) -> int:
        self._check_running()
        session = self._next()
        if not self.answers:
            return session
        if not self.accepting or len(self.sessions) >= self._capacity:
            self._tell("refused", session, code="at_capacity", text="no room")
            return session
        new = FakeSession(session, route, attribute(offer, "ice-ufrag"), plays=False)
        try:
            text = answer(offer, new.credentials, CANDIDATE)
        except RefusedOfferError as error:
            self._tell("refused", session, code=error.code, text=str(error))
            return session
        text = text.replace("a=inactive", "a=sendonly") if call else text
        new.plays = "a=sendrecv" in text
        self.sessions[session] = new
        self.calls.enter(call, session)
        self._tell("opened", session, text=text, code=new.credentials.ufrag)
        self._tell("track", session, text="audio", code="opus", value=111.0)
        return session

    def open_socket(self, descriptor: int, greeting: bytes, route: Route, *, call: int = 0) -> int:
        self._check_running()
        session = self._next()
        if not self.accepting or len(self.sessions) >= self._capacity:
            self._tell("refused", session, code="at_capacity", text="no room")
            return session
        os.write(descriptor, greeting)
        self.sessions[session] = FakeSession(session, route, "", plays=True)
        self.calls.enter(call, session)
        self._tell("opened", session)
        return session

    def dial(self, route: Route, *, call: int = 0, slots: int = 0) -> int:
        self._check_running()
        session = self._next()
        self.calls.enter(call, session)
        self.sessions[session] = FakeSession(session, route, "", plays=True)
        self._tell("opened", session, text=offer_with(slots))
        return session

    def accept_answer(self, session: int, sdp: str) -> int:
        request = self._next()
        if session not in self.sessions:
            self._reject(session, request, "unknown_session", "no such session")
        elif not sdp.startswith("v=0"):
            self._reject(session, request, "malformed", "the answer is no SDP")
        else:
            self._tell("accepted", session, request=request)
        return request

    def open_seat(self, call: int, *, hears: Hearing = "each") -> int:
        self._check_running()
        session = self._next()
        if call not in self.calls.members:
            self._tell("refused", session, code="unknown_session", text="the call is over")
            return session
        self.sessions[session] = FakeSession(session, "agent", "", plays=True)
        self.calls.enter(call, session)
        self.calls.hears[session] = hears
        self._tell("opened", session)
        self._tell("connected", session)
        return session

    def create_call(self, *, beside: int = 0) -> int:
        self._check_running()
        return self.calls.create(self._next(), beside)

    def end_call(self, call: int) -> None:
        for session in self.calls.end(call):
            self.end(session, "call_ended")

    def trickle(self, session: int, text: str) -> int:
        request = self._begin_request()
        if not self.answers:
            return request
        if session not in self.sessions:
            self._reject(session, request, "unknown_session", "the session is over")
            return request
        found = [line for line in text.splitlines() if line.startswith("a=candidate:")]
        # Names (mDNS) cannot be resolved and are passed over.
        usable = [line for line in found if ".local " not in line]
        self.sessions[session].candidates += usable
        self._tell("trickled", session, request=request, value=float(len(usable)))
        return request

    def restart(self, session: int, text: str) -> int:
        request = self._begin_request()
        if not self.answers:
            return request
        if session not in self.sessions:
            self._reject(session, request, "unknown_session", "the session is over")
        elif len(attribute(text, "ice-pwd")) < 22:
            self._reject(session, request, "malformed", "a=ice-pwd is not valid")
        else:
            restarted = self.sessions[session]
            restarted.generation += 1
            restarted.remote_ufrag = attribute(text, "ice-ufrag")
            ours = restarted.credentials
            self._tell(
                "restarted",
                session,
                request=request,
                text=fragment(ours, CANDIDATE),
                code=ours.ufrag,
            )
        return request

    def close(self, session: int) -> None:
        self.end(session, "local")

    def dismiss(self, session: int, reason: str) -> None:
        self.dismissed.setdefault(session, reason)
        self.end(session, "local")

    def drain(self, max_frames: int = 4096) -> FakeBatch:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        events, self._events = self._events, []
        owners, sources, rows = self._take_frames(max_frames)
        if any(session.ring for session in self.sessions.values()):
            self._ring()
        frames = np.array(rows, np.int16).reshape(len(rows), self._rate * FRAME_MS // 1000)
        return FakeBatch(events, np.array(owners, np.uint64), np.array(sources, np.uint64), frames)

    def send_audio(
        self,
        sessions: npt.NDArray[np.uint64],
        rate: int,
        lengths: npt.NDArray[np.uint32],
        samples: Samples,
    ) -> npt.NDArray[np.bool_]:
        self._check_running()
        assert int(lengths.sum()) == len(samples)
        self.send_calls.append(len(sessions))
        pieces = np.split(samples, np.cumsum(lengths)[:-1])
        return np.array(
            [self._queue(int(s), rate, pcm) for s, pcm in zip(sessions, pieces, strict=True)]
        )

    def clear_audio(self, session: int) -> None:
        cleared = self.sessions.get(session)
        if cleared is not None:
            cleared.waiting.clear()
            cleared.queued_ms = 0.0
            self._settle(cleared)

    def queued_ms(self, session: int) -> float:
        return self.sessions[session].queued_ms if session in self.sessions else 0.0

    def session_stats(self, session: int) -> dict[str, float] | None:
        if session not in self.sessions:
            return None
        return {
            "jitter_seconds": 0.002 * session,
            "round_trip_seconds": float("nan"),
            "packets_received": 90.0,
            "packets_lost": 10.0,
        }

    def metrics(self) -> dict[str, float]:
        return {
            "sessions": float(len(self.sessions)),
            "packets_received_total": 12.0,
            'packets_dropped_total{reason="late"}': 3.0,
            'packets_dropped_total{reason="stale"}': 0.0,
            'hairpin_latency_seconds_bucket{le="0.001"}': 4.0,
            'hairpin_latency_seconds_bucket{le="+Inf"}': 5.0,
            "hairpin_latency_seconds_count": 5.0,
            "hairpin_latency_seconds_sum": 0.0125,
        }

    def set_ice_servers(self, urls: list[str]) -> None:
        self.ice_servers = urls

    def set_accepting(self, accepting: bool) -> None:  # noqa: FBT001
        self.accepting = accepting

    @property
    def session_count(self) -> int:
        return len(self.sessions)

    def shutdown(self) -> None:
        for session in list(self.sessions):
            self.end(session, "shutdown")
        self._stopped = True

    # What tests do to it.

    def connect(self, session: int, setup_ms: float = 40.0) -> None:
        """ICE and DTLS are up."""
        self._tell("connected", session, value=setup_ms)

    def lose(self, session: int) -> None:
        """The peer stopped answering."""
        self._tell("disconnected", session)

    def end(self, session: int, code: str) -> None:
        """The session is over, for whatever reason."""
        figures = self.session_stats(session)
        if self.sessions.pop(session, None) is not None:
            self.calls.leave(session)
            self._tell("closed", session, code=code, figures=figures)

    def speak(self, session: int, *frames: Samples, source: int = 0) -> None:
        """The peer or another of its call said something; the oldest goes when nobody drains."""
        ring = self.sessions[session].ring
        for frame in frames:
            self.frames_dropped += len(ring) == RING_FRAMES
            ring.append((source or session, frame))
        self._ring()

    def notice(self, kind: str, session: int, **fields: str | float | bytes) -> None:
        """The core tells something else."""
        self._tell(kind, session, **fields)

    def advance(self, milliseconds: float) -> None:
        """Let play-out go on for so long."""
        for session in self.sessions.values():
            self._play(session, milliseconds)

    def heard(self, session: int) -> Samples:
        """What the peer was sent so far, whatever the rates."""
        parts = [pcm for _, pcm in self.sessions[session].heard]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def dispose(self) -> None:
        """Give the file descriptor back."""
        os.close(self._wake)

    # Inside.

    def _queue(self, session: int, rate: int, pcm: Samples) -> bool:
        target = self.sessions.get(session)
        length_ms = len(pcm) * 1000 / rate
        if target is None:
            return False
        if target.queued_ms + length_ms > self._limit_ms:
            target.refused = True
            return False
        if target.plays and target.route == "agent":
            target.waiting.append((rate, pcm.copy()))
            target.queued_ms += length_ms
        return True

    def _play(self, session: FakeSession, milliseconds: float) -> None:
        while session.waiting and milliseconds > 0:
            rate, pcm = session.waiting.popleft()
            count = min(len(pcm), int(milliseconds * rate / 1000))
            session.heard.append((rate, pcm[:count]))
            if count < len(pcm):
                session.waiting.appendleft((rate, pcm[count:]))
            played_ms = count * 1000 / rate
            session.queued_ms = max(0.0, session.queued_ms - played_ms)
            milliseconds -= played_ms
            self._settle(session)

    def _settle(self, session: FakeSession) -> None:
        if session.refused and session.queued_ms <= self._limit_ms / 2:
            session.refused = False
            self._tell("room", session.id)
        if not session.waiting:
            session.queued_ms = 0.0
            self._tell("drained", session.id)

    def _take_frames(self, limit: int) -> tuple[list[int], list[int], list[Samples]]:
        owners: list[int] = []
        sources: list[int] = []
        rows: list[Samples] = []
        for session in self.sessions.values():
            while session.ring and len(rows) < limit:
                source, row = session.ring.popleft()
                owners.append(session.id)
                sources.append(source)
                rows.append(row)
        return owners, sources, rows

    def _begin_request(self) -> int:
        self._check_running()
        return self._next()

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def _reject(self, session: int, request: int, code: str, text: str) -> None:
        self._tell("rejected", session, request=request, code=code, text=text)

    def _tell(self, kind: str, session: int, **fields: object) -> None:
        self._events.append(FakeEvent(kind=kind, session=session, **fields))  # type: ignore[arg-type]
        self._ring()

    def _ring(self) -> None:
        os.eventfd_write(self._wake, 1)

    def _check_running(self) -> None:
        if self._stopped:
            raise RuntimeError("the engine was shut down")
