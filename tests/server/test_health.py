"""Health for people and orchestrators (row W6)."""

import pytest

from server_kit import is_problem, serving


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
async def test_a_running_server_is_healthy(path: str) -> None:
    async with serving() as running:
        response = await running.client.get(path)
        head = await running.client.head(path)
    assert response.status_code == head.status_code == 200
    assert response.json()["status"] == "ok"


async def test_health_tells_people_what_runs() -> None:
    async with serving(agent="pcm-parrot") as running:
        await running.open()
        document = (await running.client.get("/health")).json()
    assert document["agent"] == "pcm-parrot"
    assert document["sessions"] == 1
    assert document["version"]


async def test_a_draining_server_is_alive_but_not_ready() -> None:
    async with serving() as running:
        running.server.sessions.begin_drain()
        assert is_problem(await running.client.get("/health/ready"), 503, "draining")
        assert (await running.client.get("/health/live")).status_code == 200
        assert (await running.client.get("/health")).json()["status"] == "draining"


async def test_a_full_server_stays_ready_for_its_own_sessions() -> None:
    async with serving(max_sessions=1) as running:
        await running.open()
        assert (await running.client.get("/health/ready")).status_code == 200
