"""A call of many: who is in it, who hears whom, what is told, how it ends."""

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from call_kit import NAME, switchboard
from fakes import FakeEngine
from jackfield.calls import EVERYBODY, JoinRequest, Presence
from jackfield.errors import CallEndedError, CapacityError, RemoteProtocolError
from jackfield.events import call_ended, dtmf
from jackfield.line import EVENT_LIMIT, FRAME_LIMIT
from media_kit import frames, settle


async def test_participants_come_by_id_and_name_and_are_told_of(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann", name="Ann")
        await board.join("bob", transport="websocket")
        members = board.call.participants
    assert [(one.id, one.participant.name) for one in members] == [("ann", "Ann"), ("bob", "")]
    assert [one.participant.transport for one in members] == ["whip", "websocket"]
    assert board.kinds()[:4] == [
        "call_created",
        "participant_joined",
        "track_published",
        "connection_changed",
    ]
    assert {call for call, _ in board.told} == {"default:standup"}


async def test_nobody_is_told_of_somebody_before_media_flow(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        guest = await board.open("ann")
        assert board.call.participants == []
        engine.end(guest.session, "setup_timeout")
        await settle()
        assert "participant_joined" not in board.kinds()
        await board.join("ann")  # the name is free again
        assert [one.id for one in board.call.participants] == ["ann"]


async def test_whoever_gives_no_id_gets_one(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        first, second = await board.join(), await board.join()
    assert first.id.startswith("whip-")
    assert first.id != second.id


async def test_a_name_in_use_is_only_for_its_owner(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        with pytest.raises(RemoteProtocolError) as refused:
            await board.join("ann")
        assert (refused.value.status_hint, refused.value.code) == (409, "participant_taken")
        proven = await board.join("ann", is_proven=True)
        assert len(board.call.participants) == 1
        assert ann.session not in engine.sessions
        assert proven.session in engine.sessions


async def test_a_call_has_only_so_many_places(engine: FakeEngine) -> None:
    async with switchboard(engine, max_call_participants=1) as board:
        await board.join("ann")
        with pytest.raises(CapacityError) as refused:
            await board.join("bob")
    assert refused.value.code == "call_full"


async def test_what_was_said_of_somebody_holds_when_they_come(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        board.call.set_gain(EVERYBODY, "bot", 0.0)
        board.call.set_gain("ann", "bot", 1.0)
        bob = await board.join("bob")
        bot = await board.seat("bot")
        gains = engine.calls.gains
        assert (ann.session, bot.session) not in gains
        assert gains[bob.session, bot.session] == 0.0
        assert (bot.session, bob.session) not in gains
        board.call.set_gain("ann", "bob", 0.5)
        assert gains[ann.session, bob.session] == 0.5
        board.call.set_gain(EVERYBODY, "bot", None)
        assert gains[bob.session, bot.session] == 1.0


async def test_a_session_is_wired_before_its_answer_comes(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        board.call.set_gain("ann", "bob", 0.0)
        place = board.call.take_place(
            JoinRequest(call=NAME, transport="whip", participant="bob", may_speak=False)
        )
        place.participant(77)  # what the hub calls right after the core's open()
        assert engine.calls.gains[ann.session, 77] == 0.0
        assert engine.calls.muted[77] is True


async def test_who_may_not_listen_hears_nobody(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        deaf = await board.join("deaf", may_listen=False)
        board.call.set_gain("deaf", "ann", 1.0)
    assert engine.calls.gains[deaf.session, ann.session] == 0.0
    assert (ann.session, deaf.session) not in engine.calls.gains


async def test_muting_and_holding_reach_the_core_and_everybody(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        board.call.mute("ann", muted=True)
        board.call.mute("ann", muted=True)
        assert engine.calls.muted[ann.session] is True
        assert board.last().participant_changed.participant.muted
        board.call.hold("ann", held=True)
        assert engine.calls.held[ann.session] is True
        board.call.mute("ann", muted=False)
        assert engine.calls.muted[ann.session] is False
        changed = board.last().participant_changed.participant
        assert (changed.muted, changed.held) == (False, True)
        assert board.kinds().count("participant_changed") == 3


async def test_who_may_not_speak_cannot_be_unmuted(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann", may_speak=False)
        with pytest.raises(RemoteProtocolError) as refused:
            board.call.mute("ann", muted=False)
    assert refused.value.code == "grant_missing"


async def test_nobody_can_be_asked_for_who_is_not_there(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        questions: list[Callable[[], None]] = [
            lambda: board.call.mute("eve", muted=True),
            lambda: board.call.hold("eve", held=True),
            lambda: board.call.remove("eve"),
            lambda: board.call.send_dtmf("eve", "1"),
        ]
        for ask in questions:
            with pytest.raises(RemoteProtocolError) as refused:
                ask()
            assert (refused.value.status_hint, refused.value.code) == (404, "participant_unknown")


async def test_keys_are_pressed_towards_a_participant(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        board.call.send_dtmf("ann", "1#")
        with pytest.raises(RemoteProtocolError, match=r"^digits: "):
            board.call.send_dtmf("ann", "x")
        engine.end(ann.session, "consent_expired")
        await settle()
        with pytest.raises(RemoteProtocolError) as refused:
            board.call.send_dtmf("ann", "1")
        assert (refused.value.status_hint, refused.value.code) == (409, "participant_away")
    assert engine.calls.digits == [(ann.session, "1#")]


async def test_that_somebody_was_removed_is_told_once(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        board.call.remove("ann")
        await settle(20)
        assert board.kinds().count("participant_left") == 1
        assert board.book.counts.left == {("whip", "removed"): 1}


async def test_who_is_removed_is_gone_at_once_and_cannot_resume(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await board.open_channel(ann)
        board.call.remove("ann")
        assert engine.calls.messages[ann.session][-1] == call_ended("removed")
        assert board.last().participant_left.reason == "removed"
        assert board.call.participants == []
        await settle()
        assert ann.line.close_code == "removed"
        with pytest.raises(RemoteProtocolError) as refused:
            await board.join(resume=ann.token)
    assert (refused.value.status_hint, refused.value.code) == (410, "resume_expired")


async def test_agents_hear_who_speaks_by_their_names(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        bot = await board.seat("bot")
        engine.speak(bot.session, *frames(1, level=5), source=ann.session)
        engine.speak(bot.session, *frames(1, level=6), source=bob.session)
        heard = [await anext(bot.frames) for _ in range(2)]
    assert [who.id for who, _ in heard] == ["ann", "bob"]
    assert [int(np.max(pcm)) for _, (_, pcm) in heard] == [5, 6]


async def test_each_who_speaks_is_kept_as_long_for_an_agent_that_is_busy(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine, max_call_participants=6) as board:
        guests = [await board.join(f"p{number}") for number in range(5)]
        bot = await board.seat("bot")
        for frame in frames(FRAME_LIMIT + 1):
            for guest in guests:
                engine.speak(bot.session, frame, source=guest.session)
            await settle()
        heard = [await anext(bot.frames) for _ in range(5 * FRAME_LIMIT)]
        assert len(bot.frames) == 0
    order = [(int(pcm[0]), who.id) for who, (_, pcm) in heard]
    assert order == [
        (turn, f"p{number}") for turn in range(1, FRAME_LIMIT + 1) for number in range(5)
    ]
    assert bot.frames_dropped == 5


async def test_what_happens_meanwhile_never_costs_who_is_there(engine: FakeEngine) -> None:
    async with switchboard(engine, max_call_participants=101) as board:
        for number in range(100):
            await board.join(f"p{number}")
        bot = await board.seat("bot")
        for _ in range(EVENT_LIMIT):
            board.call.tell(dtmf(bot.participant, "5", 100))
        board.call.end()
        told = [event async for event in bot.events]
    assert told[0].WhichOneof("payload") == "call_join_response"
    names = [one.participant_joined.participant.id for one in told[1:201:2]]
    assert names == [f"p{number}" for number in range(100)]
    assert told[-1].call_ended.reason == "ended"
    assert bot.events.dropped > 0


async def test_the_last_words_of_who_hangs_up_still_have_a_name(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        bot = await board.seat("bot")
        engine.speak(bot.session, *frames(1), source=ann.session)
        engine.end(ann.session, "peer")  # both in one batch, the end first
        who, _ = await anext(bot.frames)
    assert who.id == "ann"


async def test_an_agent_is_told_who_is_there_and_what_happens_then(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        bot = await board.seat("bot")
        assert bot.participant.id == "ann"
        assert bot.call == "default:standup"
        bob = await board.join("bob")
        engine.notice("speaking", bob.session, value=1.0)
        engine.notice("active_speaker", bob.session)
        engine.notice("dtmf", bob.session, text="5", value=120.0)
        await settle()
        board.call.end()
        told = [event async for event in bot.events]
    kinds = [event.WhichOneof("payload") for event in told]
    assert kinds == [
        "call_join_response",
        "participant_joined",
        "track_published",
        "connection_changed",
        "participant_joined",
        "track_published",
        "connection_changed",
        "speaking",
        "active_speaker",
        "dtmf",
        "call_ended",
    ]
    assert told[9].dtmf.digit == "5"
    assert told[9].dtmf.duration_ms == 120
    assert told[-1].call_ended.reason == "ended"


async def test_a_person_in_a_seat_is_told_the_same_and_keeps_the_call_alive(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann = await board.seat("ann", is_agent=False)
        bob = await board.seat("bob", is_agent=False)
        for session in (ann.session, bob.session):
            engine.connect(session)
        await settle()
        assert (ann.participant.id, bob.participant.id) == ("bob", "ann")
        board.timers.advance(1000)
        board.call.end()
        told = [event.WhichOneof("payload") async for event in ann.events]
    assert told[0] == "call_join_response"
    assert "participant_joined" in told
    assert told[-1] == "call_ended"


async def test_a_call_ends_for_all_and_then_takes_nobody(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        call = board.call
        call.end()
        call.end("again")
        assert board.kinds().count("call_ended") == 1
        assert await ann.line.closed() == await bob.line.closed() == "ended"
        with pytest.raises(CallEndedError):
            call.take_place(JoinRequest(call=NAME, transport="whip"))
        assert board.book.get(NAME) is None
        assert engine.calls.members == {}
        assert "participant_left" not in board.kinds()


async def test_a_call_that_nobody_is_in_ends_after_a_while(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.seat("bot")  # an agent alone keeps no call alive
        board.timers.advance(59)
        ann = await board.join("ann")
        board.timers.advance(1000)
        engine.end(ann.session, "peer")
        await settle()
        assert len(board.book) == 1
        board.timers.advance(61)
        assert len(board.book) == 0
        await settle()
        assert engine.session_count == 0
    assert board.last().call_ended.reason == "idle"


async def test_a_seat_that_is_not_had_leaves_nobody_behind(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        call = board.call
        engine.answers = True
        engine.calls.members.clear()  # the core knows no such call any more
        with pytest.raises(CallEndedError):
            await board.seat("bot")
        assert len(call.roster) == 0


async def test_who_gives_up_while_the_core_is_asked_leaves_no_place_taken(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        engine.answers = False
        place = board.call.take_place(JoinRequest(call=NAME, transport="whip", participant="ann"))
        opening = asyncio.create_task(
            board.hub.open("", "call", place.participant, place.note, board.call)
        )
        await settle()
        opening.cancel()
        await asyncio.wait([opening])
        place.abandon()
        engine.answers = True
        await board.join("ann")
        assert [one.presence for one in board.call.participants] == [Presence.PRESENT]


async def test_what_nobody_in_particular_says_is_of_whom_the_agent_talks_to(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        bot = await board.seat("bot")
        engine.speak(bot.session, *frames(1))  # a mix, or the silence after all have spoken
        who, _ = await anext(bot.frames)
    assert who.id == "ann"


async def test_a_program_of_this_process_is_a_person_who_is_told_events(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        request = JoinRequest(call=NAME, transport="embedded", participant="bob")
        bob = await board.call.open_seat(request)
        await settle()
        board.timers.advance(1000)
        board.call.mute("ann", muted=True)
        board.call.end()
        told = [event.WhichOneof("payload") async for event in bob.events]
    assert told == [
        "call_join_response",
        "participant_joined",
        "track_published",
        "connection_changed",
        "participant_changed",
        "call_ended",
    ]
    assert bob.call == "default:standup"


async def test_events_that_a_reader_did_not_take_in_time_are_counted(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        reader, other = await board.seat("reader"), await board.seat("other")
        await anext(reader.events)
        for _ in range(EVENT_LIMIT + 40):
            board.call.tell(dtmf(other.participant, "5", 100))
        reader.close()
        other.close()
        await settle()
        assert 30 < board.book.counts.events_dropped == reader.events.dropped
