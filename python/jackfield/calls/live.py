"""One call there is: who is in it, who hears whom, and what happens."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from jackfield.calls.announcer import Announcer
from jackfield.calls.bans import Bans
from jackfield.calls.context import CallContext, Timer
from jackfield.calls.inside import Inside
from jackfield.calls.matrix import Matrix
from jackfield.calls.member import JoinRequest, Member, Presence
from jackfield.calls.moving import MOVED, carry, check_movable
from jackfield.calls.names import CallName, logged
from jackfield.calls.place import Place, Stay
from jackfield.calls.reception import Reception
from jackfield.calls.roster import Roster
from jackfield.calls.wiring import Wiring
from jackfield.engine import Hearing
from jackfield.errors import CallEndedError, CapacityError, RemoteProtocolError
from jackfield.events import (
    Participant,
    call_created,
    call_ended,
    connection_changed,
    participant_joined,
    participant_left,
    track_published,
)
from jackfield.line import Line
from jackfield.v1 import Event

ENDED = "ended"
IDLE = "idle"
REMOVED = "removed"
LOST = "lost"


class LiveCall:
    """A call from its making to its end.

    Attributes:
        name: Its type and id.
        number: Of the call in the core.
        created_by_id: On whose behalf it was made; may be empty.
        created_at: Seconds since 1970.
        log: Knows which call it is.
        announcer: Tells the members what happens.
        reception: Tells them how well each is received.
        end_reason: Why it is over; empty while it lasts.
    """

    def __init__(
        self, context: CallContext, name: CallName, number: int, *, created_by_id: str = ""
    ) -> None:
        self.name = name
        self.number = number
        self.created_by_id = created_by_id
        self.created_at = context.wall()
        self.log = context.log.bind(**logged(name))
        self.end_reason = ""
        self.context = context
        self.roster = Roster(context.limits.max_call_participants)
        self._matrix = Matrix(context.limits.max_call_routes)
        self._wiring = Wiring(context.engine, number, self._matrix, self.roster)
        self.announcer = Announcer(context, name, self.roster, self._wiring.levels)
        self.reception = Reception(context, self.roster, self.announcer.tell)
        self._bans = Bans()
        self._inside = Inside(context, self.roster, self.announcer)
        self._stays: dict[str, Stay] = {}
        self._idle: Timer | None = None
        self.log.info("call_created", created_by_id=created_by_id)
        self.announcer.tell(call_created(created_by_id))
        self._watch_idleness()

    def tell(self, event: Event) -> None:
        """Tell everybody in it."""
        self.announcer.tell(event)

    @property
    def cid(self) -> str:
        """Type and id in one."""
        return str(self.name)

    @property
    def participants(self) -> Sequence[Member]:
        """Those in the call, and those whose place is kept, in the order they came."""
        return self.roster.announced

    @property
    def gains(self) -> Mapping[tuple[str, str], float]:
        """What was said of who hears whom, by listener and speaker."""
        return self._matrix.gains

    def find(self, participant: str) -> Member:
        """Somebody in the call.

        Raises:
            RemoteProtocolError: 404, nobody has that id.
        """
        return self.roster.find(participant)

    def take_place(self, request: JoinRequest) -> Place:
        """Give somebody a place, before a session is opened for them.

        Raises:
            RemoteProtocolError: It is not theirs to have, or not yet; the code says why.
            CapacityError: There are no places left.
            CallEndedError: The call is over.
        """
        self._require_open()
        token = request.token if not request.resume else b""
        self._bans.check(request.participant, token, now=self.context.clock())
        member = self.roster.admit(request)
        if request.token and request.token not in member.tokens:
            member.tokens.append(request.token)
        member.stop_timer()
        self._watch_idleness()
        return Place(self._stays.setdefault(member.id, Stay(self)), member, request)

    async def open_seat(self, request: JoinRequest, hears: Hearing = "each") -> Line:
        """Let something of this process in: an agent, a program, or what plays something.

        Args:
            request: Who it is.
            hears: Each who speaks by themselves, all together, or nobody.

        Raises:
            JackfieldError: As for :meth:`take_place`, or the core refuses.
        """
        place = self.take_place(request)
        try:
            return await self.context.hub.open_seat(hears, place.seat, place.note, company=self)
        except BaseException:
            place.abandon()
            raise

    def mute(self, participant: str, *, muted: bool) -> None:
        """Let nobody hear them from now on, or everybody again.

        Raises:
            RemoteProtocolError: Nobody has that id, or they may not speak at all.
        """
        member = self.find(participant)
        if not muted and not member.may_speak:
            raise RemoteProtocolError(
                "participant: they may not speak in this call",
                status_hint=403,
                code="grant_missing",
            )
        if member.mute(muted=muted):
            self._wiring.set_muted(member)
            self.announcer.tell_changed(member)
            self.log.info("participant_muted", participant=participant, muted=muted)

    def hold(self, participant: str, *, held: bool) -> None:
        """Let them neither hear nor be heard from now on, or both again.

        Raises:
            RemoteProtocolError: Nobody has that id.
        """
        member = self.find(participant)
        if member.hold(held=held):
            self._wiring.set_held(member)
            self.announcer.tell_changed(member)
            self.log.info("participant_held", participant=participant, held=held)

    def set_gain(self, listener: str, speaker: str, gain: float | None) -> None:
        """Say how loud one hears the other, whether they are in the call or still to come.

        Args:
            listener: The id of a participant, or ``*`` for all who have no entry of their own.
            speaker: The same.
            gain: 0 for not at all, 1 as they are, at most 4; None takes back what was said.

        Raises:
            RemoteProtocolError: The gain is out of range, or there are too many entries.
        """
        self._require_open()
        self._wiring.set_gain(listener, speaker, gain)
        self.log.info("call_route_set", listener=listener, speaker=speaker, gain=gain)

    def send_dtmf(self, participant: str, digits: str) -> None:
        """Press keys towards somebody.

        Raises:
            RemoteProtocolError: Nobody has that id, they are away, or there is no such key.
        """
        session = self.find(participant).reached()
        try:
            self.context.engine.send_dtmf(session, digits)
        except ValueError as error:
            raise RemoteProtocolError(f"digits: {error}", code="malformed") from error

    def write(self, session: int, text: str) -> None:
        """Tell all what somebody of this process writes; see :meth:`Inside.write`."""
        self._inside.write(session, text)

    def press(self, session: int, digits: str) -> None:
        """Press keys towards all but somebody of this process; see :meth:`Inside.press`."""
        self._inside.press(session, digits)

    def remove(self, participant: str, *, ban_s: float = 0.0) -> None:
        """Have somebody leave now; their place is gone.

        Args:
            participant: Their id.
            ban_s: For so many seconds nobody comes in with that id, or with their token.

        Raises:
            RemoteProtocolError: Nobody has that id.
        """
        member = self.find(participant)
        if ban_s > 0:
            until = self.context.clock() + ban_s
            self._bans.add(participant, *member.tokens, until=until)
        self.dismiss(member, REMOVED)

    def expel(self, session: int, reason: str) -> None:
        """Have whoever a session is leave now; their place is gone."""
        member = self.roster.of_session(session)
        if member is not None:
            self.dismiss(member, reason)

    def move(self, participant: str, target: "LiveCall") -> Member:
        """Have somebody be in another call from now on, by the connections they have.

        Mute, hold and what their token grants go along; who hears whom is as the other call says.
        Recordings of them alone end.

        Raises:
            JackfieldError: They cannot leave, or cannot come in there; nothing was done.
        """
        member = self.find(participant)
        check_movable(member)
        target.expect(member, self)
        carry(self.context.engine, member, target.number)
        member.give_up()
        member.left.add(self.name)
        self.announcer.take_leave(member)
        tokens = self.roster.remove(member)
        for session in member.lines:
            self.roster.leave(session)
        self._note_left(member, MOVED)
        target.receive(member, tokens, self._stays.pop(member.id))
        self._watch_idleness()
        return member

    def expect(self, member: Member, origin: "LiveCall") -> None:
        """Say whether somebody of another call can come in, and see to it that the core lets them.

        Raises:
            RemoteProtocolError: 409, they are here already, or their id is; 403, they are kept out.
            CapacityError: There are no places left.
            CallEndedError: The call is over.
        """
        self._require_open()
        if origin is self:
            message = "call: they are in this one already"
            raise RemoteProtocolError(message, status_hint=409, code="same_call")
        self._bans.check(member.id, *member.tokens, now=self.context.clock())
        self.roster.check(member.id)
        if len(self.roster) == 0 and not self.announcer.is_recorded:
            self._settle_beside(origin)

    def receive(self, member: Member, tokens: Iterable[str], stay: Stay) -> None:
        """Take in somebody of another call, whose connections the core has moved here."""
        stay.call = self
        self._stays[member.id] = stay
        self.roster.receive(member, tokens)
        for session, line in member.lines.items():
            if line is not None:
                line.company = self
            self._wiring.connect(member, session)
        self._wiring.set_held(member)
        self._watch_idleness()
        self.welcome(member)
        if not member.is_connected:
            self.announcer.tell(connection_changed(member.participant, "disconnected"), but=member)
        self.announcer.greet(member)
        self.reception.begin()

    def welcome(self, member: Member) -> None:
        """Somebody is in the call now: note it, and tell the others."""
        transport = member.participant.transport
        member.joined_at = self.context.wall()
        self.context.counts.joined[transport] += 1
        self.log.info("participant_joined", participant=member.id, transport=transport)
        self.announcer.tell(participant_joined(member.participant), but=member)
        for kind, codec in member.tracks.items():
            told = track_published(member.participant, kind, codec)
            self.announcer.tell(told, but=member)

    def end(self, reason: str = ENDED) -> None:
        """End the call for everybody in it."""
        if self.end_reason:
            return
        self.end_reason = reason
        self.announcer.stop()
        self.reception.stop()
        self._stop_idling()
        self.announcer.tell(call_ended(reason))
        for member in self.roster:
            member.stop_timer()
            self._hang_up(member, reason)
        self.context.engine.end_call(self.number)
        self.context.counts.ended[reason] += 1
        self.context.forget(self.name)
        lasted = round(self.context.wall() - self.created_at, 2)
        self.log.info("call_ended", reason=reason, duration_s=lasted)

    def discard(self) -> None:
        """End the call if nobody is in it: whoever it was made for did not come in."""
        if len(self.roster) == 0:
            self.end(IDLE)

    def speaker(self, session: int) -> Participant | None:
        """Who a session of the core is."""
        member = self.roster.of_session(session)
        return member.participant if member is not None else None

    def facing(self, session: int) -> Participant | None:
        """Whom a session stands for: its own participant, and for a seat the first other one."""
        own = self.roster.of_session(session)
        if own is None or session not in own.seats:
            return own.participant if own is not None else None
        others = (
            other.participant
            for other in self.participants
            if other is not own and not other.is_agent
        )
        return next(others, own.participant)

    def connect(self, member: Member, session: int) -> None:
        """A session was opened for a member just now, and nothing of it has flown yet."""
        self._wiring.set_muted(member)
        self.roster.enter(member, session)
        self._wiring.connect(member, session)

    def disconnect(self, session: int) -> None:
        """A session is over. What it said last may still wait to be handed out in this turn."""
        asyncio.get_running_loop().call_soon(self.roster.leave, session)

    def keep(self, member: Member) -> None:
        """Somebody's last connection is lost: wait for them for a while."""
        member.presence = Presence.AWAY
        window = self.context.limits.resume_window_s
        member.timer = self.context.later(window, lambda: self.dismiss(member, LOST))

    def dismiss(self, member: Member, reason: str) -> None:
        """Somebody is not in the call any more."""
        if self.end_reason:
            return
        member.give_up()
        self.roster.remove(member)
        self._stays.pop(member.id, None)
        self.announcer.part_with(member, reason)
        self._hang_up(member, reason)
        if member.is_announced:
            self._note_left(member, reason)
        self._watch_idleness()

    def _note_left(self, member: Member, reason: str) -> None:
        transport = member.participant.transport
        self.context.counts.left[transport, reason] += 1
        self.log.info("participant_left", participant=member.id, transport=transport, reason=reason)
        self.announcer.tell(participant_left(member.participant, reason))

    def _settle_beside(self, other: "LiveCall") -> None:
        """Begin anew in the core where the other call is; it concerns nobody yet."""
        engine = self.context.engine
        try:
            number = engine.create_call(beside=other.number)
        except RuntimeError as error:
            raise CapacityError(f"there is no room for a call: {error}") from error
        engine.end_call(self.number)
        self.number = self._wiring.number = number

    def _hang_up(self, member: Member, reason: str) -> None:
        for session, line in member.lines.items():
            if line is not None:
                line.close(reason)
            else:
                self.context.engine.close(session)

    def _require_open(self) -> None:
        if self.end_reason:
            raise CallEndedError("the call is over", code="call_ended", call=self.cid)

    def _watch_idleness(self) -> None:
        """End the call a while after the last person has left it; agents are alone there."""
        if any(not member.is_agent for member in self.roster):
            self._stop_idling()
        elif self._idle is None and not self.end_reason:
            idle_s = self.context.limits.call_idle_s
            self._idle = self.context.later(idle_s, lambda: self.end(IDLE))

    def _stop_idling(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
