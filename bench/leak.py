"""Does memory come back? Sessions opened and closed in turn, some refused, some cut.

python -m bench.leak
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

from bench.conditions import conditions
from bench.gil import metric
from bench.report import write_readme
from bench.results import Leak, save
from bench.servers import OURS, Target, running
from bench.tools import go_program

WARM_UP = 200
SESSIONS = 2000
# Slow enough that sessions which were cut expire (after 15 s) within the warm-up: as many are open
# at a time then as later, so that what grows is a leak and not the room for more sessions.
PER_SECOND = 6
GONE_LIMIT_S = 60
OPEN = "jackfield_sessions"


class Churn(TypedDict):
    """What whipload tells of its sessions with ``-churn``."""

    ended: int
    refused: int
    cut: int
    failed: int
    errors: dict[str, int]


def main() -> None:
    """Measure, print and save."""
    with running(OURS) as target:
        first = churned(target, WARM_UP, per_second=PER_SECOND, subnet=1)
        wait_until_gone(target)
        warm = memory_kb(target)
        rest = churned(target, SESSIONS - WARM_UP, per_second=PER_SECOND, subnet=2)
        wait_until_gone(target)
        end = memory_kb(target)
    result: Leak = {
        "conditions": conditions(),
        "sessions": SESSIONS,
        "ended": first["ended"] + rest["ended"],
        "refused": first["refused"] + rest["refused"],
        "cut": first["cut"] + rest["cut"],
        "rss_after_warm_up_kb": warm,
        "rss_at_end_kb": end,
    }
    sys.stdout.write(f"{result}\ngrowth: {(end - warm) / 1024:.1f} MB\n")
    save("leak", result)
    write_readme()


def churned(target: Target, sessions: int, *, per_second: float, subnet: int) -> Churn:
    """Open and close sessions in turn; a quarter is refused, a quarter cut without a word."""
    command = [
        str(go_program("whipload")),
        *("-churn", "-json", "-url", target.url, "-n", str(sessions)),
        *("-ramp", str(per_second), "-subnet", str(subnet), "-srtp", "gcm"),
    ]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    churn: Churn = json.loads(done.stdout)
    if churn["failed"]:
        raise SystemExit(f"{churn['failed']} sessions failed: {churn['errors']}")
    return churn


def wait_until_gone(target: Target) -> None:
    """Until no session is left, those that were cut among them."""
    deadline = time.monotonic() + GONE_LIMIT_S
    while metric(target, OPEN) > 0:
        if time.monotonic() > deadline:
            raise SystemExit(f"sessions that were cut are still there after {GONE_LIMIT_S} s")
        time.sleep(1)


def memory_kb(target: Target) -> int:
    """What the server has in memory now."""
    for line in Path(f"/proc/{target.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise SystemExit("the server is gone")


if __name__ == "__main__":
    main()
