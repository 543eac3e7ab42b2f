"""What `make test` says at its end: how each runner ended, and an honest sum in the last line."""

import subprocess
from pathlib import Path

import pytest

from repo.tree import ROOT

CARGO = "test result: ok. 14 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out"
CARGO_EMPTY = "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"
PYTEST = "========= 2 failed, 632 passed, 3 skipped, 1 error in 364.60s (0:06:04) ========="
VITEST = (
    "\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m347 passed\x1b[39m\x1b[22m\x1b[90m (347)\x1b[39m"
)
PLAYWRIGHT = "  18 passed (1.8m)"
GO = "--- PASS: TestOne (0s)\n    --- PASS: TestOne/part (0s)\n--- SKIP: TestTwo (0s)\nok  \tx\t1s"


def _run(script: str) -> tuple[int, list[str]]:
    head = f'source "{ROOT}/scripts/common.sh"; source "$ROOT/scripts/report.sh"\n'
    done = subprocess.run(
        ["bash", "-c", head + script], capture_output=True, text=True, check=False, cwd=Path("/")
    )
    return done.returncode, done.stdout.splitlines()


def _says(text: str, status: int = 0) -> str:
    return f"bash -c 'printf \"%s\\n\" \"$0\"; exit {status}' '{text}'"


@pytest.mark.parametrize(
    ("figures", "closing", "total"),
    [
        (CARGO, [CARGO], "14 passed, 0 failed, 1 skipped"),
        (f"{CARGO}\n{CARGO_EMPTY}\n{CARGO}", [CARGO, CARGO], "28 passed, 0 failed, 2 skipped"),
        (VITEST, ["      Tests  347 passed (347)"], "347 passed, 0 failed, 0 skipped"),
        (PLAYWRIGHT, [PLAYWRIGHT], "18 passed, 0 failed, 0 skipped"),
        (GO, ["ok  \tx\t1s"], "1 passed, 0 failed, 1 skipped"),
    ],
)
def test_a_runners_own_figures_are_repeated_and_counted(
    figures: str, closing: list[str], total: str
) -> None:
    status, lines = _run(f"tests it {_says(figures)}; finish_tests all")
    assert status == 0
    assert lines[-len(closing) - 1 :] == [*closing, total]


def test_all_runners_are_added_up_and_failed_tests_fail_the_whole() -> None:
    parts = f"tests a {_says(CARGO)}; tests b {_says(PYTEST, 1)}; tests c {_says(VITEST)}"
    status, lines = _run(f"{parts}; finish_tests all")
    assert (status, lines[-1]) == (1, "993 passed, 3 failed, 4 skipped")


@pytest.mark.parametrize("part", ["part lint false", "tests crash false"])
def test_what_fails_without_naming_a_test_is_one_failure(part: str) -> None:
    status, lines = _run(f"{part}; tests b {_says(PLAYWRIGHT)}; finish_tests all")
    assert (status, lines[-1]) == (1, "18 passed, 1 failed, 0 skipped")


def test_a_part_that_fails_after_all_its_tests_passed_is_a_failure() -> None:
    status, lines = _run(f"tests b {_says(PLAYWRIGHT, 1)}; finish_tests all")
    assert (status, lines[-1]) == (1, "18 passed, 1 failed, 0 skipped")
