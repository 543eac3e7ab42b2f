"""A call as an agent sees it: hear, speak, know what happens, leave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from jackfield.audio import load_wav
from jackfield.config_recording import RecordingFormat
from jackfield.engine import Samples
from jackfield.errors import CodecError, LocalProtocolError
from jackfield.events import Participant
from jackfield.line import IncomingFrame
from jackfield.mock_engine import decode_file
from jackfield.playout import Playout
from jackfield.recording import Recording, Target
from jackfield.v1 import Event


class CallLine(Protocol):
    """What a call is made of, whatever way it came."""

    @property
    def session(self) -> int:
        """The id of the session in the core, 0 for none."""

    @property
    def call(self) -> str:
        """The id of the call."""

    @property
    def participant(self) -> Participant:
        """Who is on the other side."""

    @property
    def frames(self) -> AsyncIterator[IncomingFrame]:
        """What the other side says."""

    @property
    def frames_dropped(self) -> int:
        """How much of it nobody took in time."""

    @property
    def events(self) -> AsyncIterator[Event]:
        """What happens."""

    @property
    def hears(self) -> bool:
        """Whether the other side takes audio."""

    @property
    def playout(self) -> Playout:
        """What is gathered to be said."""

    async def send(self, rate: int, pcm: Samples) -> None:
        """Say something."""

    async def played(self) -> None:
        """Wait until all was said."""

    def clear(self) -> None:
        """Drop what waits to be said."""

    def write(self, text: str) -> None:
        """Write to all in the call."""

    def press(self, digits: str) -> None:
        """Press keys of a telephone."""

    async def record(self, target: Target, file_format: RecordingFormat | None) -> Recording:
        """Record what is said."""

    def close(self) -> None:
        """End the call."""

    async def closed(self) -> str:
        """Wait for its end, and learn why."""


class Connection:
    """A hold on one call.

    Iterate over the connection itself for what happens, over :attr:`incoming_audio` for what is
    said; both at once, from two tasks, works.

    Example::

        async def greeter(connection: Connection) -> None:
            await connection.play(Path("hello.wav"))
            async for participant, (rate, pcm) in connection.incoming_audio:
                await connection.send_audio(rate, pcm)
    """

    def __init__(self, line: CallLine) -> None:
        self._line = line

    @property
    def session(self) -> int:
        """The id of the session in the core and in the logs."""
        return self._line.session

    @property
    def call(self) -> str:
        """The id of the call."""
        return self._line.call

    @property
    def participant(self) -> Participant:
        """Who is on the other side; the first of several, and oneself where there is nobody."""
        return self._line.participant

    @property
    def incoming_audio(self) -> AsyncIterator[IncomingFrame]:
        """Who speaks and what: ``participant, (rate, pcm)``, one 20 ms frame after another.

        Holds 200 ms for an agent that is busy; older frames are dropped and counted. Ends with the
        call.
        """
        return self._line.frames

    @property
    def frames_dropped(self) -> int:
        """Frames that this agent was too slow for."""
        return self._line.frames_dropped

    @property
    def is_heard(self) -> bool:
        """Whether the other side takes audio; what is sent to one that does not is discarded."""
        return self._line.hears

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._line.events

    async def send_audio(self, rate: int, pcm: Samples) -> None:
        """Say something.

        Returns when there is room for more, which is at once unless seconds of audio wait already.

        Args:
            rate: Samples per second, 8,000 to 192,000.
            pcm: Mono int16, any length; the array may be used again at once.

        Raises:
            CallEndedError: The call is over.
            LocalProtocolError: This is no such audio.
        """
        await self._line.send(rate, pcm)

    async def play(self, source: Path | str | Samples, *, rate: int | None = None) -> None:
        """Say an audio file or an array to its end, or until :meth:`clear`.

        Args:
            source: A WAV, MP3, FLAC, Ogg or M4A file, or whatever ffmpeg reads if it is installed;
                or mono int16.
            rate: The array's samples per second.

        Raises:
            CallEndedError: The call is over.
            CodecError: The file cannot be read.
        """
        if isinstance(source, Path | str):
            file_rate, pcm = await asyncio.to_thread(load_audio, Path(source))
        elif rate is None:
            raise LocalProtocolError("play(array) needs the array's rate")
        else:
            file_rate, pcm = rate, source
        cleared = self._line.playout.clears
        await self._line.send(file_rate, pcm)
        if cleared == self._line.playout.clears:
            await self._line.played()

    async def record(
        self, target: Path | str | None = None, *, file_format: RecordingFormat | None = None
    ) -> Recording:
        """Record what the other side says; in a call of many, what everybody says, in one.

        It ends with the call, or by ``stop()`` of what this returns. See docs/recording.md.

        Args:
            target: A file that does not exist yet, a URL such as ``s3://bucket/key.opus``, or None
                for a new file in the directory of recordings.
            file_format: ``ogg`` (Opus, as it came) or ``wav``, if the target's name does not say.

        Raises:
            CallEndedError: The call is over.
            RecordingError: There is no way to the target.
        """
        return await self._line.record(target, file_format)

    async def chat(self, text: str) -> None:
        """Write to all others in a call of many; they are told by an event ``chat``, and so are we.

        Raises:
            CallEndedError: The call is over, or its connection is lost just now.
            LocalProtocolError: The text is empty or too long, or nobody can read it.
        """
        self._line.write(text)

    async def send_dtmf(self, digits: str) -> None:
        """Press keys of a telephone (RFC 4733), 0.1 s each: to the other side, or to all of them.

        In a call of many they are told by an event ``dtmf`` for each key as well.

        Raises:
            CallEndedError: The call is over, or its connection is lost just now.
            LocalProtocolError: There is no such key, or there are too many of them.
        """
        self._line.press(digits)

    def clear(self) -> None:
        """Stop speaking now: drop all that waits for play-out (barge-in)."""
        self._line.clear()

    def close(self) -> None:
        """End the call without waiting for it."""
        self._line.close()

    async def leave(self) -> None:
        """End the call and wait until it is over."""
        self.close()
        await self._line.closed()

    async def wait(self) -> str:
        """Wait for the end of the call; the answer says why it ended."""
        return await self._line.closed()


def load_audio(path: Path) -> tuple[int, Samples]:
    """The rate and mono samples of a file of any kind.

    Raises:
        CodecError: It cannot be read.
    """
    try:
        return load_wav(path)
    except CodecError:
        return decode_file(path)


Agent: TypeAlias = Callable[[Connection], Awaitable[None]]
"""An agent is an async function that is given a Connection; nothing else."""
