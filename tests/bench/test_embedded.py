"""The bench of calls of one process ends them all and holds nothing of them."""

import asyncio
import json
import subprocess
import sys

import pytest
from bench.embedded import WAYS, call_of
from bench.results import Memory

from repo.tree import ROOT
from sdk_kit import needs_calls

pytestmark = [needs_calls, pytest.mark.slow, pytest.mark.timeout(120)]


def test_every_way_to_end_a_call_comes_to_its_end() -> None:
    async def _all() -> None:
        for way in WAYS:
            await way(call_of("test"))

    asyncio.run(_all())


def test_memory_is_flat_over_calls_that_end_in_every_way() -> None:
    # In a process of its own: other tests leave memory behind that comes and goes.
    program = (
        "import asyncio, json; from bench.embedded import memory_after;"
        "print(json.dumps(asyncio.run(memory_after(1500))))"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), cwd=ROOT, capture_output=True, text=True, check=True
    )
    memory: Memory = json.loads(done.stdout)
    assert memory["rss_at_end_kb"] - memory["rss_after_warm_up_kb"] < 5 * 1024
