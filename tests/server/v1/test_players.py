"""Players: their places, their end, their limit. What is heard: ``test_playing.py``."""

import asyncio
from pathlib import Path

import pytest

from call_kit import switchboard
from fakes import FakeEngine
from jackfield.errors import CapacityError, RemoteProtocolError
from jackfield.server.v1.audio_file import AudioFile
from jackfield.server.v1.players import Players
from media_kit import settle

SPEECH = Path(__file__).parents[2] / "data" / "speech" / "weather.wav"


async def audio(closed: list[str]) -> AudioFile:
    made = AudioFile(SPEECH, "weather.wav", lambda: closed.append("closed"))
    await made.open()
    return made


async def test_a_player_that_is_stopped_gives_everything_back() -> None:
    engine = FakeEngine()
    closed: list[str] = []
    players = Players()
    async with switchboard(engine) as board, asyncio.TaskGroup() as tasks:
        players.start(tasks)
        await board.join("ann")
        player = await players.play(board.call, await audio(closed), to="ann")
        assert players.of(board.call) == [player]
        with pytest.raises(CapacityError), players.room(1):
            pass
        with players.room(2), pytest.raises(CapacityError), players.room(2):
            pass
        with players.room(2):
            pass
        other = board.book.get_or_create(board.call.name.of("default", "other"))
        assert not players.stop(other, player.id)
        assert players.stop(board.call, player.id)
        async with asyncio.timeout(5):
            while players.of(board.call):
                await settle()
        assert closed == ["closed"]
        assert dict(board.call.gains) == {}
        assert [one.id for one in board.call.participants] == ["ann"]
    engine.dispose()


async def test_nobody_to_play_to_leaves_nothing_behind() -> None:
    engine = FakeEngine()
    closed: list[str] = []
    players = Players()
    async with switchboard(engine) as board, asyncio.TaskGroup() as tasks:
        players.start(tasks)
        await board.join("ann")
        with pytest.raises(RemoteProtocolError):
            await players.play(board.call, await audio(closed), to="bob")
        assert closed == ["closed"]
        assert dict(board.call.gains) == {}
    engine.dispose()
