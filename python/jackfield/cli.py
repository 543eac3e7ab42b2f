"""The ``jackfield`` command."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, get_args, get_origin

from jackfield.config import Settings
from jackfield.config_sources import describe, flag_of, load, unit_of, variable_of
from jackfield.errors import JackfieldError

EXIT_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the answer is its exit code."""
    options = vars(_parser().parse_args(arguments))
    command = options.pop("command")
    file = options.pop("config")
    flags = {name: value for name, value in options.items() if value is not None}
    try:
        loaded = load(flags, file)
        if command == "config":
            sys.stdout.write(describe(loaded) + "\n")
            return 0
        return _serve(loaded.settings, lambda: load(flags, file).settings)
    except JackfieldError as error:
        sys.stderr.write(f"jackfield: {error}\n")
        return EXIT_USAGE


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
        command.add_argument(
            "--config",
            type=Path,
            metavar="FILE",
            help="TOML file with settings (JACKFIELD_CONFIG; default ./jackfield.toml if there)",
        )
        _add_settings(command)
    return parser


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
