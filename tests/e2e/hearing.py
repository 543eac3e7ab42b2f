"""What the server's agent hears of its caller (``ear.py``): everything, or nothing at all."""

import asyncio
from collections.abc import Callable

from e2e.server import LiveServer

SILENT = 1e-4
"""-80 dB: Opus makes no digital silence of it."""
LOUD = 1e-2
IN_A_ROW = 3
"""Windows of 0.3 s; speech has pauses, silence has no exceptions."""
LIMIT_S = 45


def speech(levels: list[float]) -> bool:
    """Somebody spoke in at least one of these windows."""
    return max(levels) > LOUD


def silence(levels: list[float]) -> bool:
    """Nobody made a sound in any of them."""
    return max(levels) < SILENT


async def hears(server: LiveServer, wanted: Callable[[list[float]], bool]) -> None:
    """Wait until the newest measurements are all of that kind."""
    begun = len(server.events("heard"))
    deadline = asyncio.get_running_loop().time() + LIMIT_S
    while True:
        levels = [float(str(event["rms"])) for event in server.events("heard")[begun:]]
        if len(levels) >= IN_A_ROW and wanted(levels[-IN_A_ROW:]):
            return
        assert asyncio.get_running_loop().time() < deadline, f"heard {levels}"
        await asyncio.sleep(0.1)
