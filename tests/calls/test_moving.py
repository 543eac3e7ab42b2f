"""Somebody is moved from one call to another, and keeps the connection they have."""

import pytest

from call_kit import Switchboard, switchboard
from fakes import FakeEngine
from jackfield.calls import CallName, LiveCall
from jackfield.errors import CallEndedError, CapacityError, RemoteProtocolError
from jackfield.events import recording_changed
from media_kit import settle

SALES = CallName("default", "sales")


def sales(board: Switchboard) -> LiveCall:
    return board.book.get_or_create(SALES, beside=board.call)


def told_of(board: Switchboard, call: str) -> list[str]:
    """What watchers were told of one call lately."""
    return [event.WhichOneof("payload") or "" for cid, event in board.told if cid == call]


async def refused(board: Switchboard, participant: str, target: LiveCall) -> tuple[int, str]:
    before = (board.call.participants, target.participants, dict(board.engine.calls.held))
    with pytest.raises(RemoteProtocolError) as error:
        board.call.move(participant, target)
    after = (board.call.participants, target.participants, dict(board.engine.calls.held))
    assert before[:2] == after[:2], "nothing was done"
    assert not any(after[2].values())
    return error.value.status_hint, error.value.code


async def test_who_is_moved_is_in_the_other_call_with_the_session_they_have(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann, bob = await board.join("ann"), await board.join("bob")
        await board.join("cy", into=target)
        moved = board.call.move("ann", target)
        await settle()
        assert [one.id for one in board.call.participants] == ["bob"]
        assert [one.id for one in target.participants] == ["cy", "ann"]
        assert moved.session == ann.session
        assert engine.calls.members[target.number] > {ann.session}
        assert engine.calls.members[board.call.number] == {bob.session}
        assert (ann.line.close_code, ann.line.call) == ("", "default:sales")
        assert target.speaker(ann.session) == "ann"


async def test_both_calls_are_told(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        await board.join("ann", name="Ann")
        await board.join("cy", into=target)
        board.told.clear()
        board.call.move("ann", target)
        left, joined, track = (event for _, event in board.told)
        assert [call for call, _ in board.told] == [
            "default:standup",
            "default:sales",
            "default:sales",
        ]
        assert left.participant_left.reason == "moved"
        assert joined.participant_joined.participant.name == "Ann"
        assert track.track_published.codec == "opus"
        assert board.book.counts.left == {("whip", "moved"): 1}


async def test_the_moved_one_is_told_who_is_gone_and_who_is_there(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann, _ = await board.join("ann"), await board.join("bob")
        await board.open_channel(ann)
        board.call.tell(recording_changed(7, "started"))
        await board.join("cy", into=target)
        engine.calls.messages[ann.session].clear()
        board.call.move("ann", target)
        gone, stopped, joined, track = engine.calls.messages[ann.session]
        assert gone.participant_left.participant.id == "bob"
        assert stopped.recording.state == stopped.recording.STATE_STOPPED
        assert joined.participant_joined.participant.id == "cy"
        assert track.HasField("track_published")
        engine.calls.messages[ann.session].clear()
        target.mute("cy", muted=True)
        board.call.mute("bob", muted=True)
        assert engine.calls.told(ann.session) == ["participant_changed"]


async def test_a_program_of_this_process_is_told_too(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        seat = await board.seat("ann", is_agent=False)
        await board.join("bob")
        await board.join("cy", into=target)
        before = len(seat.events)
        board.call.move("ann", target)
        told = [await anext(seat.events) for _ in range(len(seat.events))][before:]
        assert [event.WhichOneof("payload") for event in told][:2] == [
            "participant_left",
            "participant_joined",
        ]
        assert seat.participant == "cy"


async def test_mute_hold_and_grants_go_along_and_the_matrix_is_the_other_calls(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann = await board.join("ann", may_listen=False)
        cy = await board.join("cy", into=target)
        board.call.set_gain("ann", "bob", 0.5)
        target.set_gain("cy", "ann", 0.25)
        board.call.mute("ann", muted=True)
        board.call.hold("ann", held=True)
        board.call.move("ann", target)
        gains = engine.calls.gains
        assert gains[cy.session, ann.session] == 0.25
        assert gains[ann.session, cy.session] == 0.0, "who may not listen still may not"
        assert (engine.calls.muted[ann.session], engine.calls.held[ann.session]) == (True, True)
        target.hold("ann", held=False)
        assert engine.calls.held[ann.session] is False


async def test_nothing_is_heard_before_the_matrix_is_known(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann = await board.join("ann")
        cy = await board.join("cy", into=target)
        target.set_gain("cy", "ann", 0.0)
        held: list[bool] = []
        set_gain = engine.set_gain

        def _watch(call: int, listener: int, speaker: int, gain: float) -> None:
            held.append(engine.calls.held[ann.session])
            set_gain(call, listener, speaker, gain)

        engine.set_gain = _watch  # type: ignore[method-assign]  # to look at the order
        board.call.move("ann", target)
        assert held == [True]
        assert engine.calls.gains[cy.session, ann.session] == 0.0
        assert engine.calls.held[ann.session] is False


async def test_the_place_is_taken_again_in_the_call_they_were_moved_to(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        await board.join("bob")
        ann = await board.join("ann")
        board.call.move("ann", target)
        engine.end(ann.session, "consent_expired")
        await settle()
        assert not target.find("ann").is_connected
        assert board.book.keeping(board.call.name, ann.token) is target
        again = await board.join(into=target, resume=ann.token)
        assert [one.id for one in target.participants] == ["ann"]
        assert board.book.keeping(board.call.name, again.token) is target
        assert board.book.keeping(board.call.name, "none") is board.call
        board.timers.advance(100)
        assert target.find("ann").is_connected


async def test_what_happens_to_the_moved_one_happens_there(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann = await board.join("ann")
        board.call.move("ann", target)
        board.told.clear()
        engine.notice("speaking", ann.session, value=1.0)
        engine.end(ann.session, "peer")
        await settle()
        assert told_of(board, "default:standup") == []
        assert told_of(board, "default:sales")[0] == "speaking"
        assert target.participants == []


async def test_a_call_that_everybody_was_moved_out_of_ends(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        await board.join("ann")
        left = board.call
        left.move("ann", target)
        board.timers.advance(61)
        assert (left.end_reason, target.end_reason) == ("idle", "")


async def test_an_empty_call_is_made_anew_where_somebody_can_be_moved_to(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        target = board.book.get_or_create(SALES)
        elsewhere = target.number
        engine.calls.threads[elsewhere] = 1 - engine.calls.threads[board.call.number]
        board.call.move("ann", target)
        assert target.number != elsewhere
        assert engine.calls.members == {board.call.number: set(), target.number: {ann.session}}
        await board.join("cy", into=target)
        assert len(engine.calls.members[target.number]) == 2


async def test_a_call_elsewhere_in_the_core_with_somebody_in_it_is_refused(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        target = board.book.get_or_create(SALES)
        engine.calls.threads[target.number] = 1 - engine.calls.threads[board.call.number]
        await board.join("cy", into=target)
        assert await refused(board, "ann", target) == (409, "call_elsewhere")


async def test_who_cannot_come_in_is_not_moved(engine: FakeEngine) -> None:
    async with switchboard(engine, max_call_participants=2) as board:
        target = sales(board)
        await board.join("ann")
        await board.seat("bot")
        assert await refused(board, "nobody", target) == (404, "participant_unknown")
        assert await refused(board, "bot", target) == (409, "agent_bound")
        assert await refused(board, "ann", board.call) == (409, "same_call")
        await board.join("ann", into=target)
        assert await refused(board, "ann", target) == (409, "participant_taken")
        target.remove("ann", ban_s=30)
        assert await refused(board, "ann", target) == (403, "participant_banned")
        board.timers.advance(30)
        await board.join("cy", into=target)
        await board.join("di", into=target)
        with pytest.raises(CapacityError) as full:
            board.call.move("ann", target)
        assert full.value.code == "call_full"
        target.end()
        with pytest.raises(CallEndedError):
            board.call.move("ann", target)


async def test_who_has_no_connection_or_is_getting_one_is_not_moved(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        target = sales(board)
        ann = await board.join("ann")
        engine.end(ann.session, "consent_expired")
        await settle()
        assert await refused(board, "ann", target) == (409, "participant_away")
