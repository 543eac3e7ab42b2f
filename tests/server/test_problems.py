"""Errors as problem documents."""

import json

import httpx
import pytest
from fastapi import FastAPI

from jackfield.server import problems
from jackfield.server.problems import Problem, UnexpectedErrors, problem_response
from server_kit import is_problem, serving


def test_a_problem_document_holds_what_rfc_9457_names() -> None:
    response = problem_response(422, "no codec", code="sdp_unsupported")
    assert response.media_type == "application/problem+json"
    assert json.loads(bytes(response.body)) == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "no codec",
        "code": "sdp_unsupported",
    }


@pytest.mark.parametrize("path", ["/no/such/page", "/whip/unknown", "/whip/a/b"])
async def test_a_path_that_is_not_there_is_a_problem_document(path: str) -> None:
    async with serving() as running:
        assert is_problem(await running.client.get(path), 404)


async def ask(app: FastAPI) -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get("/")


def app_that_raises(error: Exception) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(UnexpectedErrors)

    async def fail() -> None:
        raise error

    app.add_api_route("/", fail)
    return app


async def test_a_route_can_raise_a_problem_with_headers() -> None:
    response = await ask(
        app_that_raises(Problem(503, "full", code="x", headers={"Retry-After": "3"}))
    )
    assert is_problem(response, 503, "x")
    assert response.headers["Retry-After"] == "3"


async def test_an_unexpected_error_is_500_and_tells_nothing_about_us() -> None:
    response = await ask(app_that_raises(KeyError("password of the database")))
    assert is_problem(response, 500, "internal")
    assert "password" not in response.text
