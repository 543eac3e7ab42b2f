"""What a server says when it lets nobody in."""

import json

import pytest

from jackfield.client.refusals import refusal
from jackfield.errors import JoinCode


def body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def test_the_servers_words_and_its_code_are_kept() -> None:
    told = body(detail="this token has expired", code="token_expired")
    error = refusal("default:a", 401, told)
    assert str(error) == "default:a: the server answered 401: this token has expired"
    assert error.code is JoinCode.TOKEN_EXPIRED
    assert str(error.code) == "token_expired"
    assert error.call == "default:a"
    assert not error.retryable


@pytest.mark.parametrize(
    ("status", "named", "code"),
    [
        (401, "unauthorized", JoinCode.UNAUTHORIZED),
        (401, "", JoinCode.UNAUTHORIZED),
        (404, "call_unknown", JoinCode.CALL_UNKNOWN),
        (404, "", JoinCode.UNSUPPORTED),
        (409, "participant_taken", JoinCode.PARTICIPANT_TAKEN),
        (418, "teapot", JoinCode.JOIN),
        (429, "", JoinCode.RATE_LIMITED),
        (500, "internal", JoinCode.SERVER_ERROR),
        (502, "", JoinCode.SERVER_ERROR),
        (503, "draining", JoinCode.DRAINING),
        (599, "", JoinCode.SERVER_ERROR),
    ],
)
def test_every_refusal_has_a_code(status: int, named: str, code: JoinCode) -> None:
    assert refusal("default:a", status, body(code=named)).code is code


@pytest.mark.parametrize("told", [b"", b"<html>", b"[]", b"\xff", body(detail=7, title=[])])
def test_what_is_no_problem_document_still_gives_a_reason(told: bytes) -> None:
    assert str(refusal("default:a", 502, told)).endswith("502: Bad Gateway")


def test_a_long_reason_is_cut() -> None:
    assert len(str(refusal("default:a", 400, body(detail="x" * 10_000)))) < 600


def test_what_may_work_later_says_so() -> None:
    assert refusal("default:a", 503, b"").retryable
