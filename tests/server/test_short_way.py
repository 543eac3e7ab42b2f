"""Routes that are answered without FastAPI, as it would answer them."""

from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from jackfield.server.problems import Problem
from jackfield.server.short_way import ShortWay
from server_kit import FRAGMENT, SDP, is_problem, serving


async def elsewhere(*_: object) -> None:
    """Stands for FastAPI."""
    raise LookupError("not by the short way")


async def both(request: Request, token: str) -> Response:
    return PlainTextResponse(f"{request.method} {token}")


async def parameter(token: str) -> Response:
    return PlainTextResponse(token)


async def nothing() -> Response:
    return PlainTextResponse("nothing")


async def refuse() -> Response:
    raise Problem(409, "not now", code="busy", headers={"Retry-After": "3"})


async def fail() -> Response:
    raise KeyError("password of the database")


async def depend(found: Annotated[str, Depends(nothing)]) -> Response:
    return PlainTextResponse(found)


async def query(page: str) -> Response:
    return PlainTextResponse(page)


def synchronous() -> Response:
    return PlainTextResponse("")


def router() -> APIRouter:
    made = APIRouter()
    made.add_api_route("/calls", nothing, methods=["GET"])
    made.add_api_route("/calls", refuse, methods=["POST"])
    made.add_api_route("/calls", fail, methods=["DELETE"])
    made.add_api_route("/calls/{token}", both, methods=["GET", "PATCH"])
    made.add_api_route("/calls/{token}", parameter, methods=["DELETE"])
    return made


async def ask(method: str, path: str, app: ASGIApp | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(app or ShortWay(elsewhere, [router()]))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("method", "path", "text"),
    [
        ("GET", "/calls", "nothing"),
        ("GET", "/calls/a-b", "GET a-b"),
        ("PATCH", "/calls/a%20b", "PATCH a b"),
        ("DELETE", "/calls/{token}", "{token}"),
    ],
)
async def test_a_handler_is_given_what_it_takes(method: str, path: str, text: str) -> None:
    assert (await ask(method, path)).text == text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/calls/"), ("GET", "/calls/a/b"), ("PUT", "/calls"), ("GET", "/"), ("GET", "/call")],
)
async def test_what_is_not_declared_is_for_others_to_answer(method: str, path: str) -> None:
    with pytest.raises(LookupError):
        await ask(method, path)


async def test_a_problem_becomes_its_document() -> None:
    response = await ask("POST", "/calls")
    assert is_problem(response, 409, "busy")
    assert response.headers["Retry-After"] == "3"


async def test_an_unexpected_error_is_500_and_only_the_log_says_why() -> None:
    with capture_logs() as written:
        response = await ask("DELETE", "/calls")
    assert is_problem(response, 500, "internal")
    assert "password" not in response.text
    assert [(one["event"], one["exc_info"]) for one in written] == [("request_failed", True)]


@pytest.mark.parametrize(
    ("path", "handler"),
    [
        ("/a", depend),
        ("/a", query),
        ("/a", synchronous),
        ("/a/{token}/b", parameter),
        ("/{token}/{page}", query),
        ("/{token:path}", parameter),
    ],
)
def test_a_route_that_needs_more_is_told_at_the_start(path: str, handler: object) -> None:
    made = APIRouter()
    made.add_api_route(path, handler)  # type: ignore[arg-type]  # some are wrong
    with pytest.raises(ValueError, match="no short way"):
        ShortWay(elsewhere, [made])


REQUESTS = [
    *((method, path) for method in ("GET", "HEAD", "OPTIONS") for path in ("/whip", "/whep")),
    *((method, "/whip/unknown") for method in ("GET", "HEAD", "PATCH", "DELETE", "OPTIONS")),
    *(("POST", path) for path in ("/whip", "/whep?call=a:b", "/whep", "/whip?participant=%0A")),
    *(("PUT", path) for path in ("/whip", "/whip/unknown")),
    *(("GET", path) for path in ("/whip/", "/whip/a/b", "/whip%0A", "/ws/audio", "/whips")),
    ("GET", "/v1/client-config?client=me"),
]


@pytest.mark.parametrize("content_type", [SDP["Content-Type"], FRAGMENT])
@pytest.mark.parametrize(("method", "path"), REQUESTS)
async def test_fastapi_would_answer_the_same(method: str, path: str, content_type: str) -> None:
    async with serving() as running:
        transport = httpx.ASGITransport(running.server.api, client=("192.0.2.7", 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as by_fastapi:
            short, long = [
                await client.request(method, path, headers={"Content-Type": content_type})
                for client in (running.client, by_fastapi)
            ]
    assert (short.status_code, short.text) == (long.status_code, long.text)
    assert long.headers.items() <= short.headers.items()
