"""Sessions of WHIP and WHEP as HTTP knows them: a secret URL and an ETag each (RFC 9725 §4.3)."""

import asyncio
import secrets
from dataclasses import dataclass

from jackfield.errors import CallEndedError
from jackfield.server.metrics import Metrics
from jackfield.server.session import LiveSession
from jackfield.transports.whip import Patch, Restart, WhipSession

_TOKEN_BYTES = 24
"""192 bits; RFC 9725 §5 asks for URLs that cannot be guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """Our side of an ICE restart."""

    fragment: str
    etag: str


class WhipResource:
    """One call.

    Attributes:
        token: The unguessable part of its URL; never logged.
        ice: Its ICE generation.
        turn: Held by the request that changes the call, so that each sees the newest ETag.
    """

    def __init__(self, session: LiveSession, ice: WhipSession, metrics: Metrics) -> None:
        self.token = new_token()
        self.ice = ice
        self.turn = asyncio.Lock()
        self._session = session
        self._metrics = metrics

    async def patch(self, patch: Patch) -> Restarted | None:
        """Do what a PATCH asked; the answer is None for trickled candidates.

        Raises:
            JackfieldError: The core refused; the session goes on as before (RFC 9725 §4.3.3).
        """
        line, log = self._session.line, self._session.log
        if not isinstance(patch, Restart):
            await line.trickle(patch.fragment)
            return None
        restarts, transport = self._metrics.restarts, self._session.transport.name
        try:
            fragment, ufrag = await line.restart(patch.fragment)
        except Exception:
            restarts.labels(transport, "failed").inc()
            log.warning("ice_restart_failed")
            raise
        restarts.labels(transport, "done").inc()
        log.info("ice_restarted")
        self.ice.restarted(patch, local_ufrag=ufrag)
        return Restarted(fragment=fragment, etag=self.ice.etag)

    def close(self) -> None:
        """End the call."""
        self._session.line.close()


class WhipResources:
    """All of them, by their tokens."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._by_token: dict[str, WhipResource] = {}

    def __len__(self) -> int:
        return len(self._by_token)

    def add(self, session: LiveSession, ice: WhipSession) -> WhipResource:
        """Give a call its URL, until it ends."""
        resource = WhipResource(session, ice, self._metrics)
        self._by_token[resource.token] = resource
        session.at_end(lambda: self._by_token.pop(resource.token, None))
        return resource

    def find(self, token: str) -> WhipResource:
        """The call of a URL.

        Raises:
            CallEndedError: There is none, or none any more.
        """
        resource = self._by_token.get(token)
        if resource is None:
            raise CallEndedError("there is no such session", code="unknown_session")
        return resource

    def end(self, token: str) -> None:
        """End a call at its client's wish; from now on its URL is unknown.

        Raises:
            CallEndedError: As for :meth:`find`.
        """
        self.find(token).close()
        self._by_token.pop(token, None)


def new_token() -> str:
    """The secret part of a URL."""
    return secrets.token_urlsafe(_TOKEN_BYTES)
