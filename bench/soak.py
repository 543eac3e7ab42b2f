"""Does it stay as it is? Calls of all kinds, hour after hour, and what is left after each round.

python -m bench.soak --hours 8
python -m bench.soak --hours 0.05 --round-minutes 1   # a look; nothing is written
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bench.conditions import conditions
from bench.leak import churned, memory_kb, wait_until_gone
from bench.load import Load, measure
from bench.report import write_readme
from bench.results import Soak, SoakRound, save
from bench.servers import OURS, Target, running

# About a tenth of a core: a soak is for time, not for load.
NATIVE = Load(sessions=10, signal="speech", lean=False, subnet=1)
PCM = Load(sessions=4, signal="bursts", lean=False, subnet=2)
SOCKETS = Load(sessions=4, transport="websocket")
CHURN_PER_SECOND = 1
CHURN_SUBNET = 3
SHORTEST_WRITTEN_H = 0.5


def main() -> None:
    """Measure, print a line per round, save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--round-minutes", type=float, default=10.0)
    options = parser.parse_args()
    rounds = _soak(options.hours, round(options.round_minutes * 60))
    result: Soak = {
        "conditions": conditions(),
        "hours": options.hours,
        "sessions_at_a_time": NATIVE.sessions + PCM.sessions + SOCKETS.sessions,
        "rounds": rounds,
    }
    if options.hours >= SHORTEST_WRITTEN_H:
        save("soak", result)
        write_readme()


def _soak(hours: float, seconds: int) -> list[SoakRound]:
    rounds = []
    with running(OURS, agent="pcm-parrot") as target:
        end = time.monotonic() + hours * 3600
        while time.monotonic() < end:
            rounds.append(_round(target, seconds))
            sys.stdout.write(f"{rounds[-1]}\n")
            sys.stdout.flush()
    return rounds


def _round(target: Target, seconds: int) -> SoakRound:
    native = replace(target, url=f"{target.url}?agent=parrot")
    with ThreadPoolExecutor() as pool:
        loads = [
            pool.submit(measure, to, replace(load, seconds=seconds))
            for to, load in ((native, NATIVE), (target, PCM), (target, SOCKETS))
        ]
        churn = churned(
            target, seconds * CHURN_PER_SECOND, per_second=CHURN_PER_SECOND, subnet=CHURN_SUBNET
        )
        reports = [load.result() for load in loads]
    wait_until_gone(target)
    return {
        "sessions": sum(report["sessions"] for report in reports) + churn["ended"] + churn["cut"],
        "failed": sum(report["failed"] for report in reports),
        "lost_pct": max(report["loss_pct"] for report in reports),
        "missing_pct": max(report["deficit_pct"] for report in reports),
        "longest_gap_ms": max(report["gap_ms"]["max"] for report in reports),
        "rss_at_rest_kb": memory_kb(target),
    }


if __name__ == "__main__":
    main()
