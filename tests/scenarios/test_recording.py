"""Real calls in virtual time, recorded: what is in the files, by other decoders too."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from jackfield import Connection, Recorded
from jackfield.mock_engine import decode_file
from jackfield.testing import Conditions, Recording, World

SPEECH = Path(__file__).parents[1] / "data/speech/jfk.wav"
BAD = Conditions(loss=0.02, jitter_ms=40, reorder=0.01, duplicate=0.01)


@dataclass
class Call:
    """A recorded call."""

    recorded: Recorded
    began_s: float
    said: Recording

    def likeness(self) -> float:
        rate, samples = decode_file(Path(self.recorded.location))
        heard = Recording(rate=rate, samples=samples, began_s=self.began_s)
        return heard.match(self.said).likeness


def record(target: Path, network: Conditions, *, red: bool = False) -> Call:
    """A call of some seconds."""
    done: list[Recorded] = []
    began: list[float] = []

    async def agent(connection: Connection) -> None:
        began.append(world.now_s)
        recording = await connection.record(target)
        await connection.wait()
        done.append(await recording.wait())

    async def scene() -> Recording:
        caller = await world.call(agent, network=network, red=red)
        await world.run(1)
        caller.say(SPEECH)
        await world.run(6)
        said = caller.said
        caller.hang_up()
        await world.run(1)
        return said

    world = World(seed=5)
    said = world.play(scene())
    return Call(done[0], began[0], said)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.opus", "a.wav"])
def test_a_caller_is_recorded(tmp_path: Path, name: str) -> None:
    call = record(tmp_path / name, Conditions())
    rate, samples = decode_file(Path(call.recorded.location))
    assert len(samples) / rate == pytest.approx(call.recorded.seconds, abs=0.001)
    assert call.likeness() > 0.9


@pytest.mark.slow
def test_redundancy_repairs_what_a_bad_network_loses(tmp_path: Path) -> None:
    assert record(tmp_path / "plain.opus", BAD).likeness() > 0.7
    assert record(tmp_path / "red.opus", BAD, red=True).likeness() > 0.85


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_hears_the_same(tmp_path: Path) -> None:
    location = record(tmp_path / "a.opus", BAD).recorded.location
    told = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", location, "-ac", "1", "-f", "s16le", "-"],
        capture_output=True,
        check=True,
    )
    assert told.stderr == b""
    theirs = np.frombuffer(told.stdout, np.int16)
    rate, ours = decode_file(Path(location))
    assert rate == 48_000
    assert abs(len(theirs) - len(ours)) <= 1
    count = min(len(theirs), len(ours))
    alike = np.corrcoef(theirs[:count].astype(float), ours[:count].astype(float))[0, 1]
    assert alike > 0.9, "their decoder is another one"
