"""SDP offers by HTTP, the same for WHIP and WHEP: requests in, responses out.

The rules are in ``transports/whip.py``.
"""

import asyncio
from http import HTTPStatus

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from jackfield.config import Settings
from jackfield.errors import CapacityError, EngineError, JackfieldError
from jackfield.media import OpenedLine
from jackfield.server.arms import arm_of
from jackfield.server.body import read_body
from jackfield.server.gate import Gate
from jackfield.server.headers import header_of
from jackfield.server.joining import RESUME_HEADER, place_headers, read_acting, read_joining
from jackfield.server.metrics import Metrics
from jackfield.server.problems import Problem
from jackfield.server.refusal import refusal, require_served, status_of
from jackfield.server.routes import add_view
from jackfield.server.session import Door, Joining
from jackfield.server.sessions import SessionRegistry
from jackfield.server.whip_resources import WhipResources
from jackfield.tokens import Grant
from jackfield.transports import TransportSpec
from jackfield.transports.client_id import read_client
from jackfield.transports.whip import (
    SDP,
    SDP_FRAGMENT,
    WhipSession,
    ice_links,
    read_offer,
)

_RESUME = RESUME_HEADER.lower().encode("latin-1")
_NO_QUERY = QueryParams()
_NO_STORE = {"Cache-Control": "no-store"}
_TAKES = {"Accept-Post": SDP, "Accept-Patch": SDP_FRAGMENT}
_ENDPOINT_METHODS = "GET, HEAD, POST, OPTIONS"
_SESSION_METHODS = "GET, HEAD, PATCH, DELETE, OPTIONS"


