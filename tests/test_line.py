"""One session as Python holds it."""

import asyncio

import pytest

from fake_sdp import Credentials, answer, read_offer
from fakes import CANDIDATE, FakeEngine
from jackfield.errors import (
    CallEndedError,
    CapacityError,
    EngineError,
    LocalProtocolError,
    RemoteProtocolError,
)
from jackfield.line import LocalEvent, rejection, sends_audio
from media_kit import open_call, open_line, running_hub, settle

RESTART = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"


async def test_a_restart_answers_with_our_new_credentials(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        fragment, ufrag = await (await open_line(hub)).restart(RESTART)
    assert f"a=ice-ufrag:{ufrag}" in fragment


async def test_a_failed_restart_does_not_end_the_session(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        with pytest.raises(RemoteProtocolError):
            await line.restart("a=ice-ufrag:EsAw\r\na=ice-pwd:short\r\n")
        await line.trickle(CANDIDATE)
        assert line.close_code == ""


async def test_each_question_gets_its_own_answer(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        results = await asyncio.gather(
            line.restart("a=ice-pwd:short"),
            line.restart(RESTART),
            line.trickle(CANDIDATE),
            return_exceptions=True,
        )
    assert isinstance(results[0], RemoteProtocolError)
    assert isinstance(results[1], tuple)
    assert results[2] is None


async def test_questions_to_a_session_that_is_gone_are_answered_so(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        engine.end(line.session, "peer")
        with pytest.raises(CallEndedError):
            await line.trickle(CANDIDATE)


async def test_the_end_reaches_everybody_who_waits(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        waiting = [asyncio.create_task(line.closed()) for _ in range(2)]
        await settle()
        engine.end(line.session, "consent_expired")
        assert [await task for task in waiting] == ["consent_expired", "consent_expired"]


async def test_the_observer_is_told_after_the_line(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        seen: list[tuple[str, str]] = []
        line.observer = lambda line, event: seen.append((event.kind, line.close_code))
        engine.connect(line.session)
        engine.end(line.session, "peer")
        await line.closed()
    assert seen == [("connected", ""), ("closed", "peer")]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("at_capacity", CapacityError),
        ("unknown_session", CallEndedError),
        ("stale_credentials", RemoteProtocolError),
        ("internal", EngineError),
        ("a code of tomorrow", EngineError),
    ],
)
def test_each_code_of_the_core_is_an_error_of_its_own(code: str, error: type[Exception]) -> None:
    event = LocalEvent(kind="rejected", session=1, code=code, text="why")
    assert type(rejection(event)) is error
    assert str(rejection(event)) == "why"


@pytest.mark.parametrize(
    ("offer", "heard"),
    [
        ("chromium-156-audio", True),
        ("chromium-156-audio-video", True),
        ("chromium-156-simulcast", False),
        ("gstreamer-style-sendonly", False),
    ],
)
def test_whether_the_peer_hears_us_is_read_from_the_answer(offer: str, heard: bool) -> None:  # noqa: FBT001
    text = answer(read_offer(offer), Credentials("abcd", "x" * 22), CANDIDATE)
    assert sends_audio(text) is heard


def test_an_answer_without_audio_promises_none() -> None:
    assert not sends_audio("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\n")


async def test_keys_are_pressed_towards_the_peer(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        await call.send_dtmf("12#")
        assert engine.calls.digits == [(call.session, "12#")]
        with pytest.raises(LocalProtocolError, match="digits: no such key"):
            await call.send_dtmf("x")
        with pytest.raises(LocalProtocolError, match="nobody to read it"):
            await call.chat("hello")
        engine.end(call.session, "peer")
        await settle()
        for late in (call.send_dtmf("1"), call.chat("hello")):
            with pytest.raises(CallEndedError):
                await late


async def test_who_may_not_stay_is_dismissed_with_the_reason(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line, other = await open_line(hub), await open_line(hub)
        line.expel("key_revoked")
        other.close("replaced")
        assert (await line.closed(), await other.closed()) == ("key_revoked", "replaced")
        assert engine.dismissed == {line.session: "key_revoked"}
