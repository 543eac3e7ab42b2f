"""What the tests of virtual calls share."""

from pathlib import Path

import numpy as np

from jackfield import Connection, load_wav
from jackfield.engine import Samples
from jackfield.testing import Conditions

SPEECH = Path(__file__).parents[1] / "data" / "speech" / "jfk.wav"
BAD = Conditions(loss=0.05, jitter_ms=30)


def speech(seconds: float) -> tuple[int, Samples]:
    """The beginning of the speech, again and again if it is too short."""
    rate, samples = load_wav(SPEECH)
    return rate, np.resize(samples, round(seconds * rate))


async def silent(connection: Connection) -> None:
    """An agent that only listens."""
    async for _ in connection.incoming_audio:
        pass
