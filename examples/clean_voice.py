"""Take the noise out of a voice before an agent makes something of it.

python examples/clean_voice.py noisy.wav

The same agent runs in a server: ``jackfield serve --agent clean_voice:clean_voice``.
"""

import asyncio
import sys

import numpy as np
import numpy.typing as npt

from jackfield import Client, Connection, MockConfig, MockParticipant
from jackfield.effects import EffectChain, NoiseSuppression


async def clean_voice(connection: Connection) -> None:
    """Tell how loud the pauses are in what each participant says, before and after."""
    chains: dict[str, EffectChain] = {}
    levels: dict[str, list[tuple[float, float]]] = {}
    async for participant, (rate, pcm) in connection.incoming_audio:
        if participant not in chains:
            chains[participant] = EffectChain(rate)
            chains[participant].add(NoiseSuppression())
        cleaned = chains[participant].process(pcm)
        levels.setdefault(participant, []).append((loudness(pcm), loudness(cleaned)))
    for name, frames in levels.items():
        before, after = np.percentile(frames, 10, axis=0)
        print(f"{name}: pauses at {before:.0f} dBFS, cleaned {after:.0f} dBFS")


def loudness(pcm: npt.NDArray[np.int16]) -> float:
    """Of a frame, in decibels below full scale."""
    power = float(np.mean((pcm / 32768) ** 2))
    return 10 * float(np.log10(power + 1e-10))


async def hear(path: str) -> None:
    """Have a file spoken in a call of this process."""
    call = Client().video.rtc_call("default", "clean-voice")
    speaker = MockParticipant(id="speaker", audio=[path])
    call.set_mock(MockConfig(participants=[speaker], realtime=False))
    async with call.join("agent") as connection:
        await clean_voice(connection)


if __name__ == "__main__":
    asyncio.run(hear(sys.argv[1]))
