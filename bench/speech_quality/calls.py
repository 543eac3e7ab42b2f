"""The calls: speech, encoder, network and receiver, in the core's own example program."""

import json
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypedDict

from bench.speech_quality.plan import Condition, Sender
from bench.tools import CACHE, ROOT

CLIPS = ROOT / "tests" / "data" / "speech"
PROGRAM = "speech_quality"


class Call(TypedDict):
    """One clip through one network, as the program reports it."""

    clip: str
    sender: Sender
    condition: Condition
    seed: int
    delay_ms: float
    packets: int
    late: int
    lost: int
    fec_ms: int
    redundant_ms: int
    concealed_ms: int
    inserted_ms: int
    removed_ms: int
    underrun_ms: float


def build() -> Path:
    """Build the program; cargo itself knows when there is nothing to do.

    In the profile of the tests, whose libopus is optimised too: ``cargo test`` has built it.
    """
    target = Path(os.environ.get("CARGO_TARGET_DIR") or CACHE / "target")
    command = ["cargo", "build", "--quiet", "--locked", "--workspace", "--example", PROGRAM]
    subprocess.run(
        command, cwd=ROOT, check=True, env=os.environ | {"CARGO_TARGET_DIR": str(target)}
    )
    return target / "debug" / "examples" / PROGRAM


def run(
    folder: Path,
    senders: Sequence[Sender],
    conditions: Sequence[Condition],
    seeds: Sequence[int],
) -> list[Call]:
    """Make all calls, on all cores; the folder holds what was said and heard afterwards."""
    program = build()
    made = partial(_run_one, program, folder, conditions, seeds)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [call for calls in pool.map(made, senders) for call in calls]


def _run_one(
    program: Path,
    folder: Path,
    conditions: Sequence[Condition],
    seeds: Sequence[int],
    sender: Sender,
) -> list[Call]:
    """All calls of one sender. What was said is written by each, and the same."""
    lists = [sender, ",".join(conditions), ",".join(map(str, seeds))]
    command: list[str | Path] = [program, CLIPS, folder, *lists]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def said(folder: Path, call: Call) -> Path:
    """The clip as it was given to the encoder."""
    return folder / f"{call['clip']}.wav"


def heard(folder: Path, call: Call) -> Path:
    """What a listener got."""
    name = f"{call['clip']}-{call['sender']}-{call['condition']}-{call['seed']}.wav"
    return folder / name
