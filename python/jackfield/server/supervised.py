"""The tasks of a server: what fails in one of them ends that one alone."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import TypeVar

import structlog
from typing_extensions import override

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")

T = TypeVar("T")


class SupervisedTasks(asyncio.TaskGroup):
    """A task group that outlives its tasks' errors: calls are not to end with, say, a webhook.

    A task that failed is logged and counted, and ends as one that was cancelled.

    Args:
        on_failure: Told of each task that raised something.
    """

    def __init__(self, on_failure: Callable[[], object]) -> None:
        super().__init__()
        self._on_failure = on_failure

    @override
    def create_task(  # type: ignore[override]  # no task of ours is a bare generator
        self,
        coro: Coroutine[object, object, T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        """As that of any task group."""
        task = super().create_task(self._contain(coro, name), name=name, context=context)
        # It never ran if the task was cancelled at once.
        task.add_done_callback(lambda _: coro.close())
        return task

    async def _contain(self, work: Coroutine[object, object, T], name: str | None) -> T:
        try:
            return await work
        # Whatever calls sys.exit(), also in groups of tasks of its own, must not end the server.
        except (Exception, SystemExit, BaseExceptionGroup) as error:
            self._on_failure()
            _log.exception("task_failed", task=name)
            raise asyncio.CancelledError from error
