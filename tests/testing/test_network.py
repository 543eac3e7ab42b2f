"""Conditions that cannot be are named when they are written down."""

import pytest

from jackfield.errors import ConfigError
from jackfield.testing import Conditions


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss", 1.1),
        ("loss", float("nan")),
        ("reorder", -0.1),
        ("duplicate", 2.0),
        ("burst", 0.5),
        ("delay_ms", -1.0),
        ("jitter_ms", float("inf")),
        ("queue_ms", 1e9),
        ("rate_kbps", 0.0),
    ],
)
def test_a_condition_out_of_range_is_named(name: str, value: float) -> None:
    with pytest.raises(ConfigError, match=name):
        Conditions(**{name: value})  # type: ignore[arg-type]  # a bool is not among them


def test_a_network_that_loses_everything_has_no_bursts() -> None:
    Conditions(loss=1.0)
    with pytest.raises(ConfigError, match="burst"):
        Conditions(loss=1.0, burst=3.0)
