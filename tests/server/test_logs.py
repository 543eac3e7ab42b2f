"""Structured logs (row W19): JSON, one event per change of state, nothing secret."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from jackfield.config import Settings
from jackfield.server import logs
from media_kit import settle
from server_kit import OFFER, RESTART, TRICKLE, serving

DOCUMENT = Path(__file__).parents[2] / "docs" / "logs.md"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    lines = io.StringIO()
    yield lines
    structlog.reset_defaults()
    root.handlers, level = before[0], before[1]
    root.setLevel(level)


def configured(stream: io.StringIO, **settings: object) -> None:
    logs.configure(Settings.model_validate({"log_format": "json", **settings}), stream)


def events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_each_change_of_state_is_one_line_of_json(stream: io.StringIO) -> None:
    configured(stream)
    async with serving() as running:
        session = await running.open()
        running.engine.connect(1, setup_ms=41.26)
        running.engine.lose(1)
        running.engine.connect(1)
        await settle()
        await running.patch(session, RESTART, if_match="*")
        running.engine.end(1, "consent_expired")
        await settle()
    written = [event for event in events(stream) if "session" in event]
    assert [event["event"] for event in written] == [
        "session_opened",
        "session_connected",
        "session_disconnected",
        "session_reconnected",
        "ice_restarted",
        "session_closed",
    ]
    assert all(event["session"] == 1 and event["call"] == "whip-1" for event in written)
    assert written[1]["setup_ms"] == 41.3
    assert written[-1]["reason"] == "consent_expired"
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", str(e["time"])) for e in written)
    assert all(event["level"] == "info" and event["logger"] for event in written)


async def test_no_secret_reaches_the_log(stream: io.StringIO) -> None:
    configured(stream, log_level="debug", access_log=True)
    async with serving(api_keys="k3y", access_log=True) as running:
        key = {"Authorization": "Bearer k3y"}
        opened = await running.post(headers=key)
        token = opened.headers["Location"].rpartition("/")[2]
        running.engine.connect(1)
        await running.client.patch(f"/whip/{token}", content=TRICKLE, headers=key)
        await running.client.delete(f"/whip/{token}", headers=key)
        await settle()
    written = stream.getvalue()
    assert "session_opened" in written
    secrets = ["TMwS//oZ3lKS5bdR3/OzulPw", "4C:7F:A4", "k3y", token, "ice-pwd"]
    assert [secret for secret in secrets if secret in written] == []


async def test_a_request_is_logged_by_its_route_as_it_is_written(stream: io.StringIO) -> None:
    configured(stream, access_log=True)
    async with serving(access_log=True) as running:
        opened = await running.open()
        await running.client.delete(f"{opened.url}?name=whisper")
        for path in (
            "/whip/whisper?name=whisper",
            "/whip/whisper/whisper?name=whisper",
            "/whip/%7Bwhisper%7D",
            "/whisper?name=whisper",
            "/assets/whisper.js",
        ):
            await running.client.get(path)
    requests = [event for event in events(stream) if event["event"] == "http_request"]
    assert [(event["method"], event["route"]) for event in requests] == [
        ("POST", "/whip"),
        ("DELETE", "/whip/{token}"),
        ("GET", "/whip/{token}"),
        ("GET", "other"),
        ("GET", "/whip/{token}"),
        ("GET", "other"),
        ("GET", "other"),
    ]
    own = [event for event in events(stream) if event["logger"] != "httpx"]  # the test's client
    assert [s for s in ("whisper", opened.url.rpartition("/")[2]) if s in repr(own)] == []


@pytest.mark.parametrize("token", ["{token}x", "{to-ken}", "{token", "token}"])
def test_only_a_route_as_it_is_written_is_not_masked(token: str, stream: io.StringIO) -> None:
    configured(stream)
    structlog.get_logger("test").info("asked", route="/whip/{token}", path=f"/whip/{token}")
    (event,) = events(stream)
    assert (event["route"], event["path"]) == ("/whip/{token}", "/whip/***")


def test_secrets_are_masked_wherever_they_come_from(stream: io.StringIO) -> None:
    configured(stream)
    log = structlog.get_logger("test")
    log.info("said", text=OFFER, url="https://x.example/whip/abcDEF123", auth="Bearer abc.def")
    log.info("said", headers={"authorization": ["Bearer abc.def"]})
    log.info("asked", headers="Sec-WebSocket-Protocol: jackfield.v1, bearer.aDN4LWtleQ")
    log.info("said", text="a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwg|2^20")
    try:
        raise ValueError("a=ice-pwd:TMwS//oZ3lKS5bdR3/OzulPw")  # noqa: TRY301
    except ValueError:
        log.exception("failed")
    written = stream.getvalue()
    for secret in ("TMwS", "4C:7F:A4", "abcDEF123", "abc.def", "WVNfX19", "aDN4LWtleQ"):
        assert secret not in written
    assert "opus/48000" not in written, "SDP is masked as a whole"


async def test_secrets_of_new_settings_are_masked_too(stream: io.StringIO) -> None:
    configured(stream, api_keys="old-key")
    logs.learn(Settings.model_validate({"api_keys": "new-key"}))
    structlog.get_logger("test").info("old-key, new-key")
    (event,) = events(stream)
    assert event["event"] == "***, ***"


def test_what_libraries_log_comes_in_the_same_form(stream: io.StringIO) -> None:
    configured(stream)
    logging.getLogger("uvicorn.error").error("went %s", "wrong")
    (event,) = events(stream)
    assert event["event"] == "went wrong"
    assert event["level"] == "error"


def test_requests_of_webhooks_are_not_told_with_their_addresses(stream: io.StringIO) -> None:
    configured(stream, log_level="debug")
    logging.getLogger("httpx").info("HTTP Request: POST https://receiver.example/hook?token=x")
    assert events(stream) == []


def test_an_exception_is_one_line_too(stream: io.StringIO) -> None:
    configured(stream)
    try:
        _ = 1 // 0
    except ZeroDivisionError:
        structlog.get_logger("test").exception("failed")
    (event,) = events(stream)
    assert "ZeroDivisionError" in str(event["exception"])


def test_events_below_the_level_are_not_written(stream: io.StringIO) -> None:
    configured(stream, log_level="warning")
    structlog.get_logger("test").info("quiet")
    structlog.get_logger("test").warning("loud")
    assert [event["event"] for event in events(stream)] == ["loud"]


def test_people_get_a_form_for_people(stream: io.StringIO) -> None:
    configured(stream, log_format="console")
    structlog.get_logger("test").info("listening", url="http://127.0.0.1:8080/")
    assert "listening" in stream.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(stream.getvalue())


def test_each_event_is_documented() -> None:
    documented = DOCUMENT.read_text()
    sources = (Path(__file__).parents[2] / "python" / "jackfield").rglob("*.py")
    call = re.compile(r'log(?:\.(?:debug|info|warning|error|exception))?\(\s*"(\w+)"')
    names = {name for source in sources for name in call.findall(source.read_text())}
    assert {"listening", "session_opened", "session_closed", "agent_failed"} <= names
    assert {name for name in names if f"`{name}`" not in documented} == set()
