"""The rules of WHIP without HTTP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from jackfield.config_values import IceServer
from jackfield.errors import (
    RemoteProtocolError,
)
from jackfield.transports.whip import (
    SDP_FRAGMENT,
    Restart,
    Trickle,
    WhipSession,
    ice_links,
    read_offer,
)

OFFER = "v=0\r\na=ice-ufrag:aaaa\r\na=ice-pwd:" + "p" * 24 + "\r\n"
CANDIDATE = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
NEW = "a=ice-ufrag:bbbb\r\na=ice-pwd:" + "q" * 24 + "\r\n"


def session() -> WhipSession:
    return WhipSession(offer=OFFER, local_ufrag="ours")


def read(body: str, if_match: str | None = "*", at: WhipSession | None = None) -> object:
    return (at or session()).read_patch(
        content_type=SDP_FRAGMENT, if_match=if_match, body=body.encode()
    )


def test_the_etag_is_strong_and_quoted() -> None:
    assert session().etag == '"ours"'


@pytest.mark.parametrize(
    "body",
    [
        CANDIDATE,
        "a=ice-ufrag:aaaa\r\n" + CANDIDATE,
        "a=end-of-candidates",
        CANDIDATE.replace("\r\n", "\n") * 2,
    ],
)
def test_known_or_no_credentials_mean_trickling(body: str) -> None:
    assert read(body) == Trickle(body)


@pytest.mark.parametrize("body", [NEW, NEW + CANDIDATE, "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n" + NEW])
def test_new_credentials_mean_a_restart(body: str) -> None:
    assert read(body) == Restart(body, "bbbb")


def test_credentials_of_each_section_of_the_offer_are_known() -> None:
    offered = WhipSession(offer=OFFER + "m=video\r\na=ice-ufrag:cccc\r\n", local_ufrag="ours")
    assert isinstance(read("a=ice-ufrag:cccc\r\n" + CANDIDATE, at=offered), Trickle)


def test_what_stands_within_a_line_is_nobodys_credentials() -> None:
    offered = WhipSession(offer=OFFER + "a=x:a=ice-ufrag:bbbb\r\n", local_ufrag="ours")
    assert isinstance(read(NEW, at=offered), Restart)


def test_after_a_restart_the_generation_is_another() -> None:
    renewed = session()
    renewed.restarted(Restart(NEW, "bbbb"), local_ufrag="ours2")
    assert renewed.etag == '"ours2"'
    assert isinstance(read(NEW + CANDIDATE, '"ours2"', renewed), Trickle)
    assert isinstance(read(OFFER.partition("\n")[2] + CANDIDATE, at=renewed), Restart)


@pytest.mark.parametrize(
    ("if_match", "matches"),
    [
        ("*", True),
        ('"*"', True),
        (' "ours" ', True),
        ('"x","ours"', True),
        ('"x" , W/"y", "ours"', True),
        ('W/"ours"', False),
        ('"ours2"', False),
        ('""', False),
    ],
)
def test_etags_are_compared_strongly(if_match: str, *, matches: bool) -> None:
    if matches:
        assert isinstance(read(CANDIDATE, if_match), Trickle)
        return
    with pytest.raises(RemoteProtocolError) as refused:
        read(CANDIDATE, if_match)
    assert refused.value.status_hint == 412


@pytest.mark.parametrize(
    ("body", "if_match", "status"),
    [
        (CANDIDATE, None, 428),
        (NEW, None, 428),
        (NEW, '"stale"', 412),
        (CANDIDATE, "ours", 400),
        (CANDIDATE, "", 400),
        (CANDIDATE, '"ours" rest', 400),
        ("", "*", 400),
        ("\r\n", "*", 400),
        ("candidate:1", "*", 400),
        (NEW + "a=ice-ufrag:cccc\r\n", "*", 400),
        (NEW + "a=ice-pwd:another\r\n", "*", 400),
        ("a=ice-ufrag:bbbb\r\n" + CANDIDATE, "*", 400),
        ("a=mid:0\r\n", "*", 422),
        ("a=ice-ufrag:aaaa\r\n", "*", 422),
    ],
)
def test_what_a_patch_must_not_be(body: str, if_match: str | None, status: int) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        read(body, if_match)
    assert refused.value.status_hint == status


def test_the_content_type_is_looked_at_first() -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        session().read_patch(content_type="text/plain", if_match=None, body=b"")
    assert refused.value.status_hint == 415


def test_an_offer_is_text_of_the_right_type() -> None:
    assert read_offer(content_type="Application/SDP; a=b", body=b"v=0\r\n") == "v=0\r\n"
    for content_type, body, status in (
        ("application/json", b"v=0", 415),
        ("application/sdp", b"", 400),
        ("application/sdp", b"\xff", 400),
    ):
        with pytest.raises(RemoteProtocolError) as refused:
            read_offer(content_type=content_type, body=body)
        assert refused.value.status_hint == status


def test_ice_servers_are_links() -> None:
    servers = [
        IceServer(urls=("stun:a", "stuns:b:5349")),
        IceServer(urls=("turn:c?transport=tcp",), username='u"', credential=SecretStr("p\\")),
    ]
    public = ['<stun:a>; rel="ice-server"', '<stuns:b:5349>; rel="ice-server"']
    secret = (
        '<turn:c?transport=tcp>; rel="ice-server"; username="u\\""; credential="p\\\\"; '
        'credential-type="password"'
    )
    assert list(ice_links(servers, with_secrets=False)) == public
    assert list(ice_links(servers, with_secrets=True)) == [*public, secret]


@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from([*OFFER.splitlines(), *NEW.splitlines(), CANDIDATE, "", "a=", "\0"]),
            max_size=8,
        ).map(lambda lines: "\r\n".join(lines).encode()),
    ),
    if_match=st.one_of(st.none(), st.text(max_size=40), st.sampled_from(["*", '"ours"', ","])),
)
def test_any_patch_means_something_or_is_the_peers_fault(body: bytes, if_match: str | None) -> None:
    try:
        patch = session().read_patch(content_type=SDP_FRAGMENT, if_match=if_match, body=body)
    except RemoteProtocolError as refused:
        meaning: object = refused.status_hint
    else:
        meaning = type(patch)
    assert meaning in (Trickle, Restart, 400, 412, 422, 428)
