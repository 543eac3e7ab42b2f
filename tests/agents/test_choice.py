"""Whom a caller may ask for."""

import pytest

from agent_kit import spec
from jackfield.agents import find_agent
from jackfield.agents.choice import offer_agents
from jackfield.call import Connection
from jackfield.errors import AgentError, RemoteProtocolError


async def _mine(connection: Connection) -> None:
    """Does nothing."""


def test_the_built_in_agents_are_offered_together() -> None:
    choice = offer_agents(find_agent("pcm-parrot"))
    assert list(choice.named) == ["pcm-parrot", "parrot", "transcoding-parrot"]
    assert choice.find(None) is choice.find("") is choice.find("pcm-parrot") is choice.default
    assert choice.find("parrot").route == "forward"


def test_an_agent_of_ones_own_is_offered_alone_unless_others_are_named() -> None:
    mine = spec(_mine)
    assert list(offer_agents(mine).named) == ["test-agent"]
    assert list(offer_agents(mine, ("parrot",)).named) == ["test-agent", "parrot"]


def test_naming_only_the_agent_itself_leaves_no_choice() -> None:
    assert list(offer_agents(find_agent("parrot"), ("parrot",)).named) == ["parrot"]


def test_an_agent_that_is_not_offered_is_refused_by_its_name() -> None:
    choice = offer_agents(spec(_mine))
    with pytest.raises(
        RemoteProtocolError, match=r"^agent: 'parrot' is not offered here: use one of test-agent$"
    ) as refused:
        choice.find("parrot")
    assert (refused.value.code, refused.value.status_hint) == ("unknown_agent", 422)


def test_a_long_name_is_not_repeated_as_a_whole() -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        offer_agents(spec(_mine)).find("a" * 10_000)
    assert len(str(refused.value)) < 200


def test_a_choice_that_cannot_be_loaded_is_told_at_once() -> None:
    with pytest.raises(AgentError, match="parot"):
        offer_agents(find_agent("parrot"), ("parot",))
