"""Effects of calls, which only the library of our own names has."""

import subprocess
from pathlib import Path

from capi_kit import BUILT, FLAGS, SOURCES, expected, run


def test_effects_are_heard_and_seen_and_refused_by_name(ours: Path, tmp_path: Path) -> None:
    assert ours
    made = tmp_path / "effects"
    sources = [str(SOURCES / "effects.c"), str(SOURCES / "pair.c")]
    places = [f"-I{BUILT}/include", f"-L{BUILT}/lib"]
    command = ["cc", *FLAGS, "-o", str(made), *sources, *places, "-ljackfield_tox", "-lm"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = run(made, BUILT / "lib")
    assert (told.lines, told.code) == (expected("effects"), 0), told.errors
