"""How a call on a server is joined and left: WHIP (RFC 9725), with the call in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import httpx

from jackfield.client.account import Account
from jackfield.client.refusals import refusal
from jackfield.errors import JoinCode, JoinError

_SDP = "application/sdp"
_RESUME = "Jackfield-Resume"
_LONGEST_ANSWER = 262_144
"""Bytes; more is no answer of any server."""
_REDIRECTS = 3
_REDIRECTED = frozenset({307, 308})
"""Those that keep the method and the body."""
LEAVE_TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server says to an offer.

    Attributes:
        sdp: Its answer.
        resource: The URL of the session, deleted at its end.
        resume: Takes the same place in the call again; empty if that is not possible.
    """

    sdp: str
    resource: str
    resume: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Signalling:
    """Of one participant in one call of a server.

    Args:
        http: Sends requests.
        account: Whose call it is.
        call: ``TYPE:ID``.
        user_id: Who joins.
    """

    def __init__(self, http: httpx.AsyncClient, account: Account, call: str, user_id: str) -> None:
        self._http = http
        self._account = account
        self._call = call
        self._user_id = user_id

    async def join(self, offer: str, *, resume: str = "") -> Answer:
        """Post an offer.

        Args:
            offer: The SDP.
            resume: From an earlier answer: take that place again.

        Raises:
            JoinError: The server does not want it, or there is none.
        """
        url = self._account.whip_url(self._call, self._user_id)
        headers: Mapping[str, str] = {"Content-Type": _SDP} | self._authorization()
        if resume:
            # Not in the URL, which proxies write down.
            headers = {**headers, _RESUME: resume}
        for _ in range(_REDIRECTS + 1):
            reply = await self._post(url, offer, headers)
            if reply.status not in _REDIRECTED:
                return self._read(url, reply)
            url, headers = self._elsewhere(url, reply, headers)
        raise self._error(JoinCode.SERVER_ERROR, f"{url} leads nowhere")

    async def leave(self, resource: str) -> None:
        """Delete a session; one that is gone already, or whose server is, is not missed."""
        # The key is for the server it was given for, not for those it leads to.
        is_ours = _origin(resource) == _origin(self._account.base_url)
        headers = self._authorization() if is_ours else {}
        try:
            await self._http.delete(resource, headers=headers, timeout=LEAVE_TIMEOUT_S)
        except (httpx.HTTPError, JoinError):
            return

    def _authorization(self) -> dict[str, str]:
        return self._account.authorization(self._call, self._user_id)

    async def _post(self, url: str, offer: str, headers: Mapping[str, str]) -> "_Reply":
        try:
            async with self._http.stream(
                "POST", url, content=offer, headers=dict(headers)
            ) as response:
                body = await self._fetch(response)
        except httpx.TimeoutException as error:
            raise self._error(JoinCode.TIMEOUT, f"{url} did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"{url} cannot be reached: {error or type(error).__name__}"
            raise self._error(JoinCode.UNREACHABLE, message) from error
        return _Reply(response.status_code, response.headers, body)

    async def _fetch(self, response: httpx.Response) -> bytes:
        """Read a body, unless it is longer than any that makes sense."""
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > _LONGEST_ANSWER:
                raise self._error(JoinCode.SERVER_ERROR, "the server's answer is too long")
        return bytes(body)

    def _read(self, url: str, reply: "_Reply") -> Answer:
        if reply.status != HTTPStatus.CREATED:
            raise refusal(self._call, reply.status, reply.body)
        location = reply.headers.get("Location", "")
        kind = reply.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != _SDP or not location:
            raise self._error(JoinCode.SERVER_ERROR, f"{url} is no WHIP endpoint")
        resource = self._follow(url, location)
        if _origin(resource) != _origin(url):
            message = "the server names a Location of another origin for its session"
            raise self._error(JoinCode.SERVER_ERROR, message)
        return Answer(
            sdp=reply.body.decode(errors="replace"),
            resource=resource,
            resume=reply.headers.get(_RESUME, ""),
        )

    def _elsewhere(
        self, url: str, reply: "_Reply", headers: Mapping[str, str]
    ) -> tuple[str, Mapping[str, str]]:
        """Where a full server leads; the key goes along within its origin only."""
        target = self._follow(url, reply.headers.get("Location", ""))
        if not urlsplit(target).query:
            target = urlsplit(target)._replace(query=urlsplit(url).query).geturl()
        if _origin(target) == _origin(url):
            return target, headers
        return target, {"Content-Type": _SDP}

    def _follow(self, url: str, location: str) -> str:
        """The address that a Location means."""
        try:
            target = urljoin(url, location)
            httpx.URL(target)
        except (ValueError, httpx.InvalidURL) as error:
            message = "the server names a Location that is no address"
            raise self._error(JoinCode.SERVER_ERROR, message) from error
        return target

    def _error(self, code: JoinCode, message: str) -> JoinError:
        return JoinError(f"{self._call}: {message}", code=code, call=self._call)


def _origin(url: str) -> tuple[str, str, int | None]:
    """As the one reads it who sends; the usual port is None."""
    parsed = httpx.URL(url)
    return parsed.scheme, parsed.host, parsed.port
