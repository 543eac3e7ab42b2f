"""``/v1/calls/…/recordings``: everybody in one file, or one participant by themselves."""

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request

from jackfield.calls import LiveCall
from jackfield.errors import RecordingError, RemoteProtocolError, TransportError
from jackfield.recording import Recording, RecordingRequest
from jackfield.server.problems import Problem
from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import (
    NewRecording,
    RecordingChange,
    RecordingList,
    RecordingState,
    RecordingView,
)
from jackfield.server.v1.operating import Operating

RECORDINGS = CALL + "/recordings"
RECORDING = RECORDINGS + "/{recording}"

RecordingId = Annotated[str, Path(pattern=r"^[0-9]{1,20}$")]


class CallRecording:
    """One recording that operators began.

    Attributes:
        call: Of what.
        recording: As the core's.
        participant: Who alone is recorded; empty for everybody.
    """

    def __init__(self, call: LiveCall, recording: Recording, participant: str) -> None:
        self.call = call
        self.recording = recording
        self.participant = participant
        self._is_paused = False

    @property
    def id(self) -> str:
        """As requests name it."""
        return str(self.recording.id)

    def pause(self, *, paused: bool) -> None:
        """Write silence from now on, or not any more."""
        if paused != self._is_paused:
            self._is_paused = paused
            (self.recording.pause if paused else self.recording.resume)()

    def view(
        self, state: RecordingState | None = None, *, seconds: float | None = None, error: str = ""
    ) -> RecordingView:
        """As it is now, or at its end."""
        return RecordingView(
            id=self.id,
            participant=self.participant or None,
            file=self.recording.location.rpartition("/")[2],
            state=state or ("paused" if self._is_paused else "recording"),
            seconds=seconds,
            error=error or None,
        )


class RecordingRoutes:
    """The resource of recordings that go on; those that have ended are told by an event."""

    def __init__(self, operating: Operating) -> None:
        self._operating = operating
        self._by_id: dict[str, CallRecording] = {}

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=["recordings"])
        found = problems(401, 403, 404)
        changed = problems(401, 403, 404, 415, 422)
        add = router.add_api_route
        add(RECORDINGS, self.list_all, methods=["GET"], responses=found)
        add(
            RECORDINGS,
            self.begin,
            methods=["POST"],
            status_code=201,
            responses={**changed, **problems(409, 503)},
            openapi_extra=body_of(NewRecording),
        )
        add(RECORDING, self.show, methods=["GET"], responses=found)
        add(
            RECORDING,
            self.change,
            methods=["PATCH"],
            responses=changed,
            openapi_extra=body_of(RecordingChange),
        )
        add(RECORDING, self.end, methods=["DELETE"], responses=found)
        return router

    async def list_all(
        self, request: Request, call_type: CallType, call_id: CallId
    ) -> RecordingList:
        """What is recorded now."""
        call = self._operating.find(request, call_type, call_id)
        found = (one.view() for one in self._by_id.values() if one.call is call)
        return RecordingList(recordings=tuple(found))

    async def begin(self, request: Request, call_type: CallType, call_id: CallId) -> RecordingView:
        """Record everybody, mixed, or one participant, into a new file of the server's folder."""
        call = self._operating.find(request, call_type, call_id)
        asked = await self._operating.read(request, NewRecording)
        with self._operating.refusing():
            recording = await self._begin(call, asked)
        begun = CallRecording(call, recording, asked.participant or "")
        self._by_id[begun.id] = begun
        recording.on_end(self._forget(begun.id))
        return begun.view()

    async def show(
        self, request: Request, call_type: CallType, call_id: CallId, recording: RecordingId
    ) -> RecordingView:
        """One recording that goes on."""
        return self._find(request, call_type, call_id, recording).view()

    async def change(
        self, request: Request, call_type: CallType, call_id: CallId, recording: RecordingId
    ) -> RecordingView:
        """Pause it, which writes silence, or go on."""
        found = self._find(request, call_type, call_id, recording)
        asked = await self._operating.read(request, RecordingChange)
        found.pause(paused=asked.paused)
        return found.view()

    async def end(
        self, request: Request, call_type: CallType, call_id: CallId, recording: RecordingId
    ) -> RecordingView:
        """End it, and wait until it is where it belongs."""
        found = self._find(request, call_type, call_id, recording)
        try:
            async with asyncio.timeout(self._operating.settings.request_timeout_s):
                recorded = await found.recording.stop()
        except TimeoutError:
            return found.view("storing")
        except (RecordingError, TransportError) as error:
            return found.view("failed", error=error.code)
        return found.view("stopped", seconds=round(recorded.seconds, 3))

    async def _begin(self, call: LiveCall, asked: NewRecording) -> Recording:
        book = call.context.hub.recordings
        who = f"-{asked.participant}" if asked.participant else ""
        member = call.find(asked.participant) if asked.participant is not None else None
        wish = RecordingRequest(
            file_format=asked.format,
            name=f"{call.cid}{who}",
            participant=member.participant if member is not None else None,
            tell=call.tell,
        )
        try:
            if member is None:
                return await book.record_call(call.number, wish)
            session = member.session
            if not session:
                message = "participant: they have lost their connection; there is nothing to record"
                raise RemoteProtocolError(message, status_hint=409, code="participant_away")
            return await book.record(session, wish)
        except RecordingError as error:
            # Its words name a folder of ours.
            detail = f"nothing can be recorded now: {error.code}"
            raise Problem(503, detail, code=error.code) from error

    def _find(
        self, request: Request, call_type: str, call_id: str, recording: str
    ) -> CallRecording:
        call = self._operating.find(request, call_type, call_id)
        found = self._by_id.get(recording)
        if found is None or found.call is not call:
            message = "recording: there is none with this id that goes on in this call"
            raise Problem(404, message, code="recording_unknown")
        return found

    def _forget(self, recording: str) -> Callable[[Recording], None]:
        def _pop(_: Recording) -> None:
            self._by_id.pop(recording, None)

        return _pop
