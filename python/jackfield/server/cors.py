"""Lets pages of other origins make calls (RFC 9725 §4.1, Fetch)."""

from collections.abc import Collection

from starlette.responses import Response
from starlette.types import Scope

from jackfield.server.headers import RawHeaders, header_of, raw_headers

_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_REQUEST_HEADERS = "Authorization, Content-Type, If-Match, Last-Event-ID, Jackfield-Resume"
_EXPOSED = (
    "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After, WWW-Authenticate, "
    "Jackfield-Participant, Jackfield-Resume"
)
_MAX_AGE_S = 3600
_ALLOW_ORIGIN = b"access-control-allow-origin"
_EXPOSES = raw_headers({"Access-Control-Expose-Headers": _EXPOSED})
_FOR_ALL = ((_ALLOW_ORIGIN, b"*"), *_EXPOSES)
_FOR_STRANGERS = raw_headers({"Vary": "Origin"})
_ALLOWED = {
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": _REQUEST_HEADERS,
    "Access-Control-Max-Age": str(_MAX_AGE_S),
}


class Cors:
    """Knows which pages may read what.

    Args:
        origins: Those that may use it; ``*`` for all.
        paths: Where it applies: these and all below them.
    """

    def __init__(self, *, origins: Collection[str], paths: Collection[str]) -> None:
        self._origins = frozenset(origins)
        self._paths = frozenset(paths)
        self._below = tuple(f"{path}/" for path in paths)

    def marks(self, scope: Scope) -> RawHeaders:
        """What a response says to the page behind a request; nothing where this does not apply."""
        path = scope["path"]
        if path not in self._paths and not path.startswith(self._below):
            return ()
        if "*" in self._origins:
            return _FOR_ALL
        origin = header_of(scope, b"origin")
        if origin is None or origin not in self._origins:
            return _FOR_STRANGERS
        return (*_FOR_STRANGERS, (_ALLOW_ORIGIN, origin.encode("latin-1")), *_EXPOSES)

    def preflight(self, scope: Scope, marks: RawHeaders) -> Response | None:
        """The response to a browser that asks beforehand, but for its marks; None for others."""
        if scope["method"] != "OPTIONS" or not marks:
            return None
        if header_of(scope, b"access-control-request-method") is None:
            return None
        return Response(status_code=204, headers=_ALLOWED if marks is not _FOR_STRANGERS else None)
