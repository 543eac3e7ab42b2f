"""Tenants of one server know nothing of each other, whatever way they look."""

import json

import httpx
import pytest
from structlog.testing import capture_logs

from jackfield.auth import create_token
from jackfield.server.event_feed import Wanted
from media_kit import settle
from server_kit import OFFER, SDP, Running, is_problem, serving

SECRET = "a-secret-of-thirty-two-bytes-or-more"
BOSS = {"Authorization": "Bearer boss"}
ACME = {"Authorization": "Bearer acme-key"}
CALL = "/v1/calls/default/standup"
KEYS = ["boss", {"key": "acme-key", "tenant": "acme"}]
SECRETS = {"app": SECRET}


def token(tenant: str = "", **claims: object) -> dict[str, str]:
    known: dict[str, object] = {"sub": "", "now": 1000.0, "grants": ["admin", "join", "speak"]}
    made = create_token("app", SECRET, tenant=tenant, **(known | claims))  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {made}"}


OTHER = token("other")


async def join(running: Running, headers: dict[str, str], query: str = "") -> httpx.Response:
    url = f"/whip?call=default:standup&participant=ann{query}"
    opened = await running.client.post(url, content=OFFER, headers=SDP | headers)
    if opened.is_success:
        running.engine.connect(max(running.engine.sessions))
        await settle(20)
    return opened


async def test_a_call_and_those_in_it_say_whose_they_are() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        with capture_logs() as logs:
            await join(running, ACME)
        (call,) = (await running.client.get("/v1/calls", headers=ACME)).json()["calls"]
        assert call["tenant"] == "acme"
        assert [one["tenant"] for one in call["participants"]] == ["acme"]
        events = ("call_created", "session_opened", "session_connected", "participant_joined")
        told = {log["event"]: log.get("tenant") for log in logs}
        assert [told[event] for event in events] == ["acme"] * 4
        text = running.server.metrics.exposition(running.clock.now).decode()
        assert 'jackfield_tenant_sessions{tenant="acme"} 1.0' in text
        assert 'jackfield_tenant_calls{tenant="acme"} 1.0' in text


async def test_two_tenants_have_two_calls_of_the_same_name() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        for headers in (ACME, OTHER, BOSS):
            assert (await join(running, headers)).status_code == 201, "ann is in none of the others"
        every = (await running.client.get("/v1/calls", headers=BOSS)).json()["calls"]
        assert [call["tenant"] for call in every] == ["", "acme", "other"]
        for tenant in ("acme", "other"):
            listed = await running.client.get(f"/v1/calls?tenant={tenant}", headers=BOSS)
            assert [call["tenant"] for call in listed.json()["calls"]] == [tenant]
            shown = await running.client.get(f"{CALL}?tenant={tenant}", headers=BOSS)
            assert shown.json()["tenant"] == tenant
        assert (await running.client.get(CALL, headers=BOSS)).json()["tenant"] == ""


@pytest.mark.parametrize(
    "headers", [OTHER, token("other", call="default:standup"), token(call="default:standup")]
)
@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("GET", "/participants", None),
        ("POST", "/participants", {"agent": "pcm-parrot"}),
        ("GET", "/participants/ann", None),
        ("PATCH", "/participants/ann", {"muted": True}),
        ("DELETE", "/participants/ann", None),
        ("POST", "/participants/ann/move", {"call": "default:standup"}),
        ("POST", "/participants/ann/dtmf", {"digits": "1"}),
        ("POST", "/dial", {"url": "https://a.example"}),
        ("GET", "/routes", None),
        ("PUT", "/routes/ann/bob", {"gain": 0}),
        ("POST", "/invites", {}),
        ("GET", "/play", None),
        ("POST", "/play", {"file": "a.ogg"}),
        ("GET", "/recordings", None),
        ("POST", "/recordings", {}),
    ],
)
async def test_an_operator_finds_no_call_of_another_tenant(
    method: str, path: str, asked: dict[str, object] | None, headers: dict[str, str]
) -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        await join(running, ACME)
        there = await running.client.request(method, CALL + path, json=asked, headers=headers)
        assert is_problem(there, 404, "call_unknown")
        await running.client.request("DELETE", CALL, headers=ACME)
        gone = await running.client.request(method, CALL + path, json=asked, headers=headers)
        assert gone.json() == there.json(), "which is what it would be without that call"


async def test_who_is_of_one_tenant_lists_and_names_no_other() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        await join(running, ACME)
        assert (await running.client.get("/v1/calls", headers=OTHER)).json()["calls"] == []
        for path in ("/v1/calls", CALL, "/v1/recordings", "/v1/events"):
            refused = await running.client.get(f"{path}?tenant=acme", headers=OTHER)
            assert is_problem(refused, 403, "token_tenant")
            wrong = await running.client.get(f"{path}?tenant=a/b", headers=BOSS)
            assert is_problem(wrong, 422, "invalid")
            assert wrong.json()["errors"][0]["field"] == "tenant"
        assert is_problem(await join(running, OTHER, "&tenant=acme"), 403, "token_tenant")


