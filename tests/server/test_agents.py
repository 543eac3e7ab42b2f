"""Callers choose among the agents that a server offers."""

from server_kit import OFFER, SDP, is_problem, serving


async def test_the_agents_of_a_server_are_listed_with_the_one_that_answers_by_itself() -> None:
    async with serving(agent="pcm-parrot", agent_choices=["parrot"]) as running:
        response = await running.client.get("/v1/agents")
        head = await running.client.head("/v1/agents")
    document = response.json()
    assert document["default"] == "pcm-parrot"
    assert [agent["name"] for agent in document["agents"]] == ["pcm-parrot", "parrot"]
    assert all(agent["summary"] for agent in document["agents"])
    assert response.headers["Cache-Control"] == "no-store"
    assert head.status_code == 200


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
