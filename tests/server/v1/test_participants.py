"""Those in a call, as operators handle them."""

import pytest

from jackfield.errors import RemoteProtocolError
from media_kit import settle
from rest_kit import operating
from server_kit import is_problem

ANN = "/participants/ann"


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
    ],
)
async def test_nobody_with_that_id_is_told(method: str, path: str, sent: dict[str, object]) -> None:
    async with operating() as operated:
        assert is_problem(await operated.ask(method, ANN + path, **sent), 404, "call_unknown")
        await operated.board.join("bob")
        response = await operated.ask(method, ANN + path, **sent)
    assert is_problem(response, 404, "participant_unknown")
