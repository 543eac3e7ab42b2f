"""The ways in. One row each; the rules of each are in a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportSpec:
    """One row of the registry.

    Attributes:
        name: In metrics, logs and ids of participants.
        path: Where the server offers it, relative to the page; empty for what is not HTTP.
        summary: One line for people.
    """

    name: str
    path: str
    summary: str


WHIP = TransportSpec(name="whip", path="/whip", summary="WebRTC by HTTP (RFC 9725)")
WHEP = TransportSpec(name="whep", path="/whep", summary="WebRTC that only listens, by HTTP (WHEP)")
WEBSOCKET = TransportSpec(
    name="websocket", path="/ws/audio", summary="PCM over a WebSocket (RFC 6455)"
)
TOX = TransportSpec(name="tox", path="", summary="a call of a Tox friend")

TRANSPORTS: Mapping[str, TransportSpec] = MappingProxyType(
    {spec.name: spec for spec in (WHIP, WHEP, WEBSOCKET, TOX)}
)
