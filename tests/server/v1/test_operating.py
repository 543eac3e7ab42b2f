"""What every resource of operators does first."""

import pytest
from starlette.requests import Request

from jackfield.errors import CapacityError
from jackfield.server.v1.operating import media_type
from rest_kit import CALL, SECRET, operating, token
from server_kit import is_problem


def request(content_type: str) -> Request:
    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "headers": headers})


def test_a_media_type_is_read_without_parameters_and_case() -> None:
    assert media_type(request("Application/JSON; charset=utf-8")) == "application/json"
    assert media_type(request("")) == ""


async def test_the_key_comes_before_the_call_and_the_body() -> None:
    async with operating(api_secrets={"app": SECRET}) as operated:
        client = operated.client
        assert is_problem(await client.get(CALL), 401, "unauthorized")
        other = token(call="default:other")
        assert is_problem(await client.get(CALL, headers=other), 403, "token_call")
        patched = await client.patch(f"{CALL}/participants/ann", headers=other, content="{")
        assert is_problem(patched, 403, "token_call")
        assert is_problem(await client.get(CALL, headers=token()), 404, "call_unknown")


@pytest.mark.parametrize(
    ("path", "content"), [("/v1/calls", '{"id": "mine"}'), (f"{CALL}/play", "RIFF")]
)
async def test_pages_of_other_origins_change_nothing_where_no_key_is_needed(
    path: str, content: str
) -> None:
    async with operating(cors_origins=["https://ours.example"]) as operated:
        await operated.board.join("ann")
        for origin in ("https://evil.example", "null"):
            foreign = {"Origin": origin, "Content-Type": "text/plain"}
            refused = await operated.client.post(path, content=content, headers=foreign)
            assert is_problem(refused, 403, "origin_refused")
            assert (await operated.client.get(CALL, headers=foreign)).status_code == 200
        for headers in ({}, {"Origin": "http://test"}, {"Origin": "https://ours.example"}):
            taken = await operated.client.post(path, content=content, headers=headers)
            assert taken.status_code == 415


async def test_a_key_says_enough_wherever_the_page_is_from() -> None:
    async with operating(api_secrets={"app": SECRET}) as operated:
        headers = token() | {"Origin": "https://other.example"}
        made = await operated.client.post("/v1/calls", json={"id": "theirs"}, headers=headers)
        assert made.status_code == 201


async def test_a_server_that_has_not_started_has_no_calls() -> None:
    async with operating() as operated:

        def _none() -> object:
            raise CapacityError("the server has not started", code="draining")

        operated.operating._book = _none  # type: ignore[assignment]  # noqa: SLF001  # as before the start
        response = await operated.client.get(CALL)
    assert is_problem(response, 503, "draining")
    assert response.headers["Retry-After"]
