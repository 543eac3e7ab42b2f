"""Who may watch events."""

import asyncio
from dataclasses import replace

import pytest
from starlette.requests import Request

from jackfield.auth import create_token
from jackfield.config import Settings
from jackfield.server.v1.watching import Watching
from server_kit import Running, is_problem, serving

SECRET = "a-secret-of-thirty-two-bytes-or-more"
KEY = {"Authorization": "Bearer right-key"}


def token(**claims: object) -> dict[str, str]:
    known: dict[str, object] = {"sub": "ops", "now": 1000.0, "grants": ["admin"]}
    made = create_token("app", SECRET, **(known | claims))  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {made}"}


async def status(running: Running, query: str, headers: dict[str, str]) -> str:
    """The code of the refusal, or what would be watched."""
    running.server.feed.close()  # streams end at once
    response = await running.client.get(f"/v1/events{query}", headers=headers)
    if response.is_success:
        return "open"
    assert is_problem(response, response.status_code)
    code: str = response.json()["code"]
    return f"{response.status_code} {code}"


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ("", {}, "401 unauthorized"),
        ("", KEY, "open"),
        ("?call=default:room", KEY, "open"),
        ("?call=room", KEY, "422 invalid"),
        ("?types=call_ended,participant_left", KEY, "open"),
        ("?types=call_ended,lunch", KEY, "422 invalid"),
        ("", token(), "open"),
        ("", token(call="default:room"), "open"),
        ("?call=default:room", token(call="default:room"), "open"),
        ("?call=default:other", token(call="default:room"), "403 token_call"),
        ("?call=*", token(call="default:room"), "403 token_call"),
        ("", token(grants=["join"]), "403 grant_missing"),
        ("?tenant=acme", KEY, "open"),
        ("?tenant=a/b", KEY, "422 invalid"),
        ("?tenant=acme", token(tenant="acme"), "open"),
        ("?tenant=other", token(tenant="acme"), "403 token_tenant"),
        ("?tenant=acme", token(call="default:room"), "403 token_tenant"),
    ],
)
async def test_operators_watch_what_they_may(
    query: str, headers: dict[str, str], expected: str
) -> None:
    async with serving(api_keys="right-key", api_secrets={"app": SECRET}) as running:
        assert await status(running, query, headers) == expected


async def test_what_is_wrong_with_a_query_is_named_by_its_field() -> None:
    async with serving() as running:
        response = await running.client.get("/v1/events?types=lunch")
    assert response.json()["errors"] == [{"field": "types", "detail": "there is no event 'lunch'"}]


async def test_who_watches_by_a_token_does_so_until_it_expires() -> None:
    async with serving(api_secrets={"app": SECRET}, token_leeway_s=0) as running:
        server = running.server
        watching = Watching(Settings(), server.feed, server._gate, server.metrics)  # noqa: SLF001  # its clock is the test's
        ends = token(ttl_s=60)["Authorization"].encode()
        request = Request(
            {
                "type": "http",
                "method": "GET",
                "path": "/v1/events",
                "query_string": b"",
                "headers": [(b"authorization", ends)],
            }
        )
        watch = watching.admit(request)
        assert watch.left_s == 60.0
        short = watching.begin(replace(watch, left_s=0.01), stream="sse")
        long = watching.begin(watch, stream="sse")
        async with asyncio.timeout(5):
            assert await short.next() is None
        assert len(server.feed) == 2
        for one in (short, long):
            watching.end(one)
        assert len(server.feed) == 0


async def test_there_are_only_so_many_streams() -> None:
    async with serving(event_streams=0) as running:
        response = await running.client.get("/v1/events")
    assert is_problem(response, 503, "at_capacity")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("query", "headers", "tenant"),
    [
        ("", KEY, None),
        ("tenant=acme", KEY, "acme"),
        ("", token(tenant="acme"), "acme"),
        ("", token(call="default:room"), ""),
    ],
)
async def test_a_token_watches_its_tenant_alone(
    query: str, headers: dict[str, str], tenant: str | None
) -> None:
    async with serving(api_keys="right-key", api_secrets={"app": SECRET}) as running:
        gate = running.server._gate  # noqa: SLF001  # as above
        header = headers["Authorization"].encode()
        asked = Request(
            {
                "type": "http",
                "method": "GET",
                "path": "/v1/events",
                "query_string": query.encode(),
                "headers": [(b"authorization", header)],
            }
        )
        watching = Watching(Settings(), running.server.feed, gate, running.server.metrics)
        assert watching.admit(asked).wanted.tenant == tenant
