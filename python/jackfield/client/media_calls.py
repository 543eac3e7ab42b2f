"""What calls of both clients do with sound: play it to the others, and have a server record it."""

import asyncio
from pathlib import Path

import httpx

from jackfield.client.base import BaseCall, T
from jackfield.client.operations import TIMEOUT_S, Operation, result_of, unreachable
from jackfield.client.playing import (
    LocalPlayers,
    Source,
    file_of,
    playing,
    silencing,
)
from jackfield.client.recorded import (
    ServerRecording,
    kept,
    pausing,
    recording,
    request_of_sound,
    save,
    stopping,
)
from jackfield.config_recording import RecordingFormat
from jackfield.errors import LocalProtocolError


class MediaCall(BaseCall):
    """See the module; a call by :class:`~jackfield.Client`."""

    def play(self, source: Source, *, rate: int | None = None, to: str = "") -> str:
        """Play a file or an array to those in a call of a server; returns at once.

        Args:
            source: A WAV, MP3, FLAC, Ogg or M4A file, or mono int16.
            rate: The array's samples per second.
            to: Who alone hears it; everybody if empty.

        Returns:
            The participant it is while it plays: what :meth:`stop_playing` is given.

        Raises:
            CodecError: The file cannot be read.
            LocalProtocolError: The call is of this process: there, an ``AsyncClient`` plays.
            RemoteProtocolError: The server refused.
            TransportError: There is no server, or it failed.
        """
        if self._is_here:
            raise LocalProtocolError(f"{self.cid}: in calls of this process an AsyncClient plays")
        return self._do(playing(file_of(source, rate), to))

    def stop_playing(self, player: str) -> None:
        """Have what is played fall silent at once; raises as :meth:`play`."""
        self._do(silencing(player))

    def record(
        self, participant: str = "", *, file_format: RecordingFormat | None = None
    ) -> ServerRecording:
        """Have a server record everybody in the call, mixed, or one participant.

        Args:
            participant: Who alone is recorded; everybody if empty.
            file_format: ``ogg`` or ``wav``; as the server is set if None.

        Raises:
            LocalProtocolError: The call is of this process, where a connection records.
            RemoteProtocolError: The server refused.
            TransportError: There is no server, or it failed.
        """
        return self._do(recording(participant, file_format))

    def pause_recording(self, recording: str, *, paused: bool = True) -> ServerRecording:
        """Have silence written meanwhile, or go on; raises as :meth:`record`."""
        return self._do(pausing(recording, paused=paused))

    def stop_recording(self, recording: str) -> ServerRecording:
        """End a recording, and learn how; raises as :meth:`record`."""
        return self._do(stopping(recording))

    def recordings(self) -> tuple[ServerRecording, ...]:
        """What goes on and what has ended, the newest first; raises as :meth:`record`."""
        return self._do(kept(self.cid))

    def save_recording(self, recording: str, target: Path | str) -> None:
        """Fetch the sound of a recording that has ended into a new file.

        Raises:
            RecordingError: The file cannot be written; nothing is left of it.
            RemoteProtocolError: The server refused: it has not ended, or is kept elsewhere.
            TransportError: There is no server, or it failed.
        """
        save(request_of_sound(self._account, self.cid, recording), Path(target), self.cid)

    def _do(self, operation: Operation[T]) -> T:
        if self._is_here:
            return self._do_here(operation)
        return operation.read(self._send(self._request(operation)))

    def _send(self, request: httpx.Request) -> object:
        try:
            with httpx.Client(timeout=TIMEOUT_S) as http:
                return result_of(http.send(request), self.cid)
        except httpx.HTTPError as error:
            raise unreachable(error, self.cid) from error


class AsyncMediaCall(BaseCall):
    """See the module; a call by :class:`~jackfield.AsyncClient`."""

    _players: LocalPlayers | None = None

    async def play(self, source: Source, *, rate: int | None = None, to: str = "") -> str:
        """Play something as :meth:`MediaCall.play`, and in calls of this process as well.

        Raises:
            RemoteProtocolError: There is no such call or participant here; or as there.
            TransportError: There is no room for it here; or as there.
        """
        if not self._is_here:
            content = await asyncio.to_thread(file_of, source, rate)
            return await self._do(playing(content, to))
        if self._players is None:
            self._players = LocalPlayers()
        return await self._players.play(self._found(), source, rate, to)

    async def stop_playing(self, player: str) -> None:
        """Have what is played fall silent at once; raises as :meth:`play`."""
        if self._is_here and self._players is not None:
            self._players.stop(player)
        else:
            await self._do(silencing(player))

    async def record(
        self, participant: str = "", *, file_format: RecordingFormat | None = None
    ) -> ServerRecording:
        """Have a server record the call; all as :meth:`MediaCall.record`."""
        return await self._do(recording(participant, file_format))

    async def pause_recording(self, recording: str, *, paused: bool = True) -> ServerRecording:
        """Have silence written meanwhile, or go on; raises as :meth:`record`."""
        return await self._do(pausing(recording, paused=paused))

    async def stop_recording(self, recording: str) -> ServerRecording:
        """End a recording, and learn how; raises as :meth:`record`."""
        return await self._do(stopping(recording))

    async def recordings(self) -> tuple[ServerRecording, ...]:
        """What goes on and what has ended, the newest first; raises as :meth:`record`."""
        return await self._do(kept(self.cid))

    async def save_recording(self, recording: str, target: Path | str) -> None:
        """Fetch a recording into a new file; all as :meth:`MediaCall.save_recording`."""
        request = request_of_sound(self._account, self.cid, recording)
        await asyncio.to_thread(save, request, Path(target), self.cid)

    async def _do(self, operation: Operation[T]) -> T:
        if self._is_here:
            return self._do_here(operation)
        return operation.read(await self._send(self._request(operation)))

    async def _send(self, request: httpx.Request) -> object:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
                return result_of(await http.send(request), self.cid)
        except httpx.HTTPError as error:
            raise unreachable(error, self.cid) from error
