"""``/v1/calls/…/dial``: bring somebody in by calling their WHIP endpoint."""

from fastapi import APIRouter
from starlette.requests import Request

from jackfield.server.dialling import DialError, Dialler, Target, is_below
from jackfield.server.problems import Problem
from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import DialledView, NewDialled
from jackfield.server.v1.operating import Operating

DIAL = CALL + "/dial"


class DialRoutes:
    """The resource of calls out."""

    def __init__(self, operating: Operating, dialler: Dialler) -> None:
        self._operating = operating
        self._dialler = dialler

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=["participants"])
        router.add_api_route(
            DIAL,
            self.dial,
            methods=["POST"],
            status_code=201,
            responses=problems(401, 403, 404, 409, 415, 422, 502, 503),
            openapi_extra=body_of(NewDialled),
        )
        return router

    async def dial(self, request: Request, call_type: CallType, call_id: CallId) -> DialledView:
        """Call an endpoint that the settings allow; who answers is in the call."""
        operating = self._operating
        call = operating.find(request, call_type, call_id)
        asked = await operating.read(request, NewDialled)
        if not is_below(asked.url, operating.settings.dial_targets):
            raise Problem(403, "url: dial_targets does not name it", code="dial_refused")
        target = Target(
            url=asked.url,
            token=asked.token,
            participant=asked.participant or "",
            name=asked.name,
        )
        with operating.refusing():
            try:
                return DialledView(id=await self._dialler.dial(call, target))
            except DialError as error:
                raise Problem(502, str(error), code=error.code) from error
