"""Calls of many over HTTP: joined by WHIP, WHEP and WebSocket, left, and come back to."""

import os

import httpx
import pytest
from structlog.testing import capture_logs

from fakes import FakeEngine
from jackfield.calls import CallName, Presence
from jackfield.server.event_feed import Wanted
from jackfield.server.joining import place_headers, read_joining
from jackfield.server.session import Door, Joining
from jackfield.tokens import FULL_GRANT
from jackfield.transports import WEBSOCKET
from jackfield.transports.websocket import Upgrade
from media_kit import settle
from server_kit import OFFER, SDP, Running, is_problem, serving

STANDUP = "call=default:standup"
NAME = CallName("default", "standup")
RECVONLY = OFFER.replace("a=sendrecv", "a=recvonly")


async def join(running: Running, query: str = STANDUP, path: str = "/whip") -> httpx.Response:
    offer = RECVONLY if path == "/whep" else OFFER
    return await running.client.post(f"{path}?{query}", content=offer, headers=SDP)


async def connect(running: Running) -> None:
    running.engine.connect(max(running.engine.sessions))
    await settle(20)


def names(running: Running) -> list[str]:
    call = running.server.sessions.calls.find(NAME)
    return [member.participant.name or member.id for member in call.participants]


async def test_two_join_a_call_by_its_name_and_are_told_who_they_are() -> None:
    async with serving() as running:
        ann = await join(running, f"{STANDUP}&participant=ann&name=Ann%20A.")
        await connect(running)
        bob = await join(running, STANDUP)
        await connect(running)
        assert names(running) == ["Ann A.", bob.headers["Jackfield-Participant"]]
        assert len(running.server.sessions.calls) == 1
        assert running.engine.calls.members == {1: {2, 3}}
    assert ann.status_code == bob.status_code == 201
    assert ann.headers["Jackfield-Participant"] == "ann"
    assert len(ann.headers["Jackfield-Resume"]) * 6 >= 128
    assert ann.headers["Cache-Control"] == "no-store"


async def test_a_session_without_a_call_is_as_ever() -> None:
    async with serving() as running:
        response = await running.post()
        assert len(running.server.sessions.calls) == 0
        assert running.engine.sessions[1].route == "forward"
    assert "Jackfield-Resume" not in response.headers


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("call=standup", "call"),
        ("call=default:", "call"),
        (f"{STANDUP}&participant=a%20b", "participant"),
        (f"{STANDUP}&name=a%0Ab", "name"),
        (f"{STANDUP}&resume=%00", "resume"),
        (f"{STANDUP}&client=a%20b", "client"),
    ],
)
async def test_a_bad_name_is_refused_with_its_parameter(query: str, field: str) -> None:
    async with serving() as running:
        response = await join(running, query)
        assert is_problem(response, 400, "malformed")
        assert response.json()["detail"].startswith(f"{field}: ")
        assert running.engine.session_count == 0


async def test_an_offer_that_is_refused_takes_no_place() -> None:
    async with serving(max_call_participants=1) as running:
        refused = await running.client.post(f"/whip?{STANDUP}", content="rubbish", headers=SDP)
        assert is_problem(refused, 400, "sdp_malformed")
        assert (await join(running)).status_code == 201


async def test_a_call_that_there_is_not_can_be_refused() -> None:
    async with serving(calls_on_demand=False) as running:
        assert is_problem(await join(running), 404, "call_unknown")
        running.server.sessions.calls.get_or_create(NAME)
        assert (await join(running)).status_code == 201


async def test_a_call_is_here_or_nowhere() -> None:
    async with serving(max_sessions=1, overflow_url="https://second.example/whip") as running:
        await join(running)
        full = await join(running)
        assert is_problem(full, 503, "at_capacity")
        assert full.headers["Retry-After"]
        assert (await running.post()).status_code == 307


async def test_who_hangs_up_leaves_and_who_is_lost_may_come_back() -> None:
    async with serving() as running:
        ann = await join(running, f"{STANDUP}&participant=ann")
        await connect(running)
        bob = await join(running, f"{STANDUP}&participant=bob")
        await connect(running)
        await running.client.delete(bob.url.join(bob.headers["Location"]))
        await settle()
        assert names(running) == ["ann"]
        running.engine.end(2, "consent_expired")
        await settle()
        taken = await join(running, f"{STANDUP}&participant=ann")
        assert is_problem(taken, 409, "participant_taken")
        again = await join(running, f"{STANDUP}&resume={ann.headers['Jackfield-Resume']}")
        await connect(running)
        assert again.headers["Jackfield-Participant"] == "ann"
        used = await join(running, f"{STANDUP}&resume={ann.headers['Jackfield-Resume']}")
        assert is_problem(used, 410, "resume_expired")
        member = running.server.sessions.calls.find(NAME).find("ann")
        assert member.presence is Presence.PRESENT
        stale = await join(running, f"{STANDUP}&resume={bob.headers['Jackfield-Resume']}")
        assert is_problem(stale, 410, "resume_expired")


