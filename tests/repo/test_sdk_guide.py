"""The code of docs/sdk.md runs as it stands: with a server, in this process, with a mock."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import jackfield
from e2e.server import serving
from jackfield import AsyncClient, MockConfig, MockParticipant
from repo.tree import ROOT
from sdk_kit import needs_dial

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), needs_dial]

PROGRAM, IN_PROCESS, MOCK = re.findall(
    r"^```python\n(.+?)^```$",
    (ROOT / "docs/sdk.md").read_text(),
    re.MULTILINE | re.DOTALL,
)
SPEECH = ROOT / "tests/data/speech/weather.wav"
SECRET = "a secret of thirty-two bytes or so"
FIRST_FRAME = "print(participant, rate, len(pcm))\n        break"
LIMIT_S = 60


def start(code: str, folder: Path) -> "subprocess.Popen[str]":
    """The program as its user starts it."""
    (folder / "program.py").write_text(code)
    return subprocess.Popen(
        (sys.executable, "-u", "program.py"),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(jackfield.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_a_program_hears_those_in_a_call_of_a_server(tmp_path: Path) -> None:
    with serving(tmp_path, "--api-secret", f"backend={SECRET}") as server:
        code = PROGRAM.replace("https://calls.example", server.url).replace("…", SECRET)
        client = AsyncClient(server.url, api_key="backend", api_secret=SECRET)
        program = start(code, tmp_path)
        try:
            await server.logged("participant_joined")
            async with client.video.rtc_call("default", "standup").join("ann") as ann:
                await ann.play(SPEECH)
        finally:
            program.terminate()
        told, _ = program.communicate(timeout=LIMIT_S)
    assert "ann 48000 960" in told.splitlines()


def test_people_of_one_process_hear_each_other(tmp_path: Path) -> None:
    shutil.copy(SPEECH, tmp_path / "hello.wav")
    imports = "import asyncio\nfrom pathlib import Path\nfrom jackfield import Client\n"
    body = textwrap.indent(IN_PROCESS.replace("        ...", f"        {FIRST_FRAME}"), " " * 4)
    code = f"{imports}async def main() -> None:\n{body}\nasyncio.run(main())\n"
    program = start(code.replace("\n        break", "\n            break"), tmp_path)
    told, _ = program.communicate(timeout=LIMIT_S)
    assert (program.returncode, told) == (0, "ann 48000 960\n")


async def test_a_mock_says_what_its_files_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(SPEECH, "hello.wav")
    shutil.copy(ROOT / "tests/data/files/jfk.mp3", "question.mp3")
    names = {"MockConfig": MockConfig, "MockParticipant": MockParticipant}
    config = eval(MOCK, names)  # noqa: S307  # our own guide
    call = AsyncClient().rtc_call("default", "mock")
    call.set_mock(config)
    async with call.join("listener") as connection:
        events = [event async for event in connection]
    complaints = [event.error.message for event in events if event.HasField("error")]
    assert [told.partition(":")[0] for told in complaints] == ["/recordings/answer.flac"]
    said = {event.rtc_packet.participant.id for event in events if event.HasField("rtc_packet")}
    assert said == {"ann"}
    assert events[-1].call_ended.reason == "finished"
