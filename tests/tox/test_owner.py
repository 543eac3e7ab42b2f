"""The thread of a Tox."""

import asyncio
import logging
import socket
import threading

import pytest

from jackfield.tox import AsyncTox, CallManager, KilledError, Tox, ToxAV, ToxLibrary
from jackfield.tox.owner import Owner
from tox_kit import make_tox

pytestmark = pytest.mark.timeout(60)


def owner_of(tox: Tox) -> Owner:
    return Owner(tox, CallManager, asyncio.get_running_loop())


async def test_what_is_asked_is_done_on_the_thread(library: ToxLibrary) -> None:
    with make_tox(library) as tox:
        owner = owner_of(tox)
        await owner.start()
        assert await owner.ask(threading.get_ident) != threading.get_ident()
        assert await owner.ask(lambda: owner.manager.is_running)
        await owner.stop()
        with pytest.raises(KilledError):
            await owner.ask(threading.get_ident)
        with pytest.raises(KilledError):
            owner.manager  # noqa: B018  # asking is the test
        assert tox.av is None


async def test_a_tox_that_has_a_toxav_cannot_be_run(library: ToxLibrary) -> None:
    with make_tox(library) as tox, ToxAV(tox):
        owner = owner_of(tox)
        with pytest.raises(Exception, match="there can be one"):
            await owner.start()
        await owner.stop()


async def test_sockets_are_watched(library: ToxLibrary, caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = socket.socketpair()
    got: list[bytes] = []
    came = asyncio.Event()
    loop = asyncio.get_running_loop()

    def _read() -> None:
        got.append(ours.recv(10))
        loop.call_soon_threadsafe(came.set)
        raise ZeroDivisionError

    with make_tox(library) as tox, ours, theirs:
        owner = owner_of(tox)
        await owner.start()
        await owner.ask(lambda: owner.watch(ours, _read))
        with caplog.at_level(logging.ERROR):
            theirs.send(b"hello")
            await came.wait()
        await owner.ask(lambda: owner.unwatch(ours))
        await owner.ask(lambda: owner.unwatch(ours))
        await owner.stop()
    assert got == [b"hello"]
    # What fails in one callback is written down, and the thread goes on.
    assert "tox_callback_failed" in caplog.text


async def test_a_tox_that_is_killed_meanwhile_ends_the_thread(library: ToxLibrary) -> None:
    tox = make_tox(library)
    async with AsyncTox(tox) as node:
        await node.do(lambda tox: tox.kill())
        with pytest.raises(KilledError):
            await node.do(lambda tox: tox.address)
