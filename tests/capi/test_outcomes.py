"""The same programs with Debian's library and with ours: function by function, error by error."""

from pathlib import Path

import pytest

from capi_kit import COMPARED, OURS_ALONE, Run, expected, unlisted

Runs = dict[tuple[str, str], Run]


@pytest.mark.parametrize("program", [*COMPARED, *OURS_ALONE])
def test_our_outcomes_are_those_that_are_written_down(program: str, runs: Runs) -> None:
    run = runs[program, "ours"]
    assert run.lines == expected(program), run.errors
    assert run.code == 0


@pytest.mark.parametrize("program", COMPARED)
def test_the_reference_differs_only_where_it_is_written_down(program: str, runs: Runs) -> None:
    run = runs[program, "reference"]
    assert unlisted(program, run.lines) == [], run.errors


@pytest.mark.parametrize("program", COMPARED)
def test_each_run_was_served_by_its_own_library(
    program: str, runs: Runs, reference: Path, ours: Path
) -> None:
    for name, library in (("reference", reference), ("ours", ours)):
        served = runs[program, name].libraries
        assert served == {"tox_new": library, "toxav_new": library}
