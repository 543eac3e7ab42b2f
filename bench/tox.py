"""Tox calls with our library and with Debian's, side by side in one run.

python -m bench.tox
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.conditions import conditions
from bench.report import write_readme
from bench.results import ToxLibrary, ToxReport, ToxRow, payload_share, save
from bench.tools import ROOT, c_program

DEBIAN = Path("/usr/lib") / f"{os.uname().machine}-linux-gnu"
"""Where Debian's libtoxcore.so.2 lies."""
OURS = ROOT / "target" / "toxav" / "drop-in"
"""Where `make toxav` puts a libtoxcore.so.2 that holds our engine."""
FOLDERS: dict[ToxLibrary, Path] = {"jackfield": OURS, "debian": DEBIAN}
LIMIT_S = 240
SECONDS = 12
SHORT_S = 4
QUICK_S = 3


@dataclass(frozen=True, slots=True)
class Case:
    """One load of the switch."""

    name: str
    calls: int
    options: tuple[str, ...] = ()
    seconds: int = SECONDS


_VIDEO = ("--video-kbps", "1000", "--size", "640x480", "--fps", "30")
CASES = (
    Case("online, no call", 20, ("--bare", "1"), SHORT_S),
    Case("audio", 1),
    Case("audio in frames of 40 ms", 1, ("--frame-ms", "40"), SHORT_S),
    Case("audio in frames of 60 ms", 1, ("--frame-ms", "60"), SHORT_S),
    Case("audio", 20),
    Case("audio and video of 640 by 480, 30 pictures/s", 1, _VIDEO),
)


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a look whether everything works")
    quick: bool = parser.parse_args().quick
    program = c_program("toxload", "-ltoxcore", "-lm", "-lpthread")
    rows = [
        measured(program, case, library, QUICK_S if quick else case.seconds)
        for case in CASES
        for library in FOLDERS
    ]
    if not quick:
        save("tox", {"conditions": conditions(), "rows": rows})
        write_readme()


def measured(program: Path, case: Case, library: ToxLibrary, seconds: int) -> ToxRow:
    """One load with one library."""
    folder = FOLDERS[library]
    if not (folder / "libtoxcore.so.2").exists():
        raise SystemExit(f"{folder}/libtoxcore.so.2 is missing: make toxav")
    command = [str(program), "--calls", str(case.calls), "--seconds", str(seconds), *case.options]
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        raise SystemExit(f"{case.name}, {library}: {done.stderr.strip()}")
    report: ToxReport = json.loads(done.stdout)
    if Path(report["library"]).resolve().parent != folder.resolve():
        raise SystemExit(f"{report['library']} served instead of the one in {folder}")
    report["library"] = report["library"].removeprefix(f"{ROOT}/")
    sys.stdout.write(f"{line(case, library, report)}\n")
    sys.stdout.flush()
    return {"case": case.name, "library": library, "report": report}


def line(case: Case, library: ToxLibrary, report: ToxReport) -> str:
    """What the terminal shows of a measurement."""
    parts = [f"{case.name}, {case.calls}, {library}: {report['cpu_percent']:.2f} % of a core"]
    for kind in ("audio", "video"):
        stream = report[kind]
        if stream["sent"]:
            parts.append(
                f"{kind} {stream['received']}/{stream['sent']}, {stream['in_time']} in time,"
                f" p50 {stream['p50_ms']:.1f} p95 {stream['p95_ms']:.1f} ms,"
                f" payload {payload_share(stream)}"
            )
    return "; ".join(parts)


if __name__ == "__main__":
    main()
