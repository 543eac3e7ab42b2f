"""Send speech through bad networks in virtual time, and print how it sounds.

python -m bench.speech_quality           # four senders, six networks: a few minutes
python -m bench.speech_quality --quick   # fewer seeds; nothing is written
python -m bench.speech_quality --senders plain --conditions e f --keep heard/
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.conditions import conditions
from bench.report import write_readme
from bench.results import SpeechQuality, save
from bench.speech_quality.calls import run
from bench.speech_quality.plan import CONDITIONS, FEW_SEEDS, SEEDS, SENDERS
from bench.speech_quality.scores import require_pesq, scored
from bench.speech_quality.table import cells, markdown, misses


def main() -> None:
    """Call, score, print; save when everything was measured."""
    options = _options()
    seeds = FEW_SEEDS if options.quick else SEEDS
    require_pesq()
    with _folder(options.keep) as folder:
        calls = run(folder, options.senders, options.conditions, seeds)
        found = cells(calls, scored(folder, calls))
    sys.stdout.write(f"{markdown(found)}\n\n{max(cell['calls'] for cell in found)} calls a cell\n")
    sys.stdout.write("".join(f"missed: {miss}\n" for miss in misses(found)))
    if (options.senders, options.conditions, seeds) == (SENDERS, CONDITIONS, SEEDS):
        result: SpeechQuality = {"conditions": conditions(), "cells": found}
        save("speech-quality", result)
        write_readme()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--senders", nargs="+", choices=SENDERS, default=SENDERS)
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=CONDITIONS)
    parser.add_argument("--keep", type=Path, help="folder for what was said and heard, as WAVE")
    return parser.parse_args()


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
