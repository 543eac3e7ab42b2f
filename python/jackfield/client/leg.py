"""One session with a server: from the offer to media that flow and events that come."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from google.protobuf.message import DecodeError

from jackfield.client.cores import Core
from jackfield.client.signalling import LEAVE_TIMEOUT_S, Answer, Signalling
from jackfield.client.slots import Slots
from jackfield.engine import EngineEvent
from jackfield.errors import CallEndedError, JackfieldError, JoinCode, JoinError
from jackfield.events import Participant
from jackfield.line import EVENT_LIMIT, Line
from jackfield.v1 import Event


class Owner(Protocol):
    """Told what happens on a leg that stands."""

    def told(self, leg: "Leg", event: Event) -> None:
        """The server told something."""

    def lost(self, leg: "Leg") -> None:
        """The server stopped answering, or the session broke."""

    def ended(self, leg: "Leg", code: str, detail: str) -> None:
        """The server ended the session, or we did."""


class Leg:
    """See the module.

    Attributes:
        line: The session.
        answer: What the server said to its offer; None until then.
    """

    line: Line
    _slots: Slots

    def __init__(self, core: Core, signalling: Signalling, call: str, owner: Owner) -> None:
        self._core = core
        self._signalling = signalling
        self._call = call
        self._owner = owner
        self._stands = False
        self.answer: Answer | None = None
        self._asking: asyncio.Task[Answer] | None = None
        loop = asyncio.get_running_loop()
        self._connected: asyncio.Future[None] = loop.create_future()
        self._first: asyncio.Future[Event] = loop.create_future()
        self._early: deque[Event] = deque(maxlen=EVENT_LIMIT)
        self._broken: JoinError | None = None
        self._waited_for = "the media core"

    @property
    def waited_for(self) -> str:
        """What would have come next, for those who lost patience."""
        return self._waited_for

    async def open(self, participant: Participant, *, resume: str = "", slots: int = 0) -> None:
        """Join.

        Args:
            participant: Who is heard on it where nobody else is.
            resume: Takes a place again.
            slots: How many others may be heard each by themselves.

        Raises:
            JoinError: The call cannot be joined.
        """
        dial = self._core.hub.dial
        opened = await dial("agent", lambda _: participant, self._note, slots=slots)
        self.line = opened.line
        self._slots = Slots(opened.answer)
        self.line.slots = self._slots.owner
        try:
            self._waited_for = "an answer to the offer"
            self.answer = await self._ask(opened.answer, resume)
            self._waited_for = "media"
            await self._take(self.answer.sdp)
            await self._connected
            self._waited_for = "the call's first event"
            self._check(await self._first)
        except BaseException:
            self.line.close()
            raise

    def stand(self) -> Sequence[Event]:
        """Tell the owner what happens from now on; what was told so far."""
        self._stands = True
        return list(self._early)

    def close(self) -> None:
        """End the session here; the server learns it by the session itself."""
        self._stands = False
        self.line.close()

    @property
    def resume(self) -> str:
        """Takes the place in the call again; empty where there is none."""
        return self.answer.resume if self.answer is not None else ""

    async def leave(self) -> None:
        """Say to the server that the session has ended, if there was one, and free the core."""
        try:
            answer = self.answer or await self._late_answer()
            if answer is not None:
                await self._signalling.leave(answer.resource)
        finally:
            self._core.release()
            await self._core.released()

    async def _ask(self, offer: str, resume: str) -> Answer:
        """Have the server answer; who gives up meanwhile can still learn what it said."""
        asking = self._signalling.join(offer, resume=resume)
        self._asking = asyncio.get_running_loop().create_task(asking)
        return await asyncio.shield(self._asking)

    async def _late_answer(self) -> Answer | None:
        """What the server says to an offer that nobody waits for any more: it made a session."""
        if self._asking is None:
            return None
        await asyncio.wait((self._asking,), timeout=LEAVE_TIMEOUT_S)
        self._asking.cancel()
        (answer,) = await asyncio.gather(self._asking, return_exceptions=True)
        return answer if isinstance(answer, Answer) else None

    async def _take(self, answer: str) -> None:
        try:
            await self.line.accept_answer(answer)
        except CallEndedError:
            raise
        except JackfieldError as error:
            raise self._error(
                JoinCode.SERVER_ERROR, f"the server's answer cannot be used: {error}"
            ) from error

    def _check(self, event: Event) -> None:
        if self._broken is not None:
            raise self._broken
        if event.HasField("error"):
            raise self._error(JoinCode.JOIN, event.error.message)

    def _note(self, _: Line, event: EngineEvent) -> None:
        match event.kind:
            case "connected" if not self._connected.done():
                self._connected.set_result(None)
            case "message":
                self._message(event.data)
            case "disconnected" if self._stands:
                self._owner.lost(self)
            case "closed":
                self._closed(event)

    def _message(self, data: bytes) -> None:
        try:
            event = Event.FromString(data)
        except DecodeError:
            return  # of a newer server, perhaps
        if event.HasField("audio_slot"):
            # Of this session alone, and of no use to programs.
            self._slots.note(event.audio_slot)
            return
        if self._stands:
            self._owner.told(self, event)
            return
        self._early.append(event)
        if not self._first.done():
            self._first.set_result(event)

    def _closed(self, event: EngineEvent) -> None:
        if self._stands:
            self._stands = False
            if event.code in ("local", "peer", "shutdown"):
                self._owner.ended(self, event.code, event.text)
            else:
                self._owner.lost(self)
            return
        detail = event.text or event.code
        error = self._broken = self._error(
            JoinCode.UNREACHABLE, f"no media could flow to the server: {detail}"
        )
        for waiting in (self._connected, self._first):
            if not waiting.done():
                waiting.set_exception(error)
                waiting.exception()  # nobody may be waiting for it any more

    def _error(self, code: JoinCode, message: str) -> JoinError:
        return JoinError(f"{self._call}: {message}", code=code, call=self._call)
