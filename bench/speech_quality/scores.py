"""PESQ (ITU-T P.862.2, wide-band) of what was heard."""

import wave
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.speech_quality.calls import Call, heard, said

# What the measure works at.
RATE = 16_000
INSTALL = "uv sync --locked --inexact --no-install-project --group speech"


class PesqMissingError(Exception):
    """The package that computes the measure is not installed."""

    def __init__(self) -> None:
        super().__init__(f"the Python package pesq is missing: {INSTALL}")


def require_pesq() -> None:
    """Say how to install the measure, before minutes are spent on what it is to score."""
    try:
        import pesq  # noqa: F401, PLC0415  # optional
    except ImportError as error:
        raise PesqMissingError from error


def scored(folder: Path, calls: Sequence[Call]) -> list[float]:
    """One score per call, on all cores."""
    require_pesq()
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(_score, folder), calls, chunksize=8))


def _score(folder: Path, call: Call) -> float:
    from pesq import pesq  # noqa: PLC0415  # optional: who only reads results does without

    return float(pesq(RATE, _speech(said(folder, call)), _speech(heard(folder, call)), "wb"))


def _speech(path: Path) -> npt.NDArray[np.int16]:
    """A recording at the measure's rate: the spectrum cut off above it, all at once."""
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        length = len(samples) * RATE // file.getframerate()
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    speech: npt.NDArray[np.float64] = np.fft.irfft(spectrum, length) * (length / len(samples))
    return speech.round().clip(-32_768, 32_767).astype(np.int16)
