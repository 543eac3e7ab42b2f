"""HTTP as uvicorn speaks it, with limits on what a client may cost before it is known.

uvicorn bounds neither a request's head nor the time it takes, and its parser's costs grow with the
square of a header that comes in pieces. So this class feeds the parser itself. It rests on
uvicorn's private order, and so uvicorn is pinned exactly.
"""

import asyncio
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote

import httptools
import uvicorn
from starlette.types import Scope
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from jackfield.config import Settings
from jackfield.server.body import WHOLE
from jackfield.server.connections import Ends, Place
from jackfield.server.headers import security_headers
from jackfield.server.outlet import Outlet
from jackfield.server.problems import problem_message
from jackfield.server.upgrade import UpgradeProtocol

_LINGER_S = 1.0
"""After a refusal: to close at once would reset the connection before the client has read it."""
_BODY_GRACE_S = 1.0
"""For the application to say first that the body takes too long."""
_NO_HTTP = "this is no HTTP request"
_CHUNKED = 8
"""A body in chunks of one byte comes in six times its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRules:
    """What a client is granted.

    Attributes:
        max_header_bytes: Request line and headers.
        max_request_bytes: What comes behind them, chunks and trailers included.
        max_upload_bytes: The same, where its length was announced and is no more than that.
        timeout_s: For the head, then for the rest; and without a byte taken of an answer.
        headers: Of the answers that no application gives.
        note: Told why a connection was ended.
    """

    max_header_bytes: int
    max_request_bytes: int
    max_upload_bytes: int
    timeout_s: float
    headers: tuple[tuple[str, str], ...]
    note: Callable[[str], object]

    @classmethod
    def of(cls, settings: Settings, note: Callable[[str], object]) -> "HttpRules":
        """Those of the settings."""
        return cls(
            max_header_bytes=settings.max_header_bytes,
            max_request_bytes=settings.max_header_bytes + _CHUNKED * settings.max_body_bytes,
            max_upload_bytes=settings.max_header_bytes + settings.max_upload_bytes,
            timeout_s=settings.request_timeout_s,
            headers=tuple(security_headers(settings.overflow_url).items()),
            note=note,
        )


class _Stage(Enum):
    HEAD = "until the head is complete"
    BODY = "until the request is complete"
    ANSWER = "until it is answered"
    REFUSED = "until the connection is closed"


class _PipelinedError(Exception):
    """The next request has begun although the last is not answered."""


class HttpProtocol(HttpToolsProtocol):
    """One connection; its requests are answered one at a time."""

    def __init__(  # noqa: PLR0913  # the first three and the last are uvicorn's
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: MutableMapping[str, object],
        *,
        place: Place,
        rules: HttpRules,
        ends: Ends | None = None,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, dict(app_state), loop)
        self._place = place
        self._rules = rules
        self._ends = ends
        self._stage = _Stage.HEAD
        self._taken = 0
        """Bytes that came in this stage."""
        self._deadline: asyncio.TimerHandle | None = None
        self._limit_s: float | None = None
        """Of this stage, from when what has come is taken: most requests come as a whole."""
        self._is_taking = False
        self._stall: asyncio.TimerHandle | None = None
        self._outlet: Outlet

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if self._ends is not None:
            # Its own socket is one of a pair in this process: behind it is TLS.
            self.scheme = "https"
            self.client, self.server = self._ends.client, self._ends.server
        # Whatever waits for the client is told by pause_writing, and so has a time limit.
        transport.set_write_buffer_limits(high=1)
        self._place.drop = transport.abort
        self._set_deadline(self._rules.timeout_s)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._set_deadline(None)
        self._set_stall(None)
        self._place.leave()

    @override
    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._is_taking = True
        if self._stage is _Stage.HEAD and self._deadline is None:
            self._set_deadline(self._rules.timeout_s)
        rest = memoryview(data)
        while rest and self._stage is not _Stage.REFUSED and not self.transport.is_closing():
            # No more than a head may have: another one can begin anywhere in the data.
            room = self._rules.max_header_bytes
            if self._stage is _Stage.HEAD:
                room -= self._taken
            self._feed(bytes(rest[:room]))
            rest = rest[room:]
        self._is_taking = False
        self._arm()

    def _feed(self, data: bytes) -> None:
        stage = self._stage
        self._taken += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._upgrade()
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _PipelinedError):
                self._stop_reading()
            else:
                self._refuse("malformed", 400, _NO_HTTP)
        else:
            if self._stage is stage:
                self._check_size()

    def _check_size(self) -> None:
        if self._stage is _Stage.HEAD and self._taken >= self._rules.max_header_bytes:
            limit = f"over {self._rules.max_header_bytes} bytes of headers"
            self._refuse("header_limit", 431, limit)
        elif self._stage is _Stage.BODY and self._taken > self._body_limit():
            self._rules.note("body_limit")
            self._give_up()

    def _body_limit(self) -> int:
        rules = self._rules
        is_chunked = any(name == b"transfer-encoding" for name, _ in self.headers)
        return rules.max_request_bytes if is_chunked else rules.max_upload_bytes

    @override
    def on_message_begin(self) -> None:
        if self._stage is _Stage.ANSWER:
            raise _PipelinedError
        super().on_message_begin()

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        if self._stage is _Stage.HEAD:  # nobody wants trailers
            super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        if not (self.parser.should_upgrade() and self._should_upgrade()):
            self._outlet = Outlet(self.transport, self.loop)
            self.cycle.transport = self._outlet  # type: ignore[assignment]  # all that it asks for
            self._enter(_Stage.BODY, self._rules.timeout_s + _BODY_GRACE_S)
            self._place.serve()

    @override
    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._stage is not _Stage.BODY:
            return
        self.scope[WHOLE] = True  # type: ignore[literal-required]  # ours
        if self.cycle.response_complete:
            self._expect_next()
        else:
            self._enter(_Stage.ANSWER, None)

    @override
    def on_response_complete(self) -> None:
        self._outlet.flush()
        super().on_response_complete()
        if self._stage is _Stage.ANSWER:
            self._expect_next()
        elif self._stage is _Stage.BODY:
            self._place.wait()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._place.wait()
        self._set_stall(self.transport.get_write_buffer_size())

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._set_stall(None)
        if self._stage is _Stage.ANSWER:
            self._place.serve()

    def _expect_next(self) -> None:
        self._enter(_Stage.HEAD, None)
        self._place.wait()
        if self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _upgrade(self) -> None:
        if not self._should_upgrade():
            return  # to something else: it is answered as if it had not been asked for
        try:
            scope = self._upgrade_scope()
        except (httptools.HttpParserError, UnicodeDecodeError):
            self._refuse("malformed", 400, _NO_HTTP)
            return
        self.connections.discard(self)
        self._set_deadline(None)
        self._set_stall(None)
        self._stage = _Stage.REFUSED
        timeout_s = self._rules.timeout_s
        successor = UpgradeProtocol(
            self.config, self.server_state, self._place, timeout_s=timeout_s
        )
        successor.begin(self.transport, scope)

    def _upgrade_scope(self) -> Scope:
        """What uvicorn leaves out of the scope of a request that it does not answer itself."""
        url = httptools.parse_url(self.url)
        path = self.root_path + unquote(url.path.decode("ascii"))
        return {
            **self.scope,
            "path": path,
            "raw_path": self.root_path.encode("ascii") + url.path,
            "query_string": url.query or b"",
        }

    def _enter(self, stage: _Stage, timeout_s: float | None) -> None:
        self._stage = stage
        self._taken = 0
        self._set_deadline(timeout_s)

    def _refuse(self, reason: str, status: int, detail: str) -> None:
        self._rules.note(reason)
        if not (self._is_answering() and self.cycle.response_started):
            headers = (*self._rules.headers, ("Connection", "close"))
            self.transport.write(problem_message(status, detail, headers=headers))
        self._give_up()

    def _give_up(self) -> None:
        """End the connection; the application, if it works on an answer, learns of it."""
        if self._is_answering():
            self._outlet.flush()
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._enter(_Stage.REFUSED, _LINGER_S)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    def _is_answering(self) -> bool:
        return self._stage in (_Stage.BODY, _Stage.ANSWER) and not self.cycle.response_complete

    def _stop_reading(self) -> None:
        """What is being answered is the last: the client will ask for the rest again."""
        self._rules.note("pipelined")
        self._enter(_Stage.REFUSED, None)
        self.cycle.keep_alive = False

    def _set_deadline(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._limit_s = seconds
        if not self._is_taking:
            self._arm()

    def _arm(self) -> None:
        if self._limit_s is not None:
            self._deadline = self.loop.call_later(self._limit_s, self._expire)
            self._limit_s = None

    def _expire(self) -> None:
        self._deadline = None
        if self._stage is _Stage.REFUSED:
            self.transport.abort()
        elif self._stage is _Stage.HEAD and self._taken:
            limit = f"no complete request within {self._rules.timeout_s:g} s"
            self._refuse("timeout", 408, limit)
        else:
            self._rules.note("timeout")
            self._give_up()

    def _set_stall(self, waiting: int | None) -> None:
        if self._stall is not None:
            self._stall.cancel()
        check = self._check_stall
        timeout_s = self._rules.timeout_s
        self._stall = None if waiting is None else self.loop.call_later(timeout_s, check, waiting)

    def _check_stall(self, waited: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting < waited:
            self._set_stall(waiting)
            return
        self._rules.note("slow_reader")
        self.transport.abort()
