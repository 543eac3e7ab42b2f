"""A call on a server as a Connection uses it: one line, however often the network is lost."""

import asyncio
import logging
from collections.abc import Callable, Coroutine

import numpy as np

from jackfield.client.account import Account
from jackfield.client.cores import Core
from jackfield.client.leg import Leg
from jackfield.client.signalling import Signalling
from jackfield.client.speakers import Speakers
from jackfield.config_recording import RecordingFormat
from jackfield.engine import Samples
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    EngineError,
    JoinCode,
    JoinError,
    LocalProtocolError,
)
from jackfield.events import Participant, call_ended, chat, connection_changed
from jackfield.line import EVENT_LIMIT, FRAME_LIMIT, SPEAKER_LIMIT, IncomingFrame, Line
from jackfield.mailbox import Mailbox
from jackfield.playout import Playout
from jackfield.recording import Recording, Target
from jackfield.v1 import Event

_log = logging.getLogger("jackfield.calls")

TRANSPORT = "whip"
LEFT = "local"
LOST = "lost"

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 5.0


class RemoteLine:
    """See the module.

    Attributes:
        call: The id of the call.
        hears: Whether the others take audio from us.
        frames: What the others say.
        events: What happens.
        playout: What we say.
        close_code: Why the call ended; empty while it lasts.
    """

    def __init__(self, take: Callable[[], Core], account: Account, call: str, user_id: str) -> None:
        """Begin outside.

        Args:
            take: Gives a core for each session: a server tells peers apart by their addresses.
            account: Whose call it is.
            call: ``TYPE:ID``.
            user_id: Who joins.
        """
        self.call = call
        self.hears = True
        self.frames: Mailbox[IncomingFrame] = Mailbox(
            FRAME_LIMIT * SPEAKER_LIMIT, per_lane=FRAME_LIMIT
        )
        self.events: Mailbox[Event] = Mailbox(EVENT_LIMIT)
        self.playout = Playout(0, self._note_ready)
        self.close_code = ""
        self._take = take
        self._account = account
        self._own = Participant(id=user_id, transport=TRANSPORT)
        self._speakers = Speakers(call, user_id)
        self._leg: Leg | None = None
        self._resume_token = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._farewells: set[asyncio.Task[None]] = set()
        self._resuming = False
        self._joined = False
        self._ready = asyncio.Event()
        self._handed = asyncio.Event()
        self._standing = asyncio.Event()
        self._closed = asyncio.Event()

    @property
    def session(self) -> int:
        """The id of the session in our own core, 0 for none."""
        return self._leg.line.session if self._leg is not None else 0

    @property
    def participant(self) -> Participant:
        """Who is on the other side; the first of several."""
        return self._speakers.first

    @property
    def frames_dropped(self) -> int:
        """Frames that nobody took in time."""
        return self.frames.dropped

    async def open(self) -> None:
        """Join.

        Raises:
            JoinError: The call cannot be joined; everything is as before.
        """
        try:
            await self._dial(self._account.join_timeout_s)
        except BaseException:
            self._end("failed", "")
            await self._closed.wait()
            raise
        self._start(self._speak())

    async def send(self, rate: int, pcm: Samples) -> None:
        """Say something; while the network is lost, wait for it."""
        await self.playout.write(rate, pcm)

    async def played(self) -> None:
        """Wait until the server was sent all that was said, or it was cleared."""
        clears = self.playout.clears
        while self.playout.samples and clears == self.playout.clears:
            self._handed.clear()
            await self._handed.wait()
        if self._leg is not None and clears == self.playout.clears:
            await self._leg.line.played()

    def write(self, text: str) -> None:
        """Write to all others."""
        if not text.strip():
            raise LocalProtocolError("chat: is empty")
        if not self._present().post(chat(self._own, text)):
            raise LocalProtocolError("chat: what was written before has not gone out yet")

    def press(self, digits: str) -> None:
        """Press keys; the server tells the others."""
        self._present().press(digits)

    def clear(self) -> None:
        """Drop what waits to be said."""
        self.playout.clear()
        self._handed.set()
        if self._leg is not None and not self.close_code:
            self._leg.line.clear()

    async def record(self, target: Target, file_format: RecordingFormat | None) -> Recording:
        """Record here what the server sends, until the network is lost or the call is over."""
        if self._leg is None or self.close_code:
            raise CallEndedError("the call is over: it cannot be recorded", call=self.call)
        return await self._leg.line.record(target, file_format)

    def close(self) -> None:
        """Leave the call."""
        self._end(LEFT, "")

    async def closed(self) -> str:
        """Wait for the end; the answer says why."""
        await self._closed.wait()
        return self.close_code

    def told(self, leg: Leg, event: Event) -> None:
        """See :class:`~jackfield.client.leg.Owner`."""
        if leg is not self._leg or self.close_code:
            return
        self._speakers.note(event)
        if event.HasField("call_join_response"):
            # A secret between the server and us: programs write events down.
            event.call_join_response.ClearField("resume")
        if event.HasField("call_ended"):
            self._end(event.call_ended.reason, event.call_ended.detail)
        elif not event.HasField("call_join_response") or not self._joined:
            self._joined = True
            self.events.put(event)

    def lost(self, leg: Leg) -> None:
        """See :class:`~jackfield.client.leg.Owner`."""
        if leg is self._leg and not self._resuming and not self.close_code:
            self._resuming = True
            self._standing.clear()
            self.events.put(connection_changed(self._own, "disconnected"))
            self._start(self._resume(leg))

    def ended(self, leg: Leg, code: str, detail: str) -> None:
        """See :class:`~jackfield.client.leg.Owner`."""
        if leg is self._leg and not self._resuming:
            self._end(code, detail)

    def _present(self) -> Line:
        """The session there is."""
        if self._leg is None or self.close_code or self._resuming:
            why = "the call is over" if self.close_code else "the network is lost"
            raise CallEndedError(why, call=self.call)
        return self._leg.line

    async def _dial(self, patience_s: float, resume: str = "") -> None:
        core = self._take()
        signalling = Signalling(core.http, self._account, self.call, self._own.id)
        leg = Leg(core, signalling, self.call, self)
        try:
            async with asyncio.timeout(patience_s):
                await self._open(leg, resume)
        except TimeoutError as error:
            message = f"{self.call}: waited {patience_s:g} s for {leg.waited_for}"
            raise JoinError(message, code=JoinCode.TIMEOUT, call=self.call) from error
        except (CapacityError, EngineError, CallEndedError) as error:
            is_full = isinstance(error, CapacityError)
            code = JoinCode.AT_CAPACITY if is_full else JoinCode.UNREACHABLE
            raise JoinError(f"{self.call}: {error}", code=code, call=self.call) from error
        self._leg = leg
        self._resume_token = leg.resume
        self._standing.set()
        self._start(self._hear(leg))
        for event in leg.stand():
            self.told(leg, event)

    async def _open(self, leg: Leg, resume: str) -> None:
        try:
            await leg.open(self._own, resume=resume, slots=self._account.audio_slots)
        except BaseException:
            # The newest token is good, whatever came of its session.
            self._resume_token = leg.resume or self._resume_token
            self._part_with(leg)
            raise

    def _part_with(self, leg: Leg) -> None:
        """Say to the server that a session has ended."""
        farewell = asyncio.get_running_loop().create_task(leg.leave())
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)

    async def _resume(self, lost: Leg) -> None:
        """Be in the call again, or tell why not, whatever goes wrong."""
        try:
            why = await self._come_back(lost)
        except Exception as error:  # noqa: BLE001  # whoever waits for the call has to learn of it
            _log.exception("resume of %s failed", self.call)
            why = str(error) or type(error).__name__
        if why:
            self._end(LOST, why)

    async def _come_back(self, lost: Leg) -> str:
        """Take the place in the call again, as long as it is kept; says why it cannot."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._account.resume_window_s
        pause, why = _FIRST_PAUSE_S, "the network was lost"
        while (left := deadline - loop.time()) > 0 and self._resume_token:
            self._speakers.forget()
            try:
                await self._dial(min(left, self._account.join_timeout_s), self._resume_token)
            except JoinError as error:
                why = str(error)
                if not error.retryable:
                    break
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
                continue
            lost.close()
            self._part_with(lost)
            self._resuming = False
            self.events.put(connection_changed(self._own, "connected"))
            return ""
        return why

    async def _hear(self, leg: Leg) -> None:
        """Tell voices apart, and say of the mix of the others who speaks in it."""
        async for who, audio in leg.line.frames:
            if leg is self._leg:
                speakers = self._speakers
                speaker = speakers.current if who is self._own else speakers.known(who)
                self.frames.put((speaker, audio), lane=speaker.id)

    async def _speak(self) -> None:
        """Hand what is said to the session there is; the writer waits while there is none."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            await self._standing.wait()
            leg, rate, chunks = self._leg, self.playout.rate, self.playout.take()
            if leg is None or not chunks:
                continue
            self.playout.settle(taken=True)
            self._handed.set()
            try:
                await leg.line.send(rate, np.concatenate(chunks))
            except CallEndedError:
                continue  # lost with the network

    def _note_ready(self, _: Playout) -> None:
        self._ready.set()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _end(self, reason: str, detail: str) -> None:
        if self.close_code:
            return
        self.close_code = reason
        if self._leg is not None:
            self._leg.close()
        self.events.put(call_ended(reason, detail))
        self.events.close()
        self.frames.close()
        self.playout.close()
        self._handed.set()
        freeing = asyncio.get_running_loop().create_task(self._free(set(self._tasks)))
        freeing.add_done_callback(lambda _: self._closed.set())

    async def _free(self, tasks: set[asyncio.Task[None]]) -> None:
        """Let go of everything: nothing of the call is left then."""
        for task in tasks:
            task.cancel()
        if self._leg is not None:
            self._part_with(self._leg)
        # Who is cancelled while joining says good-bye as well, and does so only then.
        while others := {task for task in tasks | self._farewells if not task.done()}:
            await asyncio.wait(others)
