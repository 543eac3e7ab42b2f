"""Joining a mock call."""

import pytest

from jackfield.client.handlers.mock import join_mock_call
from jackfield.errors import JoinCode, JoinError
from jackfield.v1 import MockConfig
from rtc_kit import WEATHER, someone


async def test_its_participants_are_met() -> None:
    line = join_mock_call(MockConfig(participants=[someone("ann", WEATHER)]), "default:a")
    assert line.participant.id == "ann"
    line.close()
    await line.closed()


async def test_one_that_cannot_be_is_not_joined() -> None:
    with pytest.raises(JoinError, match="default:a: participants: there are none") as raised:
        join_mock_call(MockConfig(), "default:a")
    assert raised.value.code is JoinCode.JOIN
