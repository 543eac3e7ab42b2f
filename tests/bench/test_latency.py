"""Cells and table of the bench of delays; its calls are real, and short enough for a test."""

import pytest
from bench.latency.calls import Call, run
from bench.latency.plan import CLIPS
from bench.latency.table import cells, markdown


def _call(delays_ms: list[float], concealed: float = 0.0) -> Call:
    return {
        "agent": "parrot",
        "network": "quiet",
        "delays_ms": delays_ms,
        "alike": 1.0,
        "concealed": concealed,
        "jitter_ms": 2.0,
    }


def test_a_cell_is_of_all_parts_of_all_calls() -> None:
    (cell,) = cells([_call([60, 60, 60]), _call([80] * 97, concealed=0.1)])
    assert (cell["p50_ms"], cell["p95_ms"]) == (80, 80)
    assert cell["calls"] == 2
    assert cell["path_ms"] == 40
    assert cell["concealed"] == pytest.approx(0.05)


def test_the_table_has_a_row_per_cell() -> None:
    row = "| native parrot | 20 ms, nothing lost | 60 ms | 60 ms | 40 ms | 2.0 ms | 1.0 % |"
    assert row in markdown(cells([_call([60.2], concealed=0.01)])).splitlines()


def test_the_same_seed_gives_the_same_call() -> None:
    first, again = (run("parrot", "wifi", CLIPS[0], seed=3) for _ in range(2))
    assert first == again
    assert len(first["delays_ms"]) > 5
