"""Jackfield: a programmable switchboard for voice and video calls.

An agent is an async function of a Connection::

    from pathlib import Path

    from jackfield import Connection


    async def greeter(connection: Connection) -> None:
        await connection.play(Path("hello.wav"))
        async for participant, (rate, pcm) in connection.incoming_audio:
            await connection.send_audio(rate, pcm)

``jackfield serve --agent my_module:greeter`` answers calls with it.
"""

from jackfield.audio import load_wav
from jackfield.call import Agent, Connection
from jackfield.client import (
    AsyncClient,
    AsyncRTCCall,
    CallRequest,
    CallResponse,
    Client,
    RTCCall,
    ServerRecording,
)
from jackfield.config import Settings
from jackfield.config_values import IceServer
from jackfield.errors import (
    AgentError,
    CallEndedError,
    CapacityError,
    CodecError,
    ConfigError,
    EngineError,
    JackfieldError,
    JoinCode,
    JoinError,
    LocalProtocolError,
    ProtocolError,
    RecordingError,
    RemoteProtocolError,
    TransportError,
)
from jackfield.events import Participant
from jackfield.recording import Recorded, Recording
from jackfield.v1 import ErrorCode, Event, MockConfig, MockParticipant

__all__ = [
    "Agent",
    "AgentError",
    "AsyncClient",
    "AsyncRTCCall",
    "CallEndedError",
    "CallRequest",
    "CallResponse",
    "CapacityError",
    "Client",
    "CodecError",
    "ConfigError",
    "Connection",
    "EngineError",
    "ErrorCode",
    "Event",
    "IceServer",
    "JackfieldError",
    "JoinCode",
    "JoinError",
    "LocalProtocolError",
    "MockConfig",
    "MockParticipant",
    "Participant",
    "ProtocolError",
    "RTCCall",
    "Recorded",
    "Recording",
    "RecordingError",
    "RemoteProtocolError",
    "ServerRecording",
    "Settings",
    "TransportError",
    "load_wav",
]
