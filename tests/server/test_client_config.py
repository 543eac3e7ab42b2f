"""What a page learns before it calls."""

from jackfield.config import Settings
from server_kit import is_problem, serving

TURN = {"urls": "turn:turn.example:3478", "username": "u", "credential": "c"}


async def test_a_page_learns_transport_agents_and_servers() -> None:
    async with serving(ice_servers=["stun:a.example:3478"], agent="parrot") as running:
        document = (await running.client.get("/v1/client-config?client=me")).json()
    assert document["client"] == "me"
    assert (document["mode"], document["transport"], document["arm"]) == (
        "webrtc",
        "webrtc",
        "none",
    )
    assert document["agent"] == "parrot"
    assert document["agents"][0]["name"] == "parrot"
    assert document["webrtc"] == {
        "path": "whip",
        "ice_servers": [{"urls": ["stun:a.example:3478"]}],
    }
    assert document["websocket"] == {"path": "ws/audio", "protocol": "jackfield.v1"}
    assert document["needs_key"] is False


async def test_the_agents_of_a_server_are_listed_with_the_one_that_answers_by_itself() -> None:
    async with serving(agent="pcm-parrot", agent_choices=["parrot"]) as running:
        document = (await running.client.get("/v1/client-config")).json()
    assert document["agent"] == "pcm-parrot"
    assert [agent["name"] for agent in document["agents"]] == ["pcm-parrot", "parrot"]
    assert all(agent["summary"] for agent in document["agents"])


async def test_a_client_without_an_id_is_given_one_and_keeps_its_arm() -> None:
    async with serving(transport="auto", websocket_share=0.5) as running:
        first = (await running.client.get("/v1/client-config")).json()
        again = await running.client.get("/v1/client-config", params={"client": first["client"]})
    assert first["client"]
    assert again.json()["arm"] == first["arm"] == first["transport"]


async def test_credentials_of_servers_are_told_only_with_a_key() -> None:
    async with serving(api_keys=["k"], ice_servers=[TURN]) as running:
        public = (await running.client.get("/v1/client-config")).json()
        headers = {"Authorization": "Bearer k"}
        private = (await running.client.get("/v1/client-config", headers=headers)).json()
    assert public["webrtc"]["ice_servers"] == []
    assert public["needs_key"] is True
    assert private["webrtc"]["ice_servers"][0]["credential"] == "c"


async def test_an_id_that_is_none_is_refused() -> None:
    async with serving() as running:
        assert is_problem(
            await running.client.get("/v1/client-config?client=%20"), 400, "malformed"
        )


async def test_a_transport_that_is_switched_off_is_not_told() -> None:
    async with serving(served_transports="websocket", ice_servers=[]) as running:
        document = (await running.client.get("/v1/client-config")).json()
        assert (document["mode"], document["transport"]) == ("websocket", "websocket")
        assert document["webrtc"] is None
        assert document["websocket"]
        running.server.reload(Settings(served_transports=("whip",), ice_servers=()))
        document = (await running.client.get("/v1/client-config")).json()
    assert document["webrtc"] == {"path": "whip", "ice_servers": []}
    assert document["websocket"] is None


async def test_a_rollback_is_a_reload() -> None:
    async with serving(transport="websocket") as running:
        await running.open()
        running.server.reload(Settings(transport="webrtc"))
        document = (await running.client.get("/v1/client-config")).json()
        assert document["transport"] == "webrtc"
        assert running.engine.session_count == 1
