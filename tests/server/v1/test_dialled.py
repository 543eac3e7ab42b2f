"""Somebody is brought into a call by calling their WHIP endpoint."""

import httpx
import pytest

from client_kit import ANSWER
from media_kit import settle
from rest_kit import operating
from server_kit import is_problem

URL = "https://gateway.example/room/whip"


class Gateway:
    """Answers offers as it is told, and notes what it was asked."""

    def __init__(self, status: int = 201, answer: str = ANSWER, location: str = "/s/1") -> None:
        self.status = status
        self.answer = answer
        self.location = location
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.method == "DELETE":
            return httpx.Response(200)
        return httpx.Response(self.status, text=self.answer, headers={"Location": self.location})

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.url}" for request in self.requests]


async def test_who_answers_is_in_the_call_and_told_when_they_are_not() -> None:
    gateway = Gateway()
    async with operating(gateway, dial_targets=["https://gateway.example"]) as operated:
        board = operated.board
        await board.join("ann")
        asked = {"url": URL, "participant": "desk", "name": "Desk", "token": "key"}
        dialled = await operated.ask("POST", "/dial", **asked)
        assert (dialled.status_code, dialled.json()) == (201, {"id": "desk"})
        session = max(board.engine.sessions)
        assert session in board.engine.calls.members[board.call.number]
        board.engine.connect(session)
        await settle()
        desk = (await operated.ask("GET", "/participants/desk")).json()
        assert (desk["name"], desk["transport"]) == ("Desk", "dialled")
        assert (await operated.ask("DELETE", "/participants/desk")).status_code == 204
        await settle(20)
    offer = gateway.requests[0]
    assert gateway.asked == [f"POST {URL}", "DELETE https://gateway.example/s/1"]
    assert offer.headers["Content-Type"] == "application/sdp"
    assert {one.headers["Authorization"] for one in gateway.requests} == {"Bearer key"}


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/whip",
        "http://gateway.example/whip",
        "https://gateway.example:8443/whip",
        "https://user@gateway.example/whip",
        "https://gateway.example.evil.example/whip",
        "file:///etc/passwd",
        "https://[",
    ],
)
async def test_only_whom_the_settings_name_is_called(url: str) -> None:
    gateway = Gateway()
    async with operating(gateway, dial_targets=["https://gateway.example"]) as operated:
        await operated.board.join("ann")
        refused = await operated.ask("POST", "/dial", url=url)
        assert is_problem(refused, 403, "dial_refused")
    assert gateway.requests == []


@pytest.mark.parametrize(
    "gateway",
    [
        Gateway(status=404),
        Gateway(answer="rubbish"),
        Gateway(location="https://evil.example/s/1"),
        Gateway(answer="x" * 300_000),
    ],
)
async def test_who_is_not_there_leaves_nothing(gateway: Gateway) -> None:
    async with operating(gateway, dial_targets=["https://gateway.example/room"]) as operated:
        board = operated.board
        await board.join("ann")
        before = set(board.engine.sessions)
        failed = await operated.ask("POST", "/dial", url=URL, participant="desk")
        assert is_problem(failed, 502, "dial_failed")
        await settle(20)
        assert set(board.engine.sessions) == before
        assert [one.id for one in board.call.participants] == ["ann"]
        assert all("evil" not in asked for asked in gateway.asked)
        gone = await operated.ask("POST", "/dial", url=f"{URL}/../../x")
        assert is_problem(gone, 403, "dial_refused")


async def test_there_has_to_be_room_for_them() -> None:
    gateway = Gateway()
    async with operating(gateway, dial_targets=["https://gateway.example"]) as operated:
        for name in ("ann", "bob", "cy", "di"):
            await operated.board.join(name)
        full = await operated.ask("POST", "/dial", url=URL)
        assert is_problem(full, 503, "call_full")
    assert gateway.requests == []
