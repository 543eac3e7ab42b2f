"""Sound that a program plays to a call: sent to its server, or said from a seat of this process."""

import asyncio
import io
import wave
from pathlib import Path
from typing import NoReturn, TypeAlias

import numpy as np

from jackfield.call import load_audio
from jackfield.calls import LiveCall
from jackfield.calls.playing import PlayerSeat
from jackfield.client.operations import Operation, nothing, text_of
from jackfield.engine import Samples
from jackfield.errors import CallEndedError, CodecError, LocalProtocolError, RemoteProtocolError

Source: TypeAlias = Path | str | Samples
"""A file, or mono int16."""


def playing(content: bytes, to: str) -> Operation[str]:
    """Play a file that is sent along; gives the participant it is."""
    return Operation(
        method="POST",
        path=("play",),
        query={"to": to} if to else {},
        content=content,
        read=lambda document: text_of(document, "id"),
        here=_unknown,
    )


def silencing(player: str) -> Operation[None]:
    """Stop playing something."""
    return Operation(method="DELETE", path=("play", player), read=nothing, here=_unknown)


def file_of(source: Source, rate: int | None) -> bytes:
    """A file as it is, or an array as WAV.

    Raises:
        CodecError: The file cannot be read.
        LocalProtocolError: The array's rate is missing.
    """
    if isinstance(source, Path | str):
        try:
            return Path(source).read_bytes()
        except OSError as error:
            raise CodecError(f"{source} cannot be read: {error.strerror}") from error
    hertz, written = _rate(rate), io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(hertz)
        file.writeframes(source.astype("<i2").tobytes())
    return written.getvalue()


class LocalPlayers:
    """All that one program plays in calls of its process, each from a seat of its own."""

    def __init__(self) -> None:
        self._seats: dict[str, PlayerSeat] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self, call: LiveCall, source: Source, rate: int | None, to: str) -> str:
        """Begin to play; gives the participant it is.

        Raises:
            CodecError: The file cannot be read.
            JackfieldError: There is no room, or nobody with that id.
        """
        if isinstance(source, Path | str):
            hertz, pcm = await asyncio.to_thread(load_audio, Path(source))
        else:
            hertz, pcm = _rate(rate), source
        seat = PlayerSeat(call, to=to)
        await seat.take()
        self._seats[seat.id] = seat
        task = asyncio.get_running_loop().create_task(self._run(seat, hertz, pcm), name=seat.id)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return seat.id

    def stop(self, player: str) -> None:
        """Have it fall silent and leave.

        Raises:
            RemoteProtocolError: 404, nothing of that name plays.
        """
        seat = self._seats.get(player)
        if seat is None:
            raise _player_unknown()
        seat.stop()

    async def _run(self, seat: PlayerSeat, hertz: int, pcm: Samples) -> None:
        try:
            await seat.say(hertz, np.asarray(pcm, np.int16))
            await seat.said()
        except CallEndedError:
            return  # somebody stopped it, or the call is over
        finally:
            self._seats.pop(seat.id, None)
            seat.leave()


def _rate(rate: int | None) -> int:
    if rate is None:
        raise LocalProtocolError("play(array) needs the array's rate")
    return rate


def _unknown(_: LiveCall) -> NoReturn:
    raise _player_unknown()


def _player_unknown() -> RemoteProtocolError:
    return RemoteProtocolError(
        "player: nothing of that name plays here", status_hint=404, code="player_unknown"
    )
