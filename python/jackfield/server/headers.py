"""Headers that keep browsers from doing with our responses what nobody meant."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from pydantic import HttpUrl
from starlette.types import Scope

RawHeader: TypeAlias = tuple[bytes, bytes]
RawHeaders: TypeAlias = tuple[RawHeader, ...]
"""As ASGI has them: names in small letters."""

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",  # AudioWorklet modules count as scripts
    "style-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(self), display-capture=(), geolocation=()",
}


def content_security_policy(overflow_url: HttpUrl | None = None) -> str:
    """What the page may load, and whom it may ask: us, and where we send too many offers."""
    policy = dict(_POLICY)
    if overflow_url is not None:
        place = f"{overflow_url.host}:{overflow_url.port}"
        sockets = overflow_url.scheme.replace("http", "ws")
        policy["connect-src"] += f" {overflow_url.scheme}://{place} {sockets}://{place}"
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def security_headers(overflow_url: HttpUrl | None = None) -> dict[str, str]:
    """All of them."""
    return {"Content-Security-Policy": content_security_policy(overflow_url), **_HEADERS}


def raw_headers(headers: Mapping[str, str]) -> RawHeaders:
    """As they are sent."""
    return tuple(
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
    )


def header_of(scope: Scope, name: bytes) -> str | None:
    """A header of a request, by its name in small letters; the first, if there are several."""
    for other, value in scope["headers"]:
        if other == name:
            found: bytes = value
            return found.decode("latin-1")
    return None


def dressed(headers: Iterable[RawHeader], marks: RawHeaders, defaults: RawHeaders) -> RawHeaders:
    """The headers of a response and more.

    Args:
        headers: Its own.
        marks: Take the place of its own.
        defaults: Only where it has none of that name.
    """
    marked = {name for name, _ in marks}
    own = [header for header in headers if header[0] not in marked]
    named = marked.union(name for name, _ in own)
    return (*own, *marks, *(header for header in defaults if header[0] not in named))
