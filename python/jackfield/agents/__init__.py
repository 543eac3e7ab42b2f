"""Who answers a call: the agents that come along, and any async function of yours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jackfield.agents.loader import load_function
from jackfield.agents.parrot import pcm_parrot
from jackfield.call import Agent
from jackfield.engine import Hearing, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSpec:
    """One row of the registry.

    Attributes:
        name: What ``--agent`` is given.
        route: What the core does with the audio of its calls.
        function: The Python part; None when the core does everything.
        summary: One line for people.
        hears: In a call of many: each who speaks by themselves, or all together.
    """

    name: str
    route: Route
    function: Agent | None
    summary: str
    hears: Hearing = "each"


AGENTS: Mapping[str, AgentSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            AgentSpec(
                name="parrot",
                route="forward",
                function=None,
                summary="sends audio and video back as they came; nothing is decoded",
            ),
            AgentSpec(
                name="pcm-parrot",
                route="agent",
                function=pcm_parrot,
                summary="decodes, hands each frame to a Python coroutine, encodes what it sends",
                hears="mix",
            ),
            AgentSpec(
                name="transcoding-parrot",
                route="transcode",
                function=None,
                summary="decodes and encodes in the core, without Python",
            ),
        )
    }
)


def find_agent(name: str) -> AgentSpec:
    """The agent of that name, or the function that ``module:function`` names.

    Raises:
        AgentError: There is no such agent, with the reason and the names there are.
    """
    if name in AGENTS:
        return AGENTS[name]
    function = load_function(name, known=tuple(AGENTS))
    return AgentSpec(name=name, route="agent", function=function, summary="a function of yours")
