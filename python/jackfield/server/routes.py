"""What several routers need."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

View: TypeAlias = Callable[[], Awaitable[Response]] | Callable[[str], Awaitable[Response]]
"""A handler that needs nothing, or the one parameter of its path."""


def add_view(router: APIRouter | FastAPI, path: str, handler: View) -> None:
    """Serve GET, and HEAD for those who want only the headers."""
    router.add_api_route(path, handler, methods=["GET"])
    # One description of both is enough, and two would have the same name.
    router.add_api_route(path, handler, methods=["HEAD"], include_in_schema=False)