class OfferRoutes:
    """An endpoint that takes offers, and its sessions.

    Args:
        transport: By which way they come.
        settings: In force.
        sessions: All of the server.
        gate: Knows who may in.
        metrics: Of the server.
    """

    def __init__(
        self,
        transport: TransportSpec,
        settings: Settings,
        sessions: SessionRegistry,
        gate: Gate,
        metrics: Metrics,
    ) -> None:
        self.settings = settings
        self._transport = transport
        self._sessions = sessions
        self._resources = WhipResources(metrics)
        self._gate = gate

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=[self._transport.name])
        endpoint, session = self._transport.path, self._transport.path + "/{token}"
        for path, method, handler in (
            (endpoint, "POST", self.open),
            (endpoint, "OPTIONS", self.describe),
            (session, "PATCH", self.patch),
            (session, "DELETE", self.delete),
            (session, "OPTIONS", self.describe_session),
        ):
            router.add_api_route(path, handler, methods=[method])
        add_view(router, endpoint, self.look)
        add_view(router, session, self.look_at_session)
        return router

    async def open(self, request: Request) -> Response:
        """Answer an SDP offer (RFC 9725 §4.2)."""
        require_served(self._transport, self.settings)
        grant = self._gate.admit(request)
        body = await self._body(request)
        try:
            joining = self._joining(request, grant)
            offer = self.read_offer(content_type=_content_type(request), body=body)
            opened, told = await self._sessions.open(
                joining,
                lambda door: _open(door, offer),
                agent=_query(request).get("agent"),
            )
            ice = WhipSession(offer=offer, local_ufrag=opened.ufrag)
            resource = self._resources.add(self._sessions.of(opened.line), ice)
        except CapacityError as error:
            return self._send_elsewhere(error, request)
        except JackfieldError as error:
            raise self._problem(error) from error
        # Relative to the endpoint: right behind a proxy that adds a prefix as well.
        location = f"{self._transport.path.lstrip('/')}/{resource.token}"
        headers = {"ETag": ice.etag, **told, **_NO_STORE, "Location": location, **_TAKES}
        return self._linked(Response(opened.answer, 201, headers, SDP), with_secrets=True)

    def read_offer(self, *, content_type: str, body: bytes) -> str:
        """The SDP offer of a POST.

        Raises:
            RemoteProtocolError: It is none that can be taken here.
        """
        return read_offer(content_type=content_type, body=body)

    async def patch(self, request: Request, token: str) -> Response:
        """Take candidates, or restart ICE (RFC 9725 §4.3)."""
        self._gate.admit(request)
        try:
            resource = self._resources.find(token)
            body = await self._body(request)
            async with asyncio.timeout(self.settings.request_timeout_s), resource.turn:
                patch = resource.ice.read_patch(
                    content_type=_content_type(request),
                    if_match=header_of(request.scope, b"if-match"),
                    body=body,
                )
                restarted = await resource.patch(patch)
        except JackfieldError as error:
            raise self._problem(error) from error
        except TimeoutError as error:
            raise self._problem(EngineError("the media core did not answer in time")) from error
        if restarted is None:
            return Response(status_code=204)
        headers = {"ETag": restarted.etag, **_NO_STORE}
        return Response(restarted.fragment, 200, headers, SDP_FRAGMENT)

    async def delete(self, request: Request, token: str) -> Response:
        """End a session (RFC 9725 §4.2); its ETag does not matter."""
        self._gate.admit(request)
        try:
            self._resources.end(token)
        except JackfieldError as error:
            raise self._problem(error) from error
        return Response(status_code=200)

    async def look(self) -> Response:
        """Nothing to see, and no error (RFC 9725 §4.1)."""
        require_served(self._transport, self.settings)
        return Response(status_code=204)

    async def look_at_session(self, token: str) -> Response:
        """The same for a session, as long as there is one."""
        self._require(token)
        return Response(status_code=204)

    async def describe(self, request: Request) -> Response:
        """What can be posted, and which ICE servers to use (RFC 9725 §4.6)."""
        require_served(self._transport, self.settings)
        response = Response(status_code=204, headers={"Allow": _ENDPOINT_METHODS, **_TAKES})
        return self._linked(response, with_secrets=self._gate.knows(request))

    async def describe_session(self, token: str) -> Response:
        """What can be sent to a session."""
        self._require(token)
        headers = {"Allow": _SESSION_METHODS, "Accept-Patch": SDP_FRAGMENT}
        return Response(status_code=204, headers=headers)

    def _require(self, token: str) -> None:
        try:
            self._resources.find(token)
        except JackfieldError as error:
            raise self._problem(error) from error

    async def _body(self, request: Request) -> bytes:
        settings = self.settings
        return await read_body(
            request, limit=settings.max_body_bytes, timeout_s=settings.request_timeout_s
        )

    def _linked(self, response: Response, *, with_secrets: bool) -> Response:
        links = ice_links(self.settings.ice_servers, with_secrets=with_secrets)
        response.raw_headers += [(b"link", link.encode("latin-1")) for link in links]
        return response

    def _joining(self, request: Request, grant: Grant) -> Joining:
        query = _query(request)
        resume = header_of(request.scope, _RESUME)
        call = read_joining(query, grant, self._transport, resume=resume)
        arm = arm_of(self.settings, read_client(query.get("client")))
        tenant = read_acting(query, grant)
        return Joining(transport=self._transport, arm=arm, grant=grant, call=call, tenant=tenant)

    def _send_elsewhere(self, error: CapacityError, request: Request) -> Response:
        """Redirect where the configuration says so, else ask to come back (RFC 9725 §4.5)."""
        # The others of a call are here: elsewhere it would be another one of the same name.
        is_bound = "call" in _query(request)
        if self.settings.overflow_url is not None and not is_bound:
            # 307: the client must post the same offer again.
            return Response(status_code=307, headers={"Location": str(self.settings.overflow_url)})
        raise self._problem(error) from error

    def _problem(self, error: JackfieldError) -> Problem:
        is_type = status_of(error) == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        return refusal(error, self.settings, headers=_TAKES if is_type else None)


async def _open(door: Door, offer: str) -> tuple[OpenedLine, dict[str, str]]:
    opened = await door.hub.open(offer, door.route, door.participant, door.observer, door.company)
    return opened, place_headers(door.place)


def _query(request: Request) -> QueryParams:
    return request.query_params if request.scope["query_string"] else _NO_QUERY


def _content_type(request: Request) -> str:
    return header_of(request.scope, b"content-type") or ""
