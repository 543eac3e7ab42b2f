"""WHIP over HTTP, point by point of RFC 9725: sessions, their answers, their limits.

Rows W8, W9, W21-W24, W30, W32, W34, W36-W39 and W73 of the requirements.
"""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from fake_sdp import read_offer
from jackfield.config import Settings
from media_kit import settle
from server_kit import (
    FRAGMENT,
    OFFER,
    RESTART,
    SDP,
    SENDONLY_OFFER,
    TRICKLE,
    Session,
    is_problem,
    serving,
)

# Opening a session.


async def test_an_offer_is_answered_with_all_that_the_rfc_asks_for() -> None:
    async with serving() as running:
        response = await running.post()
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/sdp"
    assert re.fullmatch(r'"[!#-~]+"', response.headers["ETag"]), "strong and quoted"
    assert response.headers["Accept-Post"] == "application/sdp"
    assert response.headers["Accept-Patch"] == FRAGMENT
    assert response.text.startswith("v=0")
    assert response.url.join(response.headers["Location"]).path.startswith("/whip/")


async def test_the_location_is_right_behind_a_proxy_that_adds_a_prefix() -> None:
    async with serving() as running:
        location = (await running.post()).headers["Location"]
    seen_by_client = httpx.URL("https://example.org/voice/whip").join(location)
    assert seen_by_client.path.startswith("/voice/whip/")


async def test_session_urls_are_unguessable_and_never_the_same() -> None:
    async with serving() as running:
        tokens = {(await running.open()).url.rpartition("/")[2] for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) * 6 >= 128 for token in tokens), "base64: 6 bits a character"


@pytest.mark.parametrize(
    "content_type", ["application/sdp; charset=utf-8", "Application/SDP", "application/sdp ;a=b"]
)
async def test_parameters_and_case_of_the_content_type_do_not_matter(content_type: str) -> None:
    async with serving() as running:
        response = await running.post(headers={"Content-Type": content_type})
    assert response.status_code == 201


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "application/sdpx"])
async def test_another_content_type_is_refused_with_415(content_type: str) -> None:
    async with serving() as running:
        response = await running.post(headers={"Content-Type": content_type})
    assert is_problem(response, 415)
    assert response.headers["Accept-Post"] == "application/sdp"


@pytest.mark.parametrize("offer", ["", "  \r\n", "hello", "v=0\r\n", "\x00\x01", "v=0\r\nm="])
async def test_a_malformed_offer_is_refused_with_400(offer: str) -> None:
    async with serving() as running:
        assert is_problem(await running.post(offer), 400, "sdp_malformed")
        assert running.engine.session_count == 0


async def test_an_offer_that_is_not_utf8_is_refused_with_400() -> None:
    async with serving() as running:
        response = await running.client.post("/whip", content=b"v=0\r\ns=\xff\xfe", headers=SDP)
    assert is_problem(response, 400)


@pytest.mark.parametrize(
    "offer",
    [
        OFFER.replace("opus/48000/2", "speex/8000"),
        OFFER.replace("m=audio", "m=application"),
        read_offer("chromium-156-audio-video").replace("VP8/90000", "H264/90000"),
        read_offer("chromium-156-audio-video").replace("a=group:BUNDLE 0 1\r\n", ""),
    ],
    ids=["no codec of ours", "no audio", "a video section of two", "no BUNDLE"],
)
async def test_an_offer_with_an_unsupported_section_is_refused_as_a_whole(offer: str) -> None:
    async with serving() as running:
        assert is_problem(await running.post(offer), 422, "sdp_unsupported")
        assert running.engine.session_count == 0


async def test_a_body_over_the_limit_is_refused_with_413() -> None:
    async with serving(max_body_bytes=2048) as running:
        assert is_problem(await running.post("v" * 2049), 413)
        assert (await running.post("v" * 2048)).status_code == 400


async def test_a_chunked_body_over_the_limit_is_refused_with_413() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"v" * 1024

    async with serving(max_body_bytes=2048) as running:
        response = await running.client.post("/whip", content=chunks(), headers=SDP)
    assert is_problem(response, 413)


# What the answer says.


@pytest.mark.parametrize(
    ("offer", "direction"),
    [
        ("chromium-156-audio", "sendrecv"),
        ("chromium-156-audio-video", "sendrecv"),
        ("chromium-156-simulcast", "recvonly"),
        ("gstreamer-style-sendonly", "recvonly"),
        ("ffmpeg-style-passive", "recvonly"),
    ],
)
async def test_who_only_sends_is_answered_recvonly_and_who_listens_sendrecv(
    offer: str, direction: str
) -> None:
    async with serving() as running:
        answer = (await running.post(read_offer(offer))).text
    assert set(re.findall(r"a=(sendrecv|sendonly|recvonly|inactive)", answer)) == {direction}


async def test_everything_goes_over_one_transport() -> None:
    async with serving() as running:
        answer = (await running.post(read_offer("chromium-156-audio-video"))).text
    assert "a=group:BUNDLE 0 1" in answer
    assert answer.count("a=rtcp-mux") == answer.count("m=") == 2


@pytest.mark.parametrize(
    ("offered", "answered"), [("actpass", "passive"), ("active", "passive"), ("passive", "active")]
)
async def test_each_dtls_role_is_answered_with_the_other(offered: str, answered: str) -> None:
    async with serving() as running:
        answer = (await running.post(OFFER.replace("a=setup:actpass", f"a=setup:{offered}"))).text
    assert f"a=setup:{answered}" in answer


async def test_a_simulcast_offer_is_answered() -> None:
    async with serving() as running:
        response = await running.post(read_offer("chromium-156-simulcast"))
    assert response.status_code == 201
    assert "a=simulcast:recv h;m;l" in response.text


