"""The agents that come along."""

import pytest

from jackfield.agents import AGENTS, find_agent
from jackfield.errors import AgentError


@pytest.mark.parametrize(
    ("name", "route"),
    [("parrot", "forward"), ("pcm-parrot", "agent"), ("transcoding-parrot", "transcode")],
)
def test_each_parrot_takes_its_own_way_through_the_core(name: str, route: str) -> None:
    assert find_agent(name).route == route


def test_only_what_runs_in_python_has_a_function() -> None:
    assert [name for name, spec in AGENTS.items() if spec.function] == ["pcm-parrot"]


def test_a_function_of_yours_hears_and_speaks() -> None:
    spec = find_agent("jackfield.agents.parrot:pcm_parrot")
    assert spec.route == "agent"
    assert spec.function is AGENTS["pcm-parrot"].function


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(AgentError, match=r"'parot'.*parrot, pcm-parrot, transcoding-parrot"):
        find_agent("parot")
