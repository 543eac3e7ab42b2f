"""Measure our parrots and the peers in one run, then write the README's figures.

python -m bench.run                 # all points: about a quarter of an hour
python -m bench.run --quick         # a look whether everything works; nothing is written
python -m bench.run --extra-peers   # pipecat, fastrtc and aiortc without codec as well
"""

import argparse
import sys
from dataclasses import replace

from bench.conditions import conditions
from bench.load import Load, LoadError, line, measure
from bench.plan import AGENTS, Point, plan
from bench.report import write_readme
from bench.results import Parrots, Row, save
from bench.servers import running

# The pages of code and tables that a server's first call touches are no session's memory.
_FIRST_CALL = Load(sessions=1, seconds=2, signal="bursts", subnet=2)


def main() -> None:
    """Measure, print a line per server, write."""
    options = _options()
    result: Parrots = {"conditions": conditions(), "rows": []}
    for point in plan(extra_peers=options.extra_peers, quick=options.quick):
        for server in point.servers:
            result["rows"] += _row(point, server)
    if options.quick:
        return
    save("parrots", result)
    write_readme()


def _row(point: Point, server: str) -> list[Row]:
    with running(server, agent=AGENTS[point.kind]) as target:
        try:
            measure(target, replace(_FIRST_CALL, transport=point.load.transport))
            report = measure(target, point.load)
        except LoadError as error:
            sys.stdout.write(f"{point.kind:9} {server:12} {error}\n")
            return []
    sys.stdout.write(f"{point.kind:9} {line(report)}\n")
    sys.stdout.flush()
    return [{"kind": point.kind, "server": server, "signal": point.load.signal, "report": report}]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--extra-peers", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
