"""Carries bytes between a TLS connection and the media core.

TLS is spoken by Python's event loop, and so audio over ``wss://`` waits for it: an agent that
blocks the loop for a second holds up such calls, and no others. A proxy in front that speaks TLS
keeps the promise for them too.
"""

import asyncio
import socket

from typing_extensions import override


class Pump(asyncio.Protocol):
    """One direction: what comes from its own transport goes to the other."""

    def __init__(self, other: asyncio.Transport | None = None) -> None:
        self._other = other

    @classmethod
    async def connect(cls, outside: asyncio.Transport, inside: socket.socket) -> None:
        """Join a connection whose reading is paused with a socket, until one of them ends."""
        inside.setblocking(False)  # noqa: FBT003  # the socket's own signature
        loop = asyncio.get_running_loop()
        inner, _ = await loop.create_connection(lambda: cls(outside), sock=inside)
        if outside.is_closing():
            # Its client left meanwhile: nobody would tell the inner side.
            inner.close()
            return
        outer = cls(inner)
        outside.set_protocol(outer)
        outside.resume_reading()

    @override
    def data_received(self, data: bytes) -> None:
        if self._other is not None:
            self._other.write(data)

    @override
    def eof_received(self) -> None:
        """The other side learns of it by the close that follows."""

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._other is not None:
            self._other.close()

    @override
    def pause_writing(self) -> None:
        """Our own side takes no more: the other is not read until it does."""
        if self._other is not None and not self._other.is_closing():
            self._other.pause_reading()

    @override
    def resume_writing(self) -> None:
        if self._other is not None and not self._other.is_closing():
            self._other.resume_reading()
