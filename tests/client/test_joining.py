"""A call about to be joined."""

import asyncio

import pytest

from client_kit import a_side
from jackfield.call import Connection
from jackfield.client.joining import Joining
from media_kit import settle


async def test_a_block_leaves_at_its_end_however_it_ends() -> None:
    async with a_side() as side:

        async def _join() -> Connection:
            return Connection(await side.joined())

        async with Joining(_join) as connection:
            assert connection.call == "default:standup"
        assert await connection.wait() == "local"
        with pytest.raises(ZeroDivisionError):
            async with Joining(_join) as connection:
                raise ZeroDivisionError
        assert await connection.wait() == "local"


async def test_who_awaits_it_leaves_by_themselves() -> None:
    async with a_side() as side:

        async def _join() -> Connection:
            return Connection(await side.joined())

        connection = await Joining(_join)
        assert side.engine.session_count == 1
        await connection.leave()
        assert side.engine.session_count == 0


async def test_a_task_can_join() -> None:
    async with a_side() as side:

        async def _join() -> Connection:
            return Connection(await side.joined())

        connection = await asyncio.create_task(Joining(_join))
        async with asyncio.TaskGroup() as tasks:
            other = tasks.create_task(Joining(_join))
        assert connection.call == other.result().call == "default:standup"
        for joined in (connection, other.result()):
            await joined.leave()
        assert side.engine.session_count == 0


async def test_a_task_that_joins_can_be_cancelled() -> None:
    async with a_side() as side:
        side.engine.connects = False

        async def _join() -> Connection:
            return Connection(await side.joined())

        joining = asyncio.create_task(Joining(_join))
        await settle()
        assert side.engine.session_count == 1
        joining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await joining
        await settle()
        assert side.engine.session_count == 0


def test_who_does_not_wait_for_it_owes_it_nothing() -> None:
    async def _join() -> Connection:
        raise AssertionError

    Joining(_join).close()
