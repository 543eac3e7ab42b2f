"""An agent that logs how loud it hears its caller: what really arrived, not what a page shows."""

import json
import sys

import numpy as np

from jackfield import Connection

WINDOW_S = 0.3


async def ear(connection: Connection) -> None:
    """Measure again and again."""
    squares: list[float] = []
    seconds = 0.0
    async for _caller, (rate, pcm) in connection.incoming_audio:
        squares.append(float(np.mean(np.square(pcm / 32_768))))
        seconds += len(pcm) / rate
        if seconds >= WINDOW_S:
            loudness = float(np.sqrt(np.mean(squares)))
            event = {"event": "heard", "level": "info", "rms": loudness}
            sys.stdout.write(json.dumps(event) + "\n")
            sys.stdout.flush()
            squares.clear()
            seconds = 0.0
