"""A mock call in a test: what an agent makes of what files say.

pytest examples/test_speaking_time.py
"""

import asyncio
import math
import wave
from collections import defaultdict
from pathlib import Path

import numpy as np

from jackfield import Client, Connection, MockConfig, MockParticipant


async def speaking_time(connection: Connection, loud: int = 500) -> dict[str, float]:
    """How many seconds each participant is heard."""
    seconds: defaultdict[str, float] = defaultdict(float)
    async for participant, (rate, pcm) in connection.incoming_audio:
        if np.abs(pcm).max() > loud:
            seconds[participant] += len(pcm) / rate
    return dict(seconds)


def test_silence_is_no_speech(tmp_path: Path) -> None:
    """Ann speaks for two seconds of five, Bob for one of one."""
    ann = write_tone(tmp_path / "ann.wav", seconds=2, then_silence=3)
    bob = write_tone(tmp_path / "bob.wav", seconds=1, then_silence=0)
    call = Client().video.rtc_call("default", "a-test")
    call.set_mock(
        MockConfig(
            participants=[
                MockParticipant(id="ann", name="Ann", audio=[str(ann)]),
                MockParticipant(id="bob", name="Bob", audio=[str(bob)]),
            ],
            realtime=False,  # as fast as files are read
        )
    )

    async def _scene() -> dict[str, float]:
        async with call.join("timekeeper") as connection:
            return await speaking_time(connection)

    heard = asyncio.run(_scene())
    assert math.isclose(heard["ann"], 2, abs_tol=0.05)
    assert math.isclose(heard["bob"], 1, abs_tol=0.05)


def write_tone(path: Path, *, seconds: int, then_silence: int) -> Path:
    """Write a WAV file of a tone and silence."""
    tone = 8000 * np.sin(np.arange(seconds * 16_000) * 2 * math.pi * 440 / 16_000)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.astype(np.int16).tobytes())
        file.writeframes(bytes(2 * 16_000 * then_silence))
    return path
