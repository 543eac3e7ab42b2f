"""Pages of other origins (row W22)."""

import pytest

from server_kit import TRICKLE, serving

ORIGIN = {"Origin": "https://page.example"}
PREFLIGHT = {
    **ORIGIN,
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "content-type,if-match,authorization",
}


@pytest.mark.parametrize("path", ["/whip", "/whip/some-session"])
async def test_a_preflight_allows_all_that_whip_needs(path: str) -> None:
    async with serving(cors_origins="*") as running:
        response = await running.client.options(path, headers=PREFLIGHT)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    allowed = response.headers["Access-Control-Allow-Methods"].split(", ")
    assert {"POST", "PATCH", "DELETE", "OPTIONS"} <= set(allowed)
    headers = response.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in headers for name in ("authorization", "content-type", "if-match"))


async def test_a_preflight_needs_no_key() -> None:
    async with serving(api_keys="secret") as running:
        assert (await running.client.options("/whip", headers=PREFLIGHT)).status_code == 204


async def test_responses_show_the_headers_a_client_must_read() -> None:
    async with serving(cors_origins="*") as running:
        exposed = (await running.post(headers=ORIGIN)).headers["Access-Control-Expose-Headers"]
    assert {"Location", "ETag", "Link"} <= set(exposed.split(", "))


async def test_errors_can_be_read_by_the_page_as_well() -> None:
    async with serving(api_keys="secret", cors_origins="*") as running:
        for response in (
            await running.post(headers=ORIGIN),
            await running.client.put("/whip", headers=ORIGIN, content=TRICKLE),
            await running.client.get("/whip/unknown", headers=ORIGIN),
        ):
            assert response.is_client_error
            assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_only_configured_origins_are_allowed() -> None:
    async with serving(cors_origins="https://page.example, https://b.example") as running:
        friend = await running.post(headers=ORIGIN)
        stranger = await running.post(headers={"Origin": "https://evil.example"})
        refused = await running.client.options(
            "/whip", headers={**PREFLIGHT, "Origin": "https://evil.example"}
        )
    assert friend.headers["Access-Control-Allow-Origin"] == "https://page.example"
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert "Access-Control-Allow-Methods" not in refused.headers
    assert friend.headers["Vary"] == stranger.headers["Vary"] == refused.headers["Vary"] == "Origin"


async def test_by_default_no_other_page_may_use_the_server() -> None:
    async with serving() as running:
        response = await running.client.options("/whip", headers=PREFLIGHT)
    assert [name for name in response.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("origins", ["*", ORIGIN["Origin"]])
async def test_credentials_of_the_browser_are_never_allowed(origins: str) -> None:
    async with serving(api_keys="secret", cors_origins=origins) as running:
        url = (await running.post(headers={"Authorization": "Bearer secret"})).headers["Location"]
        for response in (
            await running.client.options("/whip", headers=PREFLIGHT),
            await running.post(headers={**ORIGIN, "Authorization": "Bearer secret"}),
            await running.post(headers=ORIGIN),
            await running.client.get(f"/{url}", headers=ORIGIN),
        ):
            assert response.headers["Access-Control-Allow-Origin"] == origins
            assert "Access-Control-Allow-Credentials" not in response.headers
            assert "Set-Cookie" not in response.headers


async def test_a_page_of_another_origin_learns_how_to_call() -> None:
    async with serving(cors_origins="https://page.example") as running:
        for path in ("/v1/client-config", "/ws/audio"):
            response = await running.client.get(path, headers=ORIGIN)
            assert response.headers["Access-Control-Allow-Origin"] == "https://page.example"


async def test_metrics_and_health_are_not_for_other_pages() -> None:
    async with serving(cors_origins="*") as running:
        for path in ("/metrics", "/health", "/whips"):
            response = await running.client.get(path, headers=ORIGIN)
            assert "Access-Control-Allow-Origin" not in response.headers
