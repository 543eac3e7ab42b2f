"""Settings: defaults, ranges, and the page that documents them."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from jackfield.config import Settings
from jackfield.config_sources import flag_of, unit_of, variable_of
from jackfield.config_values import IceServer

DOCUMENT = Path(__file__).parents[1] / "docs" / "configuration.md"


def test_the_defaults_serve_this_machine_at_port_8080() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.agent) == ("127.0.0.1", 8080, "parrot")
    assert settings.api_keys == ()


def test_settings_cannot_be_changed_while_they_are_in_force() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_a_setting_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"no_such_setting": 1})


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