async def test_nobody_moves_from_one_tenant_to_another() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        await join(running, ACME)
        await running.client.post("/v1/calls?tenant=other", json={"id": "sales"}, headers=BOSS)
        moved = await running.client.post(
            f"{CALL}/participants/ann/move?tenant=acme",
            json={"call": "default:sales"},
            headers=BOSS,
        )
        assert is_problem(moved, 404, "call_unknown")


async def test_who_may_do_everything_makes_calls_for_a_tenant() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        made = await running.client.post("/v1/calls?tenant=acme", json={"id": "a"}, headers=BOSS)
        assert (made.status_code, made.json()["tenant"]) == (201, "acme")
        assert made.headers["Location"] == "/v1/calls/default/a?tenant=acme"
        again = await running.client.post("/v1/calls", json={"id": "a"}, headers=ACME)
        assert again.status_code == 200
        await running.client.post("/v1/calls", json={"id": "a"}, headers=BOSS)
        first = await running.client.get("/v1/calls?limit=1", headers=BOSS)
        assert first.json()["next"] == "default:a"
        rest = await running.client.get("/v1/calls?after=default:a", headers=BOSS)
        assert [call["tenant"] for call in rest.json()["calls"]] == ["acme"]


async def test_the_token_of_a_place_is_of_no_use_to_another_tenant() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        ann = await join(running, ACME)
        resume = {"Jackfield-Resume": ann.headers["Jackfield-Resume"]}
        assert is_problem(await join(running, OTHER | resume), 410, "resume_expired")
        assert (await join(running, ACME | resume)).status_code == 201


async def test_without_keys_a_tenant_is_whoever_one_says() -> None:
    async with serving() as running:
        assert (await join(running, {}, "&tenant=acme")).status_code == 201
        assert (await join(running, {}, "&tenant=other")).status_code == 201
        assert is_problem(await join(running, {}, "&tenant=a/b"), 400, "malformed")
        calls = (await running.client.get("/v1/calls")).json()["calls"]
        assert [call["tenant"] for call in calls] == ["acme", "other"]


async def test_a_session_with_an_agent_is_its_tenants_too() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        with capture_logs() as logs:
            opened = await running.client.post("/whip", content=OFFER, headers=SDP | ACME)
            assert opened.status_code == 201
            refused = await running.client.post(
                "/whip?agent=nobody", content=OFFER, headers=SDP | ACME
            )
            assert refused.status_code == 422
        told = {log["event"]: log["tenant"] for log in logs}
        assert told == {"session_opened": "acme", "session_refused": "acme"}
        (session,) = running.engine.sessions
        line = running.server.sessions._by_session[session].line  # noqa: SLF001  # as its agent sees it
        assert line.participant.tenant == "acme"


async def test_events_say_whose_call_it_is() -> None:
    async with serving(api_keys=KEYS, api_secrets=SECRETS) as running:
        watched = running.server.feed.subscribe(Wanted(tenant="acme"), limit=10)
        await join(running, OTHER)
        await join(running, ACME)
        watched.end()
        told = []
        while (event := await watched.next()) is not None:
            told.append(json.loads(event.text))
        assert [one["type"] for one in told][:2] == ["call_created", "participant_joined"]
        assert {one["tenant"] for one in told} == {"acme"}


async def test_recordings_are_found_by_their_tenant_alone(tmp_path: object) -> None:
    async with serving(
        api_keys=KEYS, api_secrets=SECRETS, recording_directory=str(tmp_path)
    ) as running:
        await join(running, ACME)
        begun = await running.client.post(f"{CALL}/recordings", json={}, headers=ACME)
        assert begun.status_code == 201, begun.text
        place = f"/v1/recordings/{begun.json()['id']}"
        for headers, status in ((ACME, 200), (BOSS, 200), (OTHER, 404)):
            assert (await running.client.get(place, headers=headers)).status_code == status
            listed = (await running.client.get("/v1/recordings", headers=headers)).json()
            found = [one["tenant"] for one in listed["recordings"]]
            assert found == (["acme"] if status == 200 else [])
        assert is_problem(
            await running.client.get(f"{place}/content", headers=OTHER), 404, "recording_unknown"
        )
        elsewhere = await running.client.get(f"{place}?tenant=other", headers=BOSS)
        assert is_problem(elsewhere, 404, "recording_unknown")
        await running.client.delete(CALL, headers=ACME)
        await settle(20)
