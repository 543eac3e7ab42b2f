"""`jackfield serve` on a fake core, as a process of its own: `python -m fake_server --port 0`."""

import sys
from collections.abc import Callable

from fakes import FakeEngine
from jackfield import cli
from jackfield.config import Settings
from jackfield.server import run

_serve = run.serve


def _serve_on_fake(settings: Settings, *, read_again: Callable[[], Settings]) -> int:
    return _serve(settings, read_again=read_again, start_core=lambda _: FakeEngine())


if __name__ == "__main__":
    run.serve = _serve_on_fake  # type: ignore[assignment]
    sys.exit(cli.main(["serve", "--log-format", "json", *sys.argv[1:]]))
