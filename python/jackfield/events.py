"""What a call tells those who sit in it."""

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody in a call.

    Attributes:
        id: Unique among the participants of the server.
        name: For people; may be empty.
        transport: The way they came in: ``whip`` and so on.
    """

    id: str
    name: str = ""
    transport: str = ""


class EventKind(enum.StrEnum):
    """What can happen to a participant's line."""

    CONNECTED = "connected"
    """Media flows, for the first time or again."""
    DISCONNECTED = "disconnected"
    """The peer stopped answering; it may come back."""
    TRACK = "track"
    """A track was negotiated; ``detail`` says which kind and codec."""
    ENDED = "ended"
    """The last event; ``detail`` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing that happened in a call."""

    kind: EventKind
    participant: Participant
    detail: str = ""
