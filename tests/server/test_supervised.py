"""What fails in one task of a server is nobody else's."""

import asyncio

import pytest
from structlog.testing import capture_logs

from jackfield.server.supervised import SupervisedTasks


async def _fail(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


@pytest.mark.parametrize(
    "error",
    [
        OSError("the disk is full"),
        SystemExit(1),
        BaseExceptionGroup("of its own tasks", [SystemExit(1)]),
    ],
)
async def test_a_task_that_fails_ends_alone_and_is_told(error: BaseException) -> None:
    failures: list[None] = []
    going_on = asyncio.Event()
    with capture_logs() as logs:
        async with SupervisedTasks(lambda: failures.append(None)) as tasks:
            other = tasks.create_task(going_on.wait())
            failed = tasks.create_task(_fail(error), name="webhook 1")
            await asyncio.wait([failed])
            assert failed.cancelled()
            assert not other.done()
            going_on.set()
    assert await other is True
    assert len(failures) == 1
    (told,) = logs
    assert (told["event"], told["task"], told["log_level"]) == ("task_failed", "webhook 1", "error")


async def test_what_a_task_gives_is_given() -> None:
    async def _seven() -> int:
        return 7

    async with SupervisedTasks(pytest.fail) as tasks:
        task = tasks.create_task(_seven(), name="seven")
    assert (await task, task.get_name()) == (7, "seven")


async def test_who_is_cancelled_has_not_failed() -> None:
    async with SupervisedTasks(pytest.fail) as tasks:
        at_once = tasks.create_task(_fail(OSError()))
        at_once.cancel()
        later = tasks.create_task(asyncio.Event().wait())
        await asyncio.sleep(0)
        later.cancel()
    assert at_once.cancelled()
    assert later.cancelled()


async def test_who_holds_the_tasks_may_still_fail() -> None:
    started: list[asyncio.Task[bool]] = []

    async def _hold() -> None:
        async with SupervisedTasks(pytest.fail) as tasks:
            started.append(tasks.create_task(asyncio.Event().wait()))
            raise OSError("the server's own")

    with pytest.raises(ExceptionGroup):
        await _hold()
    assert started[0].cancelled()
