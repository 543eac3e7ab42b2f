"""Plays audio in a call: each player is a seat of its own, which leaves at the end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from jackfield.calls import LiveCall
from jackfield.calls.playing import PlayerSeat
from jackfield.errors import CallEndedError, CapacityError, CodecError
from jackfield.mock_engine import SAMPLE_RATE
from jackfield.server.v1.audio_file import AudioFile

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.calls")


class Player:
    """One file being played.

    Attributes:
        id: Of the participant that it is.
        call: Where.
        source: What is played, for people.
        to: Who alone hears it; empty for everybody.
        seconds: Given to the call so far.
    """

    def __init__(self, call: LiveCall, audio: AudioFile, *, to: str) -> None:
        self.call = call
        self.source = audio.name
        self.to = to
        self.seconds = 0.0
        self._audio = audio
        self._seat = PlayerSeat(call, to=to)
        self.id = self._seat.id

    async def begin(self) -> None:
        """Take a seat, heard only by those who shall.

        Raises:
            JackfieldError: There is no room, or nobody with that id.
        """
        try:
            await self._seat.take()
        except BaseException:
            await self._audio.close()
            raise

    async def run(self) -> None:
        """Play to the end, or until it is stopped."""
        try:
            while (pcm := await self._audio.read()) is not None:
                await self._seat.say(SAMPLE_RATE, pcm)
                self.seconds += len(pcm) / SAMPLE_RATE
            await self._seat.said()
        except CallEndedError:
            return  # somebody stopped it
        except CodecError as error:
            _log.info("play_failed", call=self.call.cid, player=self.id, reason=str(error))
        finally:
            self._seat.leave()
            await self._audio.close()

    def stop(self) -> None:
        """Fall silent and leave."""
        self._seat.stop()


class Players:
    """All that is played in all calls."""

    def __init__(self) -> None:
        self._by_id: dict[str, Player] = {}
        self._coming = 0
        self._tasks: asyncio.TaskGroup | None = None

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Players run in these tasks."""
        self._tasks = tasks

    @contextmanager
    def room(self, limit: int) -> Iterator[None]:
        """Keep room for one more meanwhile: what it plays is still to come.

        Raises:
            CapacityError: There is none.
        """
        if len(self._by_id) + self._coming >= limit:
            raise CapacityError(f"all {limit} players are in use")
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    def of(self, call: LiveCall) -> list[Player]:
        """What is played in a call, the oldest first."""
        return [player for player in self._by_id.values() if player.call is call]

    async def play(self, call: LiveCall, audio: AudioFile, *, to: str) -> Player:
        """Begin to play.

        Raises:
            JackfieldError: There is no room, or nobody with that id; the audio is closed.
        """
        player = Player(call, audio, to=to)
        await player.begin()
        if self._tasks is None:
            raise RuntimeError("start() comes first")
        self._by_id[player.id] = player
        task = self._tasks.create_task(player.run(), name=player.id)
        task.add_done_callback(lambda _: self._by_id.pop(player.id, None))
        return player

    def stop(self, call: LiveCall, player: str) -> bool:
        """Stop one; whether there was one."""
        found = self._by_id.get(player)
        if found is None or found.call is not call:
            return False
        found.stop()
        return True
