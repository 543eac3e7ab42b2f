"""Kinds of values."""

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from jackfield.config import Settings
from jackfield.config_values import IceServer, Tenant, is_tenant, split_list


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a,b", ["a", "b"]),
        (" a , ,b ", ["a", "b"]),
        ("", []),
        ('["a", "b,c"]', ["a", "b,c"]),
        (["a,b", "c"], ["a", "b", "c"]),
        ('{"urls": "stun:a"}', [{"urls": "stun:a"}]),
        ([{"urls": "stun:a"}], [{"urls": "stun:a"}]),
    ],
)
def test_lists_are_read_from_commas_and_json_alike(value: object, parts: list[object]) -> None:
    assert split_list(value) == parts


@pytest.mark.parametrize("name", ["a", "acme.eu-1_b", "x" * 64])
def test_a_tenant_is_a_word_that_can_stand_anywhere(name: str) -> None:
    assert is_tenant(name)
    assert TypeAdapter(Tenant).validate_python(name) == name


@pytest.mark.parametrize("name", ["a b", "a/b", "ä", "acme\n", "\n", "x" * 65])
def test_no_other_word_is_a_tenant(name: str) -> None:
    assert not is_tenant(name)
    with pytest.raises(ValidationError):
        TypeAdapter(Tenant).validate_python(name)


def test_what_is_nobodys_has_an_empty_tenant() -> None:
    assert not is_tenant("")
    assert TypeAdapter(Tenant).validate_python("") == ""


@pytest.mark.parametrize(
    "value",
    [
        {"a": "s" * 32, "b": "t" * 32},
        f"a={'s' * 32}, b={'t' * 32}",
        [f"a={'s' * 32}", f"b={'t' * 32}"],
        f'{{"a": "{"s" * 32}", "b": "{"t" * 32}"}}',
        [{"key": "a", "secret": "s" * 32}, {"key": "b", "secret": "t" * 32}],
    ],
)
def test_secrets_are_read_from_tables_and_text_alike(value: object) -> None:
    settings = Settings.model_validate({"api_secrets": value})
    found = {entry.key: entry.secret.get_secret_value() for entry in settings.api_secrets}
    assert found == {"a": "s" * 32, "b": "t" * 32}
    assert "sss" not in repr(settings)


def test_a_turn_server_hides_its_credential() -> None:
    server = IceServer(urls=("turn:a.example",), username="u", credential=SecretStr("s3cret"))
    assert "s3cret" not in repr(server)


@pytest.mark.parametrize(
    "value",
    [
        ["plain", {"key": "acme-key", "tenant": "acme"}],
        '["plain", {"key": "acme-key", "tenant": "acme"}]',
        ["plain", '{"key": "acme-key", "tenant": "acme"}'],
    ],
)
def test_a_key_may_be_that_of_a_tenant(value: object) -> None:
    keys = Settings.model_validate({"api_keys": value}).api_keys
    assert [(one.key.get_secret_value(), one.tenant) for one in keys] == [
        ("plain", ""),
        ("acme-key", "acme"),
    ]
    assert "acme-key" not in repr(keys)


def test_a_secret_may_be_that_of_a_tenant() -> None:
    value = {"key": "a", "secret": "s" * 32, "tenant": "acme"}
    (secret,) = Settings.model_validate({"api_secrets": [value]}).api_secrets
    assert secret.tenant == "acme"
