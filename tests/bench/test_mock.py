"""The bench of mock calls measures what it says, on a few calls."""

import asyncio
import json
import subprocess
import sys

import pytest
from bench.mock import HEARD, WAYS, call_of, speed
from bench.results import Memory

from repo.tree import ROOT
from rtc_kit import WEATHER

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


def test_the_speed_is_that_of_as_much_audio_as_was_asked_for() -> None:
    for path in HEARD:
        row = asyncio.run(speed(path, 30))
        assert row["audio_s"] == 30
        assert row["times_real"] > 1


def test_every_way_to_end_a_call_comes_to_its_end() -> None:
    async def _all() -> None:
        for way in WAYS:
            await way(call_of([WEATHER]))

    asyncio.run(_all())


def test_memory_is_flat_over_calls_that_end_in_every_way() -> None:
    # In a process of its own: other tests leave memory behind that comes and goes.
    program = (
        "import asyncio, json; from bench.mock import memory_after;"
        "print(json.dumps(asyncio.run(memory_after(1000))))"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True, check=True
    )
    memory: Memory = json.loads(done.stdout)
    assert memory["rss_at_end_kb"] - memory["rss_after_warm_up_kb"] < 5 * 1024
