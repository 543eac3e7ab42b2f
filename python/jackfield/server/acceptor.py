"""Takes connections off a listening socket, as far as there are places for them.

asyncio's own servers would take all that come, and let them wait a minute in TLS' handshake before
anybody could count them.
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable

import structlog

from jackfield.server.connections import ConnectionTable, Place

_BATCH = 64
"""Connections that are taken before the event loop does something else."""
_PAUSE_S = 1.0
"""When the machine has no room for another: to ask again at once would keep a core busy."""
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class Acceptor:
    """One listening socket.

    Args:
        listener: Does not block.
        table: Of the places.
        make: The protocol of a connection.
        tls: What to speak TLS with; None for plain TCP.
        handshake_s: How long its handshake may take.
    """

    def __init__(
        self,
        listener: socket.socket,
        table: ConnectionTable,
        make: Callable[[Place], asyncio.Protocol],
        *,
        tls: ssl.SSLContext | None,
        handshake_s: float,
    ) -> None:
        self._listener = listener
        self._table = table
        self._make = make
        self._tls = tls
        self._handshake_s = handshake_s if tls is not None else None
        self._loop = asyncio.get_running_loop()
        self._connecting: set[asyncio.Task[None]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._listen()

    def close(self) -> None:
        """Take no more connections; those there are go on."""
        self._loop.remove_reader(self._listener)
        if self._pause is not None:
            self._pause.cancel()
        for task in self._connecting:
            task.cancel()

    async def wait_closed(self) -> None:
        """Wait for those that were being taken."""
        if self._connecting:
            await asyncio.wait(self._connecting)

    def _listen(self) -> None:
        self._pause = None
        self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        for _ in range(_BATCH):
            try:
                connection, address = self._listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:
                continue  # it has gone already
            except OSError as error:
                if error.errno not in _NO_ROOM:
                    raise
                _log.warning("cannot_accept", reason=error.strerror)
                self._loop.remove_reader(self._listener)
                self._pause = self._loop.call_later(_PAUSE_S, self._listen)
                return
            self._take(connection, str(address[0]))

    def _take(self, connection: socket.socket, address: str) -> None:
        place = self._table.admit(address, connection.close)
        if place is None:
            connection.close()
            return
        connection.setblocking(False)  # noqa: FBT003  # the socket's own signature
        task = self._loop.create_task(self._connect(connection, place))
        place.drop = task.cancel
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(self, connection: socket.socket, place: Place) -> None:
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._make(place),
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=self._handshake_s,
            )
        except OSError:
            place.leave("handshake")
        except asyncio.CancelledError:
            place.leave()
            raise
