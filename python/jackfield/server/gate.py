"""Who may come in, and how often: asked before anything else of a request is looked at."""

import math
import time
from collections.abc import Callable

from starlette.requests import Request

from jackfield.auth import KeyRing
from jackfield.errors import RemoteProtocolError
from jackfield.server.headers import header_of
from jackfield.server.problems import Problem
from jackfield.server.rate_limit import RateLimiter
from jackfield.tokens import Grant

_REALM = 'Bearer realm="jackfield"'
_INVALID = f'{_REALM}, error="invalid_token"'


class Gate:
    """Rate limit first, so that keys cannot be guessed at full speed; then the key or token.

    Args:
        keys: What opens.
        limiter: Of requests per address.
        clock: Seconds that only go forward.
        wall: Seconds since 1970, which tokens are dated by.
    """

    def __init__(
        self,
        keys: KeyRing,
        limiter: RateLimiter,
        clock: Callable[[], float],
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._limiter = limiter
        self._clock = clock
        self._wall = wall

    def admit(self, request: Request, *, authorization: str | None = None) -> Grant:
        """Let a request in; the grant says what it may do, and is to be asked.

        Args:
            request: The request.
            authorization: What stands for its Authorization header, if that is not there.

        Raises:
            Problem: 429 or 401.
        """
        self._count(request)
        authorization = authorization or header_of(request.scope, b"authorization")
        try:
            grant = self._keys.grant(authorization, self._wall())
        except RemoteProtocolError as error:
            raise _bad_token(error) from error
        if grant is None:
            raise _unauthorized(tried=authorization is not None)
        return grant

    def now(self) -> float:
        """Seconds since 1970, as tokens are dated by."""
        return self._wall()

    def reload(self, keys: KeyRing) -> None:
        """Know other keys from now on."""
        self._keys = keys

    def honours(self, grant: Grant) -> bool:
        """Whether the key that somebody came in with is still known, or none is needed."""
        return self._keys.honours(grant)

    def knows(self, request: Request) -> bool:
        """Whether a request carries a key, or none is needed.

        Raises:
            Problem: 429: the answer tells whether a key is right, so keys are counted here too.
        """
        authorization = header_of(request.scope, b"authorization")
        if authorization is not None and not self._keys.is_open:
            self._count(request)
        return self._keys.allows(authorization, self._wall())

    def _count(self, request: Request) -> None:
        client = request.scope.get("client")
        address = client[0] if client is not None else ""
        wait = self._limiter.admit(address, self._clock())
        if wait > 0:
            raise Problem(
                429,
                "too many requests from your address",
                code="rate_limited",
                headers={"Retry-After": str(math.ceil(wait))},
            )


def _unauthorized(*, tried: bool) -> Problem:
    # RFC 6750 §3: no error code for a client that did not try.
    challenge = _INVALID if tried else _REALM
    detail = "this key is not known" if tried else "a key is needed: Authorization: Bearer KEY"
    return Problem(401, detail, code="unauthorized", headers={"WWW-Authenticate": challenge})


def _bad_token(error: RemoteProtocolError) -> Problem:
    headers = {"WWW-Authenticate": _INVALID}
    return Problem(error.status_hint, str(error), code=error.code, headers=headers)
