"""Tokens for one call: what they grant, and how each bad one is told."""

import json
from base64 import urlsafe_b64encode

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from jackfield.errors import ConfigError, RemoteProtocolError
from jackfield.tokens import FULL_GRANT, Grant, GrantName, create_token, read_token

SECRET = "a-secret-of-thirty-two-bytes-or-more"
SECRETS = {"app": SecretStr(SECRET)}
NOW = 1_700_000_000.0
ROOM = "default:room"


def read(token: str, *, now: float = NOW) -> Grant:
    return read_token(token, SECRETS, now=now, leeway_s=30)


def code_of(token: str, *, now: float = NOW) -> str:
    with pytest.raises(RemoteProtocolError) as refused:
        read(token, now=now)
    assert refused.value.status_hint == 401
    assert SECRET not in str(refused.value)
    return refused.value.code


def signed(**claims: object) -> str:
    known = {"iss": "app", "sub": "ann", "call": ROOM, "grants": ["join"], "exp": NOW + 60}
    kept = {name: value for name, value in (known | claims).items() if value is not None}
    return jwt.encode(kept, SECRET, "HS256")


def test_a_token_says_who_may_do_what_where() -> None:
    token = create_token("app", SECRET, sub="ann", call=ROOM, name="Ann", now=NOW)
    assert read(token) == Grant(
        key="app",
        subject="ann",
        name="Ann",
        call=ROOM,
        names=frozenset({GrantName.JOIN, GrantName.LISTEN, GrantName.SPEAK}),
        expires_at=NOW + 3600 + 30,
    )


def test_the_secret_is_not_in_the_token() -> None:
    token = create_token("app", SECRET, sub="ann", now=NOW)
    assert SECRET not in str(jwt.decode(token, options={"verify_signature": False}))


def test_a_token_ends_when_its_time_is_over_and_the_clocks_may_differ() -> None:
    token = create_token("app", SECRET, sub="ann", ttl_s=60, now=NOW)
    assert read(token, now=NOW + 89).subject == "ann"
    assert code_of(token, now=NOW + 90) == "token_expired"
    assert read(token, now=NOW - 30).subject == "ann"
    assert code_of(token, now=NOW - 31) == "token_expired"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "token_malformed"),
        ("a.b.c", "token_malformed"),
        ("x" * 5000, "token_malformed"),
        (signed(exp=None), "token_malformed"),
        (signed(call=None), "token_malformed"),
        (signed(grants=None), "token_malformed"),
        (signed(grants="join"), "token_malformed"),
        (signed(grants=["fly"]), "token_malformed"),
        (signed(sub=7), "token_malformed"),
        (signed(exp="soon"), "token_malformed"),
        (signed(exp=float("nan")), "token_malformed"),
        (signed(exp=float("inf")), "token_malformed"),
        (signed(iss="other"), "token_signature"),
        (signed()[:-4] + "AAAA", "token_signature"),
        (
            jwt.encode({"iss": "app"}, "another-secret-of-thirty-two-bytes!", "HS256"),
            "token_signature",
        ),
        (jwt.encode({"iss": "app", "exp": NOW + 60}, SECRET * 2, "HS512"), "token_signature"),
    ],
)
def test_each_bad_token_is_told_by_its_code(token: str, code: str) -> None:
    assert code_of(token) == code


def test_a_token_without_a_signature_is_not_believed() -> None:
    def _part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"iss": "app", "sub": "ann", "call": "*", "grants": ["admin"], "exp": NOW + 60}
    assert code_of(f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}.") == "token_signature"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for token in (text, f"{text}.{text}.{text}"):
        with pytest.raises(RemoteProtocolError):
            read(token)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": ""}, "key: is empty"),
        ({"secret": "short"}, "secret: must have 32 bytes"),
        ({"call": "room"}, "call: 'room' is no call"),
        ({"grants": ["fly"]}, "grants: there is no 'fly'"),
        ({"ttl_s": 0}, "ttl_s: must be more than 0"),
    ],
)
def test_what_cannot_be_right_is_named(wrong: dict[str, object], sentence: str) -> None:
    values: dict[str, object] = {"key": "app", "secret": SECRET, "sub": "ann"} | wrong
    with pytest.raises(ConfigError, match=sentence):
        create_token(**values)  # type: ignore[arg-type]


def refused(act: object) -> str:
    with pytest.raises(RemoteProtocolError) as error:
        act()  # type: ignore[operator]
    assert error.value.status_hint == 403
    return error.value.code


def test_a_grant_is_for_its_call_only() -> None:
    grant = Grant(call=ROOM, names=frozenset({GrantName.JOIN}))
    grant.require("join", ROOM)
    assert refused(lambda: grant.require("join", "default:other")) == "token_call"
    assert refused(lambda: grant.require("join", "")) == "token_call"
    assert refused(lambda: grant.require("speak", ROOM)) == "grant_missing"
    assert not grant.allows("speak", ROOM)


def test_a_full_grant_is_for_everything() -> None:
    for name in GrantName:
        FULL_GRANT.require(name, ROOM)
        FULL_GRANT.require(name, "")


def test_a_token_with_a_subject_is_that_participants_only() -> None:
    assert Grant(subject="ann").participant("") == "ann"
    assert Grant(subject="ann").participant("ann") == "ann"
    assert FULL_GRANT.participant("bob") == "bob"
    assert refused(lambda: Grant(subject="ann").participant("bob")) == "token_subject"


def test_a_token_may_name_a_tenant() -> None:
    token = create_token("app", SECRET, sub="ann", call=ROOM, tenant="acme-2", now=NOW)
    assert read(token).tenant == "acme-2"
    assert read(signed()).tenant == ""


@pytest.mark.parametrize("tenant", [7, "a b", "x" * 65, "acme\n"])
def test_a_tenant_that_is_none_is_named(tenant: object) -> None:
    assert code_of(signed(tenant=tenant)) == "token_malformed"
    with pytest.raises(ConfigError, match="tenant: "):
        create_token("app", SECRET, sub="", tenant=str(tenant) + " ", now=NOW)


OPERATOR = frozenset({GrantName.ADMIN})


@pytest.mark.parametrize(
    ("grant", "asked", "tenant"),
    [
        (FULL_GRANT, "", ""),
        (FULL_GRANT, "acme", "acme"),
        (Grant(key="app", names=OPERATOR), "acme", "acme"),
        (Grant(tenant="acme"), "", "acme"),
        (Grant(tenant="acme"), "acme", "acme"),
    ],
)
def test_who_may_act_for_a_tenant_does(grant: Grant, asked: str, tenant: str) -> None:
    assert grant.acting_for(asked) == tenant


@pytest.mark.parametrize(
    "grant",
    [
        Grant(tenant="other"),
        Grant(key="app", call=ROOM, names=OPERATOR),
        Grant(key="app", names=frozenset({GrantName.JOIN})),
    ],
)
def test_nobody_else_acts_for_a_tenant(grant: Grant) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        grant.acting_for("acme")
    assert (refused.value.status_hint, refused.value.code) == (403, "token_tenant")
    assert not grant.knows("acme")
