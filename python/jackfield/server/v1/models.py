"""What requests and answers of ``/v1`` hold; the OpenAPI document is made of these."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict, JsonValue

from jackfield.calls import CallName, LiveCall, Member
from jackfield.calls.matrix import LOUDEST
from jackfield.calls.names import NAME_CHARACTERS
from jackfield.config_recording import RecordingFormat
from jackfield.server.event_json import time_json

TYPE_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"
ID_PATTERN = r"^[A-Za-z0-9._~-]{1,128}$"
PARTICIPANT_PATTERN = r"^[A-Za-z0-9._~@+-]{1,128}$"
ANYBODY_PATTERN = r"^(\*|[A-Za-z0-9._~@+-]{1,128})$"
CALL_PATTERN = r"^[A-Za-z0-9_-]{1,64}:[A-Za-z0-9._~-]{1,128}$"
CURSOR_PATTERN = r"^([A-Za-z0-9._-]{1,64}/)?[A-Za-z0-9_-]{1,64}:[A-Za-z0-9._~-]{1,128}$"
LONGEST_INVITE_S = 30 * 24 * 3600
DIGITS_PATTERN = r"^[0-9*#A-D]{1,64}$"

RecordingState: TypeAlias = Literal["recording", "paused", "storing", "stopped", "failed"]

Gain: TypeAlias = Annotated[
    float, Field(ge=0, le=LOUDEST, description="0: not at all; 1: as they are")
]

_Whose: TypeAlias = Annotated[str, Field(description="tenant it belongs to; empty for none")]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _like(**example: JsonValue) -> ConfigDict:
    """An example for the document."""
    told: JsonDict = dict(example)
    return ConfigDict(json_schema_extra={"examples": [told]})


class FieldProblem(_Answer):
    """What is wrong with one field."""

    field: str
    detail: str


class ProblemDocument(_Answer):
    """An error (RFC 9457)."""

    model_config = _like(
        type="about:blank",
        title="Not Found",
        status=404,
        detail="call: there is no call default:standup",
        code="call_unknown",
    )

    type: str
    title: str
    status: int
    detail: Annotated[str, Field(description="for people")]
    code: Annotated[str, Field(description="for machines")]
    errors: Annotated[tuple[FieldProblem, ...] | None, Field(description="with code invalid")] = (
        None
    )


class ParticipantView(_Answer):
    """Somebody in a call."""

    id: str
    name: str
    transport: str
    tenant: _Whose
    agent: Annotated[bool, Field(description="an agent of the server, or something it plays")]
    connected: Annotated[bool, Field(description="false while their place is kept for them")]
    joined_at: Annotated[
        str, Field(description="RFC 3339", json_schema_extra={"format": "date-time"})
    ]
    muted: Annotated[bool, Field(description="nobody hears them")]
    held: Annotated[bool, Field(description="they neither hear nor are heard")]
    speaking: bool
    tracks: Annotated[dict[str, str], Field(description="codecs of what they send, by kind")]

    @classmethod
    def of(cls, member: Member) -> "ParticipantView":
        """Somebody as they are now."""
        participant = member.participant
        return cls(
            id=participant.id,
            name=participant.name,
            transport=participant.transport,
            tenant=participant.tenant,
            agent=member.is_agent,
            connected=member.is_connected,
            joined_at=time_json(member.joined_at),
            muted=participant.muted,
            held=participant.held,
            speaking=member.is_speaking,
            tracks=dict(member.tracks),
        )


class CallView(_Answer):
    """A call there is."""

    type: str
    id: str
    cid: Annotated[str, Field(description="TYPE:ID")]
    tenant: _Whose
    created_at: Annotated[
        str, Field(description="RFC 3339", json_schema_extra={"format": "date-time"})
    ]
    created_by_id: str
    participants: tuple[ParticipantView, ...]

    @classmethod
    def of(cls, call: LiveCall) -> "CallView":
        """A call as it is now."""
        return cls(
            type=call.name.type,
            id=call.name.id,
            cid=call.cid,
            tenant=call.name.tenant,
            created_at=time_json(call.created_at),
            created_by_id=call.created_by_id,
            participants=tuple(map(ParticipantView.of, call.participants)),
        )


class CallPage(_Answer):
    """Some of the calls there are, in the order of their names."""

    calls: tuple[CallView, ...]
    next: Annotated[str | None, Field(description="cursor of the next page; null: no more")]


class ParticipantList(_Answer):
    """Those in a call, in the order they came."""

    participants: tuple[ParticipantView, ...]


class NewCall(_Request):
    """A call that there shall be."""

    model_config = _like(type="default", id="standup", created_by_id="ann")

    type: Annotated[str, Field(pattern=TYPE_PATTERN)] = "default"
    id: (
        Annotated[str, Field(pattern=ID_PATTERN, description="one is made up if left out")] | None
    ) = None
    created_by_id: Annotated[
        str, Field(max_length=NAME_CHARACTERS, description="on whose behalf")
    ] = ""
    beside: (
        Annotated[
            str,
            Field(
                pattern=CALL_PATTERN,
                description="TYPE:ID of a call from which people can be moved to this one",
            ),
        ]
        | None
    ) = None

    def name(self, made_up: str) -> CallName:
        """Its name."""
        return CallName.of(self.type, self.id or made_up)


class NewParticipant(_Request):
    """Somebody who shall come into a call."""

    model_config = _like(agent="pcm-parrot")

    agent: Annotated[str, Field(min_length=1, max_length=64, description="one that is offered")]


class ComingView(_Answer):
    """Somebody who comes into a call."""

    id: Annotated[str, Field(description="of the participant they are")]
    agent: str


class ParticipantChange(_Request):
    """How somebody shall be from now on; what is left out stays."""

    model_config = _like(muted=True)

    muted: bool | None = None
    held: bool | None = None


class Move(_Request):
    """Where somebody shall be from now on."""

    model_config = _like(call="default:sales")

    call: Annotated[str, Field(pattern=CALL_PATTERN, description="TYPE:ID of a call there is")]


class Digits(_Request):
    """Keys of a telephone."""

    model_config = _like(digits="12#")

    digits: Annotated[str, Field(pattern=DIGITS_PATTERN)]


class RouteView(_Answer):
    """How loud one hears the other; ``*`` is all who have no entry of their own."""

    listener: str
    speaker: str
    gain: float


class RouteList(_Answer):
    """What was said of who hears whom; of all others everybody hears everybody."""

    routes: tuple[RouteView, ...]


class NewDialled(_Request):
    """Somebody who shall be called."""

    model_config = _like(url="https://gateway.example/whip", participant="gateway")

    url: Annotated[str, Field(min_length=1, max_length=2048, description="of a WHIP endpoint")]
    token: Annotated[
        str, Field(pattern=r"^[!-~]*$", max_length=4096, description="sent there as a bearer")
    ] = ""
    participant: (
        Annotated[str, Field(pattern=PARTICIPANT_PATTERN, description="who they are")] | None
    ) = None
    name: Annotated[str, Field(max_length=NAME_CHARACTERS, description="for people")] = ""


class DialledView(_Answer):
    """Somebody who was called."""

    id: Annotated[str, Field(description="of the participant they are")]


class NewInvite(_Request):
    """A guest who shall be able to join."""

    model_config = _like(participant="ann", name="Ann", grants=["join", "listen"], ttl_s=3600)

    participant: (
        Annotated[str, Field(pattern=PARTICIPANT_PATTERN, description="who alone may use it")]
        | None
    ) = None
    name: Annotated[str, Field(max_length=NAME_CHARACTERS, description="for people")] = ""
    grants: Annotated[
        tuple[Literal["join", "listen", "speak"], ...], Field(min_length=1, strict=False)
    ] = ("join", "listen", "speak")
    ttl_s: Annotated[float, Field(ge=1, le=LONGEST_INVITE_S, description="until it expires")] = (
        3600.0
    )


class InviteView(_Answer):
    """A token for a guest: a secret until it expires."""

    token: Annotated[str, Field(description="Authorization: Bearer TOKEN")]
    link: Annotated[str, Field(description="of the page, below this server's address")]
    expires_at: Annotated[
        str, Field(description="RFC 3339", json_schema_extra={"format": "date-time"})
    ]


class NewGain(_Request):
    """How loud one hears the other."""

    model_config = _like(gain=0.5)

    gain: Gain


class PlayFile(_Request):
    """A file of the server's media folder."""

    model_config = _like(file="music.ogg", to="ann")

    file: Annotated[str, Field(min_length=1, max_length=512, description="below media_dir")]
    to: (
        Annotated[str, Field(pattern=PARTICIPANT_PATTERN, description="only they hear it")] | None
    ) = None


