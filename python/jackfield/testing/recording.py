"""Sound on the virtual clock, and what a test wants to know of it."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jackfield.engine import Samples

Signal: TypeAlias = npt.NDArray[np.float64]

QUIET = 0.003
"""Root mean square, full scale is 1, below which 5 ms are silence: about -50 dB."""

_FULL_SCALE = 32_768
_STRETCH_S = 0.005
_SEGMENT_S = 0.4
_STEP_S = 0.2
_SPEECH = 0.01
_ALIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How much of something that was said was heard, and how much later.

    Attributes:
        likeness: Normalised cross-correlation, median over the parts that are speech: 1 is the same
            signal at any level, 0 has nothing to do with it. Speech over 0.8 is well understood.
        alike: The part of the speech that can be recognised at all, 0 to 1.
        delays_s: From mouth to ear, for each part that can be recognised.
    """

    likeness: float
    alike: float
    delays_s: tuple[float, ...]

    @property
    def delay_s(self) -> float:
        """From mouth to ear, median; NaN when nothing can be recognised."""
        return float(np.median(self.delays_s)) if self.delays_s else math.nan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """Mono sound.

    Attributes:
        rate: Samples per second.
        samples: int16.
        began_s: The virtual time of the first sample.
    """

    rate: int
    samples: Samples
    began_s: float

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate

    @property
    def level(self) -> float:
        """Root mean square; full scale is 1."""
        return float(np.sqrt(np.mean(self._signal() ** 2))) if len(self.samples) else 0.0

    def between(self, from_s: float, to_s: float) -> "Recording":
        """The part between two virtual times."""
        first, last = (
            min(max(0, round((at - self.began_s) * self.rate)), len(self.samples))
            for at in (from_s, to_s)
        )
        began_s = self.began_s + first / self.rate
        return Recording(rate=self.rate, samples=self.samples[first:last], began_s=began_s)

    def sounds(self, *, quiet: float = QUIET) -> tuple[float, float] | None:
        """Virtual times of the first and the last sound; None when there is none."""
        loud = np.flatnonzero(self._stretches() >= quiet)
        if not len(loud):
            return None
        return (
            self.began_s + float(loud[0]) * _STRETCH_S,
            self.began_s + float(loud[-1] + 1) * _STRETCH_S,
        )

    def longest_gap_s(self, *, quiet: float = QUIET) -> float:
        """The longest silence between the first and the last sound; 0 without any."""
        loud = np.flatnonzero(self._stretches() >= quiet)
        return float(np.max(np.diff(loud), initial=1) - 1) * _STRETCH_S

    def match(self, said: "Recording", *, within_s: float = 1.0) -> Match:
        """Look for what was said, part by part.

        Args:
            said: Of the same rate.
            within_s: How much later it may be heard.

        Raises:
            ValueError: The rates differ, or nothing was said.
        """
        if said.rate != self.rate:
            raise ValueError(f"{said.rate} Hz cannot be found in {self.rate} Hz")
        found = [
            _look_for(segment, self._window(at_s, len(segment), within_s))
            for at_s, segment in said._segments()  # noqa: SLF001  # another of our own kind
        ]
        if not found:
            raise ValueError("nothing was said that could be looked for")
        likeness, delays = np.array(found).T
        return Match(
            likeness=float(np.median(likeness)),
            alike=float(np.mean(likeness > _ALIKE)),
            delays_s=tuple((delays[likeness > _ALIKE] / self.rate).tolist()),
        )

    def _signal(self) -> Signal:
        return self.samples.astype(np.float64) / _FULL_SCALE

    def _stretches(self) -> Signal:
        size = round(_STRETCH_S * self.rate)
        whole = self._signal()[: len(self.samples) // size * size]
        levels: Signal = np.sqrt(np.mean(whole.reshape(-1, size) ** 2, axis=1))
        return levels

    def _segments(self) -> "list[tuple[float, Signal]]":
        signal, size, step = self._signal(), *(round(s * self.rate) for s in (_SEGMENT_S, _STEP_S))
        starts = range(0, len(signal) - size + 1, step)
        segments = ((at, signal[at : at + size]) for at in starts)
        return [
            (self.began_s + at / self.rate, segment)
            for at, segment in segments
            if np.sqrt(np.mean(segment**2)) > _SPEECH
        ]

    def _window(self, from_s: float, length: int, within_s: float) -> Signal:
        """From a virtual time on, with silence where nothing is recorded."""
        window = np.zeros(length + round(within_s * self.rate))
        first = round((from_s - self.began_s) * self.rate)
        part = self._signal()[max(0, first) : max(0, first + len(window))]
        window[max(0, -first) : max(0, -first) + len(part)] = part
        return window


def _look_for(segment: Signal, window: Signal) -> tuple[float, int]:
    """The best normalised cross-correlation, and after how many samples it is."""
    length = 1 << (len(segment) + len(window)).bit_length()
    spectrum = np.fft.rfft(window, length) * np.conj(np.fft.rfft(segment, length))
    count = len(window) - len(segment) + 1
    products = np.fft.irfft(spectrum, length)[:count]
    energy = np.concatenate(([0.0], np.cumsum(window**2)))
    energies = energy[len(segment) :] - energy[:count]
    floor = 1e-6 * len(segment)  # silence is like nothing
    likeness = products / np.sqrt(np.maximum(energies, floor) * np.sum(segment**2))
    best = int(np.argmax(likeness))
    return float(likeness[best]), best
