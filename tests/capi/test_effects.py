"""Effects of calls, which only the library of our own names has."""

import subprocess
from pathlib import Path

from capi_kit import BUILT, FLAGS, expected, files_of, run


def test_effects_are_heard_and_seen_and_refused_by_name(ours: Path, tmp_path: Path) -> None:
    assert ours
    made = tmp_path / "effects"
    places = [f"-I{BUILT}/include", f"-L{BUILT}/lib"]
    command = [
        "cc",
        *FLAGS,
        "-o",
        str(made),
        *files_of("effects"),
        *places,
        "-ljackfield_tox",
        "-lm",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = run(made, BUILT / "lib")
    assert (told.lines, told.code) == (expected("effects"), 0), told.errors
