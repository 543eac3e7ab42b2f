"""Tells everybody in a call what happens: agents, data channels, and who watches from outside."""

from collections.abc import Callable, Iterable, Iterator

from jackfield.calls.channel import Channel
from jackfield.calls.context import CallContext, Timer
from jackfield.calls.member import Member
from jackfield.calls.moving import MOVED
from jackfield.calls.names import CallName
from jackfield.calls.roster import Roster
from jackfield.events import (
    call_ended,
    connection_changed,
    for_members,
    levels,
    participant_changed,
    participant_joined,
    participant_left,
    track_published,
)
from jackfield.v1 import Event, Recording

QUIET_DBFS = -60.0
"""Who is not louder is not worth a word."""
LOUD_ONES = 8
"""Of more than these nobody could tell who is who."""
CATCH_UP_S = 0.25
"""Between two looks whether a data channel that was full has room again."""


class Announcer:
    """Of one call.

    Args:
        context: Who watches from outside, and how often levels are told.
        name: Of the call.
        roster: Those in it.
        measure: How loud its sessions are in the core, in dBFS.
    """

    def __init__(
        self,
        context: CallContext,
        name: CallName,
        roster: Roster,
        measure: Callable[[], Iterable[tuple[int, float]]],
    ) -> None:
        self._context = context
        self._name = name
        self._roster = roster
        self._measure = measure
        self._is_over = False
        self._timer: Timer | None = None
        self._was_quiet = True
        self._catching_up: Timer | None = None
        self._recordings: dict[str, Event] = {}

    @property
    def is_recorded(self) -> bool:
        """Whether something of the call is recorded now."""
        return bool(self._recordings)

    def tell(self, event: Event, *, but: Member | None = None) -> None:
        """Tell everybody, but perhaps one."""
        told = for_members(event)
        self._note_recording(told)
        data = told.SerializeToString()
        for member in self._roster:
            if member is not but:
                self._tell_member(member, event, told, data)
        self._see_to_those_behind()
        self._context.tell(self._name, event)

    def tell_changed(self, member: Member) -> None:
        """Tell how somebody is from now on."""
        if member.is_announced:
            self.tell(participant_changed(member.participant))

    def introduce(self, member: Member, put: Callable[[Event], object]) -> None:
        """Tell somebody who comes in who is there already, and what is recorded."""
        for other in self._roster.announced:
            if other is not member:
                for event in _introduction(other):
                    put(event)
        for event in self._recordings.values():
            put(event)
        self._see_to_those_behind()

    def greet(self, member: Member) -> None:
        """Tell somebody who was moved here who is there, and what is recorded."""
        for put in _ways_to(member):
            self.introduce(member, put)
        if member.channels:
            self.begin_levels()

    def take_leave(self, member: Member) -> None:
        """Tell somebody who is moved elsewhere that they are with nobody of here any more."""
        others = [other for other in self._roster.announced if other is not member]
        gone = [participant_left(other.participant, MOVED) for other in others]
        for put in _ways_to(member):
            for event in (*gone, *map(_stopped, self._recordings.values())):
                put(event)

    def part_with(self, member: Member, reason: str) -> None:
        """Tell somebody that they are not in the call any more, and why."""
        ended = call_ended(reason)
        for channel in member.channels.values():
            channel.tell(ended)

    def stop(self) -> None:
        """The call is over."""
        self._is_over = True
        for timer in (self._timer, self._catching_up):
            if timer is not None:
                timer.cancel()
        self._timer = self._catching_up = None

    def _tell_member(self, member: Member, event: Event, told: Event, data: bytes) -> None:
        for channel in member.channels.values():
            channel.tell(told, data)
        # The last event of a line is its own, and who hears can tell how loud that is.
        if event.WhichOneof("payload") in ("call_ended", "levels"):
            return
        for session in member.seats:
            line = member.lines.get(session)
            if line is not None:
                line.events.put(event)

    def _note_recording(self, event: Event) -> None:
        """Keep what who comes later is told of recordings."""
        if not event.HasField("recording"):
            return
        recording = event.recording
        if recording.state in (Recording.STATE_STOPPED, Recording.STATE_FAILED):
            self._recordings.pop(recording.id, None)
        else:
            self._recordings[recording.id] = event

    def _see_to_those_behind(self) -> None:
        """Look again at channels that had no room for what is true now."""
        if self._catching_up is None and not self._is_over and any(self._behind()):
            self._catching_up = self._context.later(CATCH_UP_S, self._catch_up)

    def _catch_up(self) -> None:
        self._catching_up = None
        for channel in self._behind():
            channel.catch_up()
        self._see_to_those_behind()

    def _behind(self) -> Iterator[Channel]:
        for member in self._roster:
            for channel in member.channels.values():
                if channel.is_behind:
                    yield channel

    def begin_levels(self) -> None:
        """Somebody wants to be told how loud everybody is."""
        interval = self._context.limits.call_levels_ms
        if interval and self._timer is None and not self._is_over:
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
        named = [
            (member.id, dbfs)
            for session, dbfs in self._measure()
            if dbfs > QUIET_DBFS and (member := self._roster.of_session(session)) is not None
        ]
        return sorted(named, key=lambda level: -level[1])[:LOUD_ONES]


def _ways_to(member: Member) -> Iterator[Callable[[Event], object]]:
    """How somebody is told something that nobody else is."""
    for channel in member.channels.values():
        yield channel.tell
    for session in member.seats:
        line = member.lines.get(session)
        if line is not None:
            yield line.events.put


def _stopped(event: Event) -> Event:
    """That a recording is over, for who is not recorded any more."""
    told = Event()
    told.CopyFrom(event)
    told.recording.state = Recording.STATE_STOPPED
    return told


def _introduction(member: Member) -> Iterator[Event]:
    yield participant_joined(member.participant)
    for kind, codec in member.tracks.items():
        yield track_published(member.participant, kind, codec)
    if not member.is_connected:
        yield connection_changed(member.participant, "disconnected")
