"""Calls somebody else's WHIP endpoint (RFC 9725, as its client), who is then in a call of ours."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx
import structlog

from jackfield.calls import JoinRequest, LiveCall
from jackfield.errors import RemoteProtocolError, TransportError
from jackfield.line import Line
from jackfield.transports.whip import SDP

TRANSPORT = "dialled"
_LONGEST_ANSWER = 262_144
"""Bytes; more is no answer of any server."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger("jackfield.calls")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom to call.

    Attributes:
        url: Of their WHIP endpoint.
        token: Sent there as a bearer; empty for none.
        participant: Who they are in the call; made up if empty.
        name: For people.
    """

    url: str
    token: str = ""
    participant: str = ""
    name: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What proves that we may."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


class DialError(TransportError):
    """Whoever was called did not come in."""

    default_code = "dial_failed"


class Dialler:
    """See the module.

    Args:
        timeout_s: For each request, and for the core.
        http: Makes what sends requests; no redirect is followed.
        watch: Told of each session that came of it.
    """

    def __init__(
        self,
        timeout_s: float,
        http: Callable[[], httpx.AsyncClient] = httpx.AsyncClient,
        watch: Callable[[Line], object] = lambda _: None,
    ) -> None:
        self._timeout_s = timeout_s
        self._watch = watch
        self._make = http
        self._http: httpx.AsyncClient | None = None
        self._tasks: asyncio.TaskGroup | None = None

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Say good-bye in these tasks."""
        self._tasks = tasks

    async def dial(self, call: LiveCall, target: Target) -> str:
        """Bring somebody in; gives the participant they are.

        Raises:
            JackfieldError: There is no room for them, or their endpoint does not let us in.
        """
        request = JoinRequest(
            call=call.name,
            transport=TRANSPORT,
            participant=target.participant,
            name=target.name,
        )
        place = call.take_place(request)
        line: Line | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                opened = await call.context.hub.dial("call", place.participant, place.note, call)
                line = opened.line
                await self._ask(line, opened.answer, target)
            self._watch(line)
        except BaseException as error:
            if line is not None:
                line.close("failed")
            place.abandon()
            if isinstance(error, TimeoutError):
                raise _failed("it did not answer in time") from error
            raise
        _log.info("participant_dialled", call=call.cid, participant=place.member.id)
        return place.member.id

    async def _ask(self, line: Line, offer: str, target: Target) -> None:
        answer, resource = await self._post(offer, target)
        line.at_end(lambda: self._part_with(resource, target))
        try:
            await line.accept_answer(answer)
        except RemoteProtocolError as error:
            raise _failed(f"its answer cannot be used: {error}") from error

    async def _post(self, offer: str, target: Target) -> tuple[str, str]:
        """Their answer, and the address of the session."""
        headers = {"Content-Type": SDP, "Accept": SDP} | target.headers
        try:
            async with self._client.stream(
                "POST", target.url, content=offer, headers=headers
            ) as answer:
                if answer.status_code != HTTPStatus.CREATED:
                    raise _failed(f"it answered {answer.status_code}")
                body = bytearray()
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > _LONGEST_ANSWER:
                        raise _failed("its answer is too long")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _failed(f"it cannot be reached: {type(error).__name__}") from error
        resource = urljoin(target.url, answer.headers.get("Location", ""))
        if not is_below(resource, (_origin(target.url),)):
            raise _failed("its session is at another origin")
        return body.decode(errors="replace"), resource

    def _part_with(self, resource: str, target: Target) -> None:
        if self._tasks is not None:
            self._tasks.create_task(self._leave(resource, target), name="leave")

    async def _leave(self, resource: str, target: Target) -> None:
        """Delete a session of ours; one that is gone already is not missed."""
        try:
            await self._client.delete(resource, headers=target.headers, timeout=self._timeout_s)
        except httpx.HTTPError as error:
            _log.info("dialled_session_kept", reason=type(error).__name__)

    @property
    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            # Only now: certificates take a tenth of a second to read, and most servers dial nobody.
            self._http = self._make()
        return self._http


def is_below(url: str, targets: tuple[str, ...]) -> bool:
    """Whether an address is one of these, or begins with one of them, origin for origin."""
    try:
        parts = urlsplit(url)
        wanted = [urlsplit(target) for target in targets]
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or ".." in parts.path:
        return False
    return any(
        (parts.scheme, parts.netloc.lower()) == (one.scheme, one.netloc.lower())
        and (parts.path == one.path or parts.path.startswith(one.path.rstrip("/") + "/"))
        for one in wanted
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _failed(reason: str) -> DialError:
    return DialError(f"whoever was called is not there: {reason}")
