"""The programs of examples/tox_*.py and capi/examples run as they stand, and do what they say."""

import asyncio
import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from capi_kit import BUILT, compiled_example
from jackfield.tox import AsyncTox, ConnectionStatus, Tox, ToxCall, ToxLibrary
from repo.tree import ROOT
from tox_async_kit import hear, say
from tox_kit import KEEPER, LIKE, likeness, make_tox, melody, psnr

LIMIT_S = 120.0
OFFLINE = ConnectionStatus.NONE
NAMES = {"echo": ("tox_echo", "echo"), "wav": ("tox_record", "recorder")} | {
    "picture": ("tox_picture", "picture")
}
"""What a program does, and what it is called in Python and in C."""
LANGUAGES = ("python", "c")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass(frozen=True, slots=True)
class Program:
    """One that runs, and the number by which the caller knows it."""

    friend: int
    process: "subprocess.Popen[str]"


class Programs:
    """All of them, and who calls them.

    Args:
        caller: Who calls.
        folder: For their files.
    """

    def __init__(self, caller: Tox, folder: Path) -> None:
        self.caller = caller
        self.folder = folder
        self.node = f"127.0.0.1:{caller.udp_port}:{caller.dht_id}"
        self.started: dict[tuple[str, str], Program] = {}

    def target(self, language: str) -> Path:
        """Where a recorder of that language writes."""
        return self.folder / f"{language}.wav"

    @contextmanager
    def all(self) -> Iterator[None]:
        """Run them, so that they find the caller while others are called."""
        with ExitStack() as stack:
            for task, (python, c) in NAMES.items():
                command = [sys.executable, f"examples/{python}.py"]
                self._start(stack, ("python", task), command, "--node")
                if BUILT.exists():
                    self._start(stack, ("c", task), [str(compiled_example(c, self.folder))])
            yield

    def __getitem__(self, which: tuple[str, str]) -> Program:
        if which not in self.started:
            pytest.skip("`make toxav` has not built our library")
        return self.started[which]

    def _start(
        self, stack: ExitStack, which: tuple[str, str], command: list[str], *flag: str
    ) -> None:
        language, task = which
        profile = self.folder / f"{language}-{task}.tox"
        with make_tox(self.caller.library, profile) as tox:
            tox.friend_accept(self.caller.public_key)
            tox.save()
            friend = self.caller.friend_accept(tox.public_key)
        target = [str(self.target(language))] if task == "wav" else []
        paths = {
            "JACKFIELD_TOX_LIBRARY": self.caller.library.name,
            "LD_LIBRARY_PATH": str(BUILT / "lib"),
        }
        process = subprocess.Popen(
            [*command, str(profile), *target, *flag, self.node],
            cwd=ROOT,
            env={**os.environ, **paths},
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.enter_context(process)
        stack.callback(process.kill)
        self.started[which] = Program(friend, process)


@pytest.fixture(scope="module")
def programs(library: ToxLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    with make_tox(library) as caller:
        made = Programs(caller, tmp_path_factory.mktemp("examples"))
        with made.all():
            KEEPER.keep(caller)
            yield made
            KEEPER.release(caller)


@contextmanager
def driven(programs: Programs) -> Iterator[Tox]:
    KEEPER.release(programs.caller)
    yield programs.caller
    KEEPER.keep(programs.caller)


async def call(node: AsyncTox, friend: int) -> ToxCall:
    """Ring a program as soon as it is there; it answers."""
    while await node.do(lambda tox: tox.friend_connection(friend)) is OFFLINE:  # noqa: ASYNC110
        await asyncio.sleep(0.02)  # it may have been there before anybody listened
    made = await node.call(friend)
    await made.answered()
    return made


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_echo_says_back_what_it_hears(programs: Programs, language: str) -> None:
    said, program = melody(), programs[language, "echo"]
    with driven(programs) as caller:
        async with asyncio.timeout(LIMIT_S), AsyncTox(caller) as node:
            talk = await call(node, program.friend)
            _, heard = await asyncio.gather(say(talk, said), hear(talk, 45))
            await talk.end()
    assert likeness(heard, said) > LIKE


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_recorder_writes_what_is_said(programs: Programs, language: str) -> None:
    said, program = melody(), programs[language, "wav"]
    with driven(programs) as caller:
        async with asyncio.timeout(LIMIT_S), AsyncTox(caller) as node:
            talk = await call(node, program.friend)
            await say(talk, said)
            await talk.end()
            told, _ = await asyncio.to_thread(program.process.communicate)
    target = programs.target(language)
    assert told.splitlines()[-1].startswith(f"{target}: 1.")
    with wave.open(str(target)) as file:
        assert (file.getframerate(), file.getnchannels()) == (48_000, 1)
        written = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)
    assert likeness(written, said) > LIKE


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_test_picture_moves(programs: Programs, language: str) -> None:
    program = programs[language, "picture"]
    with driven(programs) as caller:
        async with asyncio.timeout(LIMIT_S), AsyncTox(caller) as node:
            talk = await call(node, program.friend)
            seen = [await anext(talk.video) for _ in range(3)]
            await talk.end()
            told, _ = await asyncio.to_thread(program.process.communicate)
    assert [(frame.width, frame.height) for frame in seen] == [(160, 120)] * 3
    assert psnr(seen[0].y[:, :160], seen[2].y[:, :160]) < 40
    assert told.endswith(" pictures\n")
