"""``/v1/calls/…/routes``: who hears whom, and how loud."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request

from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import ANYBODY_PATTERN, NewGain, RouteList, RouteView
from jackfield.server.v1.operating import Operating

ROUTES = CALL + "/routes"
ROUTE = ROUTES + "/{listener}/{speaker}"

Anybody = Annotated[str, Path(pattern=ANYBODY_PATTERN, description="a participant, or * for all")]


class HearingRoutes:
    """The resource of the matrix; entries may name participants who are still to come."""

    def __init__(self, operating: Operating) -> None:
        self._operating = operating

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=["routes"])
        found = problems(401, 403, 404)
        router.add_api_route(ROUTES, self.list_all, methods=["GET"], responses=found)
        router.add_api_route(
            ROUTE,
            self.put,
            methods=["PUT"],
            responses=problems(401, 403, 404, 409, 415, 422),
            openapi_extra=body_of(NewGain),
        )
        router.add_api_route(
            ROUTE, self.remove, methods=["DELETE"], status_code=204, responses=found
        )
        return router

    async def list_all(self, request: Request, call_type: CallType, call_id: CallId) -> RouteList:
        """What was said of who hears whom."""
        gains = self._operating.find(request, call_type, call_id).gains
        return RouteList(
            routes=tuple(
                RouteView(listener=listener, speaker=speaker, gain=gain)
                for (listener, speaker), gain in sorted(gains.items())
            )
        )

    async def put(
        self,
        request: Request,
        call_type: CallType,
        call_id: CallId,
        listener: Anybody,
        speaker: Anybody,
    ) -> RouteView:
        """Say how loud one hears the other."""
        call = self._operating.find(request, call_type, call_id)
        asked = await self._operating.read(request, NewGain)
        with self._operating.refusing():
            call.set_gain(listener, speaker, asked.gain)
        return RouteView(listener=listener, speaker=speaker, gain=asked.gain)

    async def remove(
        self,
        request: Request,
        call_type: CallType,
        call_id: CallId,
        listener: Anybody,
        speaker: Anybody,
    ) -> None:
        """Take back what was said of the two."""
        call = self._operating.find(request, call_type, call_id)
        with self._operating.refusing():
            call.set_gain(listener, speaker, None)
