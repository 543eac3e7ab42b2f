"""Whom a caller may talk to: the agent that answers by itself, and those offered beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jackfield.agents import AGENTS, AgentSpec, find_agent
from jackfield.errors import RemoteProtocolError


@dataclass(frozen=True, slots=True)
class AgentChoice:
    """The agents of one server.

    Attributes:
        default: Answers callers that name none.
        named: All that may be asked for, the default first.
    """

    default: AgentSpec
    named: Mapping[str, AgentSpec]

    def find(self, name: str | None) -> AgentSpec:
        """The agent a caller asked for; the default one if it named none.

        Raises:
            RemoteProtocolError: It is not offered, whether it exists or not.
        """
        if not name:
            return self.default
        if name not in self.named:
            offered = ", ".join(self.named)
            message = f"agent: {name[:64]!r} is not offered here: use one of {offered}"
            raise RemoteProtocolError(message, status_hint=422, code="unknown_agent")
        return self.named[name]


def offer_agents(agent: AgentSpec, choices: Sequence[str] = ()) -> AgentChoice:
    """The agents a server offers.

    The built-in ones belong together: who serves one of them and says nothing else serves them all.
    An agent of one's own is offered alone, unless others are named.

    Raises:
        AgentError: One of the choices cannot be loaded.
    """
    names = choices or (tuple(AGENTS) if agent.name in AGENTS else ())
    others = (find_agent(name) for name in names if name != agent.name)
    return AgentChoice(agent, {spec.name: spec for spec in (agent, *others)})
