"""Joining and leaving by WHIP, with the call in the URL."""

import httpx
import pytest

from client_kit import ACCOUNT, ANSWER, CALL, FakeWhip, problem
from jackfield.client.account import Account
from jackfield.client.signalling import Signalling
from jackfield.errors import JoinCode, JoinError

OFFER = "v=0\r\n"


def signalling(whip: FakeWhip, account: Account = ACCOUNT) -> Signalling:
    http = httpx.AsyncClient(transport=httpx.MockTransport(whip))
    return Signalling(http, account, CALL, "bot")


async def refused(whip: FakeWhip) -> JoinError:
    with pytest.raises(JoinError) as raised:
        await signalling(whip).join(OFFER)
    return raised.value


async def test_an_offer_is_posted_for_a_participant_of_a_call() -> None:
    whip = FakeWhip()
    answer = await signalling(whip).join(OFFER)
    assert answer.sdp == ANSWER
    assert answer.resource == "https://calls.example/whip/session-1"
    assert answer.resume == "token-1"
    (request,) = whip.requests
    assert whip.asked == [
        "POST https://calls.example/voice/whip?call=default%3Astandup&participant=bot"
    ]
    assert request.headers["Content-Type"] == "application/sdp"
    assert request.headers["Authorization"].count(".") == 2
    assert request.content == OFFER.encode()


async def test_a_place_is_taken_again_by_its_token() -> None:
    whip = FakeWhip()
    await signalling(whip).join(OFFER, resume="abc")
    assert whip.requests[0].headers["Jackfield-Resume"] == "abc"
    assert "abc" not in str(whip.requests[0].url), "proxies write URLs down"


async def test_the_secret_is_never_sent() -> None:
    whip = FakeWhip()
    await signalling(whip).join(OFFER)
    request = whip.requests[0]
    assert ACCOUNT.api_secret not in f"{request.url}{request.headers}{request.content!r}"


async def test_a_refusal_is_the_servers_words() -> None:
    whip = FakeWhip([problem(404, "call_unknown", "call: there is no call default:standup")])
    error = await refused(whip)
    assert error.code is JoinCode.CALL_UNKNOWN
    assert "there is no call default:standup" in str(error)


async def test_a_full_server_leads_to_another_one_without_the_key() -> None:
    whip = FakeWhip([httpx.Response(307, headers={"Location": "https://b.example/whip"})])
    await signalling(whip).join(OFFER)
    second = whip.requests[1]
    assert str(second.url) == "https://b.example/whip?call=default%3Astandup&participant=bot"
    assert "Authorization" not in second.headers
    assert second.content == OFFER.encode()


async def test_leaving_another_server_is_without_the_key() -> None:
    whip = FakeWhip([httpx.Response(307, headers={"Location": "https://b.example/whip"})])
    line = signalling(whip, Account(base_url="https://calls.example", api_key="raw-key"))
    answer = await line.join(OFFER)
    await line.leave(answer.resource)
    assert whip.asked[-1] == "DELETE https://b.example/whip/session-2"
    sent = ["Authorization" in request.headers for request in whip.requests]
    assert sent == [True, False, False]


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/whip/1",
        "//evil.example/whip/1",
        "http://calls.example/whip/1",
        "https://calls.example:8443/whip/1",
        "https://[calls.example/whip/1",
        "https://calls.example:port/whip/1",
    ],
)
async def test_a_session_elsewhere_is_refused_and_nothing_is_sent_there(location: str) -> None:
    headers = {"Content-Type": "application/sdp", "Location": location}
    whip = FakeWhip([httpx.Response(201, headers=headers, text=ANSWER)])
    error = await refused(whip)
    assert error.code is JoinCode.SERVER_ERROR
    assert "Location" in str(error)
    assert len(whip.requests) == 1


async def test_the_same_origin_may_be_written_out() -> None:
    location = "HTTPS://Calls.Example:443/whip/1"
    headers = {"Content-Type": "application/sdp", "Location": location}
    whip = FakeWhip([httpx.Response(201, headers=headers, text=ANSWER)])
    line = signalling(whip)
    await line.leave((await line.join(OFFER)).resource)
    assert "Authorization" in whip.requests[1].headers


async def test_a_redirect_to_what_is_no_address_is_told() -> None:
    error = await refused(FakeWhip([httpx.Response(307, headers={"Location": "https://[b/"})]))
    assert error.code is JoinCode.SERVER_ERROR


async def test_within_its_origin_the_key_goes_along() -> None:
    whip = FakeWhip([httpx.Response(307, headers={"Location": "/second/whip?a=b"})])
    await signalling(whip).join(OFFER)
    assert str(whip.requests[1].url) == "https://calls.example/second/whip?a=b"
    assert "Authorization" in whip.requests[1].headers


async def test_who_is_led_in_a_circle_gives_up() -> None:
    around = httpx.Response(307, headers={"Location": "/whip"})
    error = await refused(FakeWhip([around] * 10))
    assert error.code is JoinCode.SERVER_ERROR
    assert "leads nowhere" in str(error)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.ConnectError("connection refused"), JoinCode.UNREACHABLE),
        (httpx.ReadTimeout(""), JoinCode.TIMEOUT),
        (httpx.RemoteProtocolError("no HTTP"), JoinCode.UNREACHABLE),
        (httpx.Response(200, text="<html>"), JoinCode.JOIN),
        (httpx.Response(201, text="<html>"), JoinCode.SERVER_ERROR),
        (httpx.Response(201, content=b"x" * 300_000), JoinCode.SERVER_ERROR),
        (httpx.Response(500), JoinCode.SERVER_ERROR),
    ],
)
async def test_what_is_no_answer_is_told(
    answer: httpx.Response | Exception, code: JoinCode
) -> None:
    error = await refused(FakeWhip([answer]))
    assert error.code is code
    assert str(error).startswith(f"{CALL}: ")


async def test_leaving_deletes_the_session_and_misses_nobody() -> None:
    whip = FakeWhip()
    line = signalling(whip)
    await line.leave("https://calls.example/whip/session-1")
    assert whip.asked == ["DELETE https://calls.example/whip/session-1"]
    assert "Authorization" in whip.requests[0].headers

    async def _gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone")

    http = httpx.AsyncClient(transport=httpx.MockTransport(_gone))
    await Signalling(http, ACCOUNT, CALL, "bot").leave("https://calls.example/whip/1")
