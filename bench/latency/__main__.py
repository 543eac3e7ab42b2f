"""Call parrots through networks of all kinds in virtual time, and print how late the echo is.

python -m bench.latency           # two agents, six networks: about two minutes
python -m bench.latency --quick   # fewer seeds; nothing is written
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

from bench.conditions import conditions
from bench.latency.calls import run
from bench.latency.plan import AGENTS, CLIPS, FEW_SEEDS, NETWORKS, SEEDS
from bench.latency.table import cells, markdown
from bench.report import write_readme
from bench.results import Latency, save


def main() -> None:
    """Call, print; save when everything was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    is_quick = parser.parse_args().quick
    plan = [
        (agent, network, clip, seed)
        for agent in AGENTS
        for network in NETWORKS
        for clip in CLIPS
        for seed in (FEW_SEEDS if is_quick else SEEDS)
    ]
    with ProcessPoolExecutor() as pool:
        found = cells(pool.map(run, *zip(*plan, strict=True), chunksize=8))
    sys.stdout.write(f"{markdown(found)}\n\n{found[0]['calls']} calls a row\n")
    if not is_quick:
        result: Latency = {"conditions": conditions(), "cells": found}
        save("latency", result)
        write_readme()


if __name__ == "__main__":
    main()
