"""The opening handshake, without a server."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jackfield.errors import RemoteProtocolError
from jackfield.transports.websocket import (
    beside,
    is_origin_allowed,
    read_authorization,
    read_place,
    read_upgrade,
)

UPGRADE = {
    "upgrade": "websocket",
    "connection": "keep-alive, Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def bearer(key: str) -> str:
    return "bearer." + base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def test_the_rfcs_own_example_is_accepted() -> None:
    upgrade = read_upgrade(UPGRADE)
    assert upgrade.accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert upgrade.greeting.startswith(b"HTTP/1.1 101 ")
    assert upgrade.greeting.endswith(b"Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")


def test_our_protocol_is_answered_a_key_never() -> None:
    offered = f"{bearer('secret')}, jackfield.v1"
    greeting = read_upgrade({**UPGRADE, "sec-websocket-protocol": offered}).greeting
    assert b"Sec-WebSocket-Protocol: jackfield.v1\r\n" in greeting
    assert b"bearer" not in greeting


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("upgrade", "h2c", 426),
        ("connection", "close", 426),
        ("sec-websocket-version", "8", 426),
        ("sec-websocket-key", "c2hvcnQ=", 400),
        ("sec-websocket-key", "no base64 at all", 400),
    ],
)
def test_what_is_no_upgrade_is_refused(header: str, value: str, status: int) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        read_upgrade({**UPGRADE, header: value})
    assert caught.value.status_hint == status


def test_a_key_comes_by_header_or_by_protocol() -> None:
    assert read_authorization({"authorization": "Bearer a"}) == "Bearer a"
    offered = {"sec-websocket-protocol": f"jackfield.v1, {bearer('k?/~')}"}
    assert read_authorization(offered) == "Bearer k?/~"
    assert read_authorization({"sec-websocket-protocol": "bearer.!!!"}) == "Bearer "
    assert read_authorization({}) is None


def test_pages_of_other_origins_need_to_be_allowed() -> None:
    assert is_origin_allowed(None, "a.example", ())
    assert is_origin_allowed("https://a.example", "A.example", ())
    assert is_origin_allowed("https://b.example", "a.example", ("https://b.example",))
    assert is_origin_allowed("https://b.example", "a.example", ("*",))
    assert is_origin_allowed("https://a.example", "a.example:443", ())
    assert is_origin_allowed("http://a.example:8080", "a.example:8080", ())
    assert not is_origin_allowed("https://a.example", "a.example:80", ())
    assert not is_origin_allowed("https://a.example:8443", "a.example", ())
    assert not is_origin_allowed("https://b.example", "a.example", ())
    assert not is_origin_allowed("null", "", ())


@pytest.mark.parametrize(
    ("whip", "socket"),
    [
        ("http://a.example/whip", "ws://a.example/ws/audio"),
        ("https://a.example:8443/x/whip", "wss://a.example:8443/x/ws/audio"),
        ("https://a.example/rtc/v1/whip/", None),
        ("https://a.example/", None),
        ("ftp://a.example/whip", None),
    ],
)
def test_a_server_of_ours_has_a_websocket_beside_whip(whip: str, socket: str | None) -> None:
    assert beside(whip) == socket


@given(st.dictionaries(st.sampled_from(sorted(UPGRADE)), st.text(max_size=40)))
def test_any_headers_are_an_upgrade_or_refused(headers: dict[str, str]) -> None:
    try:
        upgrade = read_upgrade({**UPGRADE, **headers})
    except RemoteProtocolError:
        return
    assert upgrade.greeting.count(b"\r\n\r\n") == 1


@given(st.text(max_size=60))
def test_any_protocol_gives_a_key_or_none(offered: str) -> None:
    found = read_authorization({"sec-websocket-protocol": offered})
    assert found is None or found.startswith("Bearer ")


def test_a_page_brings_the_token_of_its_place_in_a_subprotocol() -> None:
    offered = {"sec-websocket-protocol": f"jackfield.v1, resume.a-b_c, {bearer('secret')}"}
    assert read_place(offered) == "a-b_c"
    assert read_authorization(offered) == "Bearer secret"
    assert b"resume" not in read_upgrade({**UPGRADE, **offered}).greeting
    assert read_place({}) is None
