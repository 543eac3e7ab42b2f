"""One connection's way into a place of a call, through it, and out again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Protocol

import structlog

from jackfield.calls.announcer import Announcer
from jackfield.calls.channel import Channel
from jackfield.calls.chat import ChatAllowance, ChatRefusedError, read_chat
from jackfield.calls.context import CallContext
from jackfield.calls.member import JoinRequest, Member, Presence
from jackfield.calls.names import CallName
from jackfield.calls.reception import Reception
from jackfield.calls.roster import Roster
from jackfield.engine import EngineEvent, Hearing
from jackfield.events import (
    Participant,
    active_speaker,
    audio_slot,
    call_joined,
    chat,
    connection_changed,
    dtmf,
    speaking,
    track_published,
    track_unpublished,
    video_slot,
)
from jackfield.line import Company, Line
from jackfield.v1 import Event

_LEFT = frozenset({"local", "peer"})
"""Ends that somebody wanted; after any other one the place is kept."""


class Home(Company, Protocol):
    """The call that somebody is in, as their places need it; explained in ``LiveCall``."""

    name: CallName
    context: CallContext
    log: structlog.stdlib.BoundLogger
    end_reason: str
    roster: Roster
    announcer: Announcer
    reception: Reception

    async def open_seat(self, request: JoinRequest, hears: Hearing = "each") -> Line:
        """Let something of this process in."""

    def connect(self, member: Member, session: int) -> None:
        """A session was opened for a member just now, and nothing of it has flown yet."""

    def disconnect(self, session: int) -> None:
        """A session is over."""

    def welcome(self, member: Member) -> None:
        """Somebody is in the call now."""

    def keep(self, member: Member) -> None:
        """Somebody's last connection is lost: wait for them for a while."""

    def dismiss(self, member: Member, reason: str) -> None:
        """Somebody is not in the call any more."""


class Stay:
    """Where somebody is, however many places they came by.

    Attributes:
        call: The one they came into, or were moved to since.
    """

    def __init__(self, call: Home) -> None:
        self.call = call


