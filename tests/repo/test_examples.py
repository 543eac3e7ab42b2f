"""The programs of examples/ run as they stand."""

import subprocess
import sys

import pytest

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


def test_a_mock_in_a_test() -> None:
    tests = sorted(
        shown(path) for path in files_under("examples", ".py") if "/test_" in shown(path)
    )
    assert tests
    # Without the plug-ins and settings of this repository, as in a project of somebody else's.
    said = _run("-m", "pytest", "-c", "/dev/null", "-p", "no:asyncio", "--rootdir", ".", *tests)
    assert f"{len(tests)} passed" in said
