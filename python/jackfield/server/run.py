"""Runs the server: its socket, its signals, its last words."""

import asyncio
import gc
import math
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from types import FrameType

import structlog
import uvloop
from typing_extensions import override

from jackfield.agents import find_agent
from jackfield.auth import check_exposure, is_loopback
from jackfield.config import Settings
from jackfield.engine import Engine, make_engine
from jackfield.errors import ConfigError
from jackfield.server import logs
from jackfield.server.app import Server, package_version
from jackfield.server.descriptors import with_http
from jackfield.server.http_server import HttpServer
from jackfield.server.qr_code import page_url, show_address, show_tox_address
from jackfield.server.reload import Reloader
from jackfield.server.self_signed import addresses
from jackfield.server.terminal import Terminal
from jackfield.server.tls import ServerTls
from jackfield.server.tox import open_tox

_BACKLOG = 2048
_EXIT_INTERRUPTED = 130
_COLLECT = (700, 10, 1)
"""Objects until the young are collected, and how often that until the middle-aged and all are."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.server")


def serve(
    settings: Settings,
    *,
    read_again: Callable[[], Settings] | None = None,
    start_core: Callable[[Settings], Engine] = make_engine,
) -> int:
    """Serve until a signal says otherwise; the answer is the exit code.

    Args:
        settings: What is in force.
        read_again: Brings the settings together once more, when SIGHUP asks for it.
        start_core: Makes the media core.

    Raises:
        JackfieldError: A setting cannot be used; nothing was started.
    """
    check_exposure(settings)
    agent = find_agent(settings.agent)
    logs.configure(settings)
    tls = ServerTls.wanted(settings)
    tox = open_tox(settings)
    try:
        listener, engine = _open(settings, start_core)
    except ConfigError:
        if tox is not None:
            tox.kill()
        raise
    warn_of_few_descriptors(with_http(engine.metrics(), settings))
    server = Server(settings, engine, agent=agent, tox=tox)
    reloader = Reloader(server, settings, read_again or (lambda: settings), tls)
    process = _Process(server, settings, tls, reloader.reload)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(process.serve(sockets=[listener]))
    except KeyboardInterrupt:
        process.was_interrupted = True
    finally:
        if tox is not None:
            tox.kill()
    if process.was_interrupted:
        return _EXIT_INTERRUPTED
    return 0 if process.started else 1


def _open(
    settings: Settings, start_core: Callable[[Settings], Engine]
) -> tuple[socket.socket, Engine]:
    listener = listen(settings)
    try:
        return listener, start_core(settings)
    except ConfigError:
        listener.close()
        raise


def warn_of_few_descriptors(figures: Mapping[str, float]) -> None:
    """Say at the start what would otherwise show as connections that are not taken under load."""
    limit = figures.get("file_descriptors_limit", math.inf)
    wanted = figures.get("file_descriptors_wanted", 0.0)
    if wanted > limit:
        _log.warning("few_file_descriptors", limit=int(limit), wanted=int(wanted))


def listen(settings: Settings) -> socket.socket:
    """Bind the HTTP port.

    Raises:
        ConfigError: Saying which address and why not.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(
            address[:2],
            family=family,
            backlog=_BACKLOG,
            dualstack_ipv6=family == socket.AF_INET6 and settings.host == "::",
        )
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}; "
            "choose others with --host and --port"
        ) from error
    listener.setblocking(False)  # noqa: FBT003  # the socket's own signature
    return listener


class _Process(HttpServer):
    """SIGTERM lets calls finish first."""

    def __init__(
        self,
        server: Server,
        settings: Settings,
        tls: ServerTls | None,
        reload: Callable[[], None],
    ) -> None:
        super().__init__(server.app, settings, server.metrics, tls)
        self._reload = reload
        self._is_secure = tls is not None
        self._server = server
        self._settings = settings
        self._loop: asyncio.AbstractEventLoop | None = None
        # uvicorn raises the signal once more at its end, which may or may not be noticed then.
        self.was_interrupted = False
        self._asked_to_drain = False
        self._draining: asyncio.Task[None] | None = None

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        terminal = Terminal()
        self._loop.add_signal_handler(signal.SIGHUP, self._hang_up, terminal)
        await super().startup(sockets)
        # What is there now stays: looking through it again and again took a sixth of a set-up.
        gc.collect()
        gc.freeze()
        # What a call leaves in cycles, 3 kB, waited for 85,000 objects: the garbage of 2,800 calls.
        # With nothing but calls to look through, a full collection can come eight times as often;
        # this one counts what is left, as Python makes none before a quarter more is there.
        gc.set_threshold(*_COLLECT)
        gc.collect()
        if self.started and sockets:
            _announce(self._settings, sockets[0], is_secure=self._is_secure)
            _announce_tox(self._server)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Streams of events have no end of their own.
        self._server.feed.close()
        await super().shutdown(sockets)

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by the signal, anywhere in the code; a second one, or Ctrl-C, does not wait."""
        self.was_interrupted |= sig == signal.SIGINT
        if sig != signal.SIGTERM or self._loop is None or self._asked_to_drain:
            super().handle_exit(sig, frame)
            return
        self._asked_to_drain = True
        self._loop.call_soon_threadsafe(self._begin_drain)

    def _hang_up(self, terminal: Terminal) -> None:
        if terminal.has_gone():
            self.should_exit = True
        else:
            self._reload()

    def _begin_drain(self) -> None:
        self._draining = asyncio.get_running_loop().create_task(self._drain(), name="drain")

    async def _drain(self) -> None:
        try:
            await self._server.sessions.drain()
        finally:
            self.should_exit = True


def _announce(settings: Settings, listener: socket.socket, *, is_secure: bool) -> None:
    host, port = listener.getsockname()[:2]
    scheme = "https" if is_secure else "http"
    _log.info(
        "listening",
        url=page_url(scheme, host, port),
        agent=settings.agent,
        version=package_version(),
    )
    if settings.tls_self_signed and sys.stdout.isatty():
        address = page_url(scheme, addresses(settings.host)[0], port)
        show_address(address, sys.stdout, is_reachable=not is_loopback(settings.host))
    if not settings.needs_key:
        _log.warning(
            "no_api_keys",
            detail="everybody may open calls"
            if settings.allow_anonymous
            else "only this machine may open calls: set a key with --api-key to serve others",
        )


def _announce_tox(server: Server) -> None:
    if server.tox is None:
        return
    _log.info("tox_ready", address=server.tox.address)
    if sys.stdout.isatty():
        show_tox_address(server.tox.address, sys.stdout)
