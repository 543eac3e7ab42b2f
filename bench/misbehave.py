"""Our server with Python code in it that does what it should not.

python -m bench.misbehave spin serve …     # a thread that computes for ever
python -m bench.misbehave sleep serve …    # time.sleep(3) on the event loop, over and over
python -m bench.misbehave nothing serve …  # for comparison
"""

import signal
import sys
import threading
import time
from types import FrameType

from jackfield.cli import main

SLEEP_S = 3.0
SLEEP_EVERY_S = 8.0


def _spin() -> None:
    while True:
        pass


def _sleep(_signal: int, _frame: FrameType | None) -> None:
    time.sleep(SLEEP_S)


def _start(how: str) -> None:
    if how == "spin":
        threading.Thread(target=_spin, daemon=True).start()
    elif how == "sleep":
        # Python runs signal handlers on the main thread, which is the event loop's.
        signal.signal(signal.SIGALRM, _sleep)
        signal.setitimer(signal.ITIMER_REAL, SLEEP_EVERY_S, SLEEP_EVERY_S)


if __name__ == "__main__":
    _start(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
