"""A process whose terminal is closed."""

import os
import pty
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import signal, sys, time
from jackfield.server.terminal import Terminal
signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "kept" else lambda *_: None)
terminal = Terminal()
assert not terminal.has_gone()
signal.signal(signal.SIGHUP, lambda *_: sys.exit(10 + terminal.has_gone()))
print("ready", flush=True)
while True:
    time.sleep(60)
"""
READ = 1000


def exit_code(how: str, *, closes: bool) -> int:
    """Of the program above, in a terminal that is closed, or told to reload."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ["PYTHONPATH"] = str(ROOT / "python")
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, how])  # noqa: S606  # our own
    assert b"ready" in os.read(terminal, READ)
    if closes:
        os.close(terminal)
    else:
        os.kill(process, signal.SIGHUP)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if not closes:
        os.close(terminal)
    return code


@pytest.mark.parametrize(("how", "gone"), [("plain", True), ("kept", False)])
def test_a_closed_terminal_is_noticed_unless_the_process_shall_outlive_it(
    how: str, *, gone: bool
) -> None:
    assert exit_code(how, closes=True) == 10 + gone


def test_a_signal_alone_is_no_closed_terminal() -> None:
    assert exit_code("plain", closes=False) == 10
