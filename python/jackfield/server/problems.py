"""Errors as ``application/problem+json`` (RFC 9457), everywhere."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROBLEM_JSON = "application/problem+json"

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class Problem(HTTPException):
    """An error response that routes raise."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        code: str,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.code = code
        self.members = members or {}


def invalid(field: str, detail: str) -> Problem:
    """What is wrong with one field of a request: 422, with its name."""
    return named_errors([((field,), detail)])


def named_errors(found: Iterable[tuple[Iterable[str | int], str]]) -> Problem:
    """What is wrong with the fields of a request, by where they are; never what was given."""
    errors = [
        {"field": ".".join(map(str, where)) or "body", "detail": detail} for where, detail in found
    ]
    detail = "; ".join(f"{one['field']}: {one['detail']}" for one in errors)
    return Problem(422, detail, code="invalid", members={"errors": errors})


def problem_response(
    status: int,
    detail: str,
    *,
    code: str = "",
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """The document of one error; ``code`` is its stable name, ``members`` are its own."""
    phrase = HTTPStatus(status).phrase
    document = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail,
        "code": code or phrase.lower().replace(" ", "_"),
        **(members or {}),
    }
    return Response(json.dumps(document), status, dict(headers or {}), PROBLEM_JSON)


def document_of(error: HTTPException) -> Response:
    """What a route has raised, as a response."""
    if isinstance(error, Problem):
        return problem_response(
            error.status_code,
            error.detail,
            code=error.code,
            headers=error.headers,
            members=error.members,
        )
    return problem_response(error.status_code, error.detail, headers=error.headers)


def server_failed() -> Response:
    """The document of a bug of ours, which says nothing about us."""
    return problem_response(500, "the server failed; its log says why", code="internal")


def unexpected(scope: Scope) -> Response:
    """The same, from where the exception is handled, which the log is told of."""
    _log.exception("request_failed", method=scope["method"])
    return server_failed()


def problem_message(
    status: int, detail: str, *, code: str = "", headers: Iterable[tuple[str, str]] = ()
) -> bytes:
    """The whole HTTP message of one error, where there is no application to send it."""
    response = problem_response(status, detail, code=code, headers=dict(headers))
    head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode("ascii")]
    head += [name + b": " + value for name, value in response.raw_headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + bytes(response.body)


def install(app: FastAPI) -> None:
    """Let routes raise :class:`Problem`, and dress the framework's own errors alike."""

    async def _respond(_: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            return document_of(error)
        raise error

    async def _name_fields(_: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        # The first loc says where it was: path or query.
        return document_of(named_errors((one["loc"][1:], one["msg"]) for one in error.errors()))

    app.add_exception_handler(HTTPException, _respond)
    app.add_exception_handler(RequestValidationError, _name_fields)


class UnexpectedErrors:
    """Turns an exception of ours into a 500 that says nothing about us; the log says it all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        started = False

        async def _send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, _send)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            await unexpected(scope)(scope, receive, send)
