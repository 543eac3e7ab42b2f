"""Agents in calls of many: one seat each, however often they are asked for."""

import secrets
from collections.abc import Callable, Coroutine
from typing import TypeAlias

import structlog

from jackfield.agents import AgentSpec
from jackfield.agents.runner import AgentRun
from jackfield.call import Agent, Connection
from jackfield.calls import Home, JoinRequest
from jackfield.errors import JackfieldError, RemoteProtocolError
from jackfield.line import Line

TRANSPORT = "agent"
"""The way in of those who run in this process."""
_ID_BYTES = 6

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
        self._seated: dict[tuple[Home, str], str] = {}

    def seat(self, call: Home, spec: AgentSpec) -> None:
        """Have an agent sit in a call, unless it does already.

        Raises:
            RemoteProtocolError: It cannot.
        """
        function, key = function_of(spec), (call, spec.name)
        if key not in self._seated and not call.end_reason:
            self._seated[key] = _new_id()
            self._start(self._attend(call, spec, function), f"agent in {call.cid}")

    async def bring(self, call: Home, spec: AgentSpec) -> str:
        """Have an agent sit in a call, unless it does already; gives the participant it is.

        Raises:
            JackfieldError: It cannot, or there is no room for it.
        """
        function, key = function_of(spec), (call, spec.name)
        if key not in self._seated:
            self._seated[key] = _new_id()
            line = await self._sit(call, spec)
            self._start(self._run(call, spec, function, line), f"agent in {call.cid}")
        return self._seated[key]

    async def _attend(self, call: Home, spec: AgentSpec, function: Agent) -> None:
        try:
            line = await self._sit(call, spec)
        except JackfieldError as error:
            _log.warning(
                "agent_not_seated",
                agent=spec.name,
                call=call.cid,
                code=error.code,
                reason=str(error),
            )
        else:
            await self._run(call, spec, function, line)

    async def _sit(self, call: Home, spec: AgentSpec) -> Line:
        key = (call, spec.name)
        request = JoinRequest(
            call=call.name,
            transport=TRANSPORT,
            participant=self._seated[key],
            name=spec.name,
            is_agent=True,
        )
        try:
            return await call.open_seat(request, spec.hears)
        except BaseException:
            del self._seated[key]
            raise

    async def _run(self, call: Home, spec: AgentSpec, function: Agent, line: Line) -> None:
        run = AgentRun(
            spec.name,
            function,
            Connection(line),
            grace_s=self._grace_s,
            on_failure=lambda: self._on_failure(spec.name),
        )
        line.at_end(run.call_ended)
        try:
            await run.run()
            self._on_end(spec.name, line.frames.dropped)
        finally:
            self._seated.pop((call, spec.name), None)


def _new_id() -> str:
    return f"{TRANSPORT}-{secrets.token_hex(_ID_BYTES)}"
