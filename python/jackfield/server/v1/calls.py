"""``/v1/calls``: which there are, make one, end one."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from jackfield.calls import CallBook, LiveCall
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import (
    CURSOR_PATTERN,
    ID_PATTERN,
    TYPE_PATTERN,
    CallPage,
    CallView,
    NewCall,
)
from jackfield.server.v1.operating import Operating
from jackfield.tokens import ANY_CALL, GrantName

CALLS = "/v1/calls"
CALL = CALLS + "/{call_type}/{call_id}"
_ID_BYTES = 9
_PAGE = 100
_LARGEST_PAGE = 1000

CallType = Annotated[str, Path(pattern=TYPE_PATTERN)]
CallId = Annotated[str, Path(pattern=ID_PATTERN)]


class CallRoutes:
    """The resource of calls."""

    def __init__(self, operating: Operating) -> None:
        self._operating = operating

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter(tags=["calls"])
        router.add_api_route(
            CALLS, self.list_calls, methods=["GET"], responses=problems(401, 403, 422)
        )
        router.add_api_route(
            CALLS,
            self.create,
            methods=["POST"],
            status_code=201,
            responses={
                200: {"model": CallView, "description": "It was there already"},
                **problems(401, 403, 404, 415, 422, 503),
            },
            openapi_extra=body_of(NewCall),
        )
        router.add_api_route(CALL, self.show, methods=["GET"], responses=problems(401, 403, 404))
        router.add_api_route(
            CALL, self.end, methods=["DELETE"], status_code=204, responses=problems(401, 403, 404)
        )
        return router

    async def list_calls(
        self,
        request: Request,
        type: Annotated[str | None, Query(pattern=TYPE_PATTERN)] = None,  # noqa: A002  # the query's name
        participant: Annotated[str | None, Query(description="only calls they are in")] = None,
        limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = _PAGE,
        after: Annotated[str | None, Query(pattern=CURSOR_PATTERN, description="cursor")] = None,
    ) -> CallPage:
        """The calls there are; a token for one call, or of a tenant, sees only that."""
        grant = self._operating.admit(request)
        tenant = self._operating.tenant(request, grant)
        with self._operating.refusing():
            grant.require(GrantName.ADMIN, grant.call)
            book = self._operating.book
        found = sorted(
            (
                call
                for call in book
                if grant.call in (ANY_CALL, call.cid)
                and (call.name.tenant == tenant or (not tenant and grant.is_of_all_tenants))
                and (type is None or call.name.type == type)
                and (after is None or _place(call) > _placed(after))
                and (participant is None or _has(call, participant))
            ),
            key=_place,
        )
        page = found[:limit]
        more = _cursor(page[-1]) if len(found) > limit else None
        return CallPage(calls=tuple(map(CallView.of, page)), next=more)

    async def create(self, request: Request, response: Response) -> CallView:
        """Make a call, or get it if it is there: who asks twice gets one call."""
        operating = self._operating
        grant = operating.admit(request)
        tenant = operating.tenant(request, grant)
        asked = await operating.read(request, NewCall)
        with operating.refusing():
            name = asked.name(secrets.token_urlsafe(_ID_BYTES)).within(tenant)
            grant.require(GrantName.ADMIN, str(name))
            book: CallBook = operating.book
            if book.get(name) is not None:
                response.status_code = 200
            beside = operating.other(grant, asked.beside, tenant) if asked.beside else None
            call = book.get_or_create(name, created_by_id=asked.created_by_id, beside=beside)
        response.headers["Location"] = f"{CALLS}/{name.type}/{name.id}{whose(request)}"
        return CallView.of(call)

    async def show(self, request: Request, call_type: CallType, call_id: CallId) -> CallView:
        """One call with those in it."""
        return CallView.of(self._operating.find(request, call_type, call_id))

    async def end(self, request: Request, call_type: CallType, call_id: CallId) -> None:
        """End a call for everybody in it."""
        self._operating.find(request, call_type, call_id).end()


def whose(request: Request) -> str:
    """What a ``Location`` ends with, so that the tenant that was named is named there, too."""
    tenant = request.query_params.get("tenant")
    return f"?tenant={tenant}" if tenant else ""


def _place(call: LiveCall) -> tuple[str, str]:
    """Where a call is among all, by its tenant and its name."""
    return call.name.tenant, call.cid


def _cursor(call: LiveCall) -> str:
    tenant, cid = _place(call)
    return f"{tenant}/{cid}" if tenant else cid


def _placed(cursor: str) -> tuple[str, str]:
    tenant, _, cid = cursor.rpartition("/")
    return tenant, cid


def _has(call: LiveCall, participant: str) -> bool:
    return any(member.id == participant for member in call.participants)
