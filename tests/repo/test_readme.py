"""The README's code runs as it stands."""

import re

import pytest

from repo.tree import ROOT

AGENT = re.compile(r"^```python\n(.+?)^```$", re.MULTILINE | re.DOTALL)
AGENT_LINES = 20


@pytest.fixture(scope="module")
def agent_code() -> str:
    blocks = AGENT.findall((ROOT / "README.md").read_text())
    assert len(blocks) == 1, "the README shows one agent"
    code: str = blocks[0]
    return code


def test_the_agent_is_short(agent_code: str) -> None:
    assert len(agent_code.splitlines()) <= AGENT_LINES


def test_the_agent_is_named_by_its_command(agent_code: str) -> None:
    command = re.search(r"--agent (\w+):(\w+)", (ROOT / "README.md").read_text())
    assert command is not None
    assert f"# {command[1]}.py" in agent_code
    assert f"async def {command[2]}(" in agent_code


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ROOT.glob("*.md"):
        named = set(
            re.findall(r"`make ([a-z]+)[` ]|^make ([a-z]+)", document.read_text(), re.MULTILINE)
        )
        assert {first or second for first, second in named} <= targets, document.name
