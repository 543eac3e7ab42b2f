"""What an instance is told of after it was killed, under valgrind."""

import shutil
from pathlib import Path

import pytest

from capi_kit import Run, compiled, expected, run

WATCHED = ("valgrind", "--error-exitcode=9")

pytestmark = pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is missing")


def _run(folder: Path, library: Path | None) -> Run:
    return run(compiled("afterlife", folder), library, *WATCHED)


def test_a_killed_instance_is_told_of_nothing(ours: Path, tmp_path: Path) -> None:
    told = _run(tmp_path, ours.parent)
    assert (told.lines, told.code) == (expected("afterlife"), 0), told.errors


def test_the_references_is_told_that_a_friend_goes(reference: Path, tmp_path: Path) -> None:
    assert reference
    told = _run(tmp_path, None)
    assert "Invalid read" in told.errors
    assert "free'd" in told.errors
