"""What those who sit in a call within this process do there."""

import pytest

from call_kit import switchboard
from fakes import FakeEngine
from jackfield.errors import LocalProtocolError


async def test_who_sits_in_a_call_writes_to_all(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann = await board.join("ann")
        await board.open_channel(ann)
        bot = await board.seat("bot")
        bot.write(" hello ")
        told = engine.calls.messages[ann.session][-1].chat
        assert (told.participant.id, told.text) == ("bot", "hello")
        for text in (" ", "x" * 21):
            with pytest.raises(LocalProtocolError, match="chat: must be 1 to 20 characters"):
                bot.write(text)


async def test_who_sits_in_a_call_presses_keys_towards_all_others(engine: FakeEngine) -> None:
    async with switchboard(engine) as board:
        ann, bob = await board.join("ann"), await board.join("bob")
        bot, other = await board.seat("bot"), await board.seat("other")
        before = len(other.events)
        bot.press("1#")
        assert engine.calls.digits == [(ann.session, "1#"), (bob.session, "1#")]
        told = [event.dtmf for _, event in board.told if event.HasField("dtmf")]
        assert [(one.participant.id, one.digit, one.duration_ms) for one in told] == [
            ("bot", "1", 100),
            ("bot", "#", 100),
        ]
        assert len(other.events) == before + 2
        for digits in ("", "1a", "1" * 65):
            with pytest.raises(LocalProtocolError, match="digits: "):
                bot.press(digits)
