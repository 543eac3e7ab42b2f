"""What calls of both clients have in common, wherever they are."""

import pytest

from jackfield import AsyncClient, CallRequest, Client, MockConfig, MockParticipant
from jackfield.errors import ConfigError, JoinCode, JoinError, RemoteProtocolError


def test_a_call_knows_who_made_it_first() -> None:
    call = Client().video.rtc_call("default", "a")
    assert call.get_or_create(data=CallRequest(created_by_id="ann")).created_by_id == "ann"
    assert call.get_or_create(data=CallRequest(created_by_id="bob")).created_by_id == "ann"
    with pytest.raises(ConfigError, match="created_by_id: is empty"):
        call.get_or_create(data=CallRequest(created_by_id=""))


def test_a_mock_is_a_configuration_of_its_own() -> None:
    call = Client().video.rtc_call("default", "a")
    config = MockConfig(participants=[MockParticipant(id="ann")])
    call.set_mock(config)
    config.participants[0].id = ""  # changes nothing any more
    call.set_mock(None)
    with pytest.raises(ConfigError, match="mock: must be a MockConfig, not str"):
        call.set_mock("ann")  # type: ignore[arg-type]  # what a program may pass


async def test_nobody_joins_without_an_id() -> None:
    with pytest.raises(JoinError, match="default:a: user_id is empty"):
        await AsyncClient().video.rtc_call("default", "a").join("")


def test_a_call_of_this_process_that_nobody_is_in_is_none() -> None:
    with pytest.raises(RemoteProtocolError, match="there is no such call"):
        Client().video.rtc_call("default", "a").end()


async def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(JoinError, match="call: the id must be") as raised:
        await Client().video.rtc_call("default", "a b").join("bot")
    assert raised.value.code is JoinCode.JOIN
