"""One HTTP connection without a socket, on a clock that the test moves."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TypeVarTuple, cast

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.server import ServerState

from jackfield.config import Settings
from jackfield.server.connections import ConnectionTable
from jackfield.server.http_protocol import HttpProtocol, HttpRules
from jackfield.server.http_server import http_config
from media_kit import settle

Ts = TypeVarTuple("Ts")


@dataclass
class Timer:
    """A timer that fires when the test says so."""

    due: float
    call: Callable[[], object]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Loop:
    """Timers of virtual time, tasks of the real loop."""

    now: float = 0.0
    timers: list[Timer] = field(default_factory=list)

    def call_later(self, delay: float, call: Callable[[*Ts], object], *values: *Ts) -> Timer:
        timer = Timer(self.now + delay, lambda: call(*values))
        self.timers.append(timer)
        return timer

    def create_task(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(work)

    def call_soon(self, call: Callable[[*Ts], object], *values: *Ts) -> asyncio.Handle:
        return asyncio.get_running_loop().call_soon(call, *values)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [t for t in self.timers if t.due <= end and not t.cancelled]:
            timer = min(due, key=lambda t: t.due)
            self.timers.remove(timer)
            self.now = timer.due
            timer.call()
        self.now = end


class Wire(asyncio.Transport):
    """What a client would see.

    Attributes:
        stuck: Bytes that the client does not take.
    """

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.7", 5000), "sockname": ("192.0.2.1", 80)})
        self.written = b""
        self.ended = ""
        self.stuck = 0
        self.protocol: asyncio.BaseProtocol | None = None

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    @override
    def write_eof(self) -> None:
        self.ended = self.ended or "eof"

    @override
    def can_write_eof(self) -> bool:
        return True

    @override
    def close(self) -> None:
        if self.ended in ("", "eof"):
            self.ended = "closed"
            if not self.stuck:
                self._lose()

    @override
    def abort(self) -> None:
        if self.ended != "aborted":
            self.ended = "aborted"
            self._lose()

    @override
    def is_closing(self) -> bool:
        return self.ended in ("closed", "aborted")

    @override
    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    @override
    def get_write_buffer_size(self) -> int:
        return self.stuck

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 1, "whatever waits must be told"
        assert low is None

    @override
    def pause_reading(self) -> None:
        """Nothing is read by itself here."""

    @override
    def resume_reading(self) -> None:
        """As above."""

    def _lose(self) -> None:
        protocol, self.protocol = self.protocol, None
        if isinstance(protocol, asyncio.Protocol):
            asyncio.get_running_loop().call_soon(protocol.connection_lost, None)


class Client:
    """One client of an application.

    Attributes:
        reasons: Why connections were ended.
    """

    def __init__(self, app: ASGIApp, **settings: object) -> None:
        rules = Settings.model_validate(settings)
        self.loop = Loop()
        self.wire = Wire()
        self.reasons: list[str] = []
        self.table = ConnectionTable(limit=2, per_address=2, trusted=(), note=self.reasons.append)
        place = self.table.admit("192.0.2.7", self.wire.abort)
        assert place is not None
        config: uvicorn.Config = http_config(app, rules)
        config.load()
        self.protocol = HttpProtocol(
            config,
            ServerState(),
            {},
            place=place,
            rules=HttpRules.of(rules, self.reasons.append),
            loop=cast("asyncio.AbstractEventLoop", self.loop),
        )
        self.wire.set_protocol(self.protocol)
        self.protocol.connection_made(self.wire)

    async def send(self, *pieces: bytes) -> str:
        """Send these; gives the status of the last answer, or what became of the connection."""
        for piece in pieces:
            if not self.wire.is_closing():
                self.protocol.data_received(piece)
            await settle()
        return self.status()

    async def wait(self, seconds: float) -> str:
        self.loop.advance(seconds)
        await settle()
        return self.status()

    def ended(self) -> str:
        """How the connection ended, empty while it lasts."""
        return self.wire.ended

    def status(self) -> str:
        heads = self.wire.written.split(b"HTTP/1.1 ")[1:]
        return heads[-1].partition(b" ")[0].decode() if heads else self.wire.ended
