"""Joining a call of this process."""

import asyncio

import pytest

from client_kit import a_side
from jackfield.call import Connection
from jackfield.calls import CallName
from jackfield.client.handlers.embedded import find_embedded_call, join_embedded_call
from jackfield.errors import JoinCode, JoinError
from media_kit import settle

NAME = CallName("default", "standup")


async def test_two_meet_in_a_call_that_lasts_as_long_as_they_do() -> None:
    async with a_side() as side:
        ann = await join_embedded_call(side.cores, NAME, "ann", created_by_id="ann")
        bob = await join_embedded_call(side.cores, NAME, "bob")
        assert len(side.settings) == 1
        call = find_embedded_call(side.cores, NAME)
        assert call is not None
        assert call.created_by_id == "ann"
        for line in (ann, bob):
            await Connection(line).leave()
        await settle()
        assert find_embedded_call(side.cores, NAME) is None
        assert side.engine.session_count == 0


async def test_an_id_can_be_had_once() -> None:
    async with a_side() as side:
        ann = await join_embedded_call(side.cores, NAME, "ann")
        with pytest.raises(JoinError, match="is in this call already") as raised:
            await join_embedded_call(side.cores, NAME, "ann")
        assert raised.value.code is JoinCode.PARTICIPANT_TAKEN
        await Connection(ann).leave()
        await settle()
        assert side.cores.known("embedded") is None


async def test_who_is_cancelled_while_joining_leaves_nothing() -> None:
    async with a_side() as side:
        joining = asyncio.create_task(join_embedded_call(side.cores, NAME, "ann"))
        await asyncio.sleep(0)
        joining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await joining
        await settle()
        assert side.cores.known("embedded") is None
        assert side.engine.session_count == 0
