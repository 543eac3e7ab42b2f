"""The ``jackfield`` command."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, get_args, get_origin

from jackfield.config import Settings
from jackfield.config_sources import describe, flag_of, load, unit_of, variable_of
from jackfield.errors import ConfigError, JackfieldError
from jackfield.tokens import DEFAULT_GRANTS, GrantName, create_token

EXIT_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the answer is its exit code."""
    options = vars(_parser().parse_args(arguments))
    command = options.pop("command")
    file = options.pop("config")
    if command == "token":
        return _guarded(lambda: _token(options, load({}, file).settings))
    flags = {name: value for name, value in options.items() if value is not None}
    if command == "config":
        return _guarded(lambda: _print(describe(load(flags, file))))
    return _guarded(lambda: _serve(load(flags, file).settings, lambda: load(flags, file).settings))


def _guarded(run: Callable[[], int]) -> int:
    try:
        return run()
    except JackfieldError as error:
        sys.stderr.write(f"jackfield: {error}\n")
        return EXIT_USAGE


def _print(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


def _token(options: Mapping[str, object], settings: Settings) -> int:
    """Print a token; the secret is one of the settings', never an argument that others can see."""
    secrets = {entry.key: entry for entry in settings.api_secrets}
    if not secrets:
        raise ConfigError("there is no secret to sign with: set JACKFIELD_API_SECRETS=KEY=SECRET")
    key = str(options["key"] or next(iter(secrets)))
    if key not in secrets:
        raise ConfigError(f"--key {key}: there is no such key; there is {', '.join(secrets)}")
    entry, grants = secrets[key], options["grants"]
    return _print(
        create_token(
            key,
            entry.secret.get_secret_value(),
            sub=str(options["subject"]),
            call=str(options["call"]),
            grants=grants if isinstance(grants, list) else DEFAULT_GRANTS,
            ttl_s=float(str(options["ttl_s"])),
            name=str(options["name"]),
            tenant=str(options["tenant"] or entry.tenant),
        )
    )


def _serve(settings: Settings, read_again: Callable[[], Settings]) -> int:
    # The server's imports take most of a second; `jackfield config` does without.
    from jackfield.server.run import serve  # noqa: PLC0415

    return serve(settings, read_again=read_again)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jackfield",
        description="A programmable switchboard for voice and video calls.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"jackfield {_version()}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in (
        ("serve", "start the server"),
        ("config", "print the settings in force and where each comes from"),
    ):
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        _add_file(command)
        _add_settings(command)
    summary = "print a token for one participant of one call"
    _add_claims(commands.add_parser("token", help=summary, description=summary, allow_abbrev=False))
    return parser


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="TOML file with settings (JACKFIELD_CONFIG; default ./jackfield.toml if there)",
    )


def _add_claims(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--subject", required=True, metavar="ID", help="id of the participant")
    parser.add_argument("--call", required=True, metavar="TYPE:ID", help="the call; * for all")
    parser.add_argument("--name", default="", help="name of the participant, for people")
    parser.add_argument("--tenant", default="", help="whose calls it is for (default: nobody's)")
    parser.add_argument(
        "--grant",
        dest="grants",
        action="append",
        choices=[*GrantName],
        help=f"what may be done; again for more (default: {', '.join(DEFAULT_GRANTS)})",
    )
    parser.add_argument(
        "--ttl-s", type=float, default=3600.0, metavar="S", help="validity in s (default: 3600)"
    )
    parser.add_argument("--key", help="which of api_secrets signs (default: the first)")


def _add_settings(parser: argparse.ArgumentParser) -> None:
    for name, field in Settings.model_fields.items():
        flag = flag_of(name, field)
        unit = f" in {unit}" if (unit := unit_of(field)) else ""
        text = f"{field.description}{unit} ({variable_of(name)})".replace("%", "%%")
        if field.annotation is bool:
            parser.add_argument(
                flag, dest=name, default=None, action=argparse.BooleanOptionalAction, help=text
            )
        elif get_origin(field.annotation) is tuple:
            metavar = flag.lstrip("-").upper()
            parser.add_argument(flag, dest=name, action="append", metavar=metavar, help=text)
        else:
            words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
            metavar = "|".join(words) or name.upper()
            parser.add_argument(flag, dest=name, metavar=metavar, help=text)


def _version() -> str:
    try:
        return version("jackfield")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
