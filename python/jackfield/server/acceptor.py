"""Takes connections off a listening socket, as far as there are places for them.

asyncio's own servers would take all that come, and let them wait a minute in TLS' handshake before
anybody could count them. TLS is spoken by a thread of the media core: what is served is the plain
side of a connection.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Protocol

import structlog

from jackfield.server.connections import ConnectionTable, Ends, Place
from jackfield.tls_engine import READY

_BATCH = 64
"""Connections that are taken before the event loop does something else."""
_PAUSE_S = 1.0
"""When the machine has no room for another: to ask again at once would keep a core busy."""
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


class Tls(Protocol):
    """Speaks TLS with clients."""

    def take(self, descriptor: int) -> int:
        """See :class:`~jackfield.tls_engine.TlsFront`."""


class Acceptor:
    """One listening socket.

    Args:
        listener: Does not block.
        table: Of the places.
        make: The protocol of a connection; with TLS, between these ends.
        tls: What to speak TLS with; None for plain TCP.
        handshake_s: How long its handshake may take.
    """

    def __init__(
        self,
        listener: socket.socket,
        table: ConnectionTable,
        make: Callable[[Place, Ends | None], asyncio.Protocol],
        *,
        tls: Tls | None,
        handshake_s: float,
    ) -> None:
        self._listener = listener
        self._table = table
        self._make = make
        self._tls = tls
        self._handshake_s = handshake_s
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
            self._take(connection, (str(address[0]), int(address[1])))

    def _take(self, connection: socket.socket, client: tuple[str, int]) -> None:
        place = self._table.admit(client[0], connection.close)
        if place is None:
            connection.close()
            return
        connection.setblocking(False)  # noqa: FBT003  # the socket's own signature
        task = self._loop.create_task(self._connect(connection, client, place))
        place.drop = task.cancel
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect(
        self, connection: socket.socket, client: tuple[str, int], place: Place
    ) -> None:
        ends: Ends | None = None
        try:
            if self._tls is not None:
                ends = Ends(client, connection.getsockname()[:2])
                connection = await self._shake_hands(self._tls, connection)
            await self._loop.connect_accepted_socket(lambda: self._make(place, ends), connection)
        except OSError:
            place.leave("handshake")
        except RuntimeError:
            place.leave("full")
        except asyncio.CancelledError:
            place.leave()
            raise

    async def _shake_hands(self, tls: Tls, connection: socket.socket) -> socket.socket:
        """The plain side of a connection, as soon as there is one."""
        with connection:
            plain = socket.socket(fileno=tls.take(connection.fileno()))
        try:
            plain.setblocking(False)  # noqa: FBT003  # the socket's own signature
            await self._wait_ready(plain)
        except BaseException:
            plain.close()
            raise
        return plain

    async def _wait_ready(self, plain: socket.socket) -> None:
        async with asyncio.timeout(self._handshake_s):
            if await self._loop.sock_recv(plain, len(READY)) != READY:
                raise ConnectionAbortedError("the handshake failed")
