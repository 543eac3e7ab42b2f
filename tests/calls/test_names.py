"""Names of calls and participants are told apart from what is none (400, naming the parameter)."""

import pytest

from jackfield.calls.names import (
    CallName,
    logged,
    read_name,
    read_participant,
    read_resume,
    read_tenant,
)
from jackfield.errors import RemoteProtocolError


def test_a_call_is_named_by_type_and_id() -> None:
    name = CallName.read("default:stand-up.2026~a")
    assert (name.type, name.id) == ("default", "stand-up.2026~a")
    assert CallName.read(str(name)) == name


@pytest.mark.parametrize(
    "text", ["", "default", ":", "default:", ":id", "a b:c", "a:b/c", "a:ü", "a:" + "x" * 129]
)
def test_what_names_no_call_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match=r"^call: ") as refused:
        CallName.read(text)
    assert (refused.value.status_hint, refused.value.code) == (400, "malformed")


def test_participants_may_be_mail_addresses_but_no_markup() -> None:
    assert read_participant("ann+1@example.org") == "ann+1@example.org"
    assert read_participant(None) == ""
    for wrong in ("a b", "<b>", "x" * 129, "a\n"):
        with pytest.raises(RemoteProtocolError, match=r"^participant: "):
            read_participant(wrong)


def test_people_may_be_called_anything_that_can_be_shown() -> None:
    assert read_name(" Zoë Ångström 🎤 ") == "Zoë Ångström 🎤"
    assert read_name(None) == ""
    for wrong in ("a\x00b", "a\nb", "x" * 129):
        with pytest.raises(RemoteProtocolError, match=r"^name: "):
            read_name(wrong)


def test_what_is_no_token_is_told_so_without_repeating_it() -> None:
    assert read_resume("Abc-_9") == "Abc-_9"
    assert read_resume("") == ""
    with pytest.raises(RemoteProtocolError, match=r"^resume: ") as refused:
        read_resume("secret secret")
    assert "secret" not in str(refused.value)


def test_a_tenant_is_a_word_that_can_stand_anywhere() -> None:
    assert read_tenant("acme.eu-1_b") == "acme.eu-1_b"
    assert read_tenant(None) == ""
    for wrong in ("a b", "a/b", "x" * 65, "a\n"):
        with pytest.raises(RemoteProtocolError, match=r"^tenant: "):
            read_tenant(wrong)


def test_names_of_two_tenants_are_not_the_same() -> None:
    name = CallName("default", "room")
    assert name.within("acme") != name
    assert str(name.within("acme")) == str(name) == "default:room"
    assert logged(name) == {"call": "default:room"}
    assert logged(name.within("acme")) == {"call": "default:room", "tenant": "acme"}
