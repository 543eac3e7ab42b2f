"""The README's code runs as it stands."""

import re
from pathlib import Path

import pytest
from bench.load import Load, measure
from bench.servers import Target

from e2e.server import serving
from repo.tree import ROOT

AGENT = re.compile(r"^```python\n(.+?)^```$", re.MULTILINE | re.DOTALL)
AGENT_LINES = 20


@pytest.fixture(scope="module")
def agent_code() -> str:
    blocks = AGENT.findall((ROOT / "README.md").read_text())
    assert len(blocks) == 2, "the README shows one agent, then its test (test_testing_guide.py)"
    code: str = blocks[0]
    return code


def test_the_agent_is_short(agent_code: str) -> None:
    assert len(agent_code.splitlines()) <= AGENT_LINES


def test_the_agent_is_named_by_its_command(agent_code: str) -> None:
    command = re.search(r"--agent (\w+):(\w+)", (ROOT / "README.md").read_text())
    assert command is not None
    assert f"# {command[1]}.py" in agent_code
    assert f"async def {command[2]}(" in agent_code


@pytest.mark.slow
@pytest.mark.timeout(300)  # the first build of the load generator fetches Pion
def test_the_agent_says_everything_back_after_a_pause(agent_code: str, tmp_path: Path) -> None:
    (tmp_path / "patient.py").write_text(agent_code)
    with serving(tmp_path, "--agent", "patient:parrot") as server:
        target = Target(label="patient", url=server.whip, pid=server.pid)
        report = measure(target, Load(sessions=1, seconds=6, signal="bursts"))
    assert report["onsets_found"] > 0
    # A burst of 120 ms, and 600 ms of silence until the agent speaks.
    assert 700 < report["onset_ms"]["p50"] < 1200


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ROOT.glob("*.md"):
        named = set(
            re.findall(r"`make ([a-z]+)[` ]|^make ([a-z]+)", document.read_text(), re.MULTILINE)
        )
        assert {first or second for first, second in named} <= targets, document.name
