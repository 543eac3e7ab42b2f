"""Does media wait for Python? Echo and play-out while a thread spins, or the event loop sleeps.

python -m bench.gil
"""

import sys
import urllib.request
from dataclasses import dataclass

from bench.conditions import conditions
from bench.load import Load, latency, measure
from bench.misbehave import SLEEP_EVERY_S, SLEEP_S
from bench.report import write_readme
from bench.results import Stall, Stalls, save
from bench.servers import Target, misbehaving

SESSIONS = 20
DROPPED = ("jackfield_frames_dropped_total", "jackfield_agent_frames_dropped_total")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kind of server under one kind of misbehaviour."""

    name: str
    misbehaviour: str
    agent: str
    signal: str


CASES = (
    Case(
        name="native parrot, nothing wrong", misbehaviour="nothing", agent="parrot", signal="steady"
    ),
    Case(
        name="native parrot, a thread spins", misbehaviour="spin", agent="parrot", signal="steady"
    ),
    Case(
        name=f"native parrot, the loop sleeps {SLEEP_S:.0f} s every {SLEEP_EVERY_S:.0f} s",
        misbehaviour="sleep",
        agent="parrot",
        signal="steady",
    ),
    Case(
        name="PCM parrot, nothing wrong",
        misbehaviour="nothing",
        agent="pcm-parrot",
        signal="bursts",
    ),
    Case(
        name="PCM parrot, a thread spins", misbehaviour="spin", agent="pcm-parrot", signal="bursts"
    ),
    Case(
        name=f"PCM parrot, the loop sleeps {SLEEP_S:.0f} s: nothing new to say meanwhile",
        misbehaviour="sleep",
        agent="pcm-parrot",
        signal="steady",
    ),
    Case(
        name=f"an agent that speaks ahead and hears nothing, the loop sleeps {SLEEP_S:.0f} s",
        misbehaviour="sleep",
        agent="bench.agents:announcer",
        signal="steady",
    ),
)


def main() -> None:
    """Measure every case, print and save it."""
    rows = []
    for case in CASES:
        rows.append(_measured(case))
        sys.stdout.write(f"{rows[-1]}\n")
        sys.stdout.flush()
    result: Stalls = {"conditions": conditions(), "rows": rows}
    save("gil", result)
    write_readme()


def _measured(case: Case) -> Stall:
    with misbehaving(case.misbehaviour, case.agent) as target:
        report = measure(target, Load(sessions=SESSIONS, seconds=30, signal=case.signal))
        dropped = sum(metric(target, name) for name in DROPPED)
    echoed = latency(report)
    return {
        "case": case.name,
        "sessions": SESSIONS,
        "p95_ms": echoed["p95"],
        "longest_gap_ms": report["gap_ms"]["max"],
        # Bursts are silent between one another: only a steady signal shows a silence.
        "longest_silence_ms": report["loud_gap_ms"]["max"] if case.signal == "steady" else 0,
        "frames_dropped": dropped,
    }


def metric(target: Target, name: str) -> float:
    """The sum of a Prometheus metric of our server over its labels."""
    with urllib.request.urlopen(target.url.removesuffix("whip") + "metrics", timeout=30) as answer:
        lines: list[str] = answer.read().decode().splitlines()
    values = (line.split() for line in lines if line.startswith((f"{name} ", f"{name}{{")))
    return sum(float(words[-1]) for words in values)


if __name__ == "__main__":
    main()
