"""Clients and the calls they name; whole calls are in test_rtc.py."""

import asyncio
import gc
import time

import pytest
from pydantic import SecretStr

from jackfield import (
    AsyncClient,
    CallRequest,
    CallResponse,
    Client,
    ConfigError,
    JoinCode,
    JoinError,
    MockConfig,
)
from jackfield.tokens import read_token
from rtc_kit import WEATHER, mock_call, someone
from sdk_kit import needs_calls

REQUEST = CallRequest(created_by_id="me")


def test_key_and_secret_come_from_the_environment_unless_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JACKFIELD_API_KEY", "from-outside")
    assert Client().api_key == "from-outside"
    assert AsyncClient(api_key="given").api_key == "given"


def test_a_client_does_not_show_its_secret() -> None:
    client = Client("https://a.example", api_key="key", api_secret="hush")
    assert repr(client) == "Client(base_url='https://a.example', api_key='key')"


def test_a_call_is_made_once_and_keeps_its_maker() -> None:
    client = Client()
    call = client.video.rtc_call("default", "a")
    made = call.get_or_create(data=REQUEST)
    assert made == CallResponse(type="default", id="a", created_by_id="me")
    again = client.video.rtc_call("default", "a").get_or_create(
        data=CallRequest(created_by_id="you")
    )
    assert again == made


@pytest.mark.parametrize("client", [Client(), AsyncClient()])
def test_a_call_is_the_same_whichever_way_it_is_named(client: Client | AsyncClient) -> None:
    assert client.rtc_call("default", "a") is client.video.rtc_call("default", "a")


async def test_the_asynchronous_client_has_everything_awaited() -> None:
    call = AsyncClient().video.rtc_call("default", "a")
    assert (await call.get_or_create(data=REQUEST)).id == "a"
    call.set_mock(MockConfig(participants=[someone("ann", WEATHER)]))
    async with call.join("bot") as connection:
        assert await connection.wait() == "finished"


def test_calls_are_told_apart_by_type_and_id_and_forgotten_with_their_last_holder() -> None:
    client = Client()
    call = client.video.rtc_call("default", "a")
    assert client.video.rtc_call("default", "a") is call
    assert client.video.rtc_call("other", "a") is not call
    call.get_or_create(data=REQUEST)
    del call
    gc.collect()
    fresh = client.video.rtc_call("default", "a")
    assert fresh.get_or_create(data=CallRequest(created_by_id="you")).created_by_id == "you"


@pytest.mark.parametrize(("names", "field"), [(("", "a"), "call_type"), (("a", ""), "call_id")])
def test_a_call_needs_a_name(names: tuple[str, str], field: str) -> None:
    with pytest.raises(ConfigError, match=f"{field}: is empty"):
        Client().video.rtc_call(*names)


def test_a_call_needs_somebody_who_made_it() -> None:
    with pytest.raises(ConfigError, match="created_by_id: is empty"):
        Client().video.rtc_call("default", "a").get_or_create(data=CallRequest(created_by_id=""))


def test_a_mock_is_described_by_its_message() -> None:
    with pytest.raises(ConfigError, match="must be a MockConfig, not dict"):
        Client().video.rtc_call("default", "a").set_mock({})  # type: ignore[arg-type]


async def test_nobody_joins_without_an_id() -> None:
    with pytest.raises(JoinError, match="user_id is empty") as raised:
        await mock_call(someone("ann", WEATHER)).join("")
    assert raised.value.code is JoinCode.JOIN


@needs_calls
async def test_a_mock_that_is_taken_back_leaves_a_call_of_this_process() -> None:
    call = mock_call(someone("ann", WEATHER))
    call.set_mock(None)
    async with call.join("bot") as connection:
        assert connection.participant.id == "bot"


def test_a_token_is_made_for_somebody_else() -> None:
    secret = "a secret of thirty-two bytes or so"
    client = Client(api_key="key", api_secret=secret)
    token = client.create_token("ann", call="default:a", name="Ann", tenant="acme")
    grant = read_token(token, {"key": SecretStr(secret)}, now=time.time(), leeway_s=0)
    assert (grant.subject, grant.name, grant.call) == ("ann", "Ann", "default:a")
    assert grant.tenant == "acme"
    with pytest.raises(ConfigError, match="key: is empty"):
        Client(api_key="", api_secret=secret).create_token("ann")


async def test_a_mock_is_that_of_the_moment_it_was_set() -> None:
    config = MockConfig(participants=[someone("ann", WEATHER)])
    call = Client().video.rtc_call("default", "a")
    call.set_mock(config)
    config.participants[0].id = ""
    async with call.join("bot") as connection:
        assert connection.participant.id == "ann"


async def test_one_call_can_be_joined_by_many() -> None:
    call = mock_call(someone("ann", WEATHER))

    async def _pieces() -> int:
        async with call.join("bot") as connection:
            return len([frame async for frame in connection.incoming_audio])

    assert await asyncio.gather(*(_pieces() for _ in range(5))) == [94] * 5
