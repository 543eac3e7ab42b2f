from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ErrorCode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_CODE_UNSPECIFIED: _ClassVar[ErrorCode]
    ERROR_CODE_JOIN_CALL: _ClassVar[ErrorCode]
    ERROR_CODE_FILE: _ClassVar[ErrorCode]

class TrackKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRACK_KIND_UNSPECIFIED: _ClassVar[TrackKind]
    TRACK_KIND_AUDIO: _ClassVar[TrackKind]
    TRACK_KIND_VIDEO: _ClassVar[TrackKind]
ERROR_CODE_UNSPECIFIED: ErrorCode
ERROR_CODE_JOIN_CALL: ErrorCode
ERROR_CODE_FILE: ErrorCode
TRACK_KIND_UNSPECIFIED: TrackKind
TRACK_KIND_AUDIO: TrackKind
TRACK_KIND_VIDEO: TrackKind

class Event(_message.Message):
    __slots__ = ("error", "call_join_response", "call_ended", "participant_joined", "participant_left", "track_published", "track_unpublished", "active_speaker", "dtmf", "rtc_packet", "quality", "connection_changed", "call_created", "participant_changed", "speaking", "chat", "recording", "levels", "audio_slot", "video_slot")
    ERROR_FIELD_NUMBER: _ClassVar[int]
    CALL_JOIN_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    CALL_ENDED_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_JOINED_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_LEFT_FIELD_NUMBER: _ClassVar[int]
    TRACK_PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    TRACK_UNPUBLISHED_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_SPEAKER_FIELD_NUMBER: _ClassVar[int]
    DTMF_FIELD_NUMBER: _ClassVar[int]
    RTC_PACKET_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    CONNECTION_CHANGED_FIELD_NUMBER: _ClassVar[int]
    CALL_CREATED_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_CHANGED_FIELD_NUMBER: _ClassVar[int]
    SPEAKING_FIELD_NUMBER: _ClassVar[int]
    CHAT_FIELD_NUMBER: _ClassVar[int]
    RECORDING_FIELD_NUMBER: _ClassVar[int]
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    AUDIO_SLOT_FIELD_NUMBER: _ClassVar[int]
    VIDEO_SLOT_FIELD_NUMBER: _ClassVar[int]
    error: Error
    call_join_response: CallJoinResponse
    call_ended: CallEnded
    participant_joined: ParticipantJoined
    participant_left: ParticipantLeft
    track_published: TrackPublished
    track_unpublished: TrackUnpublished
    active_speaker: ActiveSpeaker
    dtmf: Dtmf
    rtc_packet: RTCPacket
    quality: Quality
    connection_changed: ConnectionChanged
    call_created: CallCreated
    participant_changed: ParticipantChanged
    speaking: Speaking
    chat: Chat
    recording: Recording
    levels: Levels
    audio_slot: AudioSlot
    video_slot: VideoSlot
    def __init__(self, error: _Optional[_Union[Error, _Mapping]] = ..., call_join_response: _Optional[_Union[CallJoinResponse, _Mapping]] = ..., call_ended: _Optional[_Union[CallEnded, _Mapping]] = ..., participant_joined: _Optional[_Union[ParticipantJoined, _Mapping]] = ..., participant_left: _Optional[_Union[ParticipantLeft, _Mapping]] = ..., track_published: _Optional[_Union[TrackPublished, _Mapping]] = ..., track_unpublished: _Optional[_Union[TrackUnpublished, _Mapping]] = ..., active_speaker: _Optional[_Union[ActiveSpeaker, _Mapping]] = ..., dtmf: _Optional[_Union[Dtmf, _Mapping]] = ..., rtc_packet: _Optional[_Union[RTCPacket, _Mapping]] = ..., quality: _Optional[_Union[Quality, _Mapping]] = ..., connection_changed: _Optional[_Union[ConnectionChanged, _Mapping]] = ..., call_created: _Optional[_Union[CallCreated, _Mapping]] = ..., participant_changed: _Optional[_Union[ParticipantChanged, _Mapping]] = ..., speaking: _Optional[_Union[Speaking, _Mapping]] = ..., chat: _Optional[_Union[Chat, _Mapping]] = ..., recording: _Optional[_Union[Recording, _Mapping]] = ..., levels: _Optional[_Union[Levels, _Mapping]] = ..., audio_slot: _Optional[_Union[AudioSlot, _Mapping]] = ..., video_slot: _Optional[_Union[VideoSlot, _Mapping]] = ...) -> None: ...

