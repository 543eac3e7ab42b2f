"""Hostile packets and killed instances under AddressSanitizer and UndefinedBehaviorSanitizer."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from capi_kit import SANITIZERS, compiled, expected, run

PROGRAMS = ("errors", "hostile", "killed", "messages")


def test_no_byte_too_far_is_touched(ours: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(len(PROGRAMS)) as pool:
        made = pool.map(lambda name: compiled(name, tmp_path, *SANITIZERS), PROGRAMS)
        runs = list(pool.map(lambda program: run(program, ours.parent), made))
    for program, told in zip(PROGRAMS, runs, strict=True):
        assert "runtime error" not in told.errors
        assert (told.lines, told.code) == (expected(program), 0), told.errors
