"""All calls of a server, by their names."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

import structlog

from jackfield.calls.context import CallContext, CallCounts, CallLimits, Later
from jackfield.calls.live import LiveCall
from jackfield.calls.names import CallName
from jackfield.engine import Engine
from jackfield.errors import CapacityError, RemoteProtocolError
from jackfield.media import MediaHub
from jackfield.v1 import Event

Watcher: TypeAlias = Callable[[CallName, Event], None]
"""Told of each event of each call, with the call's name, in order and at once."""


class CallBook:
    """See the module.

    Args:
        engine: The core.
        hub: Opens seats in it.
        limits: How far calls may go.
        wall: Seconds since 1970.
        clock: Seconds that only go forward; the event loop's if None.
        later: Has something done after so many seconds; by the event loop if None.

    Attributes:
        limits: May be replaced; calls there are go on by theirs.
        counts: What has happened so far.
    """

    def __init__(  # noqa: PLR0913  # four of them stand for what a test would not have
        self,
        engine: Engine,
        hub: MediaHub,
        limits: CallLimits,
        *,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] | None = None,
        later: Later | None = None,
        log: structlog.stdlib.BoundLogger | None = None,
    ) -> None:
        self.limits = limits
        self.counts = CallCounts()
        self._engine = engine
        self._hub = hub
        self._wall = wall
        self._clock = clock or asyncio.get_running_loop().time
        self._later = later or asyncio.get_running_loop().call_later
        self._log = log or structlog.get_logger("jackfield.calls")
        self._by_name: dict[CallName, LiveCall] = {}
        self._watchers: dict[Watcher, None] = {}

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(list(self._by_name.values()))

    def get(self, name: CallName) -> LiveCall | None:
        """The call of that name, if there is one."""
        return self._by_name.get(name)

    def find(self, name: CallName) -> LiveCall:
        """The call of that name.

        Raises:
            RemoteProtocolError: 404, there is none.
        """
        call = self._by_name.get(name)
        if call is None:
            raise RemoteProtocolError(
                f"call: there is no call {name}", status_hint=404, code="call_unknown"
            )
        return call

    def get_or_create(
        self, name: CallName, *, created_by_id: str = "", beside: LiveCall | None = None
    ) -> LiveCall:
        """The call of that name, made if there is none.

        Args:
            name: Its own.
            created_by_id: On whose behalf it is made.
            beside: The call whose participants shall be able to move to it, and back.

        Raises:
            CapacityError: There is no room for another call.
        """
        return self._by_name.get(name) or self._create(name, created_by_id, beside)

    def keeping(self, name: CallName, token: str) -> LiveCall | None:
        """The call in which that token takes a place: the named one, or where its holder was moved.

        Without such a place it is the named one, if there is one.
        """
        named = self._by_name.get(name)
        if named is not None and named.roster.holder(token) is not None:
            return named
        for call in self:
            holder = call.roster.holder(token)
            if holder is not None and name in holder.left:
                return call
        return named

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have somebody told of every event; gives what ends that.

        Audio is not among them. A watcher must not take long: queues are its own.
        """
        self._watchers[watcher] = None

        def _stop() -> None:
            self._watchers.pop(watcher, None)

        return _stop

    def end_all(self, reason: str) -> None:
        """End every call."""
        for call in self:
            call.end(reason)

    def _create(self, name: CallName, created_by_id: str, beside: LiveCall | None) -> LiveCall:
        if len(self) >= self.limits.max_calls:
            raise CapacityError(f"all {self.limits.max_calls} calls are in use", code="calls_full")
        try:
            engine = self._engine
            number = engine.create_call(beside=beside.number) if beside else engine.create_call()
        except RuntimeError as error:
            raise CapacityError(f"there is no room for a call: {error}") from error
        context = CallContext(
            engine=self._engine,
            hub=self._hub,
            limits=self.limits,
            counts=self.counts,
            tell=self._tell,
            forget=self._forget,
            wall=self._wall,
            clock=self._clock,
            later=self._later,
            log=self._log,
        )
        call = self._by_name[name] = LiveCall(context, name, number, created_by_id=created_by_id)
        return call

    def _tell(self, name: CallName, event: Event) -> None:
        for watcher in list(self._watchers):
            watcher(name, event)

    def _forget(self, name: CallName) -> None:
        self._by_name.pop(name, None)
