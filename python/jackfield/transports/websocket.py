"""The opening handshake of a WebSocket (RFC 6455 §4.2) without any HTTP library.

What comes after it is spoken by the media core; docs/websocket.md describes it for clients.
"""

import base64
import binascii
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jackfield.errors import RemoteProtocolError
from jackfield.transports import WEBSOCKET, WHIP

PROTOCOL = "jackfield.v1"
"""What clients may offer as Sec-WebSocket-Protocol; the number is that of the messages."""

_BEARER = "bearer."
_RESUME = "resume."
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_NONCE_BYTES = 16
_VERSION = "13"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """A proper upgrade request.

    Attributes:
        accept: The proof that we have understood it.
        protocol: The subprotocol to answer with, empty for none.
    """

    accept: str
    protocol: str

    @property
    def greeting(self) -> bytes:
        """The response; what follows it is no HTTP any more."""
        return self.greeting_with({})

    def greeting_with(self, headers: Mapping[str, str]) -> bytes:
        """The response with these headers besides."""
        lines = [
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Accept: {self.accept}",
        ]
        if self.protocol:
            lines.append(f"Sec-WebSocket-Protocol: {self.protocol}")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def read_upgrade(headers: Mapping[str, str]) -> Upgrade:
    """Check an upgrade request; names of headers are looked up in lower case.

    Raises:
        RemoteProtocolError: 426 where no WebSocket of our version was asked for, else 400.
    """
    wanted = "websocket" in _tokens(headers.get("upgrade", "").lower())
    if not wanted or "upgrade" not in _tokens(headers.get("connection", "").lower()):
        raise _required("this is a WebSocket: ask for an upgrade")
    if headers.get("sec-websocket-version", "").strip() != _VERSION:
        raise _required(f"Sec-WebSocket-Version must be {_VERSION}")
    key = headers.get("sec-websocket-key", "").strip()
    if not _is_nonce(key):
        raise RemoteProtocolError("Sec-WebSocket-Key must be 16 bytes in base64", code="malformed")
    digest = hashlib.sha1(key.encode("ascii") + _GUID, usedforsecurity=False).digest()
    offered = _tokens(headers.get("sec-websocket-protocol", ""))
    protocol = PROTOCOL if PROTOCOL in offered else ""
    return Upgrade(accept=base64.b64encode(digest).decode("ascii"), protocol=protocol)


def read_authorization(headers: Mapping[str, str]) -> str | None:
    """What stands for the Authorization header: itself, or the subprotocol that carries a key."""
    given = headers.get("authorization")
    if given is not None:
        return given
    for token in _tokens(headers.get("sec-websocket-protocol", "")):
        if token.startswith(_BEARER):
            return "Bearer " + _decoded(token.removeprefix(_BEARER))
    return None


def read_place(headers: Mapping[str, str]) -> str | None:
    """The token of a place in a call, from the subprotocol that carries it."""
    for token in _tokens(headers.get("sec-websocket-protocol", "")):
        if token.startswith(_RESUME):
            return token.removeprefix(_RESUME)
    return None


def is_origin_allowed(origin: str | None, host: str, allowed: Collection[str]) -> bool:
    """Whether a page may open calls: browsers ask nobody before they open a WebSocket."""
    if origin is None or "*" in allowed or origin in allowed:
        return True
    scheme, _, own = origin.lower().partition("://")
    # Origins leave their default port out, proxies put it into Host.
    port = _DEFAULT_PORTS.get(scheme, "")
    return bool(host) and own == host.lower().removesuffix(port)


def beside(whip: str) -> str | None:
    """The WebSocket of a server whose WHIP endpoint is known; None if that is not one of ours."""
    if not whip.startswith("http") or not whip.endswith(WHIP.path):
        return None
    return "ws" + whip.removeprefix("http").removesuffix(WHIP.path) + WEBSOCKET.path


def _tokens(value: str) -> list[str]:
    return [token.strip() for token in value.split(",")]


def _is_nonce(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _NONCE_BYTES
    except (binascii.Error, ValueError):
        return False


def _decoded(text: str) -> str:
    """The key; whatever cannot be one becomes one that nobody has."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _required(message: str) -> RemoteProtocolError:
    return RemoteProtocolError(message, status_hint=426, code="upgrade_required")
