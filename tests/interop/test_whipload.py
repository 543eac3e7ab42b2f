"""The load generator, which is Pion in Go: many calls at once, and nothing may be lost."""

import json
import logging
import subprocess
from pathlib import Path
from typing import TypeAlias

import pytest
from bench.tools import go_program

from e2e.server import LiveServer, serving

SESSIONS = 20
TAKES = 3
"""Whatever else takes the machine for a while spoils a take; a defect spoils them all."""

Report: TypeAlias = dict[str, float]


@pytest.mark.timeout(300)  # the first build fetches Pion
def test_twenty_pion_calls_at_once_hear_their_packets(tmp_path: Path) -> None:
    with serving(tmp_path, "--agent", "parrot") as server:
        assert any(_is_whole(_call(server, "speech")) for _ in range(TAKES))


@pytest.mark.timeout(300)
def test_twenty_pion_calls_at_once_hear_what_an_agent_says(tmp_path: Path) -> None:
    # What an agent made anew bears no marks; the onsets of bursts can still be told.
    with serving(tmp_path, "--agent", "pcm-parrot") as server:
        takes = (_call(server, "bursts") for _ in range(TAKES))
        assert any(
            _is_whole(take) and take["onsets_found"] > 0.9 * take["onsets_sent"] > 0
            for take in takes
        )


def _is_whole(take: Report) -> bool:
    """Every call was set up, was answered with media and lost none of it."""
    logging.getLogger(__name__).warning("%s", take)  # shown when the test fails
    return take["echoing"] == take["established"] == SESSIONS and take["loss_pct"] == 0


def _call(server: LiveServer, signal: str) -> Report:
    """One round of calls, none of which is left standing."""
    whipload = str(go_program("whipload"))
    command = [whipload, "-url", server.whip, "-json", "-signal", signal]
    size = ("-n", str(SESSIONS), "-ramp", str(SESSIONS), "-settle", "200ms", "-duration", "3s")
    done = subprocess.run([*command, *size], stdout=subprocess.PIPE, check=True)
    report: Report = json.loads(done.stdout)
    assert server.metric("transport_sessions") == 0
    return report
