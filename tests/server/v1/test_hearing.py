"""Who hears whom, as operators say it."""

import pytest

from rest_kit import operating
from server_kit import is_problem


async def test_a_gain_holds_for_those_there_and_those_to_come() -> None:
    async with operating() as operated:
        ann = await operated.board.join("ann")
        put = await operated.ask("PUT", "/routes/ann/bob", gain=0)
        assert put.json() == {"listener": "ann", "speaker": "bob", "gain": 0.0}
        bob = await operated.board.join("bob")
        assert operated.board.engine.calls.gains[ann.session, bob.session] == 0
        await operated.ask("PUT", "/routes/ann/bob", gain=0.5)
        assert operated.board.engine.calls.gains[ann.session, bob.session] == 0.5


async def test_what_was_said_is_listed_and_taken_back() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        await operated.ask("PUT", "/routes/ann/bob", gain=2)
        await operated.ask("PUT", "/routes/*/cy", gain=0)
        listed = (await operated.ask("GET", "/routes")).json()["routes"]
        assert [(one["listener"], one["speaker"], one["gain"]) for one in listed] == [
            ("*", "cy", 0.0),
            ("ann", "bob", 2.0),
        ]
        assert (await operated.ask("DELETE", "/routes/ann/bob")).status_code == 204
        assert (await operated.ask("DELETE", "/routes/ann/bob")).status_code == 204
        assert len((await operated.ask("GET", "/routes")).json()["routes"]) == 1


@pytest.mark.parametrize("gain", [-0.1, 4.1, "loud", None])
async def test_a_gain_out_of_range_is_named(gain: object) -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        response = await operated.ask("PUT", "/routes/ann/bob", gain=gain)
    assert is_problem(response, 422, "invalid")
    assert response.json()["errors"][0]["field"] == "gain"


async def test_a_matrix_has_its_limit() -> None:
    async with operating() as operated:
        await operated.board.join("ann")
        for number in range(3):
            await operated.ask("PUT", f"/routes/ann/{number}", gain=0)
        response = await operated.ask("PUT", "/routes/ann/more", gain=0)
    assert is_problem(response, 409, "too_many_routes")
