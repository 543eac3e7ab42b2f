"""Those in a call, as operators handle them."""

import pytest

from jackfield.calls import CallName
from jackfield.errors import RemoteProtocolError
from media_kit import settle
from rest_kit import CALL, SECRET, operating, token
from server_kit import is_problem

ANN = "/participants/ann"
BESIDE = {"beside": "default:standup"}


async def test_those_in_a_call_are_listed_in_the_order_they_came() -> None:
    async with operating() as operated:
        for name in ("bob", "ann"):
            await operated.board.join(name)
        listed = (await operated.ask("GET", "/participants")).json()["participants"]
        assert [one["id"] for one in listed] == ["bob", "ann"]
        assert (await operated.ask("GET", ANN)).json() == listed[1]


async def test_an_agent_is_brought_in_once_and_anew_when_it_has_left() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        brought = await operated.ask("POST", "/participants", agent="greeter")
        assert brought.status_code == 201
        agent = brought.json()["id"]
        assert brought.headers["Location"] == f"/v1/calls/default/standup/participants/{agent}"
        await settle()
        inside = (await operated.client.get(brought.headers["Location"])).json()
        assert (inside["name"], inside["agent"]) == ("greeter", True)
        again = await operated.ask("POST", "/participants", agent="greeter")
        assert again.json() == {"id": agent, "agent": "greeter"}
        await operated.ask("DELETE", f"/participants/{agent}")
        await settle(20)
        anew = await operated.ask("POST", "/participants", agent="greeter")
        assert anew.json()["id"] != agent


async def test_an_agent_that_is_not_offered_is_not_brought_in() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        refused = await operated.ask("POST", "/participants", agent="nobody")
        assert is_problem(refused, 404, "unknown_agent")
        for name in ("bob", "cy", "di"):
            await operated.board.join(name)
        full = await operated.ask("POST", "/participants", agent="greeter")
        assert is_problem(full, 503, "call_full")


async def test_somebody_is_muted_and_held_and_let_go_again() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        fake = operated.board.engine.calls
        changed = (await operated.ask("PATCH", ANN, muted=True)).json()
        assert (changed["muted"], changed["held"]) == (True, False)
        changed = (await operated.ask("PATCH", ANN, held=True)).json()
        assert (changed["muted"], changed["held"]) == (True, True)
        assert (fake.muted[ann.session], fake.held[ann.session]) == (True, True)
        await operated.ask("PATCH", ANN, muted=False, held=False)
        assert (fake.muted[ann.session], fake.held[ann.session]) == (False, False)


async def test_who_may_not_speak_cannot_be_unmuted() -> None:
    async with operating() as operated:
        await operated.board.join("ann", may_speak=False)
        refused = await operated.ask("PATCH", ANN, muted=False)
    assert is_problem(refused, 403, "grant_missing")


async def test_who_is_removed_is_gone_for_good() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        assert (await operated.ask("DELETE", ANN)).status_code == 204
        await settle()
        assert await ann.line.closed() == "removed"
        assert is_problem(await operated.ask("DELETE", ANN), 404, "participant_unknown")


async def test_who_is_sent_out_for_a_while_comes_back_after_it() -> None:
    async with operating() as operated:
        board = operated.board
        ann = await board.join("ann")
        assert (await operated.ask("DELETE", f"{ANN}?ban_s=60")).status_code == 204
        for is_proven in (False, True):
            with pytest.raises(RemoteProtocolError) as refused:
                await board.join("ann", is_proven=is_proven)
            assert (refused.value.status_hint, refused.value.code) == (403, "participant_banned")
        with pytest.raises(RemoteProtocolError, match="given up"):
            await board.join(resume=ann.token)
        board.timers.advance(60)
        assert (await board.join("ann")).id == "ann"
        wrong = await operated.ask("DELETE", f"{ANN}?ban_s=-1")
        assert is_problem(wrong, 422, "invalid")


