"""Runs one agent in one call, so that its failure is nobody else's."""

import asyncio
from collections.abc import Callable

import structlog

from jackfield.call import Agent, Connection
from jackfield.errors import CallEndedError

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.agents")


class AgentRun:
    """An agent at work; :meth:`run` is its task."""

    def __init__(
        self,
        name: str,
        agent: Agent,
        connection: Connection,
        *,
        grace_s: float,
        on_failure: Callable[[], object],
    ) -> None:
        self._name = name
        self._agent = agent
        self._connection = connection
        self._grace_s = grace_s
        self._on_failure = on_failure
        self._limit = asyncio.timeout(None)
        self._running = False

    async def run(self) -> None:
        """Run the agent, then end its call. Raises nothing of the agent's."""
        log = _log.bind(
            agent=self._name, session=self._connection.session, call=self._connection.call
        )
        log.info("agent_started")
        try:
            await self._run()
        except CallEndedError:
            log.info("agent_finished", reason="call ended")
        except TimeoutError:
            log.warning("agent_cancelled", grace_s=self._grace_s)
        # An agent that calls sys.exit() must not take the other calls with it.
        except (Exception, SystemExit):
            self._on_failure()
            log.exception("agent_failed")
        else:
            log.info("agent_finished", reason="returned")
        finally:
            self._connection.close()

    def call_ended(self) -> None:
        """The call is over: the agent has a moment to return, then it is cancelled."""
        if self._running:
            self._limit.reschedule(asyncio.get_running_loop().time() + self._grace_s)

    async def _run(self) -> None:
        async with self._limit:
            self._running = True
            try:
                await self._agent(self._connection)
            except TimeoutError as error:
                # The agent's own, not that of the limit around it.
                raise RuntimeError("a timeout of the agent's own") from error
            finally:
                self._running = False
