"""``/v1/calls/…/participants``: mute, hold, remove, move, press keys."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from jackfield.calls import LiveCall
from jackfield.errors import RemoteProtocolError
from jackfield.server.problems import Problem
from jackfield.server.v1.calls import CALL, CALLS, CallId, CallType, whose
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import (
    PARTICIPANT_PATTERN,
    ComingView,
    Digits,
    Move,
    NewParticipant,
    ParticipantChange,
    ParticipantList,
    ParticipantView,
)
from jackfield.server.v1.operating import Operating

PARTICIPANTS = CALL + "/participants"
PARTICIPANT = PARTICIPANTS + "/{participant}"

_LONGEST_BAN_S = 31_536_000.0
"""A year; calls are shorter."""

ParticipantId = Annotated[str, Path(pattern=PARTICIPANT_PATTERN)]
BanSeconds = Annotated[
    float, Query(ge=0, le=_LONGEST_BAN_S, description="nobody with this id comes in meanwhile")
]


_REFUSED = {"unknown_agent": 404, "agent_unsuitable": 409}

Bring: TypeAlias = Callable[[LiveCall, str], Awaitable[str]]
"""Has an agent of that name sit in a call; gives the participant it is."""


class ParticipantRoutes:
    """The resource of those in a call."""

    def __init__(self, operating: Operating, bring: Bring) -> None:
        self._operating = operating
        self._bring = bring

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=["participants"])
        found = problems(401, 403, 404)
        changed = problems(401, 403, 404, 415, 422)
        router.add_api_route(PARTICIPANTS, self.list_all, methods=["GET"], responses=found)
        router.add_api_route(
            PARTICIPANTS,
            self.add,
            methods=["POST"],
            status_code=201,
            responses={**changed, **problems(409, 503)},
            openapi_extra=body_of(NewParticipant),
        )
        router.add_api_route(PARTICIPANT, self.show, methods=["GET"], responses=found)
        router.add_api_route(
            PARTICIPANT,
            self.change,
            methods=["PATCH"],
            responses=changed,
            openapi_extra=body_of(ParticipantChange),
        )
        router.add_api_route(
            PARTICIPANT,
            self.remove,
            methods=["DELETE"],
            status_code=204,
            responses=problems(401, 403, 404, 422),
        )
        router.add_api_route(
            PARTICIPANT + "/move",
            self.move,
            methods=["POST"],
            responses={**changed, **problems(409, 503)},
            openapi_extra=body_of(Move),
        )
        router.add_api_route(
            PARTICIPANT + "/dtmf",
            self.press,
            methods=["POST"],
            status_code=204,
            responses={**changed, **problems(409)},
            openapi_extra=body_of(Digits),
        )
        return router

    async def list_all(
        self, request: Request, call_type: CallType, call_id: CallId
    ) -> ParticipantList:
        """Those in a call."""
        call = self._operating.find(request, call_type, call_id)
        return ParticipantList(participants=tuple(map(ParticipantView.of, call.participants)))

    async def add(
        self, request: Request, response: Response, call_type: CallType, call_id: CallId
    ) -> ComingView:
        """Bring an agent of the server in; who asks twice has it sit there once."""
        call = self._operating.find(request, call_type, call_id)
        asked = await self._operating.read(request, NewParticipant)
        with self._operating.refusing():
            try:
                participant = await self._bring(call, asked.agent)
            except RemoteProtocolError as error:
                # What was asked for is well-formed, but not to be had here.
                raise Problem(_REFUSED.get(error.code, 409), str(error), code=error.code) from error
        place = f"{CALLS}/{call_type}/{call_id}/participants/{participant}"
        response.headers["Location"] = place + whose(request)
        return ComingView(id=participant, agent=asked.agent)

    async def show(
        self, request: Request, call_type: CallType, call_id: CallId, participant: ParticipantId
    ) -> ParticipantView:
        """Somebody in a call."""
        call = self._operating.find(request, call_type, call_id)
        with self._operating.refusing():
            return ParticipantView.of(call.find(participant))

    async def change(
        self, request: Request, call_type: CallType, call_id: CallId, participant: ParticipantId
    ) -> ParticipantView:
        """Mute somebody, hold them, or neither any more."""
        call = self._operating.find(request, call_type, call_id)
        asked = await self._operating.read(request, ParticipantChange)
        with self._operating.refusing():
            if asked.muted is not None:
                call.mute(participant, muted=asked.muted)
            if asked.held is not None:
                call.hold(participant, held=asked.held)
            return ParticipantView.of(call.find(participant))

    async def remove(
        self,
        request: Request,
        call_type: CallType,
        call_id: CallId,
        participant: ParticipantId,
        ban_s: BanSeconds = 0.0,
    ) -> None:
        """Have somebody leave; their place is not kept."""
        call = self._operating.find(request, call_type, call_id)
        with self._operating.refusing():
            call.remove(participant, ban_s=ban_s)

    async def move(
        self,
        request: Request,
        response: Response,
        call_type: CallType,
        call_id: CallId,
        participant: ParticipantId,
    ) -> ParticipantView:
        """Have somebody be in another call from now on, by the connection they have."""
        grant, call = self._operating.find_with_grant(request, call_type, call_id)
        asked = await self._operating.read(request, Move)
        with self._operating.refusing():
            target = self._operating.other(grant, asked.call, call.name.tenant)
            moved = call.move(participant, target)
        name = target.name
        place = f"{CALLS}/{name.type}/{name.id}/participants/{moved.id}"
        response.headers["Location"] = place + whose(request)
        return ParticipantView.of(moved)

    async def press(
        self, request: Request, call_type: CallType, call_id: CallId, participant: ParticipantId
    ) -> None:
        """Press keys towards somebody (RFC 4733)."""
        call = self._operating.find(request, call_type, call_id)
        asked = await self._operating.read(request, Digits)
        with self._operating.refusing():
            call.send_dtmf(participant, asked.digits)
