"""What those in a call are told by the clock: who is how loud."""

from call_kit import switchboard
from fakes import FakeEngine
from jackfield.events import Participant, recording_changed
from media_kit import settle


async def test_levels_are_told_while_somebody_has_a_channel_and_is_loud(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        board.timers.advance(1)
        assert "levels" not in board.kinds()
        await board.open_channel(ann)
        measured = engine.calls.levels[board.call.number] = [(ann.session, -20.0)]
        measured += [(bob.session, -61.0), (4711, -10.0)]
        board.timers.advance(0.2)
        levels = board.last().levels.levels
        assert [(level.participant, level.dbfs) for level in levels] == [("ann", -20.0)]
        measured.clear()
        board.timers.advance(0.2)
        assert list(board.last().levels.levels) == []
        board.timers.advance(10)
        assert board.kinds().count("levels") == 2  # silence is told once
        measured.append((bob.session, -30.0))
        board.timers.advance(0.2)
        assert board.kinds().count("levels") == 3
        engine.notice("channel", ann.session, value=0.0)
        await settle()
        board.timers.advance(10)
        assert board.kinds().count("levels") == 3


async def test_only_the_loudest_are_told(engine: FakeEngine) -> None:
    async with switchboard(engine, max_call_participants=20) as board:
        guests = [await board.join(f"p{number}") for number in range(12)]
        await board.open_channel(guests[0])
        engine.calls.levels[board.call.number] = [
            (guest.session, -40.0 + number) for number, guest in enumerate(guests)
        ]
        board.timers.advance(0.2)
        names = [level.participant for level in board.last().levels.levels]
        assert names == [f"p{number}" for number in range(11, 3, -1)]


async def test_levels_can_be_switched_off(engine: FakeEngine) -> None:
    async with switchboard(engine, call_levels_ms=0) as board:
        ann = await board.join("ann")
        await board.open_channel(ann)
        engine.calls.levels[board.call.number] = [(ann.session, -20.0)]
        board.timers.advance(10)
        assert "levels" not in board.kinds()


async def test_a_data_channel_is_not_told_where_a_recording_is_nor_why_it_failed(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        bot = await board.seat("bot")
        await board.open_channel(ann)
        who = Participant(id="bob")
        stopped = recording_changed(7, "stopped", who, location="/srv/a.opus", seconds=1.5)
        failed = recording_changed(8, "failed", location="s3://b/a", detail="/srv is full")
        for event in (stopped, failed):
            board.call.tell(event)
        told = engine.calls.messages[ann.session][-2:]
        assert told == [
            recording_changed(7, "stopped", who, seconds=1.5),
            recording_changed(8, "failed"),
        ]
        assert [event for _, event in board.told[-2:]] == [stopped, failed]
        board.call.end()
        assert [event async for event in bot.events][-3:-1] == [stopped, failed]
