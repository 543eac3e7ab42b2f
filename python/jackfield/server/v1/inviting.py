"""``/v1/calls/…/invites``: tokens for guests of one call, made by the server itself."""

from fastapi import APIRouter
from starlette.requests import Request

from jackfield.server.event_json import time_json
from jackfield.server.problems import Problem
from jackfield.server.v1.calls import CALL, CallId, CallType
from jackfield.server.v1.description import body_of, problems
from jackfield.server.v1.models import InviteView, NewInvite
from jackfield.server.v1.operating import Operating
from jackfield.tokens import create_token

INVITES = CALL + "/invites"


class InviteRoutes:
    """The resource of invitations, of which nothing is kept: a token says all by itself."""

    def __init__(self, operating: Operating) -> None:
        self._operating = operating

    def router(self) -> APIRouter:
        """Its route."""
        router = APIRouter(tags=["invites"])
        router.add_api_route(
            INVITES,
            self.create,
            methods=["POST"],
            status_code=201,
            responses=problems(401, 403, 404, 415, 422),
            openapi_extra=body_of(NewInvite),
        )
        return router

    async def create(self, request: Request, call_type: CallType, call_id: CallId) -> InviteView:
        """Make a token with which somebody joins this call, for a while."""
        operating = self._operating
        call = operating.find(request, call_type, call_id)
        asked = await operating.read(request, NewInvite)
        tenant, now = call.name.tenant, operating.now()
        able = (one for one in operating.settings.api_secrets if one.tenant in ("", tenant))
        signing = next(able, None)
        if signing is None:
            message = "this server makes no such tokens: api_secrets has none to sign them with"
            raise Problem(404, message, code="no_secret")
        token = create_token(
            signing.key,
            signing.secret.get_secret_value(),
            sub=asked.participant or "",
            call=call.cid,
            grants=asked.grants,
            ttl_s=asked.ttl_s,
            name=asked.name,
            tenant=tenant,
            now=now,
        )
        return InviteView(
            token=token,
            link=f"/?call={call.cid}#token={token}",
            expires_at=time_json(int(now) + int(asked.ttl_s)),
        )
