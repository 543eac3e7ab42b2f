"""How calls went."""

import pytest

from jackfield.server.quality import quality

NAN = float("nan")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ({}, {}),
        ({"packets_received": 50, "round_trip_seconds": NAN}, {}),
        (
            {"packets_received": 95, "packets_lost": 5, "jitter_seconds": 0.01234},
            {"loss": 0.05, "jitter_ms": 12.3},
        ),
        ({"packets_received": 0, "packets_lost": 3}, {"loss": 1.0}),
        ({"packets_received": 9, "jitter_seconds": NAN, "target_delay_seconds": NAN}, {}),
        ({"target_delay_seconds": 0.02, "concealed_seconds": 1.234}, {"concealed_s": 1.23}),
        ({"round_trip_seconds": 0.0421}, {"round_trip_ms": 42.1}),
    ],
)
def test_only_what_was_measured_is_told(figures: dict[str, float], told: dict[str, float]) -> None:
    assert quality(figures) == told
