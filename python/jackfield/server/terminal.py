"""What SIGHUP means: that settings have changed, or that the terminal of the process has gone."""

import os
import signal


class Terminal:
    """The terminal that a process was started from, if there is one."""

    def __init__(self) -> None:
        # Whoever starts a process with nohup wants it to outlive its terminal.
        is_kept = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        self._ends_us = not is_kept and _has_terminal()

    def has_gone(self) -> bool:
        """Whether it was there, and was closed."""
        return self._ends_us and not _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