class Error(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: ErrorCode
    message: str
    def __init__(self, code: _Optional[_Union[ErrorCode, str]] = ..., message: _Optional[str] = ...) -> None: ...

class CallJoinResponse(_message.Message):
    __slots__ = ("participant", "resume")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_NUMBER: _ClassVar[int]
    participant: str
    resume: str
    def __init__(self, participant: _Optional[str] = ..., resume: _Optional[str] = ...) -> None: ...

class CallCreated(_message.Message):
    __slots__ = ("created_by_id",)
    CREATED_BY_ID_FIELD_NUMBER: _ClassVar[int]
    created_by_id: str
    def __init__(self, created_by_id: _Optional[str] = ...) -> None: ...

class CallEnded(_message.Message):
    __slots__ = ("reason", "detail")
    REASON_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    reason: str
    detail: str
    def __init__(self, reason: _Optional[str] = ..., detail: _Optional[str] = ...) -> None: ...

class Participant(_message.Message):
    __slots__ = ("id", "name", "transport", "muted", "held")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TRANSPORT_FIELD_NUMBER: _ClassVar[int]
    MUTED_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    transport: str
    muted: bool
    held: bool
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., transport: _Optional[str] = ..., muted: _Optional[bool] = ..., held: _Optional[bool] = ...) -> None: ...

class ParticipantJoined(_message.Message):
    __slots__ = ("participant",)
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ...) -> None: ...

class ParticipantLeft(_message.Message):
    __slots__ = ("participant", "reason")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    reason: str
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class TrackPublished(_message.Message):
    __slots__ = ("participant", "kind", "codec")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    CODEC_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    kind: TrackKind
    codec: str
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., kind: _Optional[_Union[TrackKind, str]] = ..., codec: _Optional[str] = ...) -> None: ...

class TrackUnpublished(_message.Message):
    __slots__ = ("participant", "kind")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    kind: TrackKind
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., kind: _Optional[_Union[TrackKind, str]] = ...) -> None: ...

class ActiveSpeaker(_message.Message):
    __slots__ = ("participant",)
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ...) -> None: ...

class Dtmf(_message.Message):
    __slots__ = ("participant", "digit", "duration_ms")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    DIGIT_FIELD_NUMBER: _ClassVar[int]
    DURATION_MS_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    digit: str
    duration_ms: int
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., digit: _Optional[str] = ..., duration_ms: _Optional[int] = ...) -> None: ...

class RTCPacket(_message.Message):
    __slots__ = ("participant", "audio")
    class AudioPayload(_message.Message):
        __slots__ = ("pcm",)
        class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            FORMAT_UNSPECIFIED: _ClassVar[RTCPacket.AudioPayload.Format]
            FORMAT_INT16: _ClassVar[RTCPacket.AudioPayload.Format]
        FORMAT_UNSPECIFIED: RTCPacket.AudioPayload.Format
        FORMAT_INT16: RTCPacket.AudioPayload.Format
        class PCMAudioPayload(_message.Message):
            __slots__ = ("format", "sample_rate", "channels", "data")
            FORMAT_FIELD_NUMBER: _ClassVar[int]
            SAMPLE_RATE_FIELD_NUMBER: _ClassVar[int]
            CHANNELS_FIELD_NUMBER: _ClassVar[int]
            DATA_FIELD_NUMBER: _ClassVar[int]
            format: RTCPacket.AudioPayload.Format
            sample_rate: int
            channels: int
            data: bytes
            def __init__(self, format: _Optional[_Union[RTCPacket.AudioPayload.Format, str]] = ..., sample_rate: _Optional[int] = ..., channels: _Optional[int] = ..., data: _Optional[bytes] = ...) -> None: ...
        PCM_FIELD_NUMBER: _ClassVar[int]
        pcm: RTCPacket.AudioPayload.PCMAudioPayload
        def __init__(self, pcm: _Optional[_Union[RTCPacket.AudioPayload.PCMAudioPayload, _Mapping]] = ...) -> None: ...
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    audio: RTCPacket.AudioPayload
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., audio: _Optional[_Union[RTCPacket.AudioPayload, _Mapping]] = ...) -> None: ...

