"""Jackfield: a programmable switchboard for voice and video calls."""

from jackfield.config import IceServer, Settings
from jackfield.errors import (
    AgentError,
    CallEndedError,
    CapacityError,
    CodecError,
    ConfigError,
    EngineError,
    JackfieldError,
    LocalProtocolError,
    ProtocolError,
    RemoteProtocolError,
    TransportError,
)

__all__ = [
    "AgentError",
    "CallEndedError",
    "CapacityError",
    "CodecError",
    "ConfigError",
    "EngineError",
    "IceServer",
    "JackfieldError",
    "LocalProtocolError",
    "ProtocolError",
    "RemoteProtocolError",
    "Settings",
    "TransportError",
]
