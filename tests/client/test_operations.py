"""What an operator does with a call."""

import time

import httpx
import pytest
from pydantic import SecretStr

from client_kit import ACCOUNT, problem
from jackfield.client import operations
from jackfield.client.account import Account
from jackfield.client.operations import Operation
from jackfield.errors import RemoteProtocolError, TransportError
from jackfield.events import Participant
from jackfield.tokens import read_token

PARTICIPANTS = {
    "participants": [
        {"id": "ann", "name": "Ann", "transport": "whip", "muted": True, "held": False},
        {"id": "bob", "new": 1},
        "rubbish",
    ]
}


@pytest.mark.parametrize(
    ("operation", "wanted", "body"),
    [
        (operations.ending(), "DELETE /voice/v1/calls/default/a", b""),
        (operations.listing(), "GET /voice/v1/calls/default/a/participants", b""),
        (
            operations.muting("ann", muted=True),
            "PATCH /voice/v1/calls/default/a/participants/ann",
            b'{"muted":true}',
        ),
        (
            operations.holding("a/b", held=False),
            "PATCH /voice/v1/calls/default/a/participants/a%2Fb",
            b'{"held":false}',
        ),
        (operations.removing("ann"), "DELETE /voice/v1/calls/default/a/participants/ann", b""),
        (
            operations.removing("ann", ban_s=60.0),
            "DELETE /voice/v1/calls/default/a/participants/ann?ban_s=60",
            b"",
        ),
        (
            operations.hearing("*", "coach", 0.5),
            "PUT /voice/v1/calls/default/a/routes/%2A/coach",
            b'{"gain":0.5}',
        ),
        (operations.hearing("a", "b", None), "DELETE /voice/v1/calls/default/a/routes/a/b", b""),
        (
            operations.moving("ann", "default:b", pytest.fail),
            "POST /voice/v1/calls/default/a/participants/ann/move",
            b'{"call":"default:b"}',
        ),
        (
            operations.pressing("ann", "12#"),
            "POST /voice/v1/calls/default/a/participants/ann/dtmf",
            b'{"digits":"12#"}',
        ),
    ],
)
def test_each_is_a_request(operation: Operation[object], wanted: str, body: bytes) -> None:
    request = operations.request_of(operation, ACCOUNT, "default", "a")
    assert f"{request.method} {request.url.raw_path.decode()}" == wanted
    assert request.content == body
    assert request.headers["Authorization"].startswith("Bearer ")


def test_what_is_about_two_calls_is_granted_in_both() -> None:
    moving = operations.moving("ann", "default:b", pytest.fail)
    for operation, call in ((moving, "*"), (operations.ending(), "default:a")):
        request = operations.request_of(operation, ACCOUNT, "default", "a")
        bearer = request.headers["Authorization"].removeprefix("Bearer ")
        secrets = {ACCOUNT.api_key: SecretStr(ACCOUNT.api_secret)}
        grant = read_token(bearer, secrets, now=time.time(), leeway_s=5.0)
        assert grant.call == call


def test_a_call_is_made_by_a_request() -> None:
    request = operations.creating(Account(base_url="http://a"), "default", "a", "me")
    assert str(request.url) == "http://a/v1/calls"
    assert request.content == b'{"type":"default","id":"a","created_by_id":"me"}'


def test_those_in_a_call_are_read_whatever_else_is_said_of_them() -> None:
    ann, bob = operations.listing().read(PARTICIPANTS)
    assert ann.is_like(Participant(id="ann", name="Ann", transport="whip", muted=True))
    assert bob.is_like(Participant(id="bob"))
    assert operations.listing().read(None) == ()


def test_an_answer_without_a_body_is_nothing() -> None:
    assert operations.result_of(httpx.Response(204), "default:a") is None


def test_a_refusal_is_the_servers_words() -> None:
    answer = problem(404, "call_unknown", "there is no such call")
    with pytest.raises(RemoteProtocolError, match="404: there is no such call") as raised:
        operations.result_of(answer, "default:a")
    assert (raised.value.code, raised.value.status_hint) == ("call_unknown", 404)


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(200, text="<html>")])
def test_a_server_that_fails_is_told_apart(answer: httpx.Response) -> None:
    with pytest.raises(TransportError, match="the server answered") as raised:
        operations.result_of(answer, "default:a")
    assert raised.value.code == "server_error"


def test_no_server_is_no_answer() -> None:
    error = operations.unreachable(httpx.ConnectError(""), "default:a")
    assert str(error) == "default:a: the server cannot be reached: ConnectError"
