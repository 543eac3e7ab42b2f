"""Agents for tests, as rows of the registry."""

from jackfield.agents import AgentSpec
from jackfield.call import Agent


def spec(function: Agent, name: str = "test-agent") -> AgentSpec:
    return AgentSpec(name=name, route="agent", function=function, summary="for a test")
