"""The programs of examples/tox_*.py run as they stand, and do what they say."""

import asyncio
import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from jackfield.tox import AsyncTox, FriendConnection, Tox, ToxCall, ToxLibrary
from tox_async_kit import hear, say
from tox_kit import LIKE, likeness, make_tox, melody, psnr

ROOT = Path(__file__).parents[2]
LIMIT_S = 120.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def example(
    name: str, caller: Tox, folder: Path, *arguments: str
) -> "Iterator[tuple[int, subprocess.Popen[str]]]":
    """A program that runs, and the number by which the caller knows it."""
    profile = folder / f"{name}.tox"
    with make_tox(caller.library, profile) as tox:
        tox.friend_accept(caller.public_key)
        tox.save()
        key = tox.public_key
    node = f"127.0.0.1:{caller.udp_port}:{caller.dht_id}"
    command = [sys.executable, f"examples/{name}.py", str(profile), *arguments, "--node", node]
    environment = {**os.environ, "JACKFIELD_TOX_LIBRARY": caller.library.name}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield caller.friend_accept(key), program
        finally:
            program.kill()


async def connect(node: AsyncTox, friends: set[int]) -> None:
    """Wait for all of them."""
    missing = set(friends)
    async for event in node.events:
        if isinstance(event, FriendConnection) and event.status:
            missing.discard(event.friend_number)
        if not missing:
            return


async def call(node: AsyncTox, friend: int) -> ToxCall:
    made = await node.call(friend, video_bit_rate=0)
    await made.answered()
    return made


async def test_each_program_does_what_it_says(library: ToxLibrary, tmp_path: Path) -> None:
    said, target = melody(2.0), tmp_path / "said.wav"
    with ExitStack() as stack:
        caller = stack.enter_context(make_tox(library))
        echo, _ = stack.enter_context(example("tox_echo", caller, tmp_path))
        recorder, recording = stack.enter_context(
            example("tox_record", caller, tmp_path, str(target))
        )
        shower, showing = stack.enter_context(example("tox_picture", caller, tmp_path))
        async with asyncio.timeout(LIMIT_S), AsyncTox(caller) as node:
            await connect(node, {echo, recorder, shower})
            talk = await call(node, echo)
            _, heard = await asyncio.gather(say(talk, said), hear(talk, 45))
            assert likeness(heard, said) > LIKE
            await talk.end()
            talk = await call(node, recorder)
            await say(talk, said)
            await talk.end()
            talk = await call(node, shower)
            seen = [await anext(talk.video) for _ in range(3)]
            await talk.end()
            assert [(frame.width, frame.height) for frame in seen] == [(160, 120)] * 3
            assert psnr(seen[0].y[:, :160], seen[2].y[:, :160]) < 40, "it moves"
            told = await asyncio.to_thread(recording.communicate)
            shown = await asyncio.to_thread(showing.communicate)
    assert told[0].splitlines()[-1].startswith(f"{target}: ")
    assert shown[0].endswith(" pictures\n")
    with wave.open(str(target)) as file:
        written = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)
    assert likeness(written, said) > LIKE
