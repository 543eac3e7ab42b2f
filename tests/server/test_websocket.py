"""Calls over a WebSocket, as far as HTTP decides about them."""

import base64

import httpx

from fakes import FakeEngine
from server_kit import Running, is_problem, serving

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def ask(running: Running, path: str = "/ws/audio", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await running.client.get(path, headers=named)


async def test_without_an_upgrade_the_answer_says_whether_one_would_be_taken() -> None:
    async with serving() as running:
        response = await ask(running)
        assert is_problem(response, 426, "upgrade_required")
        assert response.headers["Upgrade"] == "websocket"


async def test_a_key_is_needed_by_header_or_by_protocol() -> None:
    coded = base64.urlsafe_b64encode(b"secret").decode().rstrip("=")
    async with serving(api_keys=["secret"]) as running:
        assert is_problem(await ask(running), 401, "unauthorized")
        wrong = await ask(running, Sec_WebSocket_Protocol="jackfield.v1, bearer.AAAA")
        assert is_problem(wrong, 401, "unauthorized")
        assert is_problem(await ask(running, "/ws/audio?token=secret"), 401)
        by_header = await ask(running, Authorization="Bearer secret")
        assert is_problem(by_header, 426)
        by_protocol = await ask(running, Sec_WebSocket_Protocol=f"jackfield.v1, bearer.{coded}")
        assert is_problem(by_protocol, 426)


async def test_pages_of_other_origins_are_kept_out() -> None:
    async with serving(cors_origins=["https://page.example"]) as running:
        assert is_problem(await ask(running, Origin="https://evil.example"), 403, "origin_refused")
        assert is_problem(await ask(running, Origin="https://page.example"), 426)
        assert is_problem(await ask(running, Origin="http://test"), 426)


async def test_an_agent_that_is_not_offered_is_refused() -> None:
    async with serving() as running:
        assert is_problem(await ask(running, "/ws/audio?agent=nobody"), 422, "unknown_agent")
        assert is_problem(await ask(running, "/ws/audio?agent=pcm-parrot"), 426)
        assert is_problem(await ask(running, "/ws/audio?client=a%20b"), 400, "malformed")


async def test_limits_hold_before_the_upgrade() -> None:
    async with serving(max_sessions=1) as running:
        await running.open()
        full = await ask(running)
        assert is_problem(full, 503, "at_capacity")
        assert full.headers["Retry-After"]
    async with serving(rate_limit=1, rate_burst=1) as running:
        await ask(running)
        assert is_problem(await ask(running), 429, "rate_limited")
    async with serving() as running:
        running.server.sessions.begin_drain()
        assert is_problem(await ask(running), 503, "draining")


async def test_who_finds_no_room_is_told_of_the_other_server() -> None:
    other = "https://second.example/jack/whip"
    async with serving(max_sessions=1, overflow_url=other) as running:
        await running.open()
        full = await ask(running)
        assert is_problem(full, 503, "at_capacity")
        assert full.json()["overflow"] == "wss://second.example/jack/ws/audio"
        assert full.headers["Retry-After"]
    async with serving(max_sessions=1, overflow_url="https://foreign.example/offers") as running:
        await running.open()
        assert "overflow" not in (await ask(running)).json()


async def test_it_can_be_switched_off() -> None:
    async with serving(served_transports="whip") as running:
        assert is_problem(await ask(running), 404, "transport_off")
        assert (await running.post()).status_code == 201


async def test_a_server_that_cannot_hand_its_socket_over_says_so(engine: FakeEngine) -> None:
    async with serving(engine=engine) as running:
        response = await running.client.get("/ws/audio", headers=UPGRADE)
        assert is_problem(response, 426, "upgrade_required")
        assert engine.session_count == 0
