"""How calls went, for the log."""

import math
from collections.abc import Mapping


def quality(figures: Mapping[str, float]) -> dict[str, float]:
    """What the log says of a call that has ended; what was not measured is left out."""
    told: dict[str, float] = {}
    jitter, lost = figures.get("jitter_seconds", math.nan), figures.get("packets_lost", 0.0)
    if lost or not math.isnan(jitter):  # else nothing came by RTP
        expected = lost + figures.get("packets_received", 0.0)
        told["loss"] = round(lost / expected, 4) if expected else 0.0
    if not math.isnan(jitter):
        told["jitter_ms"] = round(jitter * 1e3, 1)
    if not math.isnan(figures.get("target_delay_seconds", math.nan)):  # else no jitter buffer
        told["concealed_s"] = round(figures.get("concealed_seconds", 0.0), 2)
    round_trip = figures.get("round_trip_seconds", math.nan)
    if not math.isnan(round_trip):
        told["round_trip_ms"] = round(round_trip * 1e3, 1)
    return told
