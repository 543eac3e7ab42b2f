"""What the calls of one server share."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Protocol, TypeAlias

import structlog

from jackfield.calls.names import CallName
from jackfield.config import Settings
from jackfield.engine import Engine
from jackfield.media import MediaHub
from jackfield.v1 import Event


class Timer(Protocol):
    """Something that is done later, unless it is cancelled."""

    def cancel(self) -> None:
        """Do it not."""


Later: TypeAlias = Callable[[float, Callable[[], None]], Timer]
"""Has something done after so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """How far calls may go; each is a setting of the same name, explained there."""

    max_calls: int
    max_call_participants: int
    max_call_routes: int
    resume_window_s: float
    call_idle_s: float
    call_levels_ms: int
    call_quality_ms: int
    max_chat_characters: int
    chat_rate: float
    chat_burst: int

    @classmethod
    def of(cls, settings: Settings) -> "CallLimits":
        """Those of the settings."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


@dataclass(slots=True)
class CallCounts:
    """What has happened in all calls so far, for metrics.

    Attributes:
        ended: Calls, by reason.
        joined: Participants, by transport.
        left: Participants, by transport and reason.
        resumed: Places that were taken again, by transport.
        messages_refused: What members sent and nobody was told, by reason.
        events_dropped: Events that no agent took in time.
    """

    ended: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, ...]] = field(default_factory=Counter)
    resumed: Counter[str] = field(default_factory=Counter)
    messages_refused: Counter[str] = field(default_factory=Counter)
    events_dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """See the module.

    Attributes:
        engine: The core.
        hub: Opens seats in it.
        limits: How far calls may go.
        counts: What happened.
        tell: Told of every event of every call.
        forget: Told of a call that is over.
        wall: Seconds since 1970.
        clock: Seconds that only go forward.
        later: Has something done after so many seconds.
        log: Where it is written down.
    """

    engine: Engine
    hub: MediaHub
    limits: CallLimits
    counts: CallCounts
    tell: Callable[[CallName, Event], None]
    forget: Callable[[CallName], None]
    wall: Callable[[], float]
    clock: Callable[[], float]
    later: Later
    log: structlog.stdlib.BoundLogger