class Place:
    """See the module; the hub is given :attr:`participant` and :meth:`note`.

    Attributes:
        member: Whose place it is.
        token: Takes it again, instead of all that did so before, as soon as media flow.
    """

    def __init__(self, stay: Stay, member: Member, request: JoinRequest) -> None:
        limits = stay.call.context.limits
        self._stay = stay
        self.member = member
        self._request = request
        self.token = stay.call.roster.issue(member)
        self._session = 0
        self._has_connected = False
        self._is_abandoned = False
        self._screens: dict[str, Event] = {}
        if member.allowance is None:
            member.allowance = ChatAllowance(
                per_s=limits.chat_rate, burst=limits.chat_burst, now=stay.call.context.clock()
            )
        self._allowance = member.allowance

    @property
    def call(self) -> Home:
        """The call: they may have been moved since they came in."""
        return self._stay.call

    def participant(self, session: int) -> Participant:
        """Fill the place with a session that was opened just now; who it is."""
        self._session = session
        request = self._request
        self.member.grant(may_speak=request.may_speak, may_listen=request.may_listen)
        self.call.connect(self.member, session)
        return self.member.participant

    def seat(self, session: int) -> Participant:
        """Fill it as :meth:`participant` does, from within this process."""
        self.member.seats.add(session)
        return self.participant(session)

    def abandon(self) -> None:
        """No session came of it, or nobody waited for it to come."""
        self._is_abandoned = True
        self.call.roster.withdraw(self.token)
        self._forget()
        member = self.member
        if self.call.end_reason or member.lines:
            return
        if member.presence is Presence.AWAY:
            self.call.keep(member)
        else:
            self.call.dismiss(member, "left" if member.is_announced else "failed")

    def note(self, line: Line, event: EngineEvent) -> None:
        """Take an event of the line."""
        handler = self._HANDLERS.get(event.kind)
        if handler is not None and not self._is_abandoned:
            handler(self, line, event)

    def _opened(self, line: Line, _: EngineEvent) -> None:
        self.member.lines[self._session] = line
        if self._session in self.member.seats:
            self.call.announcer.introduce(self.member, line.events.keep)

    def _connected(self, _: Line, __: EngineEvent) -> None:
        member, call = self.member, self.call
        was = member.presence
        member.stop_timer()
        member.presence = Presence.PRESENT
        member.is_connected = True
        if self._is_current():
            member.follow_recordings()
        if not self._has_connected:
            # Media flow: whoever has the place has read the answer, and so knows this token.
            self._has_connected = True
            call.roster.settle(member, self.token)
        if was is Presence.JOINING:
            call.welcome(member)
        self._take_over(is_back=was is Presence.AWAY)
        call.announcer.tell(connection_changed(member.participant, "connected"))
        call.reception.begin()

    def _take_over(self, *, is_back: bool) -> None:
        """End the connections that this one stands for from now on."""
        member, request = self.member, self._request
        sessions = list(member.lines)
        older = [member.lines[session] for session in sessions[: sessions.index(self._session)]]
        if not older and not is_back:
            return
        for line in older:
            if line is not None:
                line.close("replaced")
        name = request.name or member.participant.name
        member.participant = replace(member.participant, transport=request.transport, name=name)
        self.call.context.counts.resumed[request.transport] += 1
        self.call.log.info(
            "participant_resumed", participant=member.id, transport=request.transport
        )
        self.call.announcer.tell_changed(member)

    def _disconnected(self, _: Line, __: EngineEvent) -> None:
        if self._is_current():
            self._tell_away()

    def _track(self, _: Line, event: EngineEvent) -> None:
        member = self.member
        is_news = member.tracks.get(event.text, "") != event.code
        if event.code:
            member.tracks[event.text] = event.code
        else:
            member.tracks.pop(event.text, None)
        if is_news and member.is_announced:
            self._tell_track(event.text, event.code)

    def _channel(self, _: Line, event: EngineEvent) -> None:
        channels = self.member.channels
        if not event.value:
            channels.pop(self._session, None)
            return
        channel = channels[self._session] = Channel(self._send)
        channel.tell(call_joined(self.member.id, self.token))
        self.call.announcer.introduce(self.member, channel.tell)
        for told in self._screens.values():
            channel.tell(told)
        self.call.announcer.begin_levels()

    def _message(self, _: Line, event: EngineEvent) -> None:
        context = self.call.context
        try:
            if not self.member.may_speak:
                raise ChatRefusedError("not_granted")  # noqa: TRY301  # one of several reasons
            if not self._allowance.take(context.clock()):
                raise ChatRefusedError("rate")  # noqa: TRY301  # as above
            text = read_chat(event.data, limit=context.limits.max_chat_characters)
        except ChatRefusedError as error:
            context.counts.messages_refused[error.reason] += 1
            return
        self.call.announcer.tell(chat(self.member.participant, text))

    def _speaking(self, _: Line, event: EngineEvent) -> None:
        self._tell_speaking(begins=bool(event.value))

    def _active_speaker(self, _: Line, __: EngineEvent) -> None:
        self.call.announcer.tell(active_speaker(self.member.participant))

    def _screen(self, _: Line, event: EngineEvent) -> None:
        told = video_slot(event.code, self.call.speaker(int(event.value)))
        # The channel may open later than the first picture comes.
        self._screens[event.code] = told
        channel = self.member.channels.get(self._session)
        if channel is not None:
            channel.tell(told)

    def _slot(self, _: Line, event: EngineEvent) -> None:
        """Tell them, and them alone, whom they hear in a section of audio that is one voice's."""
        source = int(event.value)
        who = self.call.speaker(source)
        told = audio_slot(event.code, who).SerializeToString()
        if who is not None:
            self.call.context.engine.tell_slot(self._session, event.code, source, told)
        elif not source:
            self._send(told)

    def _dtmf(self, _: Line, event: EngineEvent) -> None:
        told = dtmf(self.member.participant, event.text, round(event.value))
        self.call.announcer.tell(told)

    def _closed(self, line: Line, event: EngineEvent) -> None:
        was_current = self._is_current()
        if line.events.was_read:
            self.call.context.counts.events_dropped += line.events.dropped
        self._forget()
        member = self.member
        if self.call.end_reason or member.lines or not was_current:
            return
        if not self.call.roster.has(member):
            return  # they were sent out, and the others were told so
        if not member.is_announced:
            self.call.dismiss(member, "failed")
        elif event.code in _LEFT:
            self.call.dismiss(member, "left")
        else:
            self._tell_away()
            self.call.keep(member)

    def _tell_track(self, kind: str, codec: str) -> None:
        """Without a codec they send it no more."""
        who = self.member.participant
        told = track_published(who, kind, codec) if codec else track_unpublished(who, kind)
        self.call.announcer.tell(told, but=self.member)

    def _tell_speaking(self, *, begins: bool) -> None:
        self.member.is_speaking = begins
        self.call.announcer.tell(speaking(self.member.participant, begins=begins))

    def _tell_away(self) -> None:
        member = self.member
        if member.is_announced and member.is_connected:
            member.is_connected = False
            self.call.announcer.tell(connection_changed(member.participant, "disconnected"))
        if member.is_speaking:
            self._tell_speaking(begins=False)

    def _is_current(self) -> bool:
        return self.member.session == self._session

    def _forget(self) -> None:
        self.member.lines.pop(self._session, None)
        self.member.channels.pop(self._session, None)
        self.member.seats.discard(self._session)
        self.call.disconnect(self._session)

    def _send(self, data: bytes) -> bool:
        return self.call.context.engine.send_message(self._session, data)

    # Kinds that are not here mean nothing to a call.
    _HANDLERS: ClassVar[Mapping[str, Callable[["Place", Line, EngineEvent], None]]] = {
        "opened": _opened,
        "connected": _connected,
        "disconnected": _disconnected,
        "track": _track,
        "channel": _channel,
        "message": _message,
        "speaking": _speaking,
        "active_speaker": _active_speaker,
        "screen": _screen,
        "slot": _slot,
        "dtmf": _dtmf,
        "closed": _closed,
    }