async def test_a_page_is_told_in_the_plain_way_that_its_place_was_given_up() -> None:
    async with serving() as running:
        ann = await join(running, f"{STANDUP}&participant=ann")
        await connect(running)
        path = f"/ws/audio?{STANDUP}"
        headers = {"Jackfield-Resume": ann.headers["Jackfield-Resume"]}
        assert is_problem(await running.client.get(path, headers=headers), 426)
        gone = {"Jackfield-Resume": "gone"}
        assert is_problem(await running.client.get(path, headers=gone), 410, "resume_expired")
        elsewhere = await running.client.get("/ws/audio?call=a:b", headers=gone)
        assert is_problem(elsewhere, 410, "resume_expired")
        assert len(running.server.sessions.calls) == 1


async def test_a_token_need_not_be_in_the_url() -> None:
    async with serving() as running:
        ann = await join(running, f"{STANDUP}&participant=ann")
        await connect(running)
        headers = SDP | {"Jackfield-Resume": ann.headers["Jackfield-Resume"]}
        url = f"/whip?{STANDUP}&resume=another"
        again = await running.client.post(url, content=OFFER, headers=headers)
        assert again.headers["Jackfield-Participant"] == "ann"


@pytest.mark.parametrize("query", [f"{STANDUP}&resume=junk", f"{STANDUP}&participant=ann"])
async def test_who_does_not_come_in_leaves_no_call(query: str) -> None:
    async with serving(max_calls=1) as running:
        for number in range(3):
            content = OFFER if "junk" in query else "rubbish"
            url = f"/whip?{query.replace('standup', f'room-{number}')}"
            refused = await running.client.post(url, content=content, headers=SDP)
            assert refused.status_code in (400, 410)
            assert len(running.server.sessions.calls) == 0


async def test_a_call_that_others_are_in_outlives_who_does_not_come_in() -> None:
    async with serving() as running:
        await join(running, f"{STANDUP}&participant=ann")
        await running.client.post(f"/whip?{STANDUP}", content="rubbish", headers=SDP)
        assert len(running.server.sessions.calls) == 1


async def test_an_agent_comes_into_the_call_when_somebody_can_hear_it() -> None:
    async with serving() as running:
        for _ in range(2):
            await join(running, f"{STANDUP}&agent=pcm-parrot")
            assert "pcm-parrot" not in names(running)[:1]
            await connect(running)
        assert min(names(running)) == "pcm-parrot"
        assert len(names(running)) == 3
        assert list(running.engine.calls.hears.values()) == ["mix"]
        alone = await join(running, f"{STANDUP}&agent=parrot")
        assert is_problem(alone, 422, "agent_unsuitable")
        unknown = await join(running, f"{STANDUP}&agent=nobody")
        assert is_problem(unknown, 422, "unknown_agent")


async def test_a_web_socket_joins_with_its_headers(engine: FakeEngine) -> None:
    read, write = os.pipe()
    async with serving(engine=engine) as running:
        ann = await join(running, f"{STANDUP}&participant=ann")
        await connect(running)
        greeting = await _open_socket(running, ann.headers["Jackfield-Resume"], write)
        await connect(running)
        member = running.server.sessions.calls.find(NAME).find("ann")
        assert member.participant.transport == "websocket"
        assert os.read(read, 1000) == greeting
    for descriptor in (read, write):
        os.close(descriptor)


async def _open_socket(running: Running, resume: str, descriptor: int) -> bytes:
    """What the route does once the connection is upgraded."""
    call = read_joining({"call": str(NAME), "resume": resume}, FULL_GRANT, WEBSOCKET)
    greetings: list[bytes] = []

    async def _begin(door: Door) -> None:
        greeting = Upgrade(accept="proof", protocol="").greeting_with(place_headers(door.place))
        greetings.append(greeting)
        await door.hub.open_socket(
            descriptor, greeting, door.route, door.participant, door.observer, door.company
        )

    await running.server.sessions.open(Joining(transport=WEBSOCKET, call=call), _begin)
    assert b"Jackfield-Resume: " in greetings[0]
    assert resume.encode() not in greetings[0], "a token is good for one time"
    return greetings[0]


