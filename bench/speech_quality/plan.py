"""What is sent through which network, and what has to come out at least."""

from typing import Literal

Sender = Literal["plain", "fec", "red1", "red2"]
Condition = Literal["clean", "b", "c", "d", "e", "f"]

SENDERS: tuple[Sender, ...] = ("plain", "fec", "red1", "red2")
CONDITIONS: tuple[Condition, ...] = ("clean", "b", "c", "d", "e", "f")
# Chance decides how much a call of ten seconds loses. Together these lose what the conditions say
# (5.0, 9.9 and, in bursts, 5.1 %); alone they do not: in bursts 606 loses 3.2 %, the others 5.0 to
# 5.7. What single bursts hit matters more than anything the receiver does, so compare equal seeds.
SEEDS = (217, 679, 757, 606, 636, 821, 1650, 1692)
# For a look, and for tests. They lose a bit more than they should: 5.4 % in bursts.
FEW_SEEDS = SEEDS[:3]

SENDER_TITLES: dict[Sender, str] = {
    "plain": "plain Opus",
    "fec": "in-band FEC",
    "red1": "RED, distance 1",
    "red2": "RED, distance 2",
}
CONDITION_TITLES: dict[Condition, str] = {
    "clean": "no loss, no jitter",
    "b": "5 % random loss",
    "c": "10 % random loss",
    "d": "5 % loss in bursts of 3",
    "e": "30 ms jitter, 2 % loss",
    "f": "stops of 60 ms",
}

_JITTER_ALONE = 4.3
# PESQ that a cell has to reach on average.
PESQ_WANTED: dict[Sender, dict[Condition, float]] = {
    "plain": {"b": 3.15, "c": 2.5, "d": 3.15, "e": 3.8, "f": _JITTER_ALONE},
    "fec": {"b": 4.0, "c": 3.6, "d": 3.4, "e": 4.15, "f": _JITTER_ALONE},
    "red1": {"b": 4.25, "c": 4.0, "d": 3.45, "e": 4.35, "f": _JITTER_ALONE},
    "red2": {"b": 4.4, "c": 4.3, "d": 3.7, "e": 4.4, "f": _JITTER_ALONE},
}
# Milliseconds that the buffer may delay speech on average.
DELAY_ALLOWED: dict[Condition, float] = {"clean": 25, "e": 50, "f": 65}
