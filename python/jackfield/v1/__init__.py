"""The protobuf messages of ``proto/jackfield/v1``: what happens in calls, and calls made of files.

The modules ``*_pb2`` are written by ``scripts/proto.sh``.
"""

from jackfield.v1.events_pb2 import (
    ActiveSpeaker,
    CallCreated,
    CallEnded,
    CallJoinResponse,
    Chat,
    ConnectionChanged,
    Dtmf,
    Error,
    ErrorCode,
    Event,
    Levels,
    Participant,
    ParticipantChanged,
    ParticipantJoined,
    ParticipantLeft,
    Quality,
    Recording,
    RTCPacket,
    Speaking,
    TrackKind,
    TrackPublished,
    TrackUnpublished,
    VideoSlot,
)
from jackfield.v1.mock_pb2 import MockConfig, MockParticipant

__all__ = [
    "ActiveSpeaker",
    "CallCreated",
    "CallEnded",
    "CallJoinResponse",
    "Chat",
    "ConnectionChanged",
    "Dtmf",
    "Error",
    "ErrorCode",
    "Event",
    "Levels",
    "MockConfig",
    "MockParticipant",
    "Participant",
    "ParticipantChanged",
    "ParticipantJoined",
    "ParticipantLeft",
    "Quality",
    "RTCPacket",
    "Recording",
    "Speaking",
    "TrackKind",
    "TrackPublished",
    "TrackUnpublished",
    "VideoSlot",
]
