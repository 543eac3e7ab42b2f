"""The way in for friends of a Tox identity: who may call, and where their calls lead."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from jackfield.agents import AgentSpec, find_agent
from jackfield.calls import CallName
from jackfield.config import Settings
from jackfield.errors import ConfigError, JackfieldError, RemoteProtocolError
from jackfield.line import Line
from jackfield.server.metrics import Metrics
from jackfield.server.session import Door, Joining
from jackfield.server.sessions import SessionRegistry
from jackfield.tox import (
    AsyncTox,
    FriendConnection,
    FriendRequest,
    SelfConnection,
    Tox,
    ToxCall,
    ToxError,
    ToxEvent,
    ToxOptions,
    ToxProfile,
    VideoTerms,
    load_library,
)
from jackfield.transports import TOX
from jackfield.transports.tox import (
    Node,
    join_request,
    listed_keys,
    may_be_friend,
    printable,
    read_node,
)

_SHOWN_DIGITS = 16
"""Of a friend's public key, in logs."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.tox")


def open_tox(settings: Settings) -> Tox | None:
    """The identity of the settings, made and saved if its file is not there; None without one.

    Takes a second where the file is encrypted.

    Raises:
        ConfigError: A setting of Tox cannot be used; the message names it.
    """
    if not settings.tox_profile:
        return None
    password = settings.tox_password
    profile = ToxProfile(settings.tox_profile, password.get_secret_value() if password else "")
    options = ToxOptions(
        udp=settings.tox_udp,
        local_discovery=settings.tox_local_discovery,
        start_port=settings.tox_udp_port,
        end_port=settings.tox_udp_port,
    )
    library = load_library(settings.tox_library)
    with _naming("tox_call"):
        if settings.tox_call:
            CallName.read(settings.tox_call)
    with _naming("tox_profile"):
        tox = Tox(options, profile=profile, library=library)
    try:
        _prepare(tox, settings)
    except ConfigError:
        tox.kill()
        raise
    return tox


def _prepare(tox: Tox, settings: Settings) -> None:
    with _naming("tox_name"):
        tox.name = settings.tox_name
    with _naming("tox_friends"):
        for key in listed_keys(settings):
            if key not in {tox.friend_public_key(friend) for friend in tox.friends}:
                tox.friend_accept(key)
    with _naming("tox_profile"):
        tox.save()


@contextmanager
def _naming(setting: str) -> Iterator[None]:
    try:
        yield
    except (ToxError, RemoteProtocolError) as error:
        raise ConfigError(f"{setting}: {error}") from error


