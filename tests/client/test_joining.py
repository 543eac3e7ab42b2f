"""A call about to be joined."""

import pytest

from client_kit import a_side
from jackfield.call import Connection
from jackfield.client.joining import Joining


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
