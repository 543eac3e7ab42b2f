"""Settings: defaults, ranges, and the page that documents them."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from jackfield.config import IceServer, Settings, split_list
from jackfield.config_sources import flag_of, unit_of, variable_of

DOCUMENT = Path(__file__).parents[1] / "docs" / "configuration.md"


def test_the_defaults_serve_this_machine_at_port_8080() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.agent) == ("127.0.0.1", 8080, "parrot")
    assert settings.api_keys == ()


def test_the_default_ice_servers_are_googles_and_cloudflares() -> None:
    assert [server.urls for server in Settings().ice_servers] == [
        ("stun:stun.l.google.com:19302",),
        ("stun:stun.cloudflare.com:3478",),
    ]


def test_settings_cannot_be_changed_while_they_are_in_force() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


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


@pytest.mark.parametrize(
    "values",
    [
        {"port": 65536},
        {"port": "eighty"},
        {"encoder_complexity": 11},
        {"sample_rate": 44100},
        {"rate_limit": -1},
        {"log_level": "loud"},
        {"overflow_url": "ftp://a.example/whip"},
        {"api_keys": "two words"},
        {"api_keys": ["schlüssel"]},
        {"cors_origins": "https://a.example/path"},
        {"cors_origins": "a.example"},
        {"ice_servers": "http://a.example"},
        {"ice_servers": "stun:"},
        {"ice_servers": "stun:a>b"},
        {"ice_servers": "turn:a.example"},
        {"ice_servers": [{"urls": "turn:a", "username": "u\r\nX: y", "credential": "c"}]},
        {"ice_servers": "[not json"},
        {"playout_limit_ms": 10},
        {"no_such_setting": 1},
    ],
)
def test_values_that_cannot_work_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(values)


def test_a_turn_server_hides_its_credential() -> None:
    server = IceServer(urls=("turn:a.example",), username="u", credential=SecretStr("s3cret"))
    assert "s3cret" not in repr(server)


@pytest.mark.parametrize(
    ("host", "media_bind", "address"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("localhost", "", "127.0.0.1"),
        ("0.0.0.0", "", "0.0.0.0"),  # noqa: S104
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
    ],
)
def test_media_goes_where_http_goes_unless_said_otherwise(
    host: str, media_bind: str, address: str
) -> None:
    assert Settings(host=host, media_bind=media_bind).media_address == address


def test_the_document_names_each_setting_with_its_default_and_unit() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", DOCUMENT.read_text(), re.MULTILINE))
    assert list(rows) == list(Settings.model_fields), "each once, in the order of config.py"
    for name, field in Settings.model_fields.items():
        cells = [cell.strip() for cell in rows[name].split("|")]
        assert cells[0] == f"`{variable_of(name)}`"
        assert cells[1] == f"`{flag_of(name, field)}`"
        assert cells[2] == shown_default(field.default), name
        assert cells[3] == unit_of(field), name
        assert len(cells[4]) > 10, name


def shown_default(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if value is None or value in ("", ()):
        return "–"  # noqa: RUF001
    if isinstance(value, tuple):
        texts = [item.urls[0] if isinstance(item, IceServer) else str(item) for item in value]
        return ", ".join(f"`{text}`" for text in texts)
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
