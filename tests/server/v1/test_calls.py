"""Calls as operators see, make and end them."""

import pytest

from call_kit import NAME
from rest_kit import CALL, SECRET, operating, token
from server_kit import is_problem


async def test_a_call_is_shown_with_those_in_it() -> None:
    async with operating() as operated:
        operated.board.book.get_or_create(NAME, created_by_id="ops")
        await operated.board.join("ann", name="Ann")
        shown = (await operated.ask("GET")).json()
    (ann,) = shown.pop("participants")
    assert shown == {
        "type": "default",
        "id": "standup",
        "cid": "default:standup",
        "tenant": "",
        "created_at": "1970-01-01T00:16:40.000Z",
        "created_by_id": "ops",
    }
    assert (ann["id"], ann["name"], ann["transport"]) == ("ann", "Ann", "whip")
    assert (ann["connected"], ann["muted"], ann["held"], ann["agent"]) == (True,) + (False,) * 3


async def test_who_asks_twice_for_a_call_gets_one() -> None:
    async with operating() as operated:
        asked = {"type": "default", "id": "standup", "created_by_id": "ops"}
        first = await operated.client.post("/v1/calls", json=asked)
        again = await operated.client.post("/v1/calls", json=asked | {"created_by_id": "other"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert first.headers["Location"] == CALL
        assert len(operated.board.book) == 1


async def test_a_call_without_an_id_gets_one_of_its_own() -> None:
    async with operating() as operated:
        ids = {(await operated.client.post("/v1/calls", json={})).json()["id"] for _ in range(2)}
    assert len(ids) == 2


async def test_a_call_that_was_ended_is_gone() -> None:
    async with operating() as operated:
        guest = await operated.board.join("ann")
        assert (await operated.ask("DELETE")).status_code == 204
        assert is_problem(await operated.ask("GET"), 404, "call_unknown")
        assert is_problem(await operated.ask("DELETE"), 404, "call_unknown")
        assert await guest.line.closed() == "ended"


async def test_calls_are_listed_by_pages_and_filters() -> None:
    async with operating() as operated:
        for kind, call in (("b", "1"), ("a", "2"), ("a", "1")):
            await operated.client.post("/v1/calls", json={"type": kind, "id": call})

        async def _list(**query: str) -> tuple[list[str], str | None]:
            page = (await operated.client.get("/v1/calls", params=query)).json()
            return [call["cid"] for call in page["calls"]], page["next"]

        assert await _list() == (["a:1", "a:2", "b:1"], None)
        assert await _list(limit="2") == (["a:1", "a:2"], "a:2")
        assert await _list(limit="2", after="a:2") == (["b:1"], None)
        assert await _list(type="a") == (["a:1", "a:2"], None)
        assert await _list(participant="ann") == ([], None)


async def test_only_calls_that_somebody_is_in_can_be_asked_for() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        await operated.client.post("/v1/calls", json={"id": "empty"})
        found = await operated.client.get("/v1/calls", params={"participant": "ann"})
    assert [call["id"] for call in found.json()["calls"]] == ["standup"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"id": "a b"}, "id"),
        ({"id": ""}, "id"),
        ({"type": "a:b"}, "type"),
        ({"type": 7}, "type"),
        ({"created_by_id": "x" * 200}, "created_by_id"),
        ({"loud": True}, "loud"),
        ([], "body"),
    ],
)
async def test_a_wrong_field_is_named(sent: object, field: str) -> None:
    async with operating() as operated:
        response = await operated.client.post("/v1/calls", json=sent)
    assert is_problem(response, 422, "invalid")
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_a_body_that_is_no_json_is_refused() -> None:
    async with operating() as operated:
        post = operated.client.post
        plain = await post("/v1/calls", content="{}", headers={"Content-Type": "text/plain"})
        assert is_problem(plain, 415, "unsupported_media_type")
        broken = await post("/v1/calls", content="{", headers={"Content-Type": "application/json"})
        assert is_problem(broken, 422, "invalid")
        large = {"Content-Type": "application/json; charset=utf-8"}
        assert is_problem(await post("/v1/calls", content=" " * 70_000, headers=large), 413)


async def test_a_wrong_path_or_query_is_named() -> None:
    async with operating() as operated:
        wrong = await operated.client.get("/v1/calls", params={"limit": "0", "after": "x"})
        assert is_problem(wrong, 422, "invalid")
        assert {error["field"] for error in wrong.json()["errors"]} == {"limit", "after"}
        assert is_problem(await operated.client.get("/v1/calls/a/b!"), 422, "invalid")


async def test_no_room_for_another_call_is_told() -> None:
    async with operating() as operated:
        for number in range(3):
            await operated.client.post("/v1/calls", json={"id": str(number)})
        full = await operated.client.post("/v1/calls", json={"id": "more"})
    assert is_problem(full, 503, "calls_full")
    assert full.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("headers", "statuses"),
    [
        ({}, (401, 401, 401)),
        ({"Authorization": "Bearer right-key"}, (200, 200, 201)),
        (token(), (200, 200, 201)),
        (token(call="default:standup"), (200, 200, 403)),
        (token(call="default:other"), (200, 403, 201)),
        (token(grants=["join"]), (403, 403, 403)),
        (token(now=-5000.0), (401, 401, 401)),
    ],
)
async def test_operators_do_what_they_may(
    headers: dict[str, str], statuses: tuple[int, int, int]
) -> None:
    async with operating(api_keys="right-key", api_secrets={"app": SECRET}) as operated:
        operated.board.book.get_or_create(NAME)
        client = operated.client
        answers = (
            await client.get("/v1/calls", headers=headers),
            await client.get(CALL, headers=headers),
            await client.post("/v1/calls", headers=headers, json={"id": "other"}),
        )
    assert tuple(answer.status_code for answer in answers) == statuses


async def test_a_token_for_one_call_sees_only_that() -> None:
    async with operating(api_secrets={"app": SECRET}) as operated:
        operated.board.book.get_or_create(NAME)
        mine = await operated.client.get("/v1/calls", headers=token(call="default:standup"))
        other = await operated.client.get("/v1/calls", headers=token(call="default:other"))
    assert len(mine.json()["calls"]) == 1
    assert other.json() == {"calls": [], "next": None}
