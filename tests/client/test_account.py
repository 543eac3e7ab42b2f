"""Where a client's calls are, and how it proves who it is."""

import time

import pytest
from pydantic import SecretStr

from jackfield.client.account import Account
from jackfield.errors import ConfigError
from jackfield.tokens import read_token

SECRET = "a secret of thirty-two bytes or so"


def test_what_is_not_given_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACKFIELD_URL", "https://a.example/")
    monkeypatch.setenv("JACKFIELD_API_KEY", "key")
    monkeypatch.setenv("JACKFIELD_API_SECRET", SECRET)
    account = Account.of(None, None, None)
    assert (account.base_url, account.api_key) == ("https://a.example", "key")
    assert account.api_secret == SECRET
    assert Account.of("", "other", "").api_key == "other"
    assert Account.of("", None, None).base_url == ""


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(Account(api_key="key", api_secret=SECRET))


@pytest.mark.parametrize(
    "url", ["calls.example", "ftp://a.example", "https://", "https://a/?b=c", "https://u@a"]
)
def test_an_address_that_is_none_is_refused_by_name(url: str) -> None:
    with pytest.raises(ConfigError, match="base_url: "):
        Account.of(url, None, None)


def test_a_secret_signs_a_token_for_one_call_and_one_participant() -> None:
    account = Account(api_key="key", api_secret=SECRET)
    header = account.authorization("default:a", "bot")["Authorization"]
    secrets = {"key": SecretStr(SECRET)}

    grant = read_token(header.removeprefix("Bearer "), secrets, now=time.time(), leeway_s=0)
    assert (grant.subject, grant.call) == ("bot", "default:a")
    assert not grant.allows("admin", "default:a")
    assert SECRET not in header


def test_more_than_taking_part_needs_another_grant() -> None:
    account = Account(api_key="key", api_secret=SECRET)
    header = account.authorization("default:a", admin=True)["Authorization"]

    secrets = {"key": SecretStr(SECRET)}
    grant = read_token(header.removeprefix("Bearer "), secrets, now=time.time(), leeway_s=0)
    assert grant.allows("admin", "default:a")


def test_a_key_without_a_secret_is_sent_as_it_is_and_nothing_without_a_key() -> None:
    assert Account(api_key="key").authorization("*") == {"Authorization": "Bearer key"}
    assert Account().authorization("*") == {}


def test_names_are_written_so_that_they_stay_names() -> None:
    account = Account(base_url="https://a.example")
    assert account.whip_url("default:a", "b&c=d") == (
        "https://a.example/whip?call=default%3Aa&participant=b%26c%3Dd"
    )
    assert account.call_url("default", "../x") == "https://a.example/v1/calls/default/..%2Fx"


@pytest.mark.parametrize("slots", [-1, 17])
def test_so_many_are_not_heard_apart(slots: int) -> None:
    with pytest.raises(ConfigError, match="audio_slots: 0 to 16"):
        Account.of("https://a.example", None, None, slots)
