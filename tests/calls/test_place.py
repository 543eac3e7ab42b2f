"""A place outlives the connections it is filled by (resume), and passes on what they tell."""

import asyncio
from contextlib import suppress

import pytest

from call_kit import NAME, Switchboard, switchboard
from fakes import FakeEngine
from jackfield.calls import JoinRequest, Presence
from jackfield.errors import RemoteProtocolError
from jackfield.events import Participant, chat, connection_changed, recording_changed
from media_kit import settle


async def lose(board: Switchboard, session: int) -> None:
    board.engine.end(session, "consent_expired")
    await settle()


async def test_a_lost_connection_is_told_at_once_and_the_loss_of_somebody_later(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await lose(board, ann.session)
        assert board.last().connection_changed.state == 2
        assert board.call.find("ann").presence is Presence.AWAY
        board.timers.advance(29)
        assert "participant_left" not in board.kinds()
        board.timers.advance(1)
        assert board.last().participant_left.reason == "lost"
        with pytest.raises(RemoteProtocolError, match="given up"):
            await board.join(resume=ann.token)


async def test_who_comes_back_is_who_they_were(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        board.call.set_gain("bob", "ann", 0.5)
        board.call.mute("ann", muted=True)
        await lose(board, ann.session)
        board.timers.advance(20)
        again = await board.join(resume=ann.token, transport="websocket")
        board.timers.advance(100)
        member = board.call.find("ann")
        assert again.id == "ann"
        assert (member.presence, member.participant.transport) == ("present", "websocket")
        assert engine.calls.gains[bob.session, again.session] == 0.5
        assert engine.calls.muted[again.session] is True
        assert "participant_left" not in board.kinds()
        assert board.kinds().count("participant_joined") == 2
        assert board.book.counts.resumed == {"websocket": 1}


async def test_a_token_is_good_until_the_next_one_was(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        again = await board.open(resume=ann.token)
        assert again.token != ann.token
        third = await board.open(resume=ann.token)
        engine.connect(third.session)
        await settle()
        for used in (ann.token, again.token):
            with pytest.raises(RemoteProtocolError, match="given up"):
                await board.open(resume=used)
        engine.notice("connected", ann.session)
        await settle()
        last = await board.join(resume=third.token)
        assert board.call.find("ann").session == last.session


async def test_a_new_connection_takes_over_when_its_media_flow(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        again = await board.open(resume=ann.token)
        assert ann.session in engine.sessions
        # Nobody hears themselves meanwhile.
        assert engine.calls.gains[ann.session, again.session] == 0.0
        assert engine.calls.gains[again.session, ann.session] == 0.0
        engine.connect(again.session)
        await settle()
        assert await ann.line.closed() == "replaced"
        assert board.call.find("ann").session == again.session
        assert "participant_left" not in board.kinds()


async def test_a_new_connection_that_fails_leaves_the_old_one(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        again = await board.open(resume=ann.token)
        engine.end(again.session, "setup_timeout")
        await settle()
        assert board.call.find("ann").session == ann.session
        assert "participant_left" not in board.kinds()
        assert board.kinds().count("connection_changed") == 1
        await lose(board, ann.session)
        late = await board.open(resume=again.token)
        engine.end(late.session, "setup_timeout")
        await settle()
        assert board.call.find("ann").presence is Presence.AWAY
        for token in (ann.token, again.token, late.token):
            request = JoinRequest(call=board.call.name, transport="whip", resume=token)
            place = board.call.take_place(request)
            assert place.member.id == "ann"
            place.abandon()
        board.timers.advance(31)
        assert board.last().participant_left.reason == "lost"


@pytest.mark.parametrize("code", ["peer", "local"])
async def test_who_hangs_up_leaves_at_once(engine: FakeEngine, code: str) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        engine.end(ann.session, code)
        await settle()
        assert board.last().participant_left.reason == "left"
        assert board.book.counts.left == {("whip", "left"): 1}


async def test_the_place_of_another_is_not_given(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        with pytest.raises(RemoteProtocolError) as refused:
            await board.join("bob", resume=ann.token)
        assert (refused.value.status_hint, refused.value.code) == (409, "resume_mismatch")
        assert ann.token not in str(refused.value)


async def test_a_data_channel_is_told_who_is_there_and_what_happens(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        bob = await board.join("bob")
        await board.open_channel(bob)
        assert engine.calls.told(bob.session) == [
            "call_join_response",
            "participant_joined",
            "track_published",
        ]
        board.call.mute("ann", muted=True)
        await lose(board, ann.session)
        board.timers.advance(30)
        board.call.end()
        assert engine.calls.told(bob.session)[3:] == [
            "participant_changed",
            "connection_changed",
            "participant_left",
            "call_ended",
        ]


async def test_a_channel_that_closed_is_told_nothing(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await board.open_channel(ann)
        engine.notice("channel", ann.session, value=0.0)
        await settle()
        await board.join("bob")
        (told,) = engine.calls.messages[ann.session]
        joined = told.call_join_response
        assert (joined.participant, joined.resume) == ("ann", ann.token)


async def test_a_text_reaches_all_with_the_name_of_who_wrote_it(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        await board.open_channel(bob)
        forged = chat(Participant(id="bob"), "hello").SerializeToString()
        engine.notice("message", ann.session, data=forged)
        await settle()
        told = engine.calls.messages[bob.session][-1].chat
        assert (told.participant.id, told.text) == ("ann", "hello")
        assert board.last().chat.text == "hello"


async def test_what_is_no_text_and_too_many_texts_are_counted(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        text = chat(Participant(id=""), "hello").SerializeToString()
        for data in (b"\xff", text, text):  # two are had at once
            engine.notice("message", ann.session, data=data)
        await settle()
        assert board.book.counts.messages_refused == {"malformed": 1, "rate": 1}
        assert board.kinds().count("chat") == 1


async def test_how_much_one_may_write_follows_no_clock_that_is_set_and_no_new_connection(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        text = chat(Participant(id=""), "hello").SerializeToString()
        for _ in range(2):
            engine.notice("message", ann.session, data=text)
        await settle()
        again = await board.join(resume=ann.token)
        board.timers.set_by = 3600.0
        engine.notice("message", again.session, data=text)
        await settle()
        assert board.book.counts.messages_refused == {"rate": 1}
        board.timers.set_by = -3600.0
        board.timers.advance(1)
        engine.notice("message", again.session, data=text)
        await settle()
        assert board.kinds().count("chat") == 3


async def test_who_is_away_and_back_for_a_moment_is_told_of_twice(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        engine.lose(ann.session)
        await settle()
        assert board.last().connection_changed.state == 2
        await lose(board, ann.session)
        assert board.kinds().count("connection_changed") == 2  # not told again


async def test_who_comes_back_may_do_what_they_are_granted_then(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        board.call.mute("ann", muted=True)
        listening = await board.join(resume=ann.token, transport="whep", may_speak=False)
        assert engine.calls.muted[listening.session] is True
        speaking = await board.join(resume=listening.token)
        assert engine.calls.muted[speaking.session] is True, "by somebody else"
        board.call.mute("ann", muted=False)
        assert engine.calls.muted[speaking.session] is False
        silent = await board.join(resume=speaking.token, may_speak=False)
        assert board.call.find("ann").participant.muted
        again = await board.join(resume=silent.token)
        assert engine.calls.muted.get(again.session, False) is False


async def test_who_is_lost_while_speaking_is_told_to_be_silent(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        engine.notice("speaking", ann.session, value=1.0)
        await lose(board, ann.session)
        assert board.last().WhichOneof("payload") == "speaking"
        assert not board.last().speaking.speaking
        await board.join(resume=ann.token)
        assert board.book.counts.resumed == {"whip": 1}


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_joins_and_is_cancelled_meanwhile_leaves_their_id_free(
    engine: FakeEngine, turns: int
) -> None:
    async with switchboard(engine) as board:
        request = JoinRequest(call=NAME, transport="embedded", participant="ann")
        joining = asyncio.create_task(board.call.open_seat(request))
        for turn in range(turns):
            await asyncio.sleep(0)
            if turn == 2:
                engine.connect(next(iter(engine.sessions)))
        joining.cancel()
        with suppress(asyncio.CancelledError):
            line = await joining
            line.close()
        await settle()
        assert engine.session_count == 0
        assert board.call.participants == []
        assert board.kinds().count("participant_joined") == board.kinds().count("participant_left")
        await board.seat("ann", is_agent=False)


async def test_who_may_not_speak_may_not_write_and_who_is_muted_may(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann", transport="whep", may_speak=False)
        bob = await board.join("bob")
        board.call.mute("bob", muted=True)
        text = chat(Participant(id=""), "hello").SerializeToString()
        for guest in (ann, bob):
            engine.notice("message", guest.session, data=text)
        await settle()
        assert [event.chat.participant.id for _, event in board.told if event.HasField("chat")] == [
            "bob"
        ]
        assert board.book.counts.messages_refused == {"not_granted": 1}


async def test_who_comes_late_is_told_what_is_recorded_and_who_is_away(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        for event in (
            recording_changed(7, "started"),
            recording_changed(8, "started"),
            recording_changed(7, "paused"),
            recording_changed(8, "stopped", location="/srv/b.opus"),
        ):
            board.call.tell(event)
        await lose(board, ann.session)
        await board.open_channel(bob)
        assert engine.calls.messages[bob.session][-2:] == [
            connection_changed(Participant(id="ann", transport="whip"), "disconnected"),
            recording_changed(7, "paused"),
        ]
        bot = await board.seat("bot")
        board.call.end()
        assert recording_changed(7, "paused") in [event async for event in bot.events]


async def test_who_hides_and_shows_themselves_again_is_told_of(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        bob = await board.join("bob")
        await board.open_channel(bob)
        before = len(engine.calls.told(bob.session))
        for codec in ("", "VP8", "VP8", "", ""):
            engine.notice("track", ann.session, text="video", code=codec)
        await settle()
        told = engine.calls.told(bob.session)[before:]
        assert told == ["track_published", "track_unpublished"]
        late = await board.join("cem")
        await board.open_channel(late)
        assert engine.calls.told(late.session).count("track_published") == 2


async def test_a_channel_is_told_whom_its_sections_show_and_no_other_channel_is(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        engine.notice("screen", ann.session, code="1", value=float(bob.session))
        await settle()
        for guest in (ann, bob):
            await board.open_channel(guest)
        (early,) = [
            told.video_slot
            for told in engine.calls.messages[ann.session]
            if told.HasField("video_slot")
        ]
        assert (early.mid, early.participant.id) == ("1", "bob")
        engine.notice("screen", ann.session, code="1", value=0.0)
        await settle()
        late = engine.calls.messages[ann.session][-1].video_slot
        assert late.mid == "1"
        assert not late.HasField("participant")
        assert "video_slot" not in engine.calls.told(bob.session)


async def test_a_channel_that_was_full_learns_at_last_what_is_true(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await board.open_channel(ann)
        engine.calls.full.add(ann.session)
        bob = await board.join("bob")
        board.call.mute("bob", muted=True)
        engine.notice("speaking", bob.session, value=1.0)
        await settle()
        board.timers.advance(2)
        assert engine.calls.told(ann.session) == ["call_join_response"]
        engine.calls.full.clear()
        board.timers.advance(0.25)
        assert engine.calls.told(ann.session)[1:] == [
            "participant_joined",
            "track_published",
            "connection_changed",
        ]
        assert engine.calls.messages[ann.session][1].participant_joined.participant.muted
        board.timers.advance(60)
        assert len(engine.calls.messages[ann.session]) == 4


async def test_a_member_is_told_alone_whom_it_hears_in_a_section(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        engine.calls.messages = {ann.session: [], bob.session: []}
        engine.notice("slot", bob.session, code="a1", value=float(ann.session))
        await settle()
        source, told = engine.calls.slots[bob.session, "a1"]
        assert (source, told.audio_slot.mid) == (ann.session, "a1")
        assert told.audio_slot.participant.id == "ann"
        engine.notice("slot", bob.session, code="a1", value=0.0)
        await settle()
        (freed,) = engine.calls.messages[bob.session]
        assert freed.audio_slot.mid == "a1"
        assert not freed.audio_slot.HasField("participant")
        assert engine.calls.messages[ann.session] == []
        assert "audio_slot" not in board.kinds()


async def test_of_whom_nobody_knows_no_section_is_named(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        bob = await board.join("bob")
        engine.notice("slot", bob.session, code="a1", value=987_654.0)
        await settle()
        assert engine.calls.slots == {}
