"""Agents in calls of many: one seat each, however often they are asked for."""

from collections.abc import Callable, Coroutine
from typing import TypeAlias

import structlog

from jackfield.agents import AgentSpec
from jackfield.agents.runner import AgentRun
from jackfield.call import Agent, Connection
from jackfield.calls import JoinRequest, LiveCall
from jackfield.errors import JackfieldError, RemoteProtocolError

TRANSPORT = "agent"
"""The way in of those who run in this process."""

Start: TypeAlias = Callable[[Coroutine[object, object, None], str], object]
"""Runs something as a task of that name."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.agents")


def function_of(spec: AgentSpec) -> Agent:
    """What sits in a call when this agent is asked for.

    Raises:
        RemoteProtocolError: 422, it works in the core, between two only.
    """
    if spec.function is None:
        raise RemoteProtocolError(
            f"agent: {spec.name!r} works for one caller alone and cannot sit in a call",
            status_hint=422,
            code="agent_unsuitable",
        )
    return spec.function


class AgentSeats:
    """Of all calls of a server.

    Args:
        start: Runs the agents.
        grace_s: After a call: how long an agent may go on.
        on_failure: Told of the agent that raised something.
        on_end: Told of the agent that is done, and of how many frames it was too slow for.
    """

    def __init__(
        self,
        start: Start,
        *,
        grace_s: float,
        on_failure: Callable[[str], object],
        on_end: Callable[[str, int], object],
    ) -> None:
        self._start = start
        self._grace_s = grace_s
        self._on_failure = on_failure
        self._on_end = on_end
        self._seated: set[tuple[LiveCall, str]] = set()

    def seat(self, call: LiveCall, spec: AgentSpec) -> None:
        """Have an agent sit in a call, unless it does already.

        Raises:
            RemoteProtocolError: It cannot.
        """
        function, key = function_of(spec), (call, spec.name)
        if key not in self._seated and not call.end_reason:
            self._seated.add(key)
            self._start(self._attend(call, spec, function), f"agent in {call.cid}")

    async def _attend(self, call: LiveCall, spec: AgentSpec, function: Agent) -> None:
        request = JoinRequest(call=call.name, transport=TRANSPORT, name=spec.name, is_agent=True)
        try:
            line = await call.open_seat(request, spec.hears)
            run = AgentRun(
                spec.name,
                function,
                Connection(line),
                grace_s=self._grace_s,
                on_failure=lambda: self._on_failure(spec.name),
            )
            line.at_end(run.call_ended)
            await run.run()
            self._on_end(spec.name, line.frames.dropped)
        except JackfieldError as error:
            _log.warning(
                "agent_not_seated",
                agent=spec.name,
                call=call.cid,
                code=error.code,
                reason=str(error),
            )
        finally:
            self._seated.discard((call, spec.name))