async def test_the_log_tells_which_call_and_who() -> None:
    with capture_logs() as logs:
        async with serving() as running:
            response = await join(running, f"{STANDUP}&participant=ann")
            await connect(running)
            running.engine.end(2, "peer")
            await settle()
    told = {log["event"]: log for log in logs}
    for event in ("call_created", "session_opened", "participant_joined", "participant_left"):
        assert told[event]["call"] == "default:standup"
    assert told["session_opened"]["participant"] == "ann"
    assert told["participant_left"]["reason"] == "left"
    assert told["call_ended"]["reason"] == "shutdown"
    assert response.headers["Jackfield-Resume"] not in str(logs)


async def test_watchers_of_the_server_are_told_what_happens_in_calls() -> None:
    async with serving() as running:
        watching = running.server.feed.subscribe(Wanted(), limit=10)
        await join(running)
        await connect(running)
        running.server.sessions.calls.find(NAME).end()
        told = [await watching.next() for _ in range(5)]
    assert [event.type for event in told if event is not None] == [
        "call_created",
        "participant_joined",
        "track_published",
        "connection_changed",
        "call_ended",
    ]


async def test_new_limits_hold_for_new_calls() -> None:
    async with serving(max_calls=0) as running:
        assert is_problem(await join(running), 503, "calls_full")


SECRETS = {"app": "a-secret-of-thirty-two-bytes-or-more"}
BOSS = {"Authorization": "Bearer boss"}
CALL_URL = "/v1/calls/default/standup"


async def guest(running: Running, token: str, query: str) -> httpx.Response:
    headers = SDP | {"Authorization": f"Bearer {token}"}
    url = f"/whip?{STANDUP}&{query}"
    return await running.client.post(url, content=OFFER, headers=headers)


async def invited(running: Running, **asked: object) -> str:
    """A token for somebody, from the server itself."""
    await running.client.post("/v1/calls", json={"id": "standup"}, headers=BOSS)
    made = await running.client.post(f"{CALL_URL}/invites", json=asked, headers=BOSS)
    token: str = made.json()["token"]
    return token


async def test_a_guest_who_was_sent_out_cannot_come_back_under_another_name() -> None:
    async with serving(api_keys="boss", api_secrets=SECRETS) as running:
        link = await invited(running, ttl_s=3600)
        assert (await guest(running, link, "participant=eve")).status_code == 201
        await connect(running)
        await running.client.delete(f"{CALL_URL}/participants/eve?ban_s=600", headers=BOSS)
        await settle()
        for name in ("participant=eve", "participant=adam", ""):
            refused = await guest(running, link, name)
            assert is_problem(refused, 403, "participant_banned")
        fresh = await invited(running, ttl_s=1800)
        assert (await guest(running, fresh, "participant=bob")).status_code == 201


async def test_who_came_by_the_same_link_gets_their_place_again_nevertheless() -> None:
    async with serving(api_keys="boss", api_secrets=SECRETS) as running:
        link = await invited(running, ttl_s=3600)
        ann = await guest(running, link, "participant=ann")
        await connect(running)
        await guest(running, link, "participant=eve")
        await connect(running)
        await running.client.delete(f"{CALL_URL}/participants/eve?ban_s=600", headers=BOSS)
        running.engine.end(min(running.engine.sessions), "consent_expired")
        await settle()
        back = await guest(running, link, f"resume={ann.headers['Jackfield-Resume']}")
        assert back.status_code == 201
        assert back.headers["Jackfield-Participant"] == "ann"


async def test_a_token_with_a_name_is_kept_out_by_the_name() -> None:
    async with serving(api_keys="boss", api_secrets=SECRETS) as running:
        eve, bob = await invited(running, participant="eve"), await invited(running)
        await guest(running, eve, "")
        await connect(running)
        await running.client.delete(f"{CALL_URL}/participants/eve?ban_s=600", headers=BOSS)
        other = await invited(running, participant="eve", ttl_s=60)
        for token in (eve, other):
            assert is_problem(await guest(running, token, ""), 403, "participant_banned")
        assert (await guest(running, bob, "participant=bob")).status_code == 201
