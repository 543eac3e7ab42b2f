"""Brings flags, environment, file and defaults together, and remembers which one won."""

import difflib
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from jackfield.config import ENV_PREFIX, Settings
from jackfield.config_values import Flag, Unit
from jackfield.errors import ConfigError

DEFAULT_FILE = Path("jackfield.toml")
FILE_VARIABLE = "JACKFIELD_CONFIG"
_MASK = "**********"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSettings:
    """Settings, and where each came from: a flag, a variable, a file or ``default``."""

    settings: Settings
    origins: Mapping[str, str]


def flag_of(name: str, field: FieldInfo) -> str:
    """The command-line flag of a setting."""
    named = next((extra.name for extra in field.metadata if isinstance(extra, Flag)), None)
    return named or "--" + name.replace("_", "-")


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return ENV_PREFIX + name.upper()


def unit_of(field: FieldInfo) -> str:
    """What a setting counts, empty for those that count nothing."""
    return next((extra.name for extra in field.metadata if isinstance(extra, Unit)), "")


def load(
    flags: Mapping[str, object],
    file: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> LoadedSettings:
    """Work out what is in force.

    Args:
        flags: Settings given on the command line, by name.
        file: The TOML file; None for the one the environment names, or ./jackfield.toml if it is
            there.
        environment: Where ``JACKFIELD_*`` is looked up.

    Raises:
        ConfigError: With one sentence that names the setting and where the bad value came from.
    """
    values: dict[str, object] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for name, value, origin in (
        *_from_file(file, environment),
        *_from_environment(environment),
        *_from_flags(flags),
    ):
        values[name] = value
        origins[name] = origin
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_sentence(error.errors(), origins)) from error
    return LoadedSettings(settings=settings, origins=origins)


def describe(loaded: LoadedSettings) -> str:
    """What is in force as TOML, each line with its origin; secrets are masked."""
    lines = []
    for name in Settings.model_fields:
        value: object = getattr(loaded.settings, name)
        origin = loaded.origins[name]
        line = f"{name} = {_toml(value)}" if value is not None else f"# {name} is not set"
        lines.append(f"{line}  # {origin}" if value is not None else f"{line} ({origin})")
    return "\n".join(lines)


def _from_file(
    file: Path | None, environment: Mapping[str, str]
) -> Iterator[tuple[str, object, str]]:
    if file is None and (named := environment.get(FILE_VARIABLE)):
        file = Path(named)
    if file is None:
        if not DEFAULT_FILE.is_file():
            return
        file = DEFAULT_FILE
    for name, value in _read_toml(file).items():
        if name not in Settings.model_fields:
            raise ConfigError(f"{file}: there is no setting {name!r}{_near(name)}")
        yield name, value, str(file)


def _read_toml(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is no TOML file: {error}") from error


def _near(name: str) -> str:
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, object, str]]:
    for name in Settings.model_fields:
        variable = variable_of(name)
        if variable in environment:
            yield name, environment[variable], variable


def _from_flags(flags: Mapping[str, object]) -> Iterator[tuple[str, object, str]]:
    for name, value in flags.items():
        yield name, value, flag_of(name, Settings.model_fields[name])


def _sentence(errors: list[ErrorDetails], origins: Mapping[str, str]) -> str:
    first = errors[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    # What two settings have against each other names them itself.
    origin = origins.get(name, "")
    where = f"{origin}: {name} " if origin.endswith(".toml") else f"{origin} ".lstrip()
    reason = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    given = (
        "" if name in _SECRETS or first["type"] == "value_error" else f", not {first['input']!r}"
    )
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{where}{reason}{given}{more}"


_SECRETS = frozenset({"api_keys", "api_secrets", "ice_servers", "tox_password", "webhooks"})


def _toml(value: object) -> str:
    if isinstance(value, SecretStr):
        return json.dumps(_MASK)
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, BaseModel):
        items = ((name, getattr(value, name)) for name in type(value).model_fields)
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in items if v not in (None, "")) + " }"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)
