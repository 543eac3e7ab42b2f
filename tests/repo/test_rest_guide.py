"""The commands of docs/rest.md do what it says, as they stand, with a real server."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e.server import LiveServer, serving
from jackfield import AsyncClient
from repo.tree import ROOT
from sdk_kit import needs_dial

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), needs_dial]

GUIDE = (ROOT / "docs/rest.md").read_text()
COMMANDS = re.compile(r"^```sh\n(.+?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {
    text.partition("\n")[0].lstrip("# "): "".join(COMMANDS.findall(text))
    for text in re.split(r"^(?=#+ )", GUIDE, flags=re.MULTILINE)
    if COMMANDS.search(text)
}
INTRODUCTION = SECTIONS.pop("Calls for operators")
KEYS = ("--api-key", "boss", "--api-secret", "app=a secret of thirty-two bytes or so")
LIMIT_S = 30


@dataclass(frozen=True)
class Place:
    """Where the commands run, and what stands for the hosts and numbers they name."""

    folder: Path
    server: LiveServer
    gateway: LiveServer

    async def run(self, commands: str, recording: str = "") -> str:
        """What they print; each has to succeed."""
        shell = await self._shell(commands.replace("/recordings/7", f"/recordings/{recording}"))
        output, _ = await asyncio.wait_for(shell.communicate(), LIMIT_S)
        assert shell.returncode == 0, output.decode()
        return output.decode()

    @asynccontextmanager
    async def watching(self, commands: str) -> AsyncIterator[asyncio.StreamReader]:
        """What they print as long as it goes on."""
        shell = await self._shell(commands)
        assert shell.stdout is not None
        try:
            yield shell.stdout
        finally:
            shell.kill()
            await shell.wait()

    async def _shell(self, commands: str) -> asyncio.subprocess.Process:
        told = commands.replace("http://127.0.0.1:8080/", self.server.url)
        told = told.replace("https://gateway.example/", self.gateway.url).replace("…", "any")
        return await asyncio.create_subprocess_exec(
            *("bash", "-euc", told),
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    @asynccontextmanager
    async def company(self, *names: str) -> AsyncIterator[None]:
        """People in the call that the commands are about."""
        client = AsyncClient(self.server.url, api_key="boss")
        async with AsyncExitStack() as stack:
            for name in names:
                call = client.rtc_call("default", "standup")
                await stack.enter_async_context(call.join(name))
            yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("operator")
    (folder / ".curlrc").write_text("silent\nshow-error\nfail-with-body\nwrite-out = \\n\n")
    shutil.copy(ROOT / "tests/data/files/jfk.mp3", folder / "announcement.mp3")
    shutil.copy(ROOT / "tests/data/files/speech.ogg", folder / "music.ogg")
    with serving(folder) as gateway:
        options = ("--media-dir", str(folder), "--recording-directory", str(folder))
        target = ("--dial-target", gateway.url)
        with serving(folder, *KEYS, *options, *target) as server:
            yield Place(folder, server, gateway)


def test_every_section_with_commands_is_tried() -> None:
    tried = {"Routes", "Remove", "Move", "Dial", "Invite", "Play", "Record", "Events"}
    assert SECTIONS.keys() == tried


async def test_somebody_is_muted(place: Place) -> None:
    async with place.company("ann"):
        listed, ann = (await place.run(INTRODUCTION)).splitlines()
    assert "default" in listed
    assert json.loads(ann)["muted"] is True


@pytest.mark.parametrize(
    ("section", "names", "answers"),
    [
        ("Routes", (), 2),
        ("Remove", ("eve",), 1),
        ("Move", ("ann",), 2),
        ("Dial", ("ann",), 1),
        ("Invite", ("ann",), 1),
        ("Play", ("ann",), 2),
    ],
)
async def test_its_commands_are_taken(
    place: Place, section: str, names: tuple[str, ...], answers: int
) -> None:
    async with place.company("jim", *names):
        told = await place.run(_settings() + SECTIONS[section])
    assert len(told.splitlines()) == answers, told


async def test_a_recording_begins_pauses_and_ends(place: Place) -> None:
    begin, pause, end = SECTIONS["Record"].strip().splitlines()
    async with place.company("jim"):
        begun = json.loads(await place.run(_settings() + begin))
        paused = json.loads(await place.run(_settings() + pause, begun["id"]))
        ended = json.loads(await place.run(_settings() + end, begun["id"]))
    assert [told["state"] for told in (begun, paused, ended)] == ["recording", "paused", "stopped"]


def _settings() -> str:
    return "".join(line + "\n" for line in INTRODUCTION.splitlines() if "=" in line.split()[0])


async def test_events_are_streamed_as_they_are_shown(place: Place) -> None:
    (shown,) = re.findall(r"^```\n(id: .+?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    async with place.watching(_settings() + SECTIONS["Events"]) as lines, place.company("jim"):
        told = [await asyncio.wait_for(lines.readline(), LIMIT_S)]
        while told[-1] != b"event: participant_joined\n":
            told.append(await asyncio.wait_for(lines.readline(), LIMIT_S))
        told.append(await asyncio.wait_for(lines.readline(), LIMIT_S))
    found, wanted = (json.loads(data.partition("data: ")[2]) for data in (told[-1].decode(), shown))
    assert found.keys() == wanted.keys()
    assert found["data"]["participant"].keys() == wanted["data"]["participant"].keys()
