"""Tells everybody in a call what happens: agents, data channels, and who watches from outside."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from jackfield.calls.context import CallContext, Timer
from jackfield.calls.member import Member
from jackfield.calls.roster import Roster
from jackfield.events import (
    for_members,
    levels,
    participant_changed,
    participant_joined,
    track_published,
)
from jackfield.v1 import Event

if TYPE_CHECKING:
    from jackfield.calls.live import LiveCall

QUIET_DBFS = -60.0
"""Who is not louder is not worth a word."""
LOUD_ONES = 8
"""Of more than these nobody could tell who is who."""


class Announcer:
    """Of one call."""

    def __init__(self, context: CallContext, call: "LiveCall", roster: Roster) -> None:
        self._context = context
        self._call = call
        self._roster = roster
        self._timer: Timer | None = None
        self._was_quiet = True

    def tell(self, event: Event, *, but: Member | None = None) -> None:
        """Tell everybody, but perhaps one."""
        data = for_members(event).SerializeToString()
        for member in self._roster:
            if member is not but:
                self._tell_member(member, event, data)
        self._context.tell(self._call, event)

    def tell_changed(self, member: Member) -> None:
        """Tell how somebody is from now on."""
        if member.is_announced:
            self.tell(participant_changed(member.participant))

    def introduce(self, member: Member, put: Callable[[Event], object]) -> None:
        """Tell somebody who comes in who is there already."""
        for other in self._call.participants:
            if other is not member:
                put(participant_joined(other.participant))
                for kind, codec in other.tracks.items():
                    put(track_published(other.participant, kind, codec))

    def stop(self) -> None:
        """The call is over."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell_member(self, member: Member, event: Event, data: bytes) -> None:
        for session in member.channels:
            self._context.engine.send_message(session, data)
        # The last event of a line is its own, and who hears can tell how loud that is.
        if event.WhichOneof("payload") in ("call_ended", "levels"):
            return
        for session in member.seats:
            line = member.lines.get(session)
            if line is not None:
                line.events.put(event)

    def begin_levels(self) -> None:
        """Somebody wants to be told how loud everybody is."""
        interval = self._context.limits.call_levels_ms
        if interval and self._timer is None and not self._call.end_reason:
            self._timer = self._context.later(interval / 1e3, self._tell_levels)

    def _tell_levels(self) -> None:
        self._timer = None
        if not any(member.channels for member in self._roster):
            return
        loud = self._loud_ones()
        if loud or not self._was_quiet:
            self.tell(levels(loud))
        self._was_quiet = not loud
        self.begin_levels()

    def _loud_ones(self) -> list[tuple[str, float]]:
        measured = self._context.engine.call_levels(self._call.number)
        named = [
            (who.id, dbfs)
            for session, dbfs in measured
            if dbfs > QUIET_DBFS and (who := self._call.speaker(session)) is not None
        ]
        return sorted(named, key=lambda level: -level[1])[:LOUD_ONES]
