"""From calls and scores to the table and what it misses."""

import sys
from pathlib import Path

import pytest
from bench.speech_quality import scores
from bench.speech_quality.calls import Call, heard, said
from bench.speech_quality.plan import CONDITIONS, PESQ_WANTED, SEEDS, SENDERS
from bench.speech_quality.table import cells, markdown, misses

CALL: Call = {
    "clip": "jfk",
    "sender": "plain",
    "condition": "f",
    "seed": 7,
    "delay_ms": 50.0,
    "packets": 500,
    "late": 1,
    "lost": 2,
    "fec_ms": 0,
    "redundant_ms": 0,
    "concealed_ms": 40,
    "inserted_ms": 0,
    "removed_ms": 0,
    "underrun_ms": 0.0,
}


def test_a_cell_is_the_mean_of_its_calls() -> None:
    other: Call = {**CALL, "seed": 8, "delay_ms": 60.0}
    (cell,) = cells([CALL, other], [4.5, 4.3])
    assert cell["pesq"] == pytest.approx(4.4)
    assert cell["delay_ms"] == pytest.approx(55.0)
    assert (cell["calls"], cell["late"], cell["lost"], cell["concealed_ms"]) == (2, 2, 4, 80)


def test_a_target_that_is_missed_is_named() -> None:
    slow: Call = {**CALL, "delay_ms": 70.0}
    assert misses(cells([CALL], [4.3])) == []
    assert misses(cells([slow], [4.29])) == [
        "plain f: PESQ 4.29, wanted 4.30",
        "plain f: 70.0 ms, allowed 65",
    ]


def test_the_table_shows_what_was_reached_beside_what_was_wanted() -> None:
    clean: Call = {**CALL, "condition": "clean", "delay_ms": 0.2}
    assert markdown(cells([CALL, clean], [4.21, 4.45])).splitlines() == [
        "| the peer sends | no loss, no jitter | stops of 60 ms |",
        "| --- | ---: | ---: |",
        "| plain Opus | 4.45, 0 ms | 4.21 (4.30), 50 ms |",
    ]


def test_every_cell_but_the_clean_ones_has_a_target() -> None:
    assert set(PESQ_WANTED) == set(SENDERS)
    assert all(set(CONDITIONS) - set(wanted) == {"clean"} for wanted in PESQ_WANTED.values())
    assert len(SEEDS) == len(set(SEEDS))


def test_recordings_are_found_by_what_was_called() -> None:
    folder = Path("folder")
    assert said(folder, CALL) == folder / "jfk.wav"
    assert heard(folder, CALL) == folder / "jfk-plain-f-7.wav"


def test_without_the_measure_one_is_told_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pesq", None)
    with pytest.raises(scores.PesqMissingError, match="--group speech"):
        scores.scored(Path(), [CALL])
