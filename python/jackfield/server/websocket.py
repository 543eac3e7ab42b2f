"""Where calls over a WebSocket begin: everything that HTTP decides; the core does the rest."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from jackfield.calls import JoinRequest
from jackfield.config import Settings
from jackfield.errors import JackfieldError, RemoteProtocolError
from jackfield.server.arms import arm_of
from jackfield.server.gate import Gate
from jackfield.server.joining import RESUME_HEADER, place_headers, read_acting, read_joining
from jackfield.server.problems import Problem
from jackfield.server.refusal import refusal, require_served
from jackfield.server.session import Door, Joining
from jackfield.server.sessions import SessionRegistry
from jackfield.server.upgrade import hand_over_of
from jackfield.transports import WEBSOCKET
from jackfield.transports.client_id import read_client
from jackfield.transports.websocket import (
    Upgrade,
    beside,
    is_origin_allowed,
    read_authorization,
    read_place,
    read_upgrade,
)


class WebSocketRoutes:
    """The one endpoint."""

    def __init__(self, settings: Settings, sessions: SessionRegistry, gate: Gate) -> None:
        self.settings = settings
        self._sessions = sessions
        self._gate = gate

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=[WEBSOCKET.name])
        router.add_api_route(WEBSOCKET.path, self.open, methods=["GET"])
        return router

    async def open(self, request: Request) -> Response:
        """Take a WebSocket (RFC 6455 §4.2), or say why not."""
        require_served(WEBSOCKET, self.settings)
        grant = self._gate.admit(request, authorization=read_authorization(request.headers))
        self._check_origin(request)
        agent = request.query_params.get("agent")
        try:
            resume = request.headers.get(RESUME_HEADER) or read_place(request.headers)
            call = read_joining(request.query_params, grant, WEBSOCKET, resume=resume)
            arm = arm_of(self.settings, read_client(request.query_params.get("client")))
            tenant = read_acting(request.query_params, grant)
            joining = Joining(transport=WEBSOCKET, arm=arm, grant=grant, call=call, tenant=tenant)
            upgrade = self._read_upgrade(request, agent, call)
            await hand_over_of(request)(
                lambda descriptor: self._open(descriptor, upgrade, joining, agent)
            )
        except JackfieldError as error:
            raise self._problem(error) from error
        return Response(status_code=101)

    async def _open(
        self, descriptor: int, upgrade: Upgrade, joining: Joining, agent: str | None
    ) -> None:
        """Have the core talk over the socket; what is refused was sent nothing."""

        async def _begin(door: Door) -> None:
            await door.hub.open_socket(
                descriptor,
                upgrade.greeting_with(place_headers(door.place)),
                door.route,
                door.participant,
                door.observer,
                door.company,
            )

        await self._sessions.open(joining, _begin, agent=agent)

    def _read_upgrade(
        self, request: Request, agent: str | None, call: JoinRequest | None
    ) -> Upgrade:
        try:
            return read_upgrade(request.headers)
        except RemoteProtocolError:
            # A page that was refused asks again without an upgrade, as browsers hide the reason.
            self._sessions.check(agent, call)
            raise

    def _check_origin(self, request: Request) -> None:
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        if not is_origin_allowed(origin, host, self.settings.cors_origins):
            raise Problem(403, "pages of this origin may not open calls", code="origin_refused")

    def _problem(self, error: JackfieldError) -> Problem:
        headers = (
            {"Upgrade": "websocket", "Connection": "Upgrade"}
            if error.code == "upgrade_required"
            else None
        )
        elsewhere = self.settings.overflow_url
        overflow = beside(str(elsewhere)) if elsewhere is not None else None
        return refusal(error, self.settings, headers=headers, overflow=overflow)
