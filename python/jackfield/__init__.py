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
from jackfield.events import CallEvent, EventKind, Participant

__all__ = [
    "Agent",
    "AgentError",
    "CallEndedError",
    "CallEvent",
    "CapacityError",
    "CodecError",
    "ConfigError",
    "Connection",
    "EngineError",
    "EventKind",
    "IceServer",
    "JackfieldError",
    "LocalProtocolError",
    "Participant",
    "ProtocolError",
    "RemoteProtocolError",
    "Settings",
    "TransportError",
    "load_wav",
]
