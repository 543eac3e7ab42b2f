"""A short way to the routes by which calls begin.

FastAPI's way to a route costs several times what the route itself does: it matches paths one by
one and twice, resolves dependencies, and opens stacks for what might have to be closed. Routes that
need none of it are answered here, by the same declaration: FastAPI goes on describing them, and
answers what does not fit, such as a method that they have not.
"""

import inspect
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from jackfield.server.problems import document_of, unexpected

_REQUEST = "request"


class _Endpoint(Protocol):
    def __call__(self, **values: Request | str) -> Awaitable[Response]:
        """Answer a request, of which it is given what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """To one route.

    Attributes:
        route: As FastAPI knows it.
        endpoint: Its handler.
        folder: Its path without what stands for anything; empty if nothing does.
        parameter: What is called so in its path; empty for nothing.
        takes_request: Whether the handler wants to see the request.
    """

    route: APIRoute
    endpoint: _Endpoint
    folder: str
    parameter: str
    takes_request: bool

    @classmethod
    def to(cls, route: APIRoute) -> "_Way":
        """The way to a route.

        Raises:
            ValueError: It needs FastAPI.
        """
        folder, _, last = route.path.rpartition("/")
        parameter = last[1:-1] if last.startswith("{") else ""
        takes = set(inspect.signature(route.endpoint).parameters)
        fits = takes <= {_REQUEST, parameter} and "{" not in folder and ":" not in parameter
        if not fits or route.dependencies or not inspect.iscoroutinefunction(route.endpoint):
            raise ValueError(f"{route.path}: there is no short way to this route")
        return cls(
            route=route,
            endpoint=cast("_Endpoint", route.endpoint),
            folder=folder if parameter else "",
            parameter=parameter if parameter in takes else "",
            takes_request=_REQUEST in takes,
        )

    async def go(self, request: Request, value: str) -> Response:
        """Have the handler answer."""
        values: dict[str, Request | str] = {}
        if self.takes_request:
            values[_REQUEST] = request
        if self.parameter:
            values[self.parameter] = value
        try:
            return await self.endpoint(**values)
        except HTTPException as error:
            return document_of(error)
        except Exception:  # noqa: BLE001  # whatever it is, the log says it all
            return unexpected(request.scope)


class ShortWay:
    """Answers some routes itself.

    Args:
        app: Answers all others.
        routers: Have the routes, each of a path that is fixed up to its last part.
    """

    def __init__(self, app: ASGIApp, routers: Iterable[APIRouter]) -> None:
        self._app = app
        self._at: dict[tuple[str, str], _Way] = {}
        self._below: dict[tuple[str, str], _Way] = {}
        for router in routers:
            for route in router.routes:
                if isinstance(route, APIRoute):
                    self._add(_Way.to(route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        way, value = self._find(scope) if scope["type"] == "http" else (None, "")
        if way is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = way.route
        response = await way.go(Request(scope, receive, send), value)
        await response(scope, receive, send)

    def _add(self, way: _Way) -> None:
        for method in way.route.methods or ():
            if way.folder:
                self._below[method, way.folder] = way
            else:
                self._at[method, way.route.path] = way

    def _find(self, scope: Scope) -> tuple[_Way | None, str]:
        method, path = scope["method"], scope["path"]
        way = self._at.get((method, path))
        if way is not None:
            return way, ""
        folder, _, last = path.rpartition("/")
        return (self._below.get((method, folder)) if last else None), last