class Quality(_message.Message):
    __slots__ = ("participant", "loss", "jitter_ms", "round_trip_ms")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    LOSS_FIELD_NUMBER: _ClassVar[int]
    JITTER_MS_FIELD_NUMBER: _ClassVar[int]
    ROUND_TRIP_MS_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    loss: float
    jitter_ms: float
    round_trip_ms: float
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., loss: _Optional[float] = ..., jitter_ms: _Optional[float] = ..., round_trip_ms: _Optional[float] = ...) -> None: ...

class ConnectionChanged(_message.Message):
    __slots__ = ("participant", "state")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[ConnectionChanged.State]
        STATE_CONNECTED: _ClassVar[ConnectionChanged.State]
        STATE_DISCONNECTED: _ClassVar[ConnectionChanged.State]
    STATE_UNSPECIFIED: ConnectionChanged.State
    STATE_CONNECTED: ConnectionChanged.State
    STATE_DISCONNECTED: ConnectionChanged.State
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    state: ConnectionChanged.State
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., state: _Optional[_Union[ConnectionChanged.State, str]] = ...) -> None: ...

class ParticipantChanged(_message.Message):
    __slots__ = ("participant",)
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ...) -> None: ...

class Speaking(_message.Message):
    __slots__ = ("participant", "speaking")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    SPEAKING_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    speaking: bool
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., speaking: _Optional[bool] = ...) -> None: ...

class Chat(_message.Message):
    __slots__ = ("participant", "text")
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    participant: Participant
    text: str
    def __init__(self, participant: _Optional[_Union[Participant, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...

class Recording(_message.Message):
    __slots__ = ("id", "participant", "state", "location", "seconds", "detail")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Recording.State]
        STATE_STARTED: _ClassVar[Recording.State]
        STATE_PAUSED: _ClassVar[Recording.State]
        STATE_RESUMED: _ClassVar[Recording.State]
        STATE_STOPPED: _ClassVar[Recording.State]
        STATE_FAILED: _ClassVar[Recording.State]
    STATE_UNSPECIFIED: Recording.State
    STATE_STARTED: Recording.State
    STATE_PAUSED: Recording.State
    STATE_RESUMED: Recording.State
    STATE_STOPPED: Recording.State
    STATE_FAILED: Recording.State
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    DETAIL_FIELD_NUMBER: _ClassVar[int]
    id: str
    participant: Participant
    state: Recording.State
    location: str
    seconds: float
    detail: str
    def __init__(self, id: _Optional[str] = ..., participant: _Optional[_Union[Participant, _Mapping]] = ..., state: _Optional[_Union[Recording.State, str]] = ..., location: _Optional[str] = ..., seconds: _Optional[float] = ..., detail: _Optional[str] = ...) -> None: ...

class VideoSlot(_message.Message):
    __slots__ = ("mid", "participant")
    MID_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    mid: str
    participant: Participant
    def __init__(self, mid: _Optional[str] = ..., participant: _Optional[_Union[Participant, _Mapping]] = ...) -> None: ...

class Levels(_message.Message):
    __slots__ = ("levels",)
    class Level(_message.Message):
        __slots__ = ("participant", "dbfs")
        PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
        DBFS_FIELD_NUMBER: _ClassVar[int]
        participant: str
        dbfs: float
        def __init__(self, participant: _Optional[str] = ..., dbfs: _Optional[float] = ...) -> None: ...
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    levels: _containers.RepeatedCompositeFieldContainer[Levels.Level]
    def __init__(self, levels: _Optional[_Iterable[_Union[Levels.Level, _Mapping]]] = ...) -> None: ...

class AudioSlot(_message.Message):
    __slots__ = ("mid", "participant")
    MID_FIELD_NUMBER: _ClassVar[int]
    PARTICIPANT_FIELD_NUMBER: _ClassVar[int]
    mid: str
    participant: Participant
    def __init__(self, mid: _Optional[str] = ..., participant: _Optional[_Union[Participant, _Mapping]] = ...) -> None: ...
