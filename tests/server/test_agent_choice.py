"""Callers choose among the agents that a server offers."""

from server_kit import OFFER, SDP, is_problem, serving


async def test_a_caller_gets_the_agent_it_asks_for() -> None:
    async with serving(agent="parrot") as running:
        asked = await running.client.post(
            "/whip", params={"agent": "transcoding-parrot"}, content=OFFER, headers=SDP
        )
        unasked = await running.post()
        routes = [session.route for session in running.engine.sessions.values()]
    assert (asked.status_code, unasked.status_code) == (201, 201)
    assert routes == ["transcode", "forward"]


async def test_an_agent_that_is_not_offered_is_refused_and_named() -> None:
    async with serving(agent="parrot") as running:
        response = await running.client.post(
            "/whip", params={"agent": "os:system"}, content=OFFER, headers=SDP
        )
        assert is_problem(response, 422, "unknown_agent")
        assert "agent: 'os:system'" in response.json()["detail"]
        assert running.engine.session_count == 0
