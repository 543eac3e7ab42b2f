"""How well those in a call are received, told by the clock."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jackfield.calls.context import CallContext, Timer
from jackfield.calls.roster import Roster
from jackfield.events import quality
from jackfield.v1 import Event


@dataclass(frozen=True, slots=True)
class _Packets:
    """Of one session so far."""

    received: float = 0.0
    lost: float = 0.0

    def loss_since(self, before: "_Packets") -> float:
        """The share that was lost meanwhile, 0 to 1; late ones found again are no loss."""
        lost = max(0.0, self.lost - before.lost)
        expected = self.received - before.received + lost
        return lost / expected if expected > 0 else 0.0


class Reception:
    """Of one call; begins with somebody whose media flow, and sleeps while there is nobody.

    Args:
        context: Whose limits say how often.
        roster: Those in the call.
        tell: Tells all of them.
    """

    def __init__(
        self, context: CallContext, roster: Roster, tell: Callable[[Event], object]
    ) -> None:
        self._context = context
        self._roster = roster
        self._tell = tell
        self._timer: Timer | None = None
        self._before: dict[int, _Packets] = {}

    def begin(self) -> None:
        """Somebody's media flow."""
        interval = self._context.limits.call_quality_ms
        if interval and self._timer is None:
            self._timer = self._context.later(interval / 1e3, self._tell_all)

    def stop(self) -> None:
        """The call is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell_all(self) -> None:
        self._timer = None
        before, self._before = self._before, {}
        connected = [member for member in self._roster if member.is_connected]
        for member in connected:
            figures = self._context.engine.session_stats(member.session)
            if figures is None or not _is_measured(figures):
                continue
            packets = _Packets(figures["packets_received"], figures["packets_lost"])
            loss = packets.loss_since(before.get(member.session, _Packets()))
            self._before[member.session] = packets
            jitter_ms, round_trip_ms = _ms(figures, "jitter"), _ms(figures, "round_trip")
            told = quality(member.participant, loss, jitter_ms, round_trip_ms)
            self._tell(told)
        if connected:
            self.begin()


def _is_measured(figures: Mapping[str, float]) -> bool:
    """Whether there is a peer with a network, and something came of it."""
    return not all(math.isnan(figures[f"{name}_seconds"]) for name in ("jitter", "round_trip"))


def _ms(figures: Mapping[str, float], name: str) -> float:
    seconds = figures[f"{name}_seconds"]
    return 0.0 if math.isnan(seconds) else seconds * 1e3
