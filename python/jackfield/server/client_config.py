"""``/v1/client-config``: what a page has to know before it calls."""

import secrets

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jackfield.agents.choice import AgentChoice
from jackfield.config import Settings
from jackfield.config_values import IceServer
from jackfield.errors import RemoteProtocolError
from jackfield.server.arms import arm_of, mode_of, transport_of
from jackfield.server.gate import Gate
from jackfield.server.refusal import refusal
from jackfield.transports import WEBSOCKET, WHIP
from jackfield.transports.client_id import read_client
from jackfield.transports.websocket import PROTOCOL

CLIENT_CONFIG_PATH = "/v1/client-config"
_ID_BYTES = 9


class ClientConfig:
    """The document, made anew for each client: settings can be reloaded."""

    def __init__(self, settings: Settings, agents: AgentChoice, gate: Gate) -> None:
        self.settings = settings
        self._agents = agents
        self._gate = gate

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=["client"])
        router.add_api_route(CLIENT_CONFIG_PATH, self.show, methods=["GET"])
        return router

    async def show(self, request: Request) -> Response:
        """Tell a client its transport, and whom and where it can call."""
        settings = self.settings
        try:
            client = read_client(request.query_params.get("client"))
        except RemoteProtocolError as error:
            raise refusal(error, settings) from error
        client = client or secrets.token_urlsafe(_ID_BYTES)
        with_secrets = self._gate.knows(request)
        servers = [
            _ice_server(server)
            for server in settings.ice_servers
            if with_secrets or server.credential is None
        ]
        document: dict[str, object] = {
            "client": client,
            "mode": mode_of(settings),
            "transport": transport_of(settings, client),
            "arm": arm_of(settings, client),
            "agent": self._agents.default.name,
            "agents": [
                {"name": spec.name, "summary": spec.summary} for spec in self._agents.named.values()
            ],
            "needs_key": settings.needs_key,
            "webrtc": None,
            "websocket": None,
        }
        if WHIP.name in settings.served_transports:
            document["webrtc"] = {"path": WHIP.path.lstrip("/"), "ice_servers": servers}
        if WEBSOCKET.name in settings.served_transports:
            document["websocket"] = {"path": WEBSOCKET.path.lstrip("/"), "protocol": PROTOCOL}
        return JSONResponse(document, headers={"Cache-Control": "no-store"})


def _ice_server(server: IceServer) -> dict[str, object]:
    told: dict[str, object] = {"urls": list(server.urls)}
    if server.username is not None and server.credential is not None:
        told |= {"username": server.username, "credential": server.credential.get_secret_value()}
    return told
