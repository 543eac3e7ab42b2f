"""``/v1/calls/…/recordings``: everybody in one file, or one participant by themselves."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from starlette.requests import Request
from starlette.responses import FileResponse

from jackfield.calls import LiveCall
from jackfield.errors import (
    JackfieldError,
    RecordingError,
    TransportError,
)
from jackfield.recording import Recording, RecordingRequest
from jackfield.server.problems import Problem
from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import (
    CALL_PATTERN,
    KeptRecording,
    NewRecording,
    RecordingChange,
    RecordingList,
    RecordingPage,
    RecordingState,
    RecordingView,
)
from jackfield.server.v1.operating import Operating
from jackfield.storage import is_url
from jackfield.tokens import ANY_CALL, Grant, GrantName

RECORDINGS = CALL + "/recordings"
RECORDING = RECORDINGS + "/{recording}"

ALL = "/v1/recordings"
KEPT = ALL + "/{recording}"
_KEPT = 1000
"""Of more the oldest are not listed any more; their files stay."""
_SOUND = {"type": "string", "format": "binary"}
_MEDIA_TYPES = {".opus": "audio/ogg", ".ogg": "audio/ogg", ".wav": "audio/wav"}

RecordingId = Annotated[str, InPath(pattern=r"^[0-9]{1,20}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRecording:
    """One that is over: what is kept of it holds on to no call.

    Attributes:
        cid: Of what, ``TYPE:ID``.
        tenant: Whose.
        location: Where it is.
        view: How it ended.
    """

    cid: str
    tenant: str
    location: str
    view: RecordingView

    @property
    def is_whole(self) -> bool:
        """Whether it has ended well."""
        return self.view.state == "stopped"

    def kept(self) -> KeptRecording:
        """As it is told."""
        return _kept_of(self.view, self)


class CallRecording:
    """One recording that operators began, while it goes on.

    Attributes:
        call: Of what.
        cid: The same, ``TYPE:ID``.
        tenant: Whose.
        recording: As the core's.
        participant: Who alone is recorded; empty for everybody.
        location: Where it will be.
        is_whole: It is not.
    """

    is_whole = False

    def __init__(self, call: LiveCall, recording: Recording, participant: str) -> None:
        self.call = call
        self.cid = call.cid
        self.tenant = call.name.tenant
        self.recording = recording
        self.participant = participant
        self.location = recording.location
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

    def ended(self) -> EndedRecording:
        """It is over: how that was."""
        try:
            recorded = self.recording.result()
        except JackfieldError as error:
            view = self.view("failed", error=error.code)
        else:
            view = self.view("stopped", seconds=round(recorded.seconds, 3))
        return EndedRecording(cid=self.cid, tenant=self.tenant, location=self.location, view=view)

    def kept(self) -> KeptRecording:
        """As it is told."""
        return _kept_of(self.view(), self)

    def view(
        self, state: RecordingState | None = None, *, seconds: float | None = None, error: str = ""
    ) -> RecordingView:
        """As it is now, or at its end."""
        return RecordingView(
            id=self.id,
            participant=self.participant or None,
            file=self.location.rpartition("/")[2],
            state=state or ("paused" if self._is_paused else "recording"),
            seconds=seconds,
            error=error or None,
        )


class RecordingRoutes:
    """The resource of a call's recordings that go on, and of all that there were lately."""

    def __init__(self, operating: Operating) -> None:
        self._operating = operating
        self._by_id: dict[str, CallRecording] = {}
        self._kept: dict[str, CallRecording | EndedRecording] = {}

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
        add(ALL, self.list_kept, methods=["GET"], responses=problems(401, 403, 422))
        add(KEPT, self.show_kept, methods=["GET"], responses=found)
        add(
            KEPT + "/content",
            self.fetch,
            methods=["GET"],
            response_class=FileResponse,
            responses={
                200: {"content": {kind: {"schema": _SOUND} for kind in set(_MEDIA_TYPES.values())}},
                **problems(401, 403, 404, 409),
            },
        )
        return router

    async def list_kept(
        self,
        request: Request,
        call: Annotated[str | None, Query(pattern=CALL_PATTERN, description="only its")] = None,
    ) -> RecordingPage:
        """Recordings that go on and those that have ended, the newest first."""
        grant = self._operating.admit(request)
        tenant = self._operating.tenant(request, grant)
        with self._operating.refusing():
            grant.require(GrantName.ADMIN, grant.call)
        found = (
            one.kept()
            for one in reversed(self._kept.values())
            if _is_for(grant, one) and tenant in ("", one.tenant) and call in (None, one.cid)
        )
        return RecordingPage(recordings=tuple(found))

    async def show_kept(self, request: Request, recording: RecordingId) -> KeptRecording:
        """One of them."""
        return self._find_kept(request, recording).kept()

    async def fetch(self, request: Request, recording: RecordingId) -> FileResponse:
        """The sound of one that has ended and is kept here."""
        kept = self._find_kept(request, recording)
        path = Path(kept.location)
        if not kept.is_whole:
            raise Problem(409, "recording: it has not ended well, or not yet", code="not_stopped")
        if is_url(kept.location) or not await asyncio.to_thread(path.is_file):
            raise Problem(409, "recording: it is not kept here", code="stored_elsewhere")
        return FileResponse(path, media_type=_MEDIA_TYPES[path.suffix], filename=path.name)

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
        self._by_id[begun.id] = self._kept[begun.id] = begun
        recording.on_end(self._forget(begun))
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
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
            recording = await book.record(member.reached(), wish, call=call.number)
        except RecordingError as error:
            # Its words name a folder of ours.
            detail = f"nothing can be recorded now: {error.code}"
            raise Problem(503, detail, code=error.code) from error
        member.be_recorded(recording)
        return recording

    def _find(
        self, request: Request, call_type: str, call_id: str, recording: str
    ) -> CallRecording:
        call = self._operating.find(request, call_type, call_id)
        found = self._by_id.get(recording)
        if found is None or found.call is not call:
            message = "recording: there is none with this id that goes on in this call"
            raise Problem(404, message, code="recording_unknown")
        return found

    def _find_kept(self, request: Request, recording: str) -> CallRecording | EndedRecording:
        grant = self._operating.admit(request)
        tenant = self._operating.tenant(request, grant)
        with self._operating.refusing():
            grant.require(GrantName.ADMIN, grant.call)
        kept = self._kept.get(recording)
        if kept is None or not _is_for(grant, kept) or tenant not in ("", kept.tenant):
            raise Problem(404, "recording: there is none with this id", code="recording_unknown")
        return kept

    def _forget(self, begun: CallRecording) -> Callable[[Recording], None]:
        def _pop(_: Recording) -> None:
            self._by_id.pop(begun.id, None)
            if begun.id in self._kept:
                self._kept[begun.id] = begun.ended()

        return _pop


def _is_for(grant: Grant, one: CallRecording | EndedRecording) -> bool:
    """Whether somebody may know of it; ``admin`` was asked for before."""
    return grant.call in (ANY_CALL, one.cid) and grant.knows(one.tenant)


def _kept_of(view: RecordingView, one: CallRecording | EndedRecording) -> KeptRecording:
    location = one.location if is_url(one.location) else None
    return KeptRecording(**view.model_dump(), call=one.cid, tenant=one.tenant, location=location)
