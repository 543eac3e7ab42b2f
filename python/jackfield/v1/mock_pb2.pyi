from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MockConfig(_message.Message):
    __slots__ = ("participants", "realtime")
    PARTICIPANTS_FIELD_NUMBER: _ClassVar[int]
    REALTIME_FIELD_NUMBER: _ClassVar[int]
    participants: _containers.RepeatedCompositeFieldContainer[MockParticipant]
    realtime: bool
    def __init__(self, participants: _Optional[_Iterable[_Union[MockParticipant, _Mapping]]] = ..., realtime: _Optional[bool] = ...) -> None: ...

class MockParticipant(_message.Message):
    __slots__ = ("id", "name", "audio")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    AUDIO_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    audio: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., audio: _Optional[_Iterable[str]] = ...) -> None: ...