async def test_somebody_is_moved_into_another_call_with_their_connection() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann", name="Ann")
        await operated.ask("PATCH", ANN, muted=True)
        made = await operated.client.post("/v1/calls", json={"id": "sales"} | BESIDE)
        assert made.status_code == 201
        moved = await operated.ask("POST", f"{ANN}/move", call="default:sales")
        assert moved.status_code == 200
        there = "/v1/calls/default/sales/participants/ann"
        assert moved.headers["Location"] == there
        now = (await operated.client.get(there)).json()
        assert now == moved.json()
        assert (now["name"], now["muted"], now["connected"]) == ("Ann", True, True)
        assert is_problem(await operated.ask("GET", ANN), 404, "participant_unknown")
        assert ann.session in operated.board.engine.sessions


async def test_nobody_is_moved_where_they_cannot_be() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        path = f"{ANN}/move"
        unknown = await operated.ask("POST", path, call="default:sales")
        assert is_problem(unknown, 404, "call_unknown")
        same = await operated.ask("POST", path, call="default:standup")
        assert is_problem(same, 409, "same_call")
        sales = operated.board.book.get_or_create(CallName("default", "sales"))
        await operated.board.join("ann", into=sales)
        taken = await operated.ask("POST", path, call="default:sales")
        assert is_problem(taken, 409, "participant_taken")
        sales.remove("ann")
        for name in "bcde":
            await operated.board.join(name, into=sales)
        full = await operated.ask("POST", path, call="default:sales")
        assert is_problem(full, 503, "call_full")
        assert [one.id for one in operated.board.call.participants] == ["ann"]


async def test_a_token_for_one_call_moves_nobody_into_another() -> None:
    async with operating(api_secrets={"app": SECRET}) as operated:
        await operated.board.join("ann")
        operated.board.book.get_or_create(CallName("default", "sales"))
        path, asked = f"{CALL}{ANN}/move", {"call": "default:sales"}
        one = token(call="default:standup")
        refused = await operated.client.post(path, json=asked, headers=one)
        assert is_problem(refused, 403, "token_call")
        made = await operated.client.post(
            "/v1/calls",
            json={"id": "standup", "beside": "default:sales"},
            headers=one,
        )
        assert is_problem(made, 403, "token_call")
        moved = await operated.client.post(path, json=asked, headers=token(call="*"))
        assert moved.status_code == 200


async def test_keys_are_pressed_towards_somebody() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        assert (await operated.ask("POST", f"{ANN}/dtmf", digits="12#")).status_code == 204
        assert operated.board.engine.calls.digits == [(ann.session, "12#")]


@pytest.mark.parametrize(
    ("method", "path", "sent", "field"),
    [
        ("PATCH", ANN, {"muted": "yes"}, "muted"),
        ("PATCH", ANN, {"loud": True}, "loud"),
        ("POST", f"{ANN}/move", {"call": "sales"}, "call"),
        ("POST", f"{ANN}/move", {"to": "default:sales"}, "call"),
        ("POST", f"{ANN}/dtmf", {"digits": "12x"}, "digits"),
        ("POST", f"{ANN}/dtmf", {"digits": ""}, "digits"),
        ("POST", f"{ANN}/dtmf", {"keys": "1"}, "digits"),
    ],
)
async def test_a_wrong_field_is_named(
    method: str, path: str, sent: dict[str, object], field: str
) -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        response = await operated.ask(method, path, **sent)
    assert is_problem(response, 422, "invalid")
    assert response.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "", {}),
        ("PATCH", "", {"muted": True}),
        ("DELETE", "", {}),
        ("POST", "/dtmf", {"digits": "1"}),
        ("POST", "/move", {"call": "default:standup"}),
    ],
)
async def test_nobody_with_that_id_is_told(method: str, path: str, sent: dict[str, object]) -> None:
    async with operating() as operated:
        assert is_problem(await operated.ask(method, ANN + path, **sent), 404, "call_unknown")
        await operated.board.join("bob")
        response = await operated.ask(method, ANN + path, **sent)
    assert is_problem(response, 404, "participant_unknown")
