"""Taking connections off a listening socket."""

import asyncio
import errno
import socket

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from jackfield.server.acceptor import Acceptor
from jackfield.server.connections import ConnectionTable, Ends, Place


class Listener(socket.socket):
    """A listening socket on a machine that has run out of descriptors, once."""

    def __init__(self) -> None:
        super().__init__()
        self.bind(("127.0.0.1", 0))
        self.listen()
        self.setblocking(False)  # noqa: FBT003  # the socket's own signature
        self.error: OSError | None = None

    @override
    def accept(self) -> tuple[socket.socket, object]:
        error, self.error = self.error, None
        if error is not None:
            raise error
        return super().accept()


class Greeter(asyncio.Protocol):
    """Says hello and leaves."""

    def __init__(self, place: Place, _: Ends | None) -> None:
        self._place = place

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"hello")
        transport.close()

    @override
    def connection_lost(self, _: Exception | None) -> None:
        self._place.leave()


def accepting(listener: Listener) -> tuple[Acceptor, ConnectionTable]:
    table = ConnectionTable(limit=9, per_address=9, trusted=(), note=lambda _: None)
    return Acceptor(listener, table, Greeter, tls=None, handshake_s=1), table


async def hello(listener: Listener) -> bytes:
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    said = await reader.read()
    writer.close()
    return said


async def test_connections_are_taken_until_it_is_closed() -> None:
    with Listener() as listener:
        acceptor, table = accepting(listener)
        assert [await hello(listener) for _ in range(3)] == [b"hello"] * 3
        assert len(table) == 0
        acceptor.close()
        await acceptor.wait_closed()
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert len(table) == 0
        writer.close()


async def test_one_that_has_gone_again_is_passed_over() -> None:
    with Listener() as listener:
        listener.error = ConnectionAbortedError()
        acceptor, _ = accepting(listener)
        assert await hello(listener) == b"hello"
        acceptor.close()


async def test_without_descriptors_it_pauses_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jackfield.server.acceptor._PAUSE_S", 0)
    with Listener() as listener, capture_logs() as written:
        listener.error = OSError(errno.EMFILE, "too many open files")
        acceptor, _ = accepting(listener)
        assert await hello(listener) == b"hello"
        acceptor.close()
    assert [event["event"] for event in written] == ["cannot_accept"]
