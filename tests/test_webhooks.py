"""Signatures of webhooks, as a receiver checks them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.errors import RemoteProtocolError
from jackfield.webhooks import sign, verify

SECRET = "a-secret-that-only-two-sides-know"
NOW = 1_700_000_000
BODY = b'{"id":"e-1","type":"call_created"}'


def code_of(headers: dict[str, str], body: bytes = BODY, *, now: float = NOW) -> str:
    with pytest.raises(RemoteProtocolError) as refused:
        verify(SECRET, headers, body, now=now)
    assert SECRET not in str(refused.value)
    return refused.value.code


def test_what_was_signed_is_given_as_a_document() -> None:
    headers = sign(SECRET, "e-1", NOW, BODY)
    assert verify(SECRET, headers, BODY, now=NOW + 10) == json.loads(BODY)
    assert verify(SECRET, {k.title(): v for k, v in headers.items()}, BODY, now=NOW)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # The vector of the specification's reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_one_of_several_signatures_is_enough() -> None:
    headers = sign(SECRET, "e-1", NOW, BODY)
    headers["webhook-signature"] = f"v1,AAAA v2,x {headers['webhook-signature']}"
    assert verify(SECRET, headers, BODY, now=NOW)["id"] == "e-1"


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp"])
def test_what_was_changed_on_the_way_is_refused(changed: str) -> None:
    headers = sign(SECRET, "e-1", NOW, BODY)
    assert code_of(headers, BODY + b" ") == "webhook_signature"
    headers[changed] = "1700000001"
    assert code_of(headers) == "webhook_signature"


def test_another_secret_does_not_do() -> None:
    assert code_of(sign("another-secret-of-somebody", "e-1", NOW, BODY)) == "webhook_signature"


def test_what_is_old_or_from_the_future_is_refused() -> None:
    headers = sign(SECRET, "e-1", NOW, BODY)
    assert code_of(headers, now=NOW + 301) == "webhook_expired"
    assert code_of(headers, now=NOW - 301) == "webhook_expired"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_named(missing: str) -> None:
    headers = sign(SECRET, "e-1", NOW, BODY)
    del headers[missing]
    with pytest.raises(RemoteProtocolError, match=f"{missing}: is missing"):
        verify(SECRET, headers, BODY, now=NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused_even_when_signed(body: bytes) -> None:
    assert code_of(sign(SECRET, "e-1", NOW, body), body) == "webhook_malformed"


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp"]), st.text()), st.text())
def test_any_headers_are_checked_or_refused(headers: dict[str, str], signature: str) -> None:
    assert code_of({**headers, "webhook-signature": signature}).startswith("webhook_")


def test_a_prefix_without_base64_is_no_secret() -> None:
    with pytest.raises(ValueError, match="base64"):
        sign("whsec_!", "e-1", NOW, BODY)
