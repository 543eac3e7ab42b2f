"""Plays audio in a call: each player is a seat of its own, which leaves at the end."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from jackfield.calls import EVERYBODY, JoinRequest, LiveCall
from jackfield.errors import CallEndedError, CapacityError, CodecError
from jackfield.line import Line
from jackfield.mock_engine import SAMPLE_RATE
from jackfield.server.v1.audio_file import AudioFile

TRANSPORT = "player"
_ID_BYTES = 6

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
        self.id = f"{TRANSPORT}-{secrets.token_hex(_ID_BYTES)}"
        self.call = call
        self.source = audio.name
        self.to = to
        self.seconds = 0.0
        self._audio = audio
        self._line: Line | None = None

    async def begin(self) -> None:
        """Take a seat, heard only by those who shall.

        Raises:
            JackfieldError: There is no room, or nobody with that id.
        """
        call = self.call
        try:
            if self.to:
                call.find(self.to)
                call.set_gain(EVERYBODY, self.id, 0.0)
                call.set_gain(self.to, self.id, 1.0)
            request = JoinRequest(
                call=call.name, transport=TRANSPORT, participant=self.id, is_agent=True
            )
            self._line = await call.open_seat(request, hears="nothing")
        except BaseException:
            await self._end()
            raise

    async def run(self) -> None:
        """Play to the end, or until it is stopped."""
        line = self._line
        try:
            while line is not None and (pcm := await self._audio.read()) is not None:
                await line.send(SAMPLE_RATE, pcm)
                self.seconds += len(pcm) / SAMPLE_RATE
            if line is not None:
                await line.played()
        except CallEndedError:
            return  # somebody stopped it
        except CodecError as error:
            _log.info("play_failed", call=self.call.cid, player=self.id, reason=str(error))
        finally:
            await self._end()

    def stop(self) -> None:
        """Fall silent and leave."""
        if self._line is not None:
            self._line.clear()
            self._line.close()

    async def _end(self) -> None:
        if self._line is not None and not self._line.close_code:
            self._line.close()
        if self.to and not self.call.end_reason:
            self.call.set_gain(EVERYBODY, self.id, None)
            self.call.set_gain(self.to, self.id, None)
        await self._audio.close()


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
