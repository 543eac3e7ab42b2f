"""WHIP over HTTP: ICE servers, trickled candidates, ICE restarts (rows W25-W29 and W31)."""

import asyncio

import pytest

from server_kit import FRAGMENT, RESTART, TRICKLE, is_problem, serving

TURN = '[{"urls": "turn:t.example:3478", "username": "u\\"1", "credential": "s3cret"}]'

# ICE servers.


async def test_the_answer_names_the_ice_servers() -> None:
    async with serving() as running:
        links = (await running.post()).headers.get_list("Link")
    assert links == [
        '<stun:stun.l.google.com:19302>; rel="ice-server"',
        '<stun:stun.cloudflare.com:3478>; rel="ice-server"',
    ]


async def test_the_server_works_without_any_ice_server() -> None:
    async with serving(ice_servers="") as running:
        response = await running.post()
    assert response.status_code == 201
    assert "Link" not in response.headers


async def test_a_turn_server_comes_with_its_credential() -> None:
    async with serving(ice_servers=TURN) as running:
        link = (await running.post()).headers["Link"]
    assert link == (
        '<turn:t.example:3478>; rel="ice-server"; username="u\\"1"; credential="s3cret"; '
        'credential-type="password"'
    )


async def test_turn_credentials_are_told_only_to_those_with_a_key() -> None:
    async with serving(ice_servers=TURN, api_keys="k1") as running:
        stranger = await running.client.options("/whip")
        friend = await running.client.options("/whip", headers={"Authorization": "Bearer k1"})
    assert "Link" not in stranger.headers
    assert "s3cret" in friend.headers["Link"]


# Trickling and restarting.


async def test_trickled_candidates_are_taken_without_body_and_etag() -> None:
    async with serving() as running:
        session = await running.open()
        response = await running.patch(session, TRICKLE, if_match=session.etag)
        (live,) = running.engine.sessions.values()
        assert len(live.candidates) == 1
    assert (response.status_code, response.content) == (204, b"")
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "body",
    ["a=end-of-candidates\r\n", TRICKLE.replace("\r\n", "\n"), TRICKLE.partition("\r\n")[2]],
    ids=["the end of candidates", "bare line feeds", "no ufrag"],
)
async def test_other_forms_of_trickling_are_taken_too(body: str) -> None:
    async with serving() as running:
        session = await running.open()
        assert (await running.patch(session, body, if_match=session.etag)).status_code == 204


@pytest.mark.parametrize("if_match", ["*", '"*"', "current"])
async def test_new_credentials_restart_ice(if_match: str) -> None:
    async with serving() as running:
        session = await running.open()
        if_match = session.etag if if_match == "current" else if_match
        response = await running.patch(session, RESTART, if_match=if_match)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == FRAGMENT
    assert response.headers["ETag"] != session.etag
    assert "a=ice-ufrag:" in response.text
    assert "a=ice-pwd:" in response.text
    assert "a=candidate:" in response.text


async def test_after_a_restart_only_the_new_etag_and_the_new_credentials_count() -> None:
    async with serving() as running:
        session = await running.open()
        renewed = (await running.patch(session, RESTART, if_match="*")).headers["ETag"]
        fresh = TRICKLE.replace("ice-ufrag:Rxwu", "ice-ufrag:EsAw")
        assert (await running.patch(session, fresh, if_match=session.etag)).status_code == 412
        assert (await running.patch(session, fresh, if_match=renewed)).status_code == 204


async def test_two_restarts_at_once_come_one_after_the_other() -> None:
    async with serving() as running:
        session = await running.open()
        other = RESTART.replace("EsAw", "FtBx")
        responses = await asyncio.gather(
            running.patch(session, RESTART, if_match=session.etag),
            running.patch(session, other, if_match=session.etag),
        )
    assert sorted(response.status_code for response in responses) == [200, 412]


async def test_a_failed_restart_does_not_end_the_session() -> None:
    async with serving() as running:
        session = await running.open()
        failed = await running.patch(session, RESTART.replace("P2u", "\t"), if_match="*")
        assert is_problem(failed, 400)
        short = "a=ice-ufrag:EsAw\r\na=ice-pwd:short\r\n"
        assert is_problem(await running.patch(session, short, if_match="*"), 400)
        assert (await running.patch(session, TRICKLE, if_match=session.etag)).status_code == 204


async def test_a_patch_without_if_match_is_refused_with_428() -> None:
    async with serving() as running:
        session = await running.open()
        assert is_problem(await running.patch(session, TRICKLE, if_match=None), 428)


@pytest.mark.parametrize("etag", ['"other"', 'W/"{}"', '"a", "b"'])
async def test_a_patch_with_an_etag_that_does_not_match_is_refused_with_412(etag: str) -> None:
    async with serving() as running:
        session = await running.open()
        if_match = etag.replace("{}", session.etag.strip('"'))
        assert is_problem(await running.patch(session, TRICKLE, if_match=if_match), 412)


async def test_one_etag_of_a_list_is_enough() -> None:
    async with serving() as running:
        session = await running.open()
        response = await running.patch(session, TRICKLE, if_match=f'"x", {session.etag}')
    assert response.status_code == 204


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (TRICKLE, "application/json", 415),
        (TRICKLE, "application/sdp", 415),
        ("", FRAGMENT, 400),
        ("not sdp", FRAGMENT, 400),
        ("a=ice-ufrag:EsAw\r\n", FRAGMENT, 400),
        (RESTART + RESTART.replace("EsAw", "Else"), FRAGMENT, 400),
        ("m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=sendonly\r\n", FRAGMENT, 422),
    ],
    ids=["json", "sdp", "empty", "no sdp", "no password", "two generations", "renegotiation"],
)
async def test_a_patch_that_means_nothing_is_refused(
    body: str, content_type: str, status: int
) -> None:
    async with serving() as running:
        session = await running.open()
        response = await running.patch(session, body, if_match="*", content_type=content_type)
        assert is_problem(response, status)
        assert running.engine.session_count == 1


async def test_an_if_match_that_is_no_list_of_etags_is_refused_with_400() -> None:
    async with serving() as running:
        session = await running.open()
        assert is_problem(await running.patch(session, TRICKLE, if_match="rubbish"), 400)


async def test_a_body_of_a_patch_is_limited_as_well() -> None:
    async with serving(max_body_bytes=4096) as running:
        session = await running.open()
        assert is_problem(await running.patch(session, TRICKLE * 40, if_match="*"), 413)
