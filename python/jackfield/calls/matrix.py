"""Who hears whom, by the ids of participants: those in the call, and those still to come."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from jackfield.errors import RemoteProtocolError

EVERYBODY = "*"
"""Stands for all who have no entry of their own."""
AS_IT_IS = 1.0
LOUDEST = 4.0
"""The core amplifies by no more, 12 dB."""


class Matrix:
    """Gains by listener and speaker; whom nothing is said of is heard as they are.

    The entry of two ids is looked for first, then that of a listener and everybody, then that of
    everybody and a speaker, then that of everybody and everybody.

    Args:
        limit: How many entries there may be.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._gains: dict[tuple[str, str], float] = {}

    @property
    def gains(self) -> Mapping[tuple[str, str], float]:
        """What was said, by listener and speaker."""
        return MappingProxyType(self._gains)

    def gain(self, listener: str, speaker: str) -> float:
        """How loud one hears the other."""
        for key in (
            (listener, speaker),
            (listener, EVERYBODY),
            (EVERYBODY, speaker),
            (EVERYBODY, EVERYBODY),
        ):
            found = self._gains.get(key)
            if found is not None:
                return found
        return AS_IT_IS

    def set(self, listener: str, speaker: str, gain: float | None) -> None:
        """Say how loud one hears the other; None takes it back.

        Raises:
            RemoteProtocolError: The gain is out of range, or there are too many entries.
        """
        key = (listener, speaker)
        if gain is None:
            self._gains.pop(key, None)
            return
        if not math.isfinite(gain) or not 0 <= gain <= LOUDEST:
            raise RemoteProtocolError(
                f"gain: {gain:g} is not between 0 and {LOUDEST:g}", code="malformed"
            )
        if key not in self._gains and len(self._gains) >= self._limit:
            raise RemoteProtocolError(
                f"gain: this call has {self._limit} entries already, which is the limit",
                status_hint=409,
                code="too_many_routes",
            )
        self._gains[key] = gain
