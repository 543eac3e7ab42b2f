"""Somebody's place in a call, which outlives the connections it is filled by."""

from collections import deque
from dataclasses import dataclass, field, replace
from enum import StrEnum

from jackfield.calls.channel import Channel
from jackfield.calls.chat import ChatAllowance
from jackfield.calls.context import Timer
from jackfield.calls.names import CallName
from jackfield.errors import RemoteProtocolError
from jackfield.events import Participant
from jackfield.line import Line
from jackfield.recording import Recording

_TOKENS = 8
"""By so many somebody is known."""


class Presence(StrEnum):
    """How far somebody is in."""

    JOINING = "joining"
    """No media flow yet: nobody was told."""
    PRESENT = "present"
    AWAY = "away"
    """The connection is lost, the place is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """How somebody wants to come in.

    Attributes:
        call: Which call.
        transport: By which way, as metrics name it.
        participant: The id they want, empty for any.
        name: For people; may be empty.
        resume: The token of the place they had, empty for a new one.
        is_proven: Somebody who can know vouches for the id: they get their place without a token.
        may_speak: Else they are muted, and stay so.
        may_listen: Else they hear nothing.
        is_agent: No person: does not keep a call alive.
        token: The digest of what lets them in, if that leaves it to them who they are.
    """

    call: CallName
    transport: str
    participant: str = ""
    name: str = ""
    resume: str = ""
    is_proven: bool = False
    may_speak: bool = True
    may_listen: bool = True
    is_agent: bool = False
    token: bytes = field(default=b"", repr=False)


@dataclass(slots=True, eq=False, kw_only=True)
class Member:
    """One place.

    Attributes:
        participant: Who has it, as they are now.
        is_agent: It is an agent's.
        may_speak: Else they are muted, whatever is asked.
        may_listen: Else they hear nothing.
        is_muted: They were muted by somebody.
        presence: How far they are in.
        joined_at: Seconds since 1970 when media flowed for the first time; 0 before that.
        is_connected: Their media flows.
        is_speaking: By the core's ear.
        tracks: The codec of what they send, by ``audio`` and ``video``.
        lines: Their connections by session, the newest last; None for one that is being opened.
            Two while they change from one to the other.
        seats: The sessions of this process, whose lines are given events.
        channels: Their open channels for events, by session.
        recordings: Those of this place alone.
        timer: Gives up the place.
        allowance: How much they may write, by whatever connection.
        left: The calls they were moved out of.
        tokens: Digests of the latest that let them in, as in their requests.
    """

    participant: Participant
    is_agent: bool = False
    may_speak: bool = True
    may_listen: bool = True
    is_muted: bool = False
    presence: Presence = Presence.JOINING
    joined_at: float = 0.0
    is_connected: bool = False
    is_speaking: bool = False
    tracks: dict[str, str] = field(default_factory=dict)
    lines: dict[int, Line | None] = field(default_factory=dict)
    seats: set[int] = field(default_factory=set)
    channels: dict[int, Channel] = field(default_factory=dict)
    recordings: set[Recording] = field(default_factory=set)
    timer: Timer | None = None
    allowance: ChatAllowance | None = None
    left: set[CallName] = field(default_factory=set)
    tokens: deque[bytes] = field(default_factory=lambda: deque(maxlen=_TOKENS))

    @property
    def id(self) -> str:
        """The participant's."""
        return self.participant.id

    @property
    def is_announced(self) -> bool:
        """Whether the others know of them."""
        return self.presence is not Presence.JOINING

    @property
    def session(self) -> int:
        """The newest of their sessions in the core; 0 for none."""
        return next(reversed(self.lines), 0)

    def mute(self, *, muted: bool) -> bool:
        """Be muted from now on, or not any more; whether that is news."""
        self.is_muted = muted
        return self._change(replace(self.participant, muted=muted or not self.may_speak))

    def hold(self, *, held: bool) -> bool:
        """Be held from now on, or not any more; whether that is news."""
        return self._change(replace(self.participant, held=held))

    def grant(self, *, may_speak: bool, may_listen: bool) -> None:
        """May do that from now on."""
        self.may_speak = may_speak
        self.may_listen = may_listen
        self.mute(muted=self.is_muted)

    def be_recorded(self, recording: Recording) -> None:
        """Be recorded as long as they have this place, whatever connections they come by."""
        self.recordings.add(recording)
        recording.on_end(self.recordings.discard)
        self.follow_recordings()

    def follow_recordings(self) -> None:
        """Have recordings go on with the newest connection."""
        for recording in self.recordings:
            if self.session:
                recording.follow(self.session)

    def _change(self, participant: Participant) -> bool:
        is_news = not participant.is_like(self.participant)
        self.participant = participant
        return is_news

    def reached(self) -> int:
        """The newest of their sessions.

        Raises:
            RemoteProtocolError: 409, there is none now.
        """
        if not self.session:
            message = "participant: they have lost their connection; try again when they are back"
            raise RemoteProtocolError(message, status_hint=409, code="participant_away")
        return self.session

    def give_up(self) -> None:
        """Nobody will come back to this place."""
        self.stop_timer()
        for recording in self.recordings:
            recording.end()

    def stop_timer(self) -> None:
        """They are back, or gone for good."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


def place_given_up() -> RemoteProtocolError:
    """The token of a place that nobody keeps any more, or that there never was."""
    return RemoteProtocolError(
        "resume: this place was given up; join without the token",
        status_hint=410,
        code="resume_expired",
    )


def unknown_participant(participant: str) -> RemoteProtocolError:
    """Nobody with that id is in the call."""
    return RemoteProtocolError(
        f"participant: there is no {participant[:128]!r} in this call",
        status_hint=404,
        code="participant_unknown",
    )
