"""What browsers are told not to do."""

import pytest

from jackfield.server.headers import content_security_policy
from server_kit import serving


def test_the_policy_allows_only_what_the_page_uses() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_security_policy().split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in content_security_policy()


async def test_the_page_may_follow_an_offer_that_is_sent_elsewhere() -> None:
    async with serving(overflow_url="https://second.example/whip") as running:
        policy = (await running.client.get("/")).headers["Content-Security-Policy"]
    assert "connect-src 'self' https://second.example:443 wss://second.example:443;" in policy


@pytest.mark.parametrize("path", ["/", "/whip", "/health", "/no/such/page"])
async def test_every_response_carries_them(path: str) -> None:
    async with serving() as running:
        headers = (await running.client.get(path)).headers
    assert headers["Content-Security-Policy"] == content_security_policy()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_an_answer_to_a_preflight_carries_them_too() -> None:
    async with serving(cors_origins=["https://page.example"]) as running:
        ask = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
        response = await running.client.options("/whip", headers=ask)
    assert response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Content-Security-Policy"] == content_security_policy()


async def test_the_page_may_use_the_microphone() -> None:
    async with serving() as running:
        policy = (await running.client.get("/")).headers["Permissions-Policy"]
    assert "microphone=(self)" in policy
