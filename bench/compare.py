"""Measure servers side by side, one after the other in one run.

    python -m bench.compare -n 100 -s 15 pion jackfield
    python -m bench.compare -n 10 -s 30 --signal bursts --agent pcm-parrot aiortc pipecat jackfield
    python -m bench.compare -n 10 mine=http://127.0.0.1:9000/whip,PID

Compare only rows of one run: the machine may be shared, and CPU per packet falls as the load grows.
"""

import argparse
import sys

from bench.load import Load, LoadError, line, measure
from bench.servers import OURS, PEERS, running


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("servers", nargs="+", help=f"{OURS}, {', '.join(PEERS)} or NAME=URL,PID")
    parser.add_argument("-n", "--sessions", type=int, default=100)
    parser.add_argument("-s", "--seconds", type=int, default=20)
    parser.add_argument("--ramp", type=int, default=25, help="sessions opened per second")
    parser.add_argument(
        "--signal", default="speech", help="bursts for servers that decode and encode"
    )
    parser.add_argument("--srtp", default="gcm", choices=["gcm", "cm"])
    parser.add_argument("--full", action="store_true", help="with RTCP, NACK and TWCC")
    parser.add_argument("--agent", default="parrot", help="of our server")
    return parser.parse_args()


def main() -> None:
    """Print one line per server."""
    options = _options()
    load = Load(
        sessions=options.sessions,
        seconds=options.seconds,
        signal=options.signal,
        lean=not options.full,
        srtp=options.srtp,
        ramp=options.ramp,
    )
    for name in options.servers:
        with running(name, agent=options.agent) as target:
            try:
                sys.stdout.write(line(measure(target, load)) + "\n")
            except LoadError as error:
                sys.stdout.write(f"{name:12} {error}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
