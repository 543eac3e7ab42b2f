"""The code of docs/testing.md and the README's test run as they stand."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jackfield
from repo.tree import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

BLOCK = re.compile(r"^```python\n# (\w+\.py)(.+?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("document", "passed"), [("docs/testing.md", 4), ("README.md", 1)])
def test_its_tests_pass(document: str, passed: int, tmp_path: Path) -> None:
    for name, code in BLOCK.findall((ROOT / document).read_text()):
        (tmp_path / name).write_text(f"#{code}")
    shutil.copy(ROOT / "tests/data/speech/jfk.wav", tmp_path / "speech.wav")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "jackfield.testing.plugin", "-p", "no:asyncio"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(jackfield.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{passed} passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
