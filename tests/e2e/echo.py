"""Finds what was said in what came back: how alike the two are, and how much later one is."""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from typing_extensions import override

Signal: TypeAlias = npt.NDArray[np.float64]

SEGMENT_S = 0.4
STEP_S = 0.2
MAX_DELAY_S = 1.0
"""A busy machine makes browsers buffer for hundreds of milliseconds."""
HEAD_START_S = 0.3
"""How much earlier than the whole a part of a lined-up echo may come: buffers grow and shrink."""
SPEECH_RMS = 0.01
"""Quieter segments are pauses: nothing in them can be told from anything else."""
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Echo:
    """Per segment of speech: the best normalised cross-correlation, and at which delay."""

    likeness: Signal
    delays_ms: Signal

    @property
    def median_likeness(self) -> float:
        """1 is the same signal at another level, 0 has nothing to do with it."""
        return float(np.median(self.likeness))

    @property
    def share_alike(self) -> float:
        """How much of the speech can be recognised."""
        return float(np.mean(self.likeness > ALIKE))

    @property
    def median_delay_ms(self) -> float:
        """Of the segments that can be recognised."""
        return self.delay_ms(50)

    def delay_ms(self, percentile: float) -> float:
        """The same at another percentile; NaN when nothing can be recognised."""
        recognised = self.delays_ms[self.likeness > ALIKE]
        return float(np.percentile(recognised, percentile)) if len(recognised) else math.nan

    @override
    def __str__(self) -> str:
        return (
            f"{len(self.likeness)} segments, likeness {self.median_likeness:.3f}, "
            f"{self.share_alike:.0%} alike, delay {self.median_delay_ms:.1f} ms "
            f"(p5 {self.delay_ms(5):.1f}, p95 {self.delay_ms(95):.1f})"
        )


def find_echo(said: Signal, heard: Signal, rate: int) -> Echo:
    """Look for each segment of what was said in the second after it."""
    size, step, reach = (int(seconds * rate) for seconds in (SEGMENT_S, STEP_S, MAX_DELAY_S))
    likeness, delays = [], []
    for start in range(0, min(len(said), len(heard)) - size - reach, step):
        segment = said[start : start + size]
        if rms(segment) < SPEECH_RMS:
            continue
        match = correlate(segment, heard[start : start + size + reach])
        best = int(np.argmax(match))
        likeness.append(match[best])
        delays.append(best / rate * 1e3)
    assert likeness, "nothing was said"
    return Echo(np.array(likeness), np.array(delays))


def line_up(said: Signal, heard: Signal, rate: int) -> tuple[Signal, Signal]:
    """Both from the first that they share on, found by content: no clock tells who began later.

    What was heard begins ``HEAD_START_S`` after what was said: :func:`find_echo` looks around.
    """
    length = 1 << (len(said) + len(heard)).bit_length()
    products = np.fft.irfft(np.fft.rfft(heard, length) * np.conj(np.fft.rfft(said, length)), length)
    late = int(np.argmax(products))
    late = late if late < len(heard) else late - length
    ahead = np.zeros(int(HEAD_START_S * rate))
    return said[max(0, -late) :], np.concatenate((ahead, heard[max(0, late) :]))


def correlate(segment: Signal, window: Signal) -> Signal:
    """Normalised cross-correlation of a segment with a longer window, one value per delay."""
    length = 1 << (len(segment) + len(window)).bit_length()
    spectrum = np.fft.rfft(window, length) * np.conj(np.fft.rfft(segment, length))
    count = len(window) - len(segment) + 1
    products = np.fft.irfft(spectrum, length)[:count]
    energy = np.concatenate(([0.0], np.cumsum(window**2)))
    energies = energy[len(segment) :] - energy[:count]
    floor = 1e-6 * len(segment)  # silence is like nothing
    matches: Signal = products / np.sqrt(np.maximum(energies, floor) * np.sum(segment**2))
    return matches


def rms(signal: Signal) -> float:
    """Root of the mean square; full scale is 1."""
    return float(np.sqrt(np.mean(signal**2))) if len(signal) else 0.0
