"""WHEP over HTTP: as WHIP, for those who only listen (draft-ietf-wish-whep)."""

import httpx
import pytest

from media_kit import settle
from server_kit import FRAGMENT, OFFER, RESTART, SDP, TRICKLE, Running, is_problem, serving

RECVONLY = OFFER.replace("a=sendrecv", "a=recvonly")
PATH = "/whep?call=default:standup"


async def listen(running: Running, offer: str = RECVONLY, path: str = PATH) -> httpx.Response:
    return await running.client.post(path, content=offer, headers=SDP)


async def test_an_offer_is_answered_with_all_that_the_draft_asks_for() -> None:
    async with serving() as running:
        response = await listen(running)
        session = response.url.join(response.headers["Location"])
        assert response.status_code == 201, response.text
        assert session.path.startswith("/whep/")
        assert "a=sendonly" in response.text
        assert response.headers["ETag"].startswith('"')
        assert response.headers["Content-Type"] == "application/sdp"
        assert 'rel="ice-server"' in response.headers["Link"]
        assert running.engine.calls.muted == {2: True}


async def test_a_session_is_trickled_restarted_and_ended() -> None:
    async with serving() as running:
        response = await listen(running)
        session = str(response.url.join(response.headers["Location"]))
        headers = {"Content-Type": FRAGMENT, "If-Match": response.headers["ETag"]}
        patched = await running.client.patch(session, content=TRICKLE, headers=headers)
        assert patched.status_code == 204
        headers["If-Match"] = "*"
        restarted = await running.client.patch(session, content=RESTART, headers=headers)
        assert restarted.status_code == 200
        assert restarted.headers["ETag"] != response.headers["ETag"]
        assert (await running.client.get(session)).status_code == 204
        assert (await running.client.delete(session)).status_code == 200
        assert is_problem(await running.client.delete(session), 404)
        await settle()
        assert running.engine.session_count == 0


async def test_its_url_opens_nothing_of_whip() -> None:
    async with serving() as running:
        response = await listen(running)
        session = str(response.url.join(response.headers["Location"]))
        assert (await running.client.get(session.replace("/whep/", "/whip/"))).status_code == 404


async def test_it_says_what_can_be_sent() -> None:
    async with serving() as running:
        response = await running.client.options("/whep")
        assert response.status_code == 204
        assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
        assert response.headers["Accept-Post"] == "application/sdp"
        assert (await running.client.get("/whep")).status_code == 204


@pytest.mark.parametrize("offer", [OFFER, OFFER.replace("a=sendrecv", "a=sendonly")])
async def test_who_would_send_is_refused(offer: str) -> None:
    async with serving() as running:
        assert is_problem(await listen(running, offer), 422, "sdp_unsupported")
        assert running.engine.session_count == 0


async def test_another_type_of_content_is_refused() -> None:
    async with serving() as running:
        response = await running.client.post(PATH, content=RECVONLY)
        assert is_problem(response, 415, "unsupported_media_type")
        assert response.headers["Accept-Post"] == "application/sdp"


async def test_nobody_listens_without_a_call_or_a_key() -> None:
    async with serving(api_keys=["secret"]) as running:
        assert is_problem(await listen(running), 401, "unauthorized")
    async with serving() as running:
        response = await listen(running, path="/whep")
        assert is_problem(response, 400, "malformed")
        assert response.json()["detail"].startswith("call: ")


async def test_it_can_be_switched_off() -> None:
    async with serving(served_transports=["whip"]) as running:
        assert is_problem(await listen(running), 404, "transport_off")


async def test_pages_of_other_origins_can_be_let_in() -> None:
    async with serving(cors_origins=["https://page.example"]) as running:
        headers = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
        response = await running.client.options("/whep", headers=headers)
        assert response.headers["Access-Control-Allow-Origin"] == "https://page.example"
        answer = await running.client.post(
            PATH, content=RECVONLY, headers={**SDP, "Origin": "https://page.example"}
        )
        assert "Jackfield-Resume" in answer.headers["Access-Control-Expose-Headers"]
