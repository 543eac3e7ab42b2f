"""As much of RFC 6455 as a client needs that is to cost little."""

import base64
import json
import os
import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_FINAL, _MASKED = 0x80, 0x80
_TWO_BYTES, _EIGHT_BYTES = 126, 127
_NO_MASK = bytes(4)
_TIMEOUT_S = 20
_READ_BYTES = 65_536


class RefusedError(Exception):
    """The server did not take the call."""


def frame(opcode: int, payload: bytes) -> bytes:
    """A client's frame; a mask of zeroes costs neither side anything."""
    size = len(payload)
    if size < _TWO_BYTES:
        head = struct.pack(">BB", _FINAL | opcode, _MASKED | size)
    else:
        head = struct.pack(">BBH", _FINAL | opcode, _MASKED | _TWO_BYTES, size)
    return head + _NO_MASK + payload


class Reader:
    """Cuts a stream into the frames of a server."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Opcode and payload of each frame that is whole now."""
        stream, at = self._rest + data, 0
        while (found := _parse(stream, at)) is not None:
            opcode, start, at = found
            yield opcode, stream[start:at]
        self._rest = stream[at:]


def _parse(stream: bytes, at: int) -> tuple[int, int, int] | None:
    """Opcode, and where the payload begins and ends."""
    if len(stream) < at + 2:
        return None
    size, start = stream[at + 1], at + 2
    if size in (_TWO_BYTES, _EIGHT_BYTES):
        width = 2 if size == _TWO_BYTES else 8
        start += width
        size = int.from_bytes(stream[at + 2 : start])
    end = start + size
    return (stream[at] & 0xF, start, end) if len(stream) >= end and len(stream) >= start else None


def dial(url: str, rate: int) -> tuple[socket.socket, Reader]:
    """A call that was answered ``started``.

    Raises:
        RefusedError: With what the server said.
        OSError: It could not be reached.
    """
    parts = urlsplit(url)
    address = parts.hostname or "127.0.0.1", parts.port or 80
    connection = socket.create_connection(address, timeout=_TIMEOUT_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    head, rest = _head(connection)
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise RefusedError(head.split(b"\r\n")[0].decode())
    start = json.dumps({"type": "start", "rate": rate})
    connection.sendall(frame(TEXT, start.encode()))
    reader = Reader()
    answer = _first(connection, reader, rest)
    if json.loads(answer)["type"] != "started":
        raise RefusedError(answer.decode())
    connection.setblocking(False)  # noqa: FBT003  # the socket's own signature
    return connection, reader


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest


def _first(connection: socket.socket, reader: Reader, received: bytes) -> bytes:
    while True:
        for opcode, payload in reader.feed(received):
            if opcode == TEXT:
                return payload
        received = _some(connection)


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(_READ_BYTES)
    if not received:
        raise RefusedError("the server closed the connection")
    return received
