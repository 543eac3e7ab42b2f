"""The wheel holds all that is needed, and works where there is no compiler."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from repo.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TOOLS = Path(sys.executable).parent


def _run(*command: str | Path, **environment: str) -> str:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jackfield"
    known = {"CARGO_TARGET_DIR": str(cache / "target")} | dict(os.environ) | environment
    done = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the installed core's target folder, so that nothing is compiled twice."""
    out = tmp_path_factory.mktemp("wheel")
    _run(TOOLS / "maturin", "build", "--release", "--locked", "--offline", "--out", out)
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_is_for_every_python_from_three_eleven_on(wheel: Path) -> None:
    assert "-cp311-abi3-" in wheel.name


def test_the_wheel_holds_the_page_the_types_and_the_core(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {"server/static/index.html", "py.typed", "_core.pyi", "_core.abi3.so"}
    assert {f"jackfield/{name}" for name in wanted} <= names


def test_the_wheel_holds_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"jackfield"}


def test_the_core_links_no_codec_of_the_system(wheel: Path) -> None:
    core = zipfile.ZipFile(wheel).read("jackfield/_core.abi3.so")
    assert [name for name in (b"libvpx.so", b"libopus.so", b"libtoxcore.so") if name in core] == []


def test_a_fresh_environment_without_a_compiler_runs_it(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    # By the lock file, whose addresses are in uv's cache since `make build`; an index need not be.
    sync = ("uv", "sync", "--frozen", "--offline", "--no-dev", "--no-build", "--python")
    _run(*sync, sys.executable, UV_PROJECT_ENVIRONMENT=str(tmp_path / "venv"))
    _run("uv", "pip", "install", "--offline", "--no-deps", "--python", python, wheel)
    told = _run(python.with_name("jackfield"), "--version", PATH="")
    assert told.startswith("jackfield 0.")
    _run(python, "-P", "-c", "import jackfield._core as core; core.EngineConfig()", PATH="")
