"""The hub: one drain for all, one hand-over for all."""

import asyncio

import numpy as np
import pytest

from fakes import FakeEngine
from jackfield.call import Connection
from jackfield.errors import CallEndedError, CapacityError, EngineError, RemoteProtocolError
from jackfield.events import Participant
from jackfield.line import FRAME_LIMIT
from media_kit import OFFER, frames, open_call, open_line, running_hub, settle, tone


def participant(session: int) -> Participant:
    return Participant(id=f"test-{session}")


async def test_an_offer_is_answered_with_sdp_and_ufrag(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        opened = await hub.open(OFFER, "agent", participant)
    assert opened.answer.startswith("v=0\r\n")
    assert f"a=ice-ufrag:{opened.ufrag}" in opened.answer


@pytest.mark.parametrize(
    ("offer", "status"),
    [("no sdp at all", 400), (OFFER.replace("opus", "speex"), 422)],
    ids=["malformed", "unsupported"],
)
async def test_a_refused_offer_is_an_error_of_the_peer(
    engine: FakeEngine, offer: str, status: int
) -> None:
    async with running_hub(engine) as hub:
        with pytest.raises(RemoteProtocolError) as refused:
            await hub.open(offer, "agent", participant)
    assert refused.value.status_hint == status


async def test_a_full_core_is_no_error_of_the_peer(engine: FakeEngine) -> None:
    engine.set_accepting(False)
    async with running_hub(engine) as hub:
        with pytest.raises(CapacityError) as refused:
            await hub.open(OFFER, "agent", participant)
    assert refused.value.retryable


async def test_after_shutdown_nothing_is_opened(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        engine.shutdown()
        with pytest.raises(CapacityError):
            await hub.open(OFFER, "agent", participant)


async def test_who_gives_up_waiting_leaves_no_session_behind(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        opening = asyncio.create_task(hub.open(OFFER, "agent", participant))
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.wait([opening])
        await settle()
        assert engine.session_count == 0


async def test_frames_reach_their_own_call_only(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        first, second = await open_call(hub), await open_call(hub)
        engine.speak(second.session, *frames(1, level=7))
        who, (rate, pcm) = await anext(second.incoming_audio)
    assert who == second.participant
    assert rate == 48_000
    assert pcm.tolist() == [7] * 960
    assert [item async for item in first.incoming_audio] == []


async def test_a_frame_that_is_kept_does_not_keep_its_batch(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        engine.speak(call.session, *frames(5))
        _, (_, pcm) = await anext(call.incoming_audio)
    assert pcm.base is None


async def test_audio_of_all_calls_is_handed_over_at_once(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        calls = [await open_call(hub) for _ in range(50)]
        for call in calls:
            engine.speak(call.session, *frames(1, level=call.session))

        async def echo(call: Connection) -> None:
            _, (rate, pcm) = await anext(call.incoming_audio)
            await call.send_audio(rate, pcm)

        await asyncio.gather(*(echo(call) for call in calls))
        await settle()
        engine.advance(20)
        assert engine.send_calls == [50]
        for call in calls:
            assert engine.heard(call.session).tolist() == [call.session] * 960


async def test_different_rates_are_handed_over_apart(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        wide, narrow = await open_call(hub), await open_call(hub)
        await wide.send_audio(48_000, tone())
        await narrow.send_audio(16_000, tone(rate=16_000))
        await settle()
        engine.advance(20)
        assert engine.send_calls == [1, 1]
        assert len(engine.heard(wide.session)) == 960
        assert len(engine.heard(narrow.session)) == 320


async def test_a_writer_without_pause_waits_for_the_core_and_loses_nothing() -> None:
    engine = FakeEngine(playout_limit_ms=1000)
    said = tone(5000)
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        writer = asyncio.create_task(call.send_audio(48_000, said))
        while not writer.done():
            await settle(10)
            assert engine.queued_ms(call.session) <= 1000
            engine.advance(100)
        engine.advance(5000)
        assert np.array_equal(engine.heard(call.session), said)
    engine.dispose()


async def test_a_consumer_that_was_blocked_goes_on_with_the_next_batch(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        call = await open_call(hub)
        # A second of audio while the event loop cannot run: the core's ring keeps the end of it.
        engine.speak(call.session, *frames(50))
        assert engine.frames_dropped == 40
        # The agent is busy for longer than that: the connection keeps the end as well.
        await settle()
        engine.speak(call.session, *frames(FRAME_LIMIT, level=100))
        await settle()
        assert call.frames_dropped == FRAME_LIMIT

        heard = [await anext(call.incoming_audio) for _ in range(FRAME_LIMIT)]
        assert [int(pcm[0]) for _, (_, pcm) in heard] == list(range(100, 100 + FRAME_LIMIT))
        engine.speak(call.session, *frames(1, level=200))
        _, (_, pcm) = await anext(call.incoming_audio)
        assert int(pcm[0]) == 200


async def test_closing_the_hub_ends_every_call_and_every_question(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        line = await open_line(hub)
        engine.answers = False
        unanswered = asyncio.create_task(line.trickle("a=candidate:1"))
        await settle()
    assert await line.closed() == "shutdown"
    with pytest.raises(CallEndedError):
        await unanswered


async def test_an_internal_failure_is_an_error_of_ours(engine: FakeEngine) -> None:
    async with running_hub(engine) as hub:
        engine.answers = False
        opening = asyncio.create_task(hub.open(OFFER, "agent", participant))
        await settle()
        engine._tell("refused", 1, code="internal", text="no certificate")  # noqa: SLF001
        with pytest.raises(EngineError, match="no certificate"):
            await opening
