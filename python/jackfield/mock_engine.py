"""The part of the media core that reads audio files and makes calls of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from jackfield.engine import Samples
from jackfield.errors import CodecError, ConfigError
from jackfield.v1 import Event, MockConfig, MockParticipant

SAMPLE_RATE = 48_000
"""Samples per second of everything that is read from files."""

_READ_ROWS = 512


class MockBatch(Protocol):
    """What one read gave; explained in ``_core.pyi``."""

    @property
    def events(self) -> Sequence[tuple[int, bytes]]:
        """Encoded events, each with the number of rows that come before it."""

    @property
    def speakers(self) -> Sequence[int]:
        """Whose piece each row is."""

    @property
    def rounds(self) -> Sequence[int]:
        """Which 20 ms of the call each row is."""

    @property
    def lengths(self) -> Sequence[int]:
        """Samples of each row."""

    @property
    def frames(self) -> Samples:
        """One row per piece, mono."""

    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""

    def packet(self, row: int) -> bytes:
        """A row as an encoded event, stereo."""


class MockEngine(Protocol):
    """One joined mock call in the core."""

    def read(self, max_rows: int) -> MockBatch:
        """What comes next; decodes files, so it takes time."""

    def close(self) -> None:
        """Close what is open, once nobody reads."""


def join_mock(config: bytes) -> MockEngine:
    """Join a call by its encoded configuration; its first event tells whether that worked.

    Raises:
        ConfigError: The core is not built.
    """
    try:
        import jackfield._core as core  # noqa: PLC0415  # absent until it is built
    except ImportError as error:
        raise ConfigError(f"the media core is not built: run `make build` ({error})") from error
    return core.MockCall(config)


def decode_file(path: Path) -> tuple[int, Samples]:
    """Read an audio file of any kind to its end, as mono: what one alone would say in a mock call.

    Raises:
        CodecError: Naming the file and what is wrong with it.
        ConfigError: The core is not built.
    """
    alone = MockConfig(participants=[MockParticipant(id="file", audio=[str(path)])])
    engine = join_mock(alone.SerializeToString())
    return SAMPLE_RATE, np.concatenate([np.zeros(0, np.int16), *_pieces(engine)])


def _pieces(engine: MockEngine) -> Iterator[Samples]:
    ended = False
    while not ended:
        batch = engine.read(_READ_ROWS)
        for _, data in batch.events:
            event = Event.FromString(data)
            if event.HasField("error"):
                raise CodecError(event.error.message)
        for row, length in zip(batch.frames, batch.lengths, strict=True):
            yield row[:length]
        ended = batch.ended
