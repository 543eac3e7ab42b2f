"""Audio that operators play: what they send, or a file of the media folder; nothing else."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np

from jackfield.engine import Samples
from jackfield.errors import CodecError, RemoteProtocolError
from jackfield.mock_engine import MockEngine, join_mock
from jackfield.v1 import Event, MockConfig, MockParticipant

_ROWS = 50
"""A second at a time: so much is decoded ahead of what is played out."""
_PIECE = slice(0, 12)
_MP3_SYNC = 0xE0
_OPEN_FILES = Path("/dev/fd")
"""The open files of whichever process looks, by their descriptors."""


class AudioFile:
    """A file that is decoded bit by bit, beside the event loop.

    Args:
        path: Of the file.
        name: What it is called outside.
        at_end: Called when nobody needs the file any more.
    """

    def __init__(self, path: Path, name: str, at_end: Callable[[], object] = lambda: None) -> None:
        alone = MockConfig(participants=[MockParticipant(id="file", audio=[str(path)])])
        self.name = name
        self._core: MockEngine = join_mock(alone.SerializeToString())
        self._at_end = at_end
        self._ended = False
        self._ahead: Samples | None = None

    async def open(self) -> None:
        """Read the beginning, so that a file that is no audio is known at once.

        Raises:
            CodecError: It cannot be read; then it is closed.
        """
        try:
            self._ahead = await self._read_something()
        except BaseException:
            await self.close()
            raise

    async def read(self) -> Samples | None:
        """Some more of it, mono at 48 kHz; None at the end.

        Raises:
            CodecError: It cannot be read any further.
        """
        pcm, self._ahead = self._ahead, None
        return pcm if pcm is not None else await self._read()

    async def close(self) -> None:
        """Give everything back."""
        await asyncio.to_thread(self._core.close)
        self._at_end()

    async def _read_something(self) -> Samples:
        pcm = await self._read()
        if pcm is None:
            raise CodecError("there is nothing in it", code="not_audio")
        return pcm

    async def _read(self) -> Samples | None:
        while not self._ended:
            batch = await asyncio.to_thread(self._core.read, _ROWS)
            self._ended = batch.ended
            for _, data in batch.events:
                if Event.FromString(data).HasField("error"):
                    raise CodecError("it is no audio, or not to its end", code="not_audio")
            pieces = [row[:count] for row, count in zip(batch.frames, batch.lengths, strict=True)]
            if pieces:
                return np.concatenate(pieces)
        return None


async def uploaded(content: bytes) -> AudioFile:
    """What was sent, kept in a file without a name as long as it plays.

    The core would leave what it cannot read to ffmpeg, which would open files that playlists name.
    But a file that we alone have open is none for another process: there is nothing to be found.

    Raises:
        RemoteProtocolError: 415: it does not begin as audio that the core reads itself.
        CodecError: The core itself cannot read it.
    """
    if not is_audio(content[_PIECE]):
        raise RemoteProtocolError(
            "send WAV, MP3, FLAC, Ogg or M4A", status_hint=415, code="unsupported_media_type"
        )
    file = await asyncio.to_thread(_keep, content)
    audio = AudioFile(_OPEN_FILES / str(file.fileno()), "upload", file.close)
    await audio.open()
    return audio


async def stored(folder: str, name: str) -> AudioFile:
    """A file of the media folder.

    Raises:
        RemoteProtocolError: 404: there is none of that name, or no folder.
        CodecError: It cannot be read.
    """
    path = await asyncio.to_thread(_below, folder, name)
    if path is None:
        raise RemoteProtocolError(
            "file: there is none of that name in the media folder",
            status_hint=404,
            code="file_unknown",
        )
    audio = AudioFile(path, name)
    await audio.open()
    return audio


def is_audio(begin: bytes) -> bool:
    """Whether something begins as WAV, MP3, FLAC, Ogg or M4A do."""
    if begin.startswith((b"fLaC", b"OggS", b"ID3")) or begin[4:8] == b"ftyp":
        return True
    if begin.startswith(b"RIFF"):
        return begin[8:12] == b"WAVE"
    return begin[:1] == b"\xff" and begin[1:2] >= bytes([_MP3_SYNC])


def _keep(content: bytes) -> IO[bytes]:
    """Closed in processes that this one starts (PEP 446)."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as it plays
    file.write(content)
    file.seek(0)  # writes it out; and some systems give who opens it again the same position
    return file


def _below(folder: str, name: str) -> Path | None:
    """A file in a folder, links followed; None for whatever is elsewhere."""
    if not folder or "\0" in name:
        return None
    try:
        root = Path(folder).resolve(strict=True)
        path = (root / name).resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(root) and path.is_file() else None
