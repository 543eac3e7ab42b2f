"""What a call tells those who sit in it.

Events are the protobuf messages of :mod:`jackfield.v1`, the same for every transport. Those that
the media core does not encode itself are made here.
"""

from dataclasses import dataclass

from jackfield import v1


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


_TRACKS = {"audio": v1.TrackKind.TRACK_KIND_AUDIO, "video": v1.TrackKind.TRACK_KIND_VIDEO}
_STATES = {
    "connected": v1.ConnectionChanged.STATE_CONNECTED,
    "disconnected": v1.ConnectionChanged.STATE_DISCONNECTED,
}


def call_joined() -> v1.Event:
    """The first event of a call."""
    return v1.Event(call_join_response=v1.CallJoinResponse())


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


def participant_left(participant: Participant) -> v1.Event:
    """Somebody is not in the call any more."""
    return v1.Event(participant_left=v1.ParticipantLeft(participant=_message(participant)))


def track_published(participant: Participant, kind: str, codec: str) -> v1.Event:
    """Somebody sends ``audio`` or ``video``, in that codec."""
    track = v1.TrackPublished(participant=_message(participant), kind=_TRACKS[kind], codec=codec)
    return v1.Event(track_published=track)


def _message(participant: Participant) -> v1.Participant:
    return v1.Participant(id=participant.id, name=participant.name, transport=participant.transport)
