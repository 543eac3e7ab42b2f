"""What browsers are told not to do."""

import pytest

from jackfield.server.headers import CONTENT_SECURITY_POLICY
from server_kit import serving


def test_the_policy_allows_only_what_the_page_uses() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["/", "/whip", "/health", "/no/such/page"])
async def test_every_response_carries_them(path: str) -> None:
    async with serving() as running:
        headers = (await running.client.get(path)).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_the_page_may_use_the_microphone() -> None:
    async with serving() as running:
        policy = (await running.client.get("/")).headers["Permissions-Policy"]
    assert "microphone=(self)" in policy
