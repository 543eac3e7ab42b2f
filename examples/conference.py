"""Two people and an agent that answers, in one call of this process: no server, no key, no network.

python examples/conference.py tests/data/speech/weather.wav
"""

import asyncio
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jackfield import Client, Connection

PAUSE_FRAMES = 25
"""Half a second of silence: whoever spoke has finished."""
QUIET = 300


async def answering(connection: Connection) -> None:
    """Say again what somebody said, once they have finished: the same agent runs in a server."""
    said: list[npt.NDArray[np.int16]] = []
    quiet = 0
    async for participant, (rate, pcm) in connection.incoming_audio:
        if participant != "ann":
            continue
        is_quiet = np.abs(pcm).max() < QUIET
        quiet = quiet + 1 if is_quiet else 0
        if not is_quiet or said:
            said.append(pcm)
        if said and quiet == PAUSE_FRAMES:
            await connection.send_audio(rate, np.concatenate(said))
            said.clear()


async def hold(path: Path) -> None:
    """Have Ann say something, and Bob listen to her and to the answer."""
    call = Client().video.rtc_call("default", "conference")
    heard: dict[str, int] = {}
    async with call.join("ann") as ann, call.join("bob") as bob, call.join("agent") as agent:
        answer = asyncio.create_task(answering(agent))
        speech = asyncio.create_task(ann.play(path))
        async for participant, (_, pcm) in bob.incoming_audio:
            if np.abs(pcm).max() >= QUIET:
                heard[participant] = heard.get(participant, 0) + 1
            if heard.get("agent", 0) >= PAUSE_FRAMES:
                break
        await speech
        answer.cancel()
    for name, frames in heard.items():
        print(f"Bob heard {name} for {frames * 0.02:.1f} s")


if __name__ == "__main__":
    asyncio.run(hold(Path(sys.argv[1])))
