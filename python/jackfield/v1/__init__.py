"""The protobuf messages of ``proto/jackfield/v1``: what happens in calls, and calls made of files.

The modules ``*_pb2`` are written by ``scripts/proto.sh``.
"""

from jackfield.v1.events_pb2 import (
    ActiveSpeaker,
    CallEnded,
    CallJoinResponse,
    ConnectionChanged,
    Dtmf,
    Error,
    ErrorCode,
    Event,
    Participant,
    ParticipantJoined,
    ParticipantLeft,
    Quality,
    RTCPacket,
    TrackKind,
    TrackPublished,
    TrackUnpublished,
)
from jackfield.v1.mock_pb2 import MockConfig, MockParticipant

__all__ = [
    "ActiveSpeaker",
    "CallEnded",
    "CallJoinResponse",
    "ConnectionChanged",
    "Dtmf",
    "Error",
    "ErrorCode",
    "Event",
    "MockConfig",
    "MockParticipant",
    "Participant",
    "ParticipantJoined",
    "ParticipantLeft",
    "Quality",
    "RTCPacket",
    "TrackKind",
    "TrackPublished",
    "TrackUnpublished",
]
