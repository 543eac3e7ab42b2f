"""Tox for asyncio: a thread does the work, and tasks wait for what it tells."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Self, TypeVar

from jackfield.mailbox import Mailbox
from jackfield.tox.aio_call import AUDIO_BIT_RATE, ToxCall
from jackfield.tox.av import ToxAV
from jackfield.tox.call import Call
from jackfield.tox.core import Tox
from jackfield.tox.crossing import Crossing
from jackfield.tox.events import ToxEvent
from jackfield.tox.manager import CallManager
from jackfield.tox.owner import Owner

T = TypeVar("T")

EVENT_LIMIT = 1024
"""Events that wait for whoever iterates over them; of more the oldest go."""
CALL_LIMIT = 64
"""Friends who ring and wait to be noticed."""


class AsyncTox:
    """Runs a Tox, and its calls, on a thread of its own for the length of an ``async with`` block.

    Nothing here blocks the event loop, and no call into the library fails because another thread
    is at work there. The Tox is yours again after the block; meanwhile, iterate nothing yourself,
    and reach it by :meth:`do`.

    Example::

        with Tox(profile=ToxProfile("bot.tox")) as tox:
            async with AsyncTox(tox) as node:
                async for call in node.calls:
                    await call.answer()

    Args:
        tox: Without a ToxAV.
    """

    def __init__(self, tox: Tox) -> None:
        self._tox = tox
        self._events: Mailbox[ToxEvent] = Mailbox(EVENT_LIMIT)
        self._calls: Mailbox[ToxCall] = Mailbox(CALL_LIMIT)
        self._running: Owner | None = None
        self._event_crossing: Crossing[ToxEvent] | None = None
        self._call_crossing: Crossing[ToxCall] | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._event_crossing = Crossing(loop, self._events.put, limit=EVENT_LIMIT)
        self._call_crossing = Crossing(loop, self._calls.put, limit=CALL_LIMIT)
        owner = self._running = Owner(self._tox, self._manage, loop)
        await owner.start()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        await self._owner.stop()
        self._tox.callback_event(None)
        self._events.close()
        self._calls.close()

    @property
    def events(self) -> AsyncIterator[ToxEvent]:
        """What happens to this Tox and its friends; of what nobody takes, the newest is kept."""
        return self._events

    @property
    def calls(self) -> AsyncIterator[ToxCall]:
        """Friends who ring."""
        return self._calls

    @property
    def dropped(self) -> int:
        """Events and calls that nobody took in time."""
        crossings = (self._event_crossing, self._call_crossing)
        lost = sum(crossing.dropped for crossing in crossings if crossing is not None)
        return lost + self._events.dropped + self._calls.dropped

    async def do(self, work: Callable[[Tox], T]) -> T:
        """Do something with the Tox on its thread: ``await node.do(lambda tox: tox.friends)``.

        Raises:
            KilledError: It does not run.
            ToxError: Whatever the work raises.
        """
        return await self._owner.ask(lambda: work(self._tox))

    async def bootstrap(self, host: str, port: int, public_key: str) -> None:
        """As :meth:`Tox.bootstrap`; resolving the host's name takes time on the thread."""
        await self.do(lambda tox: tox.bootstrap(host, port, public_key))

    async def friend_add(self, address: str, message: str) -> int:
        """As :meth:`Tox.friend_add`."""
        return await self.do(lambda tox: tox.friend_add(address, message))

    async def friend_accept(self, public_key: str) -> int:
        """As :meth:`Tox.friend_accept`."""
        return await self.do(lambda tox: tox.friend_accept(public_key))

    async def send_message(self, friend_number: int, text: str) -> int:
        """As :meth:`Tox.send_message`."""
        return await self.do(lambda tox: tox.send_message(friend_number, text))

    async def save(self) -> None:
        """As :meth:`Tox.save`."""
        await self.do(lambda tox: tox.save())

    async def call(
        self, friend_number: int, audio_bit_rate: int = AUDIO_BIT_RATE, video_bit_rate: int = 0
    ) -> ToxCall:
        """Ring a friend; ``await call.answered()`` waits for them.

        Args:
            friend_number: Who.
            audio_bit_rate: In kbit/s, 6 to 510; 0 to send none.
            video_bit_rate: In kbit/s; 0 to send none.

        Raises:
            ToxError: ``TOXAV_ERR_CALL_…``.
        """
        owner = self._owner

        def _start() -> ToxCall:
            call = owner.manager.start_call(friend_number, audio_bit_rate, video_bit_rate)
            return ToxCall(owner, call)

        return await owner.ask(_start)

    @property
    def _owner(self) -> Owner:
        if self._running is None:
            raise RuntimeError("use `async with AsyncTox(tox)`")
        return self._running

    def _manage(self, av: ToxAV) -> CallManager:
        if self._event_crossing is not None:
            self._tox.callback_event(self._event_crossing.put)
        return CallManager(av, self._rung)

    def _rung(self, call: Call) -> None:
        if self._call_crossing is not None:
            self._call_crossing.put(ToxCall(self._owner, call))
