"""Counting and logging requests by route."""

import pytest
from structlog.testing import capture_logs

from server_kit import serving


async def test_requests_are_logged_by_route_when_asked_for() -> None:
    with capture_logs() as written:
        async with serving(access_log=True) as running:
            session = await running.open()
            await running.client.delete(session.url)
    requests = [event for event in written if event["event"] == "http_request"]
    assert [(r["method"], r["route"], r["status"]) for r in requests] == [
        ("POST", "/whip", 201),
        ("DELETE", "/whip/{token}", 200),
    ]
    assert requests[0]["client"] == "192.0.2.7"
    assert session.url.rpartition("/")[2] not in repr(written)


async def test_requests_are_not_logged_by_default() -> None:
    with capture_logs() as written:
        async with serving() as running:
            await running.client.get("/health")
    assert [event for event in written if event["event"] == "http_request"] == []


@pytest.mark.parametrize(("path", "route"), [("/", "page"), ("/nobody/home", "other")])
async def test_paths_of_strangers_share_a_route(path: str, route: str) -> None:
    with capture_logs() as written:
        async with serving(access_log=True) as running:
            await running.client.get(path)
    (request,) = (event for event in written if event["event"] == "http_request")
    assert request["route"] == route
