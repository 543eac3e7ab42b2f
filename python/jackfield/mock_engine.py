"""The part of the media core that makes calls of files, as the rest of the package sees it."""

from collections.abc import Sequence
from typing import Protocol

from jackfield.engine import Samples
from jackfield.errors import ConfigError

SAMPLE_RATE = 48_000
"""Samples per second of everything that is read from files."""


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
