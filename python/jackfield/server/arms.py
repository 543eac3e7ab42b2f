"""Which transport a new client is told to use, and which arm of an A/B test it belongs to."""

import hashlib
from typing import Literal, TypeAlias

from jackfield.config import Settings
from jackfield.config_server import TransportMode

Choice: TypeAlias = Literal["webrtc", "websocket"]
NO_ARM = "none"
_HASH_BYTES = 8


def mode_of(settings: Settings) -> TransportMode:
    """The setting, unless only one transport is served."""
    if "websocket" not in settings.served_transports:
        return "webrtc"
    if "whip" not in settings.served_transports:
        return "websocket"
    return settings.transport


def transport_of(settings: Settings, client: str) -> Choice:
    """The transport for a client; the same for the same id as long as the settings are the same.

    The hash does not change with the share: who is told to use a WebSocket at a small share still
    is at a larger one.
    """
    mode = mode_of(settings)
    if mode != "auto":
        return mode
    digest = hashlib.sha256(client.encode()).digest()[:_HASH_BYTES]
    place = int.from_bytes(digest) / 256**_HASH_BYTES
    return "websocket" if place < settings.websocket_share else "webrtc"


def arm_of(settings: Settings, client: str) -> str:
    """The arm of a client's session, for metrics and logs; ``none`` where there is no test."""
    if mode_of(settings) != "auto" or not client:
        return NO_ARM
    return transport_of(settings, client)
