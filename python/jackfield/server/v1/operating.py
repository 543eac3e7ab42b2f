"""What all resources of ``/v1`` need: who may, which call, what was sent."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from jackfield.calls import CallBook, CallName, LiveCall
from jackfield.calls.names import read_tenant
from jackfield.config import Settings
from jackfield.errors import JackfieldError
from jackfield.server.body import read_body
from jackfield.server.gate import Gate
from jackfield.server.problems import Problem, invalid, named_errors
from jackfield.server.refusal import refusal
from jackfield.tokens import Grant, GrantName
from jackfield.transports.websocket import is_origin_allowed

Model = TypeVar("Model", bound=BaseModel)

JSON = "application/json"
_SAFE_METHODS = frozenset({"GET", "HEAD"})


class Operating:
    """Between HTTP and the book of calls.

    Args:
        settings: In force.
        gate: Lets requests in.
        book: The calls there are; raises a CapacityError while the server starts.

    Attributes:
        settings: May be replaced.
    """

    def __init__(self, settings: Settings, gate: Gate, book: Callable[[], CallBook]) -> None:
        self.settings = settings
        self._gate = gate
        self._book = book

    @property
    def book(self) -> CallBook:
        """All calls.

        Raises:
            CapacityError: There are none yet.
        """
        return self._book()

    def now(self) -> float:
        """Seconds since 1970, as tokens are dated by."""
        return self._gate.now()

    def admit(self, request: Request) -> Grant:
        """Let somebody in; what they may is to be asked of the grant.

        Raises:
            Problem: 401, 403 or 429.
        """
        grant = self._gate.admit(request)
        self._check_origin(request)
        return grant

    def find(self, request: Request, call_type: str, call_id: str) -> LiveCall:
        """A call, for somebody who may operate it.

        Raises:
            Problem: 401, 403, 404 or 429.
        """
        _, call = self.find_with_grant(request, call_type, call_id)
        return call

    def find_with_grant(
        self, request: Request, call_type: str, call_id: str
    ) -> tuple[Grant, LiveCall]:
        """The same for a request that is about another call as well: see :meth:`other`."""
        grant = self.admit(request)
        tenant = self.tenant(request, grant)
        with self.refusing():
            name = CallName.of(call_type, call_id).within(tenant)
            grant.require(GrantName.ADMIN, str(name))
            return grant, self.book.find(name)

    def tenant(self, request: Request, grant: Grant) -> str:
        """Whose calls a request is about; empty for nobody's.

        Calls of another tenant are not to be told from such as there are not.

        Raises:
            Problem: 403 or 422.
        """
        asked = asked_tenant(request.query_params)
        with self.refusing():
            return grant.acting_for(asked)

    def other(self, grant: Grant, call: str, tenant: str) -> LiveCall:
        """Another call of the same tenant, which a document names as ``TYPE:ID``.

        Raises:
            JackfieldError: They may not operate it, or there is none.
        """
        name = CallName.read(call).within(tenant)
        grant.require(GrantName.ADMIN, str(name))
        return self.book.find(name)

    def _check_origin(self, request: Request) -> None:
        """Browsers send some requests without asking first; only a key says who wants them."""
        settings = self.settings
        if settings.needs_key or request.method in _SAFE_METHODS:
            return
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        if not is_origin_allowed(origin, host, settings.cors_origins):
            detail = "pages of this origin may not change anything"
            raise Problem(HTTPStatus.FORBIDDEN, detail, code="origin_refused")

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn our errors into problems."""
        try:
            yield
        except JackfieldError as error:
            raise refusal(error, self.settings) from error

    async def read(self, request: Request, model: type[Model]) -> Model:
        """The JSON document of a request.

        Raises:
            Problem: 408, 413, 415 or 422; each wrong field is named.
        """
        if media_type(request) != JSON:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"Content-Type must be {JSON}",
                code="unsupported_media_type",
            )
        settings = self.settings
        body = await read_body(
            request, limit=settings.max_body_bytes, timeout_s=settings.request_timeout_s
        )
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            raise named_errors((one["loc"], one["msg"]) for one in error.errors()) from error


def asked_tenant(query: Mapping[str, str]) -> str:
    """The tenant that a query names, empty for none.

    Raises:
        Problem: 422.
    """
    try:
        return read_tenant(query.get("tenant"))
    except JackfieldError as error:
        raise invalid("tenant", str(error).removeprefix("tenant: ")) from error


def media_type(request: Request) -> str:
    """What a body is, without parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
