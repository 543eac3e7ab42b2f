"""Finding ``module:function``, and saying what is wrong with it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jackfield.agents.loader import load_function
from jackfield.errors import AgentError

MODULE = """
import functools

async def good(connection): ...
async def optional(connection, *, loud=False): ...
async def two(connection, other): ...
async def none(): ...
def plain(connection): ...
class Thing:
    async def method(self, connection): ...
    async def __call__(self, connection): ...
thing = Thing()
partly = functools.partial(two, other=1)
number = 3
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "my_agents.py").write_text(MODULE)
    (tmp_path / "broken_agent.py").write_text("1 / 0")
    (tmp_path / "needy_agent.py").write_text("import not_installed_anywhere")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    yield
    for name in ("my_agents", "broken_agent", "needy_agent"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    "name",
    [
        "my_agents:good",
        "my_agents:optional",
        "my_agents:thing",
        "my_agents:thing.method",
        "my_agents:partly",
    ],
)
def test_whatever_can_be_awaited_with_a_connection_is_an_agent(name: str) -> None:
    assert callable(load_function(name, known=()))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("parot", "there is no agent 'parot': use parrot, or module:function of yours"),
        ("my_agents:", "there is no agent 'my_agents:'"),
        (":good", "there is no agent ':good'"),
        ("absent:good", "agent module 'absent' is not in"),
        ("absent.deeper:good", "agent module 'absent.deeper' is not in"),
        ("needy_agent:good", "agent module 'needy_agent' needs 'not_installed_anywhere'"),
        ("broken_agent:good", "agent module 'broken_agent' cannot be imported: ZeroDivisionError"),
        ("my_agents:bad", "there is no 'bad' in module 'my_agents'"),
        ("my_agents:thing.bad", "there is no 'bad' in a Thing"),
        ("my_agents:number", "is a int, not a function"),
        ("my_agents:plain", "is not async: write `async def`"),
        ("my_agents:Thing", "is a class"),
        ("my_agents:two", "must take exactly one argument"),
        ("my_agents:none", "must take exactly one argument"),
    ],
)
def test_what_cannot_be_an_agent_says_why(name: str, sentence: str) -> None:
    with pytest.raises(AgentError) as wrong:
        load_function(name, known=("parrot",))
    assert sentence in str(wrong.value)
