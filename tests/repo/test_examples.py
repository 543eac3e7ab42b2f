"""The programs of examples/ run as they stand."""

import json
import os
import re
import subprocess
import sys
import time
import wave
from pathlib import Path

import httpx
import numpy as np
import pytest

from jackfield.webhooks import sign
from repo.tree import ROOT, files_under, shown
from sdk_kit import needs_calls, needs_dial

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

SPEECH = "tests/data/speech/weather.wav"


def _run(*command: str) -> str:
    done = subprocess.run(
        (sys.executable, *command), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_events_are_printed() -> None:
    told = _run("examples/print_events.py", SPEECH, "missing.mp3")
    assert "participant_joined {" in told
    assert "missing.mp3: cannot be read: No such file or directory" in told
    assert told.endswith('reason: "finished"\n}\n1.9 s of audio\n')


@needs_calls
def test_an_agent_answers_in_a_conference() -> None:
    told = _run("examples/conference.py", SPEECH)
    assert "Bob heard ann for " in told
    assert "Bob heard agent for " in told


@needs_dial
def test_a_recording_says_when_there_is_no_server() -> None:
    done = subprocess.run(
        (sys.executable, "examples/record_call.py", "standup", "/dev/null"),
        cwd=ROOT,
        env={**os.environ, "JACKFIELD_URL": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert done.stderr.strip().endswith("(unreachable)")


def test_a_call_is_recorded(tmp_path: Path) -> None:
    target = tmp_path / "recorded.opus"
    told = _run("examples/record_caller.py", SPEECH, str(target))
    assert told.splitlines()[-1].startswith(f"{target}: 5."), told
    assert target.read_bytes()[:4] == b"OggS"


def test_a_voice_is_cleaned(tmp_path: Path) -> None:
    white = np.random.default_rng(1).normal(0, 200, 3 * 48_000)
    fan = np.convolve(white, 0.9 ** np.arange(60))[: len(white)].astype(np.int16)
    noisy = tmp_path / "noisy.wav"
    with wave.open(str(noisy), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(fan.tobytes())
    told = _run("examples/clean_voice.py", str(noisy))
    found = re.fullmatch(r"speaker: pauses at (-\d+) dBFS, cleaned (-\d+) dBFS\n", told)
    assert found is not None, told
    assert int(found[1]) > int(found[2]) + 15


def test_a_mock_in_a_test() -> None:
    tests = sorted(
        shown(path) for path in files_under("examples", ".py") if "/test_" in shown(path)
    )
    assert tests
    # Without the plug-ins and settings of this repository, as in a project of somebody else's.
    said = _run("-m", "pytest", "-c", "/dev/null", "-p", "no:asyncio", "--rootdir", ".", *tests)
    assert f"{len(tests)} passed" in said


def test_webhooks_are_received_once_and_only_if_they_are_signed() -> None:
    secret = "a-secret-that-only-two-sides-know"
    with subprocess.Popen(
        (sys.executable, "examples/receive_webhooks.py", "0"),
        cwd=ROOT,
        env={**os.environ, "JACKFIELD_WEBHOOK_SECRET": secret},
        stdout=subprocess.PIPE,
        text=True,
    ) as receiver:
        try:
            assert receiver.stdout is not None
            port = receiver.stdout.readline().rpartition(" ")[2].strip()
            event = {"id": "e-1", "type": "call_ended", "time": "now", "call": "a:b", "data": {}}
            body = json.dumps(event).encode()
            headers = sign(secret, "e-1", int(time.time()), body)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                statuses = [
                    client.post("/", content=sent, headers=headers).status_code
                    for sent in (body + b" ", body, body)
                ]
            assert statuses == [401, 204, 204]
        finally:
            receiver.kill()
        assert receiver.stdout.read() == "refused: webhook_signature\nnow a:b call_ended {}\n"
