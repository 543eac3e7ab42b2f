"""What a call tells those who sit in it.

Events are the protobuf messages of :mod:`jackfield.v1`, the same for every transport. Those that
the media core does not encode itself are made here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from jackfield import v1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Participant(str):  # noqa: SLOT000  # the decorator defines them
    """Somebody in a call: their id, which also knows how they are.

    Two are equal when their ids are; :meth:`is_like` tells whether anything else has changed.

    Attributes:
        id: Unique among the participants of the server.
        name: For people; may be empty.
        transport: The way they came in: ``whip`` and so on.
        muted: Nobody hears them.
        held: They neither hear nor are heard.
        tenant: Whose call they are in, as the server itself knows it; empty for nobody's.
    """

    id: str
    name: str = ""
    transport: str = ""
    muted: bool = False
    held: bool = False
    tenant: str = ""

    def __new__(cls, *, id: str, **_: object) -> Self:  # noqa: A002  # as the field
        """The id itself is the text; the fields follow."""
        return str.__new__(cls, id)

    def __getnewargs_ex__(self) -> tuple[tuple[()], Mapping[str, object]]:
        """Copies are made by names, as new ones are."""
        return (), {field.name: getattr(self, field.name) for field in fields(self)}

    def is_like(self, other: "Participant") -> bool:
        """Whether nothing at all tells the two apart."""
        return self.__getnewargs_ex__() == other.__getnewargs_ex__()


_TRACKS = {"audio": v1.TrackKind.TRACK_KIND_AUDIO, "video": v1.TrackKind.TRACK_KIND_VIDEO}
_STATES = {
    "connected": v1.ConnectionChanged.STATE_CONNECTED,
    "disconnected": v1.ConnectionChanged.STATE_DISCONNECTED,
}

_RECORDINGS = {
    "started": v1.Recording.STATE_STARTED,
    "paused": v1.Recording.STATE_PAUSED,
    "resumed": v1.Recording.STATE_RESUMED,
    "stopped": v1.Recording.STATE_STOPPED,
    "failed": v1.Recording.STATE_FAILED,
}


def call_joined(participant: str = "", resume: str = "") -> v1.Event:
    """The first event of a call: who one is there, and what takes the place again."""
    joined = v1.CallJoinResponse(participant=participant, resume=resume)
    return v1.Event(call_join_response=joined)


def call_created(created_by_id: str) -> v1.Event:
    """There is a call now."""
    return v1.Event(call_created=v1.CallCreated(created_by_id=created_by_id))


def call_ended(reason: str, detail: str = "") -> v1.Event:
    """The last event of a call."""
    return v1.Event(call_ended=v1.CallEnded(reason=reason, detail=detail))


def connection_changed(participant: Participant, state: str) -> v1.Event:
    """Somebody's media flows or stopped, by the core's word for it."""
    changed = v1.ConnectionChanged(participant=_message(participant), state=_STATES[state])
    return v1.Event(connection_changed=changed)


def participant_joined(participant: Participant) -> v1.Event:
    """Somebody is in the call."""
    return v1.Event(participant_joined=v1.ParticipantJoined(participant=_message(participant)))


def participant_left(participant: Participant, reason: str = "") -> v1.Event:
    """Somebody is not in the call any more."""
    left = v1.ParticipantLeft(participant=_message(participant), reason=reason)
    return v1.Event(participant_left=left)


def participant_changed(participant: Participant) -> v1.Event:
    """Somebody is muted, held or reached by another way from now on, or not any more."""
    changed = v1.ParticipantChanged(participant=_message(participant))
    return v1.Event(participant_changed=changed)


def active_speaker(participant: Participant) -> v1.Event:
    """Who speaks now."""
    return v1.Event(active_speaker=v1.ActiveSpeaker(participant=_message(participant)))


def speaking(participant: Participant, *, begins: bool) -> v1.Event:
    """Somebody begins or stops to speak."""
    told = v1.Speaking(participant=_message(participant), speaking=begins)
    return v1.Event(speaking=told)


def dtmf(participant: Participant, digit: str, duration_ms: int) -> v1.Event:
    """Somebody pressed a key."""
    told = v1.Dtmf(participant=_message(participant), digit=digit, duration_ms=duration_ms)
    return v1.Event(dtmf=told)


def chat(participant: Participant, text: str) -> v1.Event:
    """Somebody wrote to all."""
    return v1.Event(chat=v1.Chat(participant=_message(participant), text=text))


def recording_changed(
    number: int,
    state: str,
    participant: Participant | None = None,
    *,
    location: str = "",
    seconds: float = 0.0,
    detail: str = "",
) -> v1.Event:
    """A recording ``started``, ``paused``, ``resumed``, ``stopped`` or ``failed``.

    Of one participant, or of everybody.
    """
    told = v1.Recording(
        id=str(number),
        participant=_message_or_none(participant),
        state=_RECORDINGS[state],
        location=location,
        seconds=seconds,
        detail=detail,
    )
    return v1.Event(recording=told)


def for_members(event: v1.Event) -> v1.Event:
    """The event as guests are told it: where recordings are and why they fail is left out."""
    if not event.HasField("recording"):
        return event
    told = v1.Event()
    told.CopyFrom(event)
    told.recording.ClearField("location")
    told.recording.ClearField("detail")
    return told


def levels(loudness: Iterable[tuple[str, float]]) -> v1.Event:
    """How loud participants are, in dBFS, by their ids."""
    told = [v1.Levels.Level(participant=who, dbfs=dbfs) for who, dbfs in loudness]
    return v1.Event(levels=v1.Levels(levels=told))


def video_slot(mid: str, participant: Participant | None) -> v1.Event:
    """Who is seen in a section of one's own; None for nobody any more."""
    return v1.Event(video_slot=v1.VideoSlot(mid=mid, participant=_message_or_none(participant)))


def audio_slot(mid: str, participant: Participant | None = None) -> v1.Event:
    """Who is heard in a section of audio from now on; None for nobody."""
    return v1.Event(audio_slot=v1.AudioSlot(mid=mid, participant=_message_or_none(participant)))


def quality(
    participant: Participant, loss: float, jitter_ms: float, round_trip_ms: float
) -> v1.Event:
    """How well somebody is received: the share of packets lost, 0 to 1; 0 for what is unknown."""
    told = v1.Quality(
        participant=_message(participant),
        loss=loss,
        jitter_ms=jitter_ms,
        round_trip_ms=round_trip_ms,
    )
    return v1.Event(quality=told)


def track_published(participant: Participant, kind: str, codec: str) -> v1.Event:
    """Somebody sends ``audio`` or ``video``, in that codec."""
    track = v1.TrackPublished(participant=_message(participant), kind=_TRACKS[kind], codec=codec)
    return v1.Event(track_published=track)


def track_unpublished(participant: Participant, kind: str) -> v1.Event:
    """Somebody sends no ``audio`` or ``video`` any more."""
    track = v1.TrackUnpublished(participant=_message(participant), kind=_TRACKS[kind])
    return v1.Event(track_unpublished=track)


def _message_or_none(participant: Participant | None) -> v1.Participant | None:
    return None if participant is None else _message(participant)


def _message(participant: Participant) -> v1.Participant:
    return v1.Participant(
        id=participant.id,
        name=participant.name,
        transport=participant.transport,
        muted=participant.muted,
        held=participant.held,
    )
