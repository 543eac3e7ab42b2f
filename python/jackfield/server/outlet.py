"""What an answer is written to: its head goes out together with the first of its body.

uvicorn writes them one after the other, and each write is a system call that wakes the client up.
"""

import asyncio


class Outlet:
    """Between one answer and its connection.

    Args:
        transport: Of the connection.
        loop: For a head that nothing follows at once.
    """

    __slots__ = ("_begun", "_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._begun = False
        self._held = b""

    def write(self, data: bytes) -> None:
        """Take a part of the answer; the first waits, but for this turn of the loop at most."""
        if self._begun:
            held, self._held = self._held, b""
            self._transport.write(held + data if held else data)
            return
        self._begun = True
        self._held = data
        self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Wait no longer."""
        held, self._held = self._held, b""
        if held and not self._transport.is_closing():
            self._transport.write(held)

    def close(self) -> None:
        """End the connection when all is written."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it has ended or is about to."""
        return self._transport.is_closing()
