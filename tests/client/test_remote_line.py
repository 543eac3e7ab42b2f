"""A call on a server, as a Connection uses it."""

import asyncio

import httpx
import numpy as np
import pytest

from client_kit import ANN, BOB, QUICK, a_side, is_empty, kinds, problem, rest_of
from jackfield.call import Connection
from jackfield.errors import (
    CallEndedError,
    JoinCode,
    JoinError,
    LocalProtocolError,
)
from jackfield.events import (
    Participant,
    active_speaker,
    audio_slot,
    call_ended,
    call_joined,
    participant_changed,
    participant_joined,
    participant_left,
)
from jackfield.v1 import Error, ErrorCode, Event
from media_kit import frames, settle, tone


async def test_the_first_event_is_that_of_the_server_and_the_last_says_who_left() -> None:
    async with a_side() as side:
        line = await side.joined()
        await side.tell(line, participant_joined(ANN))
        connection = Connection(line)
        await connection.leave()
        assert kinds(await rest_of(line)) == [
            "call_join_response",
            "participant_joined",
            "call_ended",
        ]
        assert line.close_code == "local"
        assert side.whip.asked[-1].startswith("DELETE https://calls.example/whip/session-1")
        assert await is_empty(side)


async def test_what_takes_the_place_again_is_nobody_elses() -> None:
    async with a_side() as side:
        side.engine.first = call_joined("bot", "secret")
        line = await side.joined()
        told = (await anext(line.events)).call_join_response
        assert (told.participant, told.resume) == ("bot", "")
        line.close()
        await line.closed()


async def test_the_core_reaches_no_further_than_it_must() -> None:
    async with a_side() as side:
        line = await side.joined()
        (settings,) = side.settings
        assert settings.workers == 1
        assert not settings.ice_servers
        line.close()
        await line.closed()


async def test_what_is_heard_is_the_active_speakers() -> None:
    async with a_side() as side:
        line = await side.joined()
        await side.tell(line, participant_joined(ANN), participant_joined(BOB), active_speaker(BOB))
        await side.speak(line, tone())
        who, (rate, pcm) = await anext(line.frames)
        assert (who, rate) == (BOB, 48_000)
        assert np.array_equal(pcm, tone())
        await side.tell(line, participant_left(BOB))
        await side.speak(line, tone())
        assert (await anext(line.frames))[0] == ANN
        assert line.participant == ANN
        line.close()
        await line.closed()


async def test_who_has_a_section_is_heard_there_and_the_rest_is_the_active_speakers() -> None:
    async with a_side() as side:
        line = await side.joined()
        ann_now = Participant(id="ann", name="Ann Other", transport="whip")
        await side.tell(
            line, participant_joined(ANN), participant_joined(BOB), audio_slot("slot2", ANN)
        )
        await side.tell(line, participant_changed(ann_now), active_speaker(BOB))
        side.engine.speak(line.session, tone(), source=2)
        await side.speak(line, tone())
        heard = [(await anext(line.frames))[0] for _ in range(2)]
        assert heard == [ANN, BOB]
        assert heard[0].is_like(ann_now)
        line.close()
        await line.closed()


async def test_what_is_said_reaches_the_server_and_is_waited_for() -> None:
    async with a_side() as side:
        connection = Connection(line := await side.joined())
        playing = asyncio.create_task(connection.play(tone(100), rate=48_000))
        await settle()
        assert not playing.done()
        side.engine.advance(200)
        await settle()
        await playing
        assert np.array_equal(side.engine.heard(line.session), tone(100))
        await connection.leave()
        with pytest.raises(CallEndedError):
            await connection.send_audio(48_000, tone())


async def test_what_is_cleared_is_not_waited_for() -> None:
    async with a_side() as side:
        connection = Connection(line := await side.joined())
        playing = asyncio.create_task(connection.play(tone(1000), rate=48_000))
        await settle()
        connection.clear()
        await playing
        assert side.engine.queued_ms(line.session) == 0
        await connection.leave()


async def test_a_busy_program_loses_the_oldest_and_is_told_how_much() -> None:
    async with a_side() as side:
        line = await side.joined()
        for _ in range(3):
            await side.speak(line, *frames(8))
        assert line.frames_dropped == 14
        line.close()
        await line.closed()


async def test_the_servers_last_word_ends_the_call() -> None:
    async with a_side() as side:
        line = await side.joined()
        await side.tell(line, call_ended("ended", "by an operator"))
        last = (await rest_of(line))[-1]
        assert (last.call_ended.reason, last.call_ended.detail) == ("ended", "by an operator")
        assert await line.closed() == "ended"
        assert await is_empty(side)