class PlayerView(_Answer):
    """Something that is played in a call."""

    id: Annotated[str, Field(description="a participant, as long as it plays")]
    source: Annotated[str, Field(description="the file, or upload")]
    to: Annotated[str | None, Field(description="who alone hears it")]
    seconds: Annotated[float, Field(description="given to the call so far")]


class PlayerList(_Answer):
    """What is played in a call."""

    players: tuple[PlayerView, ...]


class NewRecording(_Request):
    """A recording that there shall be."""

    model_config = _like(participant="ann", format="ogg")

    participant: (
        Annotated[str, Field(pattern=PARTICIPANT_PATTERN, description="only they; else everybody")]
        | None
    ) = None
    format: Annotated[
        RecordingFormat | None, Field(description="Opus in Ogg, or WAV; left out: as configured")
    ] = None


class RecordingChange(_Request):
    """How a recording shall go on."""

    model_config = _like(paused=True)

    paused: Annotated[bool, Field(description="silence is written meanwhile")]


class RecordingView(_Answer):
    """A recording that operators began."""

    id: str
    participant: Annotated[str | None, Field(description="null: everybody, mixed")]
    file: Annotated[str, Field(description="its name in recording_directory")]
    state: RecordingState
    seconds: Annotated[float | None, Field(description="how long it is, at its end")]
    error: Annotated[str | None, Field(description="why it failed, for machines")]


class KeptRecording(RecordingView):
    """A recording of the server's, which may have ended."""

    call: Annotated[str, Field(description="TYPE:ID")]
    tenant: _Whose
    location: Annotated[str | None, Field(description="its URL, if it was stored elsewhere")]


class RecordingPage(_Answer):
    """Recordings of the server, the newest first."""

    recordings: tuple[KeptRecording, ...]


class RecordingList(_Answer):
    """What is recorded in a call."""

    recordings: tuple[RecordingView, ...]
