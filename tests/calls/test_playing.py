"""What is played in a call sits there like everybody else, and leaves nothing behind."""

import pytest

from call_kit import switchboard
from fakes import FakeEngine
from jackfield.calls.playing import PlayerSeat
from jackfield.errors import CallEndedError, RemoteProtocolError
from media_kit import settle, tone


async def test_one_alone_hears_it_and_the_matrix_is_as_before_when_it_is_over(
    engine: FakeEngine,
) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        seat = PlayerSeat(board.call, to="ann")
        await seat.take()
        player = board.call.find(seat.id)
        assert (player.is_agent, player.participant.transport) == (True, "player")
        assert engine.calls.gains[bob.session, player.session] == 0.0
        assert (ann.session, player.session) not in engine.calls.gains
        await seat.say(48_000, tone(40))
        await settle()
        engine.advance(40)
        await seat.said()
        assert len(engine.heard(player.session)) == len(tone(40))
        seat.leave()
        await settle()
        assert dict(board.call.gains) == {}
        assert [one.id for one in board.call.participants] == ["ann", "bob"]


async def test_who_stops_it_is_not_waited_for(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        seat = PlayerSeat(board.call, to="")
        await seat.take()
        await seat.say(48_000, tone(1000))
        seat.stop()
        await seat.said()
        await settle()
        with pytest.raises(CallEndedError):
            await seat.say(48_000, tone(20))


async def test_nobody_to_play_to_leaves_the_matrix_alone(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        await board.join("ann")
        with pytest.raises(RemoteProtocolError):
            await PlayerSeat(board.call, to="bob").take()
        assert dict(board.call.gains) == {}
        full = PlayerSeat(board.call, to="ann")
        for number in range(2):
            board.call.set_gain("x", f"y{number}", 0.5)
        with pytest.raises(RemoteProtocolError) as refused:
            await full.take()
        assert refused.value.code == "too_many_routes"
        assert len(board.call.gains) == 2
