"""Calls to other WHIP endpoints; whole ones are in v1/test_dialled.py."""

import asyncio

import httpx
import pytest

from call_kit import switchboard
from client_kit import ANSWER
from fakes import FakeEngine
from jackfield.errors import TransportError
from jackfield.server.dialling import Dialler, Target, is_below
from media_kit import settle


async def test_patience_ends(engine: FakeEngine) -> None:
    async def _think(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    dialler = Dialler(0.01, lambda: httpx.AsyncClient(transport=httpx.MockTransport(_think)))
    async with switchboard(engine) as board:
        await board.join("ann")
        with pytest.raises(TransportError, match="did not answer in time"):
            await dialler.dial(board.call, Target(url="https://a.example/whip"))
        await settle()
        assert engine.session_count == 1


async def test_who_was_called_is_looked_after_like_everybody(engine: FakeEngine) -> None:
    watched: list[int] = []
    answers = httpx.MockTransport(lambda _: httpx.Response(201, text=ANSWER))
    dialler = Dialler(
        5.0, lambda: httpx.AsyncClient(transport=answers), lambda line: watched.append(line.session)
    )
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await dialler.dial(board.call, Target(url="https://a.example/whip"))
        assert watched == [session for session in engine.sessions if session != ann.session]


@pytest.mark.parametrize(
    ("url", "targets", "allowed"),
    [
        ("https://a.example/whip", ("https://a.example/whip",), True),
        ("https://a.example/whip/x?y=z", ("https://a.example/whip/",), True),
        ("https://A.example/whip", ("https://a.example",), True),
        ("https://a.example/whipped", ("https://a.example/whip",), False),
        ("https://a.example/whip/../x", ("https://a.example/whip",), False),
        ("https://a.example", (), False),
    ],
)
def test_addresses_are_compared_part_by_part(
    url: str,
    targets: tuple[str, ...],
    allowed: bool,  # noqa: FBT001
) -> None:
    assert is_below(url, targets) is allowed
