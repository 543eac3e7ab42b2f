"""The load generator, which is Pion in Go: many calls at once, and nothing may be lost."""

import json
import subprocess
from pathlib import Path

import pytest
from bench.tools import go_program

from e2e.server import serving

SESSIONS = 20


@pytest.mark.timeout(300)  # the first build fetches Pion
@pytest.mark.parametrize("agent", ["parrot", "pcm-parrot"])
def test_twenty_pion_calls_at_once_hear_everything(agent: str, tmp_path: Path) -> None:
    # What an agent made anew bears no marks; the onsets of bursts can still be told.
    signal = "speech" if agent == "parrot" else "bursts"
    with serving(tmp_path, "--agent", agent) as server:
        whipload = str(go_program("whipload"))
        command = [whipload, "-url", server.whip, "-json", "-signal", signal]
        size = ("-n", str(SESSIONS), "-ramp", str(SESSIONS), "-settle", "200ms", "-duration", "3s")
        done = subprocess.run([*command, *size], stdout=subprocess.PIPE, check=True)
        closed = server.metric("transport_sessions_ended_total", reason="local")
    report = json.loads(done.stdout)
    assert report["echoing"] == report["established"] == SESSIONS
    assert report["loss_pct"] == 0
    if signal == "bursts":
        assert report["onsets_found"] > 0.9 * report["onsets_sent"] > 0
    assert closed == SESSIONS
