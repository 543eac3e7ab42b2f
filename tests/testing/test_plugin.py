"""The plug-in in a run of pytest of its own, as users have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import jackfield

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

AUTO = ("-o", "asyncio_mode=auto", "-o", "asyncio_default_fixture_loop_scope=function")
TESTS = """
import asyncio
import pytest
from jackfield.testing import World

async def listener(connection):
    await connection.wait()

async def test_passes(virtual_world: World):
    await virtual_world.call(listener)
    await virtual_world.run(60)
    assert asyncio.get_running_loop().time() > 60

async def test_fails(virtual_world: World):
    await virtual_world.run(60)
    assert virtual_world.now_s < 60

@pytest.mark.parametrize("seconds", [1, 2])
@pytest.mark.virtual_world(seed=5)
async def test_has_parameters(seconds, virtual_world, tmp_path):
    await virtual_world.run(seconds)
    assert virtual_world.now_s == seconds

class TestInAClass:
    async def test_passes(self, virtual_world):
        await virtual_world.run(1)

def test_is_synchronous(virtual_world):
    async def scene():
        await virtual_world.run(1)
        return 7
    assert virtual_world.play(scene()) == 7
"""


@pytest.mark.parametrize("others", [("-p", "no:asyncio"), AUTO])
def test_tests_run_in_virtual_time_beside_any_other_plug_in(
    tmp_path: Path, others: tuple[str, ...]
) -> None:
    (tmp_path / "test_agents.py").write_text(TESTS)
    command = (sys.executable, "-m", "pytest", "-p", "jackfield.testing.plugin", *others)
    done = subprocess.run(
        (*command, "--strict-markers", "-W", "error"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(jackfield.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 5 passed" in done.stdout, done.stdout + done.stderr
    assert "assert 60.0 < 60" in done.stdout