async def test_candidates_with_names_are_no_error() -> None:
    assert ".local" in OFFER
    async with serving() as running:
        session = await running.open()
        named = TRICKLE.replace("192.0.2.1", "33ec9e00-0236-44ee-9496-a05ff04ba65d.local")
        response = await running.patch(session, named, if_match=session.etag)
        assert response.status_code == 204


# Looking without touching.


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_at_the_endpoint_or_a_session_shows_nothing(method: str) -> None:
    async with serving() as running:
        session = await running.open()
        for url in ("/whip", session.url):
            response = await running.client.request(method, url)
            assert (response.status_code, response.content) == (204, b"")


async def test_options_says_what_can_be_posted_and_which_ice_servers_there_are() -> None:
    async with serving() as running:
        response = await running.client.options("/whip")
    assert response.is_success
    assert response.headers["Accept-Post"] == "application/sdp"
    assert 'rel="ice-server"' in response.headers["Link"]


async def test_options_of_a_session_says_what_can_be_patched() -> None:
    async with serving() as running:
        response = await running.client.options((await running.open()).url)
    assert response.is_success
    assert response.headers["Accept-Patch"] == FRAGMENT


async def test_other_methods_are_refused_with_405_and_say_which_are_not() -> None:
    async with serving() as running:
        response = await running.client.put("/whip", content="x")
    assert is_problem(response, 405)
    assert "POST" in response.headers["Allow"]


# Ending.


async def test_delete_ends_the_session_and_its_url() -> None:
    async with serving() as running:
        session = await running.open()
        headers = {"If-Match": '"of another generation"'}
        response = await running.client.delete(session.url, headers=headers)
        assert response.status_code == 200
        await settle()
        assert running.engine.session_count == 0
        for method in ("DELETE", "GET", "OPTIONS"):
            assert (await running.client.request(method, session.url)).status_code == 404
        assert is_problem(await running.patch(session, TRICKLE, if_match="*"), 404)


@pytest.mark.parametrize("reason", ["peer", "consent_expired", "setup_timeout", "error"])
async def test_a_session_that_ended_by_itself_is_unknown(reason: str) -> None:
    async with serving() as running:
        session = await running.open()
        running.engine.end(next(iter(running.engine.sessions)), reason)
        await settle()
        assert is_problem(await running.client.delete(session.url), 404, "unknown_session")
        assert len(running.server.sessions) == 0


async def test_a_session_that_ends_during_its_patch_is_unknown() -> None:
    async with serving() as running:
        session = await running.open()
        running.engine.answers = False
        patching = asyncio.create_task(running.patch(session, RESTART, if_match="*"))
        await settle(30)
        running.engine.end(next(iter(running.engine.sessions)), "peer")
        assert is_problem(await patching, 404)


async def test_an_unknown_session_is_404() -> None:
    unknown = Session("/whip/guessed", '"x"')
    async with serving() as running:
        assert is_problem(await running.patch(unknown, TRICKLE, if_match="*"), 404)
        assert is_problem(await running.client.delete(unknown.url), 404)


# Limits.


async def test_over_the_session_limit_the_client_is_asked_to_come_back() -> None:
    async with serving(max_sessions=1, retry_after_s=7) as running:
        session = await running.open()
        refused = await running.post()
        assert is_problem(refused, 503, "at_capacity")
        assert refused.headers["Retry-After"] == "7"
        await running.client.delete(session.url)
        await settle()
        assert (await running.post()).status_code == 201


async def test_offers_that_are_being_answered_count_as_sessions() -> None:
    async with serving(max_sessions=3) as running:
        responses = await asyncio.gather(*(running.post() for _ in range(6)))
    assert sorted(response.status_code for response in responses) == [201] * 3 + [503] * 3


async def test_a_full_core_is_told_like_a_full_server() -> None:
    async with serving() as running:
        running.engine.set_accepting(False)
        refused = await running.post()
    assert is_problem(refused, 503, "at_capacity")
    assert refused.headers["Retry-After"] == "5"


async def test_over_the_limit_a_configured_neighbour_takes_the_offer() -> None:
    async with serving(max_sessions=1, overflow_url="https://b.example/whip") as running:
        await running.open()
        response = await running.post()
    assert response.status_code == 307
    assert response.headers["Location"] == "https://b.example/whip"


async def test_a_core_that_does_not_answer_is_our_failure_and_leaves_nothing() -> None:
    async with serving(request_timeout_s=0.01) as running:
        running.engine.answers = False
        assert is_problem(await running.post(), 500, "internal")
        running.engine.answers = True
        session = await running.open()
        running.engine.answers = False
        assert is_problem(await running.patch(session, RESTART, if_match="*"), 500)


async def test_a_sendonly_client_gets_no_audio_back() -> None:
    async with serving() as running:
        await running.open(SENDONLY_OFFER)
        (live,) = running.engine.sessions.values()
        assert not live.plays


async def test_a_server_that_switched_whip_off_lets_calls_that_came_by_it_go_on() -> None:
    async with serving() as running:
        session = await running.open()
        running.server.reload(Settings(served_transports=("websocket",)))
        assert is_problem(await running.post(), 404, "transport_off")
        assert is_problem(await running.client.get("/whip"), 404, "transport_off")
        assert is_problem(await running.client.options("/whip"), 404, "transport_off")
        assert (await running.patch(session, TRICKLE, if_match="*")).status_code == 204
        assert (await running.client.delete(session.url)).status_code == 200
        running.server.reload(Settings())
        assert (await running.post()).status_code == 201
