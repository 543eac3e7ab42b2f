"""What a call of many costs, and how late one hears another in it.

python -m bench.calls
"""

import argparse
import sys
from dataclasses import dataclass, replace

from bench.conditions import conditions
from bench.gil import metric
from bench.load import Load, line, measure
from bench.report import write_readme
from bench.results import Calls, CallsRow, save
from bench.servers import OURS, running

LATE = "jackfield_mix_ticks_late_total"
CALL = "default:load"
QUICK_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kind of call."""

    name: str
    load: Load
    options: tuple[str, ...] = ()


_SPOKEN = Load(sessions=50, seconds=40, signal="bursts", call=CALL, speakers=5)
_PCM = replace(_SPOKEN, transport="websocket")
_RATE = ("--sample-rate", "16000")
CASES = (
    Case(name="one call over WebSocket, 16 kHz, mixed", load=_PCM, options=_RATE),
    Case(
        name="one call over WebSocket, 16 kHz, mixed",
        load=replace(_PCM, sessions=200, ramp=40),
        options=_RATE,
    ),
    Case(name="one call over WebRTC, mixed", load=_SPOKEN),
    Case(
        name="calls of two over WebRTC, forwarded",
        load=Load(sessions=400, seconds=20, ramp=40, call=CALL, party=2),
    ),
)


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look whether everything works")
    quick: bool = parser.parse_args().quick
    rows = [measured(case, quick=quick) for case in CASES]
    if not quick:
        result: Calls = {"conditions": conditions(), "rows": rows}
        save("calls", result)
        write_readme()


def measured(case: Case, *, quick: bool) -> CallsRow:
    """Put one load on a server of its own."""
    load = replace(case.load, seconds=QUICK_S) if quick else case.load
    with running(OURS, options=case.options) as target:
        report = measure(target, load)
        late = metric(target, LATE)
    found, sent = report["onsets_found"], report["onsets_sent"]
    sys.stdout.write(f"{case.name}: {line(report)} bursts {found}/{sent} late ticks {late:.0f}\n")
    if report.get("errors"):
        sys.stdout.write(f"  {report['errors']}\n")
    return {"case": case.name, "speakers": load.speakers, "late_ticks": late, "report": report}


if __name__ == "__main__":
    main()
