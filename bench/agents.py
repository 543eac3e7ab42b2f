"""Agents that the measurements serve."""

import numpy as np

from jackfield.call import Connection

RATE = 48_000
CHUNK_S = 1


async def announcer(connection: Connection) -> None:
    """Speak without pause, as far ahead as the play-out takes."""
    noise = np.random.default_rng(1).integers(-3000, 3000, RATE * CHUNK_S).astype(np.int16)
    while True:
        await connection.send_audio(RATE, noise)