class ToxPort:
    """Answers the calls of friends, each by a session like that of any other client.

    Args:
        settings: Those in force; may be replaced.
        tox: The identity; left to whoever made it.
        sessions: Lets callers in.
        metrics: Counts what could not be passed on.
    """

    def __init__(
        self, settings: Settings, tox: Tox, sessions: SessionRegistry, metrics: Metrics
    ) -> None:
        self.settings = settings
        self.address = tox.address
        self._tox = tox
        self._sessions = sessions
        self._metrics = metrics
        self._agent: AgentSpec | None = (
            find_agent(settings.tox_agent) if settings.tox_agent else None
        )
        self._stopping = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._tasks: asyncio.TaskGroup | None = None

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Answer calls, in these tasks."""
        self._tasks = tasks
        self._running = tasks.create_task(self._run(tasks), name="tox")

    async def stop(self) -> None:
        """End all calls, and keep what was learnt."""
        self._stopping.set()
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _run(self, tasks: asyncio.TaskGroup) -> None:
        async with AsyncTox(self._tox) as node:
            following = tasks.create_task(self._follow(node), name="tox events")
            answering = tasks.create_task(self._answer_all(node, tasks), name="tox calls")
            for text in self.settings.tox_bootstrap:
                await self._bootstrap(node, read_node(text))
            await self._stopping.wait()
            await self._save(node)
        await asyncio.wait([following, answering])

    async def _bootstrap(self, node: AsyncTox, by: Node) -> None:
        try:
            await node.bootstrap(by.host, by.port, by.public_key)
            await node.do(lambda tox: tox.add_tcp_relay(by.host, by.port, by.public_key))
        except ToxError as error:
            _log.warning("tox_bootstrap_failed", host=by.host, code=error.code, reason=str(error))

    async def _follow(self, node: AsyncTox) -> None:
        async for event in node.events:
            await self._note(node, event)

    async def _note(self, node: AsyncTox, event: ToxEvent) -> None:
        match event:
            case SelfConnection(status):
                self._metrics.tox_connected.set(int(bool(status)))
                _log.info("tox_connection", status=status.name.lower())
            case FriendConnection(friend, status):
                key = await self._key(node, friend)
                _log.info("tox_friend", friend=key[:_SHOWN_DIGITS], status=status.name.lower())
            case FriendRequest(public_key, _):
                await self._consider(node, public_key)

    async def _consider(self, node: AsyncTox, public_key: str) -> None:
        shown = public_key[:_SHOWN_DIGITS]
        if not may_be_friend(self.settings, public_key):
            _log.info("tox_friend_refused", friend=shown, hint="tox_friends, tox_accept_friends")
            return
        try:
            await node.friend_accept(public_key)
        except ToxError as error:
            _log.warning("tox_friend_failed", friend=shown, code=error.code)
            return
        _log.info("tox_friend_accepted", friend=shown)
        await self._save(node)

    async def _save(self, node: AsyncTox) -> None:
        if self._tox.profile is None:
            return
        try:
            await node.save()
        except ToxError as error:
            _log.error("tox_profile_not_saved", reason=str(error))  # it says all

    async def _answer_all(self, node: AsyncTox, tasks: asyncio.TaskGroup) -> None:
        async for call in node.calls:
            tasks.create_task(self._answer(node, call), name="tox call")

    async def _answer(self, node: AsyncTox, call: ToxCall) -> None:
        key = await self._key(node, call.friend_number)
        log = _log.bind(friend=key[:_SHOWN_DIGITS])
        ours, theirs = socket.socketpair()
        with ours, theirs:
            try:
                line = await self._open(node, call, key, theirs)
            except JackfieldError as error:
                log.info("tox_call_declined", code=error.code)
                await _hang_up(call)
                return
            theirs.close()  # the core has a copy
            await self._carry(call, line, ours, log)

    async def _carry(
        self, call: ToxCall, line: Line, ours: socket.socket, log: structlog.stdlib.BoundLogger
    ) -> None:
        video = self._video_terms(call)
        try:
            rate = video.bit_rate if video is not None and call.video_enabled else 0
            await call.answer(self.settings.tox_audio_bit_rate, rate)
            await call.bridge(ours, video)
        except ToxError as error:
            log.info("tox_call_failed", code=error.code, reason=str(error))
            line.close()
            return
        state = await call.wait()
        self._metrics.tox_frames_dropped.inc(call.frames_dropped)
        log.info("tox_call_ended", state=state.name, frames_dropped=call.frames_dropped)

    def _video_terms(self, call: ToxCall) -> VideoTerms | None:
        settings = self.settings
        if not settings.tox_video_bit_rate or not call.can_pass_video_on:
            return None
        return VideoTerms(
            bit_rate=settings.tox_video_bit_rate, max_bytes=settings.websocket_max_picture_bytes
        )

    async def _open(self, node: AsyncTox, call: ToxCall, key: str, theirs: socket.socket) -> Line:
        """A session for a friend who rings; its line."""
        settings = self.settings
        if TOX.name not in settings.served_transports:
            raise JackfieldError("calls by Tox are switched off", code="transport_off")
        name = await node.do(lambda tox: tox.friend_name(call.friend_number))
        joining = Joining(transport=TOX, call=join_request(settings, key, printable(name)))

        async def _begin(door: Door) -> Line:
            return await door.hub.open_socket(
                theirs.fileno(), b"", door.route, door.participant, door.observer, door.company
            )

        return await self._sessions.open(joining, _begin, agent=self._agent)

    async def _key(self, node: AsyncTox, friend: int) -> str:
        return await node.do(lambda tox: tox.friend_public_key(friend))


async def _hang_up(call: ToxCall) -> None:
    try:
        await call.end()
    except ToxError as error:
        _log.info("tox_call_failed", code=error.code, reason=str(error))
