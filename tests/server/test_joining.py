"""Who comes into which call, as far as it is granted."""

from dataclasses import replace

import pytest

from jackfield.calls import CallName
from jackfield.errors import RemoteProtocolError
from jackfield.server.joining import read_joining
from jackfield.tokens import FULL_GRANT, Grant, GrantName
from jackfield.transports import WEBSOCKET, WHEP, WHIP


def granted(*names: GrantName, call: str = "default:standup", subject: str = "ann") -> Grant:
    return Grant(subject=subject, call=call, name="Ann", names=frozenset(names))


def test_without_a_call_nothing_is_joined() -> None:
    assert read_joining({"agent": "parrot"}, FULL_GRANT, WHIP) is None


def test_a_call_is_joined_as_whom_one_says() -> None:
    query = {"call": "default:standup", "participant": "bob", "name": "Bob", "resume": "abc"}
    request = read_joining(query, FULL_GRANT, WEBSOCKET)
    assert request is not None
    assert (str(request.call), request.participant, request.name) == (query["call"], "bob", "Bob")
    assert (request.transport, request.resume) == ("websocket", "abc")
    assert (request.may_speak, request.may_listen, request.is_proven) == (True, True, False)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"call": "standup"}, "call"),
        ({"call": ""}, "call"),
        ({"call": "a:b", "participant": "a b"}, "participant"),
        ({"call": "a:b", "name": "a\nb"}, "name"),
        ({"call": "a:b", "resume": "a/b"}, "resume"),
    ],
)
def test_what_is_wrong_is_named(query: dict[str, str], field: str) -> None:
    with pytest.raises(RemoteProtocolError, match=f"^{field}: ") as refused:
        read_joining(query, FULL_GRANT, WHIP)
    assert refused.value.status_hint == 400


def test_who_listens_needs_a_call() -> None:
    with pytest.raises(RemoteProtocolError, match=r"^call: is missing") as refused:
        read_joining({}, FULL_GRANT, WHEP)
    assert refused.value.status_hint == 400
    request = read_joining({"call": "a:b"}, FULL_GRANT, WHEP)
    assert request is not None
    assert (request.may_speak, request.may_listen) == (False, True)


def test_a_token_says_who_comes_and_what_they_may() -> None:
    query = {"call": "default:standup", "name": "Somebody else"}
    request = read_joining(query, granted(GrantName.JOIN), WHIP)
    assert request is not None
    assert (request.participant, request.name, request.is_proven) == ("ann", "Ann", True)
    assert (request.may_speak, request.may_listen) == (False, False)
    everything = read_joining(query, granted(*GrantName), WHIP)
    assert everything is not None
    assert (everything.may_speak, everything.may_listen) == (True, True)


@pytest.mark.parametrize(
    ("query", "grant", "code"),
    [
        ({"call": "default:other"}, granted(GrantName.JOIN), "token_call"),
        ({}, granted(GrantName.JOIN), "token_call"),
        ({"call": "default:standup"}, granted(GrantName.LISTEN), "grant_missing"),
        (
            {"call": "default:standup", "participant": "bob"},
            granted(GrantName.JOIN),
            "token_subject",
        ),
    ],
)
def test_what_is_not_granted_is_refused(query: dict[str, str], grant: Grant, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        read_joining(query, grant, WHIP)
    assert (refused.value.status_hint, refused.value.code) == (403, code)


def test_to_listen_the_grant_to_listen_is_enough() -> None:
    request = read_joining({"call": "default:standup"}, granted(GrantName.LISTEN), WHEP)
    assert request is not None
    with pytest.raises(RemoteProtocolError):
        read_joining({"call": "default:standup"}, granted(GrantName.JOIN), WHEP)


async def test_a_call_is_that_of_the_tenant_who_joins_it() -> None:
    query = {"call": "default:standup"}
    acme = read_joining(query, replace(FULL_GRANT, tenant="acme"), WHIP)
    named = read_joining(query | {"tenant": "acme"}, FULL_GRANT, WHIP)
    nobodys = read_joining(query, FULL_GRANT, WHIP)
    assert acme is not None
    assert named is not None
    assert nobodys is not None
    assert acme.call == named.call == CallName("default", "standup", "acme")
    assert nobodys.call == CallName("default", "standup")


@pytest.mark.parametrize(
    ("tenant", "status", "code"), [("a b", 400, "malformed"), ("other", 403, "token_tenant")]
)
async def test_nobody_joins_for_another_tenant(tenant: str, status: int, code: str) -> None:
    query = {"call": "default:standup", "tenant": tenant}
    with pytest.raises(RemoteProtocolError) as refused:
        read_joining(query, replace(FULL_GRANT, tenant="acme"), WHIP)
    assert (refused.value.status_hint, refused.value.code) == (status, code)
