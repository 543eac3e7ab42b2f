"""The one thread that a Tox lives on: it iterates, and does what others ask for in between."""

import asyncio
import logging
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from jackfield.tox.av import ToxAV
from jackfield.tox.core import Tox
from jackfield.tox.errors import KilledError
from jackfield.tox.manager import CallManager

T = TypeVar("T")

IN_CALL_S = 0.005
"""How often the network is read in a call: its packets are seen at no other time."""

_log = logging.getLogger("jackfield.tox")


class Owner:
    """Runs a Tox and its ToxAV.

    Args:
        tox: Nobody else iterates it meanwhile.
        make_manager: Makes what takes care of calls, on the thread.
        loop: Whose tasks ask for things.

    Attributes:
        loop: That.
    """

    def __init__(
        self,
        tox: Tox,
        make_manager: Callable[[ToxAV], CallManager],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._tox = tox
        self._make_manager = make_manager
        self.loop = loop
        self._manager: CallManager | None = None
        self._commands: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._is_stopping = False
        self._is_over = False
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        for end in (self._bell, self._ear):
            end.setblocking(False)  # noqa: FBT003  # the socket's own signature
        self._selector.register(self._ear, selectors.EVENT_READ, self._hear_bell)
        self._thread = threading.Thread(target=self._run, name="tox", daemon=True)

    @property
    def manager(self) -> CallManager:
        """Only for what runs on the thread.

        Raises:
            KilledError: The thread has ended.
        """
        if self._manager is None:
            raise KilledError("this Tox does not run any more")
        return self._manager

    @property
    def av(self) -> ToxAV:
        """The ToxAV.

        Raises:
            KilledError: The thread has ended.
        """
        if self._tox.av is None:
            raise KilledError("this Tox does not run any more")
        return self._tox.av

    async def start(self) -> None:
        """Begin; what goes wrong with that is raised.

        Raises:
            ToxError: There can be no ToxAV.
        """
        self._thread.start()
        await self.ask(self._begin)

    async def stop(self) -> None:
        """End all calls, and wait for the thread to end."""
        self._is_stopping = True
        self._ring()
        await asyncio.to_thread(self._thread.join)

    async def ask(self, work: Callable[[], T]) -> T:
        """Have something done on the thread, and wait for what comes of it.

        Raises:
            KilledError: The thread has ended.
        """
        answer: asyncio.Future[T] = self.loop.create_future()

        def _do() -> None:
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001  # it is raised where it was asked for
                self._call(partial(_fail, answer, error))
            else:
                self._call(partial(_settle, answer, result))

        def _give_up() -> None:
            _fail(answer, KilledError("this Tox does not run any more"))

        self._add(_do, _give_up)
        return await answer

    def watch(self, end: socket.socket, callback: Callable[[], None]) -> None:
        """Have this called, on the thread, when the socket can be read. On the thread only."""
        self._selector.register(end, selectors.EVENT_READ, callback)

    def unwatch(self, end: socket.socket) -> None:
        """Watch it no more. On the thread only."""
        with suppress(KeyError, ValueError):
            self._selector.unregister(end)

    def _begin(self) -> None:
        self._manager = self._make_manager(ToxAV(self._tox))

    def _add(self, work: Callable[[], None], give_up: Callable[[], None]) -> None:
        with self._lock:
            if not self._is_over:
                self._commands.append(work)
                give_up = self._ring
        give_up()

    def _ring(self) -> None:
        with suppress(BlockingIOError, OSError):  # it rings already, or nobody listens any more
            self._bell.send(b"\0")

    def _hear_bell(self) -> None:
        with suppress(BlockingIOError):
            self._ear.recv(4096)

    def _run(self) -> None:
        try:
            while not self._is_stopping:
                self._turn()
        finally:
            self._end()

    def _turn(self) -> None:
        self._obey()
        try:
            self._tox.iterate()
            if self._manager is not None:
                self._manager.iterate()
            wait = self._interval()
        except KilledError:
            self._is_stopping = True
            return
        except Exception:  # noqa: BLE001  # of one call, logged; the others go on
            _log.exception("tox_callback_failed")
            wait = IN_CALL_S
        for key, _ in self._selector.select(wait):
            self._guarded(key.data)

    def _interval(self) -> float:
        manager, tox = self._manager, self._tox
        if manager is None or tox.av is None:
            return tox.iteration_interval
        longest = IN_CALL_S if manager.calls else 1.0
        return min(tox.iteration_interval, tox.av.iteration_interval, longest)

    def _obey(self) -> None:
        while self._commands:
            self._commands.popleft()()

    def _guarded(self, callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception:  # noqa: BLE001  # of one call, logged; the others go on
            _log.exception("tox_callback_failed")

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
        manager, self._manager = self._manager, None
        if manager is not None and self._tox.av is not None:
            self._guarded(manager.stop)
            self._guarded(self._tox.iterate)  # what says goodbye leaves
            self._guarded(self._tox.av.kill)
        self._obey()  # they find that there is no manager, and say so
        self._selector.close()
        self._bell.close()
        self._ear.close()

    def _call(self, work: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for it any more
            self.loop.call_soon_threadsafe(work)


def _settle(answer: "asyncio.Future[T]", result: T) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: "asyncio.Future[T]", error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
