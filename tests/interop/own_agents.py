"""Agents as a user writes them; copied beside the server that runs them."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jackfield import Connection

ANNOUNCEMENT = Path("announcement.wav")
MINUTES = Path("minutes.wav")


async def announcer(connection: Connection) -> None:
    """Say a file to its end, then hang up."""
    await connection.play(ANNOUNCEMENT)


async def scribe(connection: Connection) -> None:
    """Write down what the caller says."""
    rates: set[int] = set()
    heard: list[npt.NDArray[np.int16]] = []
    async for _, (rate, pcm) in connection.incoming_audio:
        rates.add(rate)
        heard.append(pcm)
    (rate,) = rates
    with wave.open(str(MINUTES), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(np.concatenate(heard).tobytes())
