"""The media cores that joined calls of one event loop share, each while somebody needs it."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias
from weakref import WeakKeyDictionary

import httpx
import structlog

from jackfield.calls import CallBook, CallLimits
from jackfield.config import Settings
from jackfield.engine import Engine, make_engine
from jackfield.line import Line
from jackfield.media import MediaHub
from jackfield.recording import RecordingOptions

# By logging, as programs expect of what they import: quiet unless they ask for it.
_log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger("jackfield.calls"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)

MakeEngine: TypeAlias = Callable[[Settings], Engine]
MakeHttp: TypeAlias = Callable[[], httpx.AsyncClient]


class Core:
    """A core with what belongs to it. Whoever takes it releases it once.

    Attributes:
        settings: That it was made with.
        engine: The core itself.
        hub: Between it and the event loop.
        http: Sends requests; no redirect is followed.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        http: httpx.AsyncClient,
        forget: Callable[[], None],
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.hub = MediaHub(
            engine, sample_rate=settings.sample_rate, recording=RecordingOptions.of(settings)
        )
        self.http = http
        self._forget = forget
        self._book: CallBook | None = None
        self._users = 1
        self._closing: asyncio.Task[None] | None = None
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def book(self) -> CallBook:
        """The calls of many that are in it."""
        if self._book is None:
            limits = CallLimits.of(self.settings)
            self._book = CallBook(self.engine, self.hub, limits, log=_log)
        return self._book

    def share(self) -> None:
        """Somebody else needs it too."""
        self._users += 1

    def release(self) -> None:
        """Somebody needs it no more; without anybody it ends."""
        self._users -= 1
        if self._users == 0:
            self._forget()
            self._closing = asyncio.get_running_loop().create_task(self._close())

    def release_after(self, line: Line) -> None:
        """Release it when a session is over."""

        async def _wait() -> None:
            try:
                await line.closed()
            finally:
                self.release()

        waiting = asyncio.get_running_loop().create_task(_wait())
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)

    async def released(self) -> None:
        """Wait until it has ended, if it is ending."""
        if self._closing is not None:
            await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._book is not None:
            self._book.end_all("shutdown")
        try:
            await self.http.aclose()
        finally:
            await self.hub.close()


class Cores:
    """See the module.

    Args:
        make: Starts a core.
        http: Makes what sends requests.
    """

    def __init__(self, make: MakeEngine = make_engine, http: MakeHttp = httpx.AsyncClient) -> None:
        self._make = make
        self._http = http
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Core]]
        self._by_loop = WeakKeyDictionary()

    def known(self, name: str) -> Core | None:
        """The core of that name, if there is one."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return None
        return self._by_loop.get(loop, {}).get(name)

    def take(self, name: str, bind: str) -> Core:
        """The core of that name, started if there is none.

        Args:
            name: For what it is.
            bind: The address of its sockets.

        Raises:
            ConfigError: It is not built, or its sockets cannot be had.
        """
        cores = self._by_loop.setdefault(asyncio.get_running_loop(), {})
        known = cores.get(name)
        if known is not None:
            known.share()
            return known
        # Not from the environment, which may configure a server: nothing of that fits here.
        settings = Settings.model_construct(
            workers=1, media_bind=bind, media_tcp=False, ice_servers=()
        )
        core = cores[name] = Core(
            self._make(settings), settings, self._http(), lambda: cores.__delitem__(name)
        )
        return core


CORES = Cores()
"""Those that clients use unless they are given others."""