async def test_a_session_that_the_server_ends_is_not_resumed() -> None:
    async with a_side() as side:
        line = await side.joined()
        side.engine.end(line.session, "peer")
        assert await line.closed() == "peer"
        assert len(side.whip.requests) == 2, "the offer and the good-bye"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(401, "token_expired", "this token has expired"), JoinCode.TOKEN_EXPIRED),
        (httpx.ConnectError("refused"), JoinCode.UNREACHABLE),
        (
            httpx.Response(
                201, headers={"Content-Type": "application/sdp", "Location": "/x"}, text="x"
            ),
            JoinCode.SERVER_ERROR,
        ),
    ],
)
async def test_who_is_refused_leaves_nothing(
    answer: httpx.Response | Exception, code: JoinCode
) -> None:
    async with a_side() as side:
        side.whip.answers = [answer]
        with pytest.raises(JoinError) as raised:
            await side.joined()
        assert raised.value.code is code
        assert await is_empty(side)


async def test_an_error_as_the_first_event_is_raised_with_its_message() -> None:
    async with a_side() as side:
        error = Error(code=ErrorCode.ERROR_CODE_JOIN_CALL, message="the call is private")
        side.engine.first = Event(error=error)
        with pytest.raises(JoinError, match="the call is private"):
            await side.joined()
        assert await is_empty(side)


async def test_patience_ends_and_says_what_did_not_come() -> None:
    async with a_side() as side:
        side.engine.connects = False
        with pytest.raises(JoinError, match=r"waited 0\.05 s for media") as raised:
            await side.joined(QUICK)
        assert raised.value.code is JoinCode.TIMEOUT
        assert await is_empty(side)
        assert side.whip.asked[-1].startswith("DELETE "), "the server need not wait either"


async def test_a_server_that_tells_nothing_is_not_joined() -> None:
    async with a_side() as side:
        side.engine.first = None
        with pytest.raises(JoinError, match="first event"):
            await side.joined(QUICK)
        assert await is_empty(side)


async def test_media_that_cannot_flow_are_told() -> None:
    async with a_side() as side:
        side.engine.connects = False
        opening = asyncio.create_task(side.joined())
        await settle()
        (session,) = side.engine.sessions
        side.engine.end(session, "setup_timeout")
        with pytest.raises(JoinError, match="setup_timeout") as raised:
            await opening
        assert raised.value.code is JoinCode.UNREACHABLE


async def test_who_is_cancelled_while_joining_leaves_nothing() -> None:
    async with a_side() as side:
        side.engine.connects = False
        opening = asyncio.create_task(side.joined())
        await settle()
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert await is_empty(side)


async def test_an_answer_that_nobody_waits_for_is_said_good_bye_to() -> None:
    async with a_side() as side:
        side.whip.thinks = asyncio.Event()
        opening = asyncio.create_task(side.joined())
        await settle()
        opening.cancel()
        await settle()
        assert not opening.done(), "the server may have let us in"
        side.whip.thinks.set()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert side.whip.asked[-1] == "DELETE https://calls.example/whip/session-1"
        assert len(asyncio.all_tasks()) == 1
        assert side.engine.session_count == 0


async def test_nothing_is_left_when_who_is_refused_learns_of_it() -> None:
    async with a_side() as side:
        side.engine.connects = False
        with pytest.raises(JoinError, match="media"):
            await side.joined(QUICK)
        assert side.whip.asked[-1].startswith("DELETE ")
        assert len(asyncio.all_tasks()) == 1


async def test_many_share_a_core_until_the_last_has_left() -> None:
    async with a_side() as side:
        lines = [await side.joined() for _ in range(3)]
        assert len(side.settings) == 1
        for line in lines:
            line.close()
            await line.closed()
        assert side.engine.session_count == 0
        assert await is_empty(side)


async def test_what_is_heard_is_recorded_here() -> None:
    async with a_side() as side:
        line = await side.joined()
        connection = Connection(line)
        recording = await connection.record("heard.wav")
        (begun,) = side.engine.recordings.values()
        assert (begun.source, begun.file_format) == (line.session, "wav")
        assert (await recording.stop()).location == begun.path
        line.close()
        await line.closed()
        with pytest.raises(CallEndedError):
            await connection.record("late.wav")


async def test_what_is_written_and_pressed_goes_to_the_server() -> None:
    async with a_side() as side:
        line = await side.joined()
        side.engine.calls.messages[line.session] = []
        connection = Connection(line)
        await connection.chat("hello")
        await connection.send_dtmf("1#")
        assert side.engine.calls.messages[line.session][0].chat.text == "hello"
        assert side.engine.calls.digits == [(line.session, "1#")]
        with pytest.raises(LocalProtocolError, match="chat: is empty"):
            await connection.chat(" ")
        del side.engine.calls.messages[line.session]
        with pytest.raises(LocalProtocolError, match="has not gone out"):
            await connection.chat("too much")
        side.engine.connects = False
        side.engine.lose(line.session)
        await settle()
        with pytest.raises(CallEndedError, match="network is lost"):
            await connection.chat("hello")
        await connection.leave()
        with pytest.raises(CallEndedError, match="over"):
            await connection.send_dtmf("1")
