"""One data channel for events: what is state reaches it at last, however slowly it is read."""

from collections.abc import Callable
from typing import TypeAlias

from jackfield.v1 import Event, ParticipantJoined, Recording

_Name: TypeAlias = tuple[str, ...]

_OF_PARTICIPANTS = {
    "participant_joined": "participant",
    "participant_changed": "participant",
    "participant_left": "participant",
    "connection_changed": "connection",
    "track_published": "track",
    "track_unpublished": "track",
}
"""What is true until something else of the same kind is told of them."""
_OVER = (Recording.STATE_STOPPED, Recording.STATE_FAILED)


class Channel:
    """See the module.

    State that finds no room waits here, only the newest of its kind for each participant and each
    recording: no more than there are of them, however long it takes.

    Args:
        send: Hands a message to the core; False when there is no room for it.
    """

    __slots__ = ("_send", "_waiting")

    def __init__(self, send: Callable[[bytes], bool]) -> None:
        self._send = send
        self._waiting: dict[_Name, Event] = {}

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be told."""
        return bool(self._waiting)

    def tell(self, event: Event, data: bytes | None = None) -> None:
        """Tell an event, if there is room; state later, if there is none now.

        Args:
            event: As members are told it.
            data: The same, encoded.
        """
        name = _name(event)
        # State keeps its order: what is new waits behind what was told before.
        is_due = name is None or not self._waiting
        is_told = is_due and self._send(data or event.SerializeToString())
        if name is not None and not is_told:
            self._keep(name, event)

    def catch_up(self) -> None:
        """Tell as much of what waits as there is room for."""
        while self._waiting:
            name = next(iter(self._waiting))
            if not self._send(self._waiting[name].SerializeToString()):
                return
            del self._waiting[name]

    def _keep(self, name: _Name, event: Event) -> None:
        before = self._waiting.get(name)
        kind = event.WhichOneof("payload")
        if kind == "participant_left":
            self._forget_details(name[1])
        if before is None or not _is_beginning(before):
            self._waiting[name] = event
        elif kind == "participant_changed":
            joined = ParticipantJoined(participant=event.participant_changed.participant)
            self._waiting[name] = Event(participant_joined=joined)
        elif _is_end(event):
            del self._waiting[name]
        else:
            self._waiting[name] = event

    def _forget_details(self, participant: str) -> None:
        for name in [name for name in self._waiting if name[1] == participant]:
            if name[0] in ("track", "connection"):
                del self._waiting[name]


def _name(event: Event) -> _Name | None:
    """Of what it tells the newest; None for what is no state."""
    kind = event.WhichOneof("payload") or ""
    if kind == "recording":
        return kind, event.recording.id
    if kind == "video_slot":
        return kind, event.video_slot.mid
    group = _OF_PARTICIPANTS.get(kind)
    if group is None:
        return None
    told = getattr(event, kind)
    which = (str(told.kind),) if group == "track" else ()
    return group, told.participant.id, *which


def _is_beginning(event: Event) -> bool:
    """Whether nobody knows of it before that: together with its end it need not be told."""
    is_start = event.recording.state == Recording.STATE_STARTED
    return event.HasField("participant_joined") or is_start


def _is_end(event: Event) -> bool:
    return event.HasField("participant_left") or event.recording.state in _OVER
