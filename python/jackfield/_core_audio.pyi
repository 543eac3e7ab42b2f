"""What of ``jackfield._core`` has no line: files, and samples that a program has. Only ``_core.pyi`` imports this."""

from collections.abc import Callable
from typing import Self, final

import numpy as np
import numpy.typing as npt

@final
class EffectChain:
    """Effects of one stream, changed while audio runs without a click. See ``jackfield.effects``.

    Each ``add_…`` returns the effect's number; it is put before another one, or else behind all. Functions of
    one chain take turns; the interpreter is released while they work. RuntimeError in a function of the chain's own.
    """

    def __new__(cls, rate: int, channels: int) -> EffectChain:
        """8,000 to 192,000 Hz, 1 or 2 channels, interleaved; else ValueError."""
    def add_gain(self, decibels: float, before: int | None = None) -> int: ...
    def add_automatic_gain(
        self,
        headroom_db: float,
        max_gain_db: float,
        initial_gain_db: float,
        max_change_db_per_s: float,
        max_noise_dbfs: float,
        before: int | None = None,
    ) -> int: ...
    def add_noise_suppression(self, before: int | None = None) -> int: ...
    def add_echo_cancellation(self, before: int | None = None) -> int: ...
    def add_function(
        self, function: Callable[[npt.NDArray[np.float32]], object], before: int | None = None
    ) -> int:
        """Called with at most 10 ms of interleaved samples, which it changes in place."""
    def set_gain(self, effect: int, decibels: float) -> bool:
        """False when that is no gain of the chain."""
    def remove(self, effect: int) -> bool: ...
    def ids(self) -> list[int]: ...
    def delay(self) -> int:
        """Samples per channel."""
    def process(self, pcm: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """The samples as they are now, in an array of their own. Raises what a function of the chain raised first."""
    def played(self, pcm: npt.NDArray[np.int16]) -> None: ...
    def reset(self) -> None: ...

@final
class OpusEncoder:
    """Makes packets (RFC 6716) of 2.5, 5, 10, 20, 40 or 60 ms."""

    def __new__(cls, rate: int, channels: int, bit_rate: int) -> OpusEncoder:
        """Hz that Opus has, 1 or 2 channels, 500 to 512,000 bits per second; else ValueError."""
    def encode(self, pcm: npt.NDArray[np.int16]) -> bytes:
        """ValueError when a frame has another length."""
    def set_bit_rate(self, bit_rate: int) -> None: ...

@final
class OpusDecoder:
    """Reads packets, whatever their rate and channels."""

    def __new__(cls, rate: int, channels: int) -> OpusDecoder: ...
    def decode(self, packet: bytes) -> npt.NDArray[np.int16]:
        """ValueError when it is no packet."""

@final
class Resampler:
    """Brings a stream of whatever rate to one."""

    def __new__(cls, rate: int, channels: int) -> Resampler: ...
    def process(self, rate: int, pcm: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
        """At least as long as what comes, once more of it has; ValueError for a rate outside of 4 to 192 kHz."""

@final
class MockCall:
    """A call without a network, whose participants speak what files hold. It has no clock: whoever reads sets the pace."""

    def __new__(cls, config: bytes) -> Self:
        """Join, by an encoded ``jackfield.v1.MockConfig``. The first event of the first ``read`` is
        ``CallJoinResponse``, or ``Error`` when there can be no such call."""
    def read(self, max_rows: int) -> MockBatch:
        """What comes next: the events that wait, and pieces of up to 20 ms in whole rounds, up to ``max_rows``
        of them but at least one round; 0 reads no file. Takes time, as it decodes: not for the event loop."""
    def close(self) -> None:
        """Leave: close what is open, once nobody reads. Nothing is told any more."""

@final
class MockBatch:
    """What one read gave. A round holds a piece of each participant who still speaks."""

    @property
    def events(self) -> list[tuple[int, bytes]]:
        """Encoded ``jackfield.v1.Event``, each with the number of rows that come before it."""
    @property
    def speakers(self) -> list[int]:
        """Whose piece each row is: the place in ``MockConfig.participants``."""
    @property
    def rounds(self) -> list[int]: ...
    @property
    def lengths(self) -> list[int]:
        """Samples of each row; silence follows."""
    @property
    def frames(self) -> npt.NDArray[np.int16]:
        """Shape (rows, 960), 48 kHz, both channels averaged. Rows are views: copy before keeping one."""
    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""
    def packet(self, row: int) -> bytes:
        """A row as encoded ``jackfield.v1.Event`` with both channels. IndexError when there is no such row."""
